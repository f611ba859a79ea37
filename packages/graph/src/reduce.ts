import { offsetsOf, rowMajor } from './strides.ts';
import type { Value } from './value.ts';

/** Calls `visit` with every line of a value along some axes: its elements copied out, and the line's number in row-major order of the other axes. */
export const forEachLine = (
  x: Value,
  axes: readonly number[],
  visit: (line: Float64Array, index: number) => void,
): void => {
  const strides = rowMajor(x.shape);
  const along = (isAlong: boolean): Int32Array => {
    const chosen = x.shape.map((_, axis) => axis).filter((axis) => axes.includes(axis) === isAlong);
    return offsetsOf(
      chosen.map((axis) => x.shape[axis]!),
      chosen.map((axis) => strides[axis]!),
    );
  };
  const steps = along(true);
  const line = new Float64Array(steps.length);
  along(false).forEach((start, index) => {
    for (let i = 0; i < steps.length; i++) line[i] = x.data[start + steps[i]!]!;
    visit(line, index);
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
