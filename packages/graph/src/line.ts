import { offsetsOf, rowMajor } from './strides.ts';
import type { Value } from './value.ts';

/** Calls `visit` with every line of a value along some axes: its elements copied out, and the line's number in row-major order of the other axes. */
export const forEachLine = (
  x: Value,
  axes: readonly number[],
  visit: (line: Float64Array, index: number) => void,
): void => {
  const { starts, steps } = linesOf(x.shape, axes);
  const line = new Float64Array(steps.length);
  starts.forEach((start, index) => {
    for (let i = 0; i < steps.length; i++) line[i] = x.data[start + steps[i]!]!;
    visit(line, index);
  });
};

/** Writes every line of `x` along some axes to `y` after `transform` has changed it in place. */
export const mapLines = (
  x: Value,
  axes: readonly number[],
  y: Value,
  transform: (line: Float64Array) => void,
): void => {
  const { starts, steps } = linesOf(x.shape, axes);
  forEachLine(x, axes, (line, index) => {
    transform(line);
    for (let i = 0; i < steps.length; i++) y.data[starts[index]! + steps[i]!] = line[i]!;
  });
};

/** The sum of part of a line, pairwise: the rounding error grows with the logarithm of its length, and the tree is fixed by the length alone. */
export const pairwiseSum = (line: ArrayLike<number>, start = 0, end = line.length): number => {
  if (end - start <= 8) {
    let sum = 0;
    for (let i = start; i < end; i++) sum += line[i]!;
    return sum;
  }
  const middle = start + ((end - start + 1) >> 1);
  return pairwiseSum(line, start, middle) + pairwiseSum(line, middle, end);
};

/** Where the lines along some axes start, and how far each of a line's elements lies from its start. */
const linesOf = (
  shape: readonly number[],
  axes: readonly number[],
): { readonly starts: Int32Array; readonly steps: Int32Array } => {
  const strides = rowMajor(shape);
  const along = (isAlong: boolean): Int32Array => {
    const chosen = shape.map((_, axis) => axis).filter((axis) => axes.includes(axis) === isAlong);
    return offsetsOf(
      chosen.map((axis) => shape[axis]!),
      chosen.map((axis) => strides[axis]!),
    );
  };
  return { starts: along(false), steps: along(true) };
};
