import { countOf, deriveKey, type Key, permutation, sameShape, uniforms, type Value } from '@adjoint/graph';
import type { Operand, Sample } from './sample.ts';

/** What a variation changes of a sample. */
export type VariationName =
  /** Nothing: generic elements, and the shapes as they are. */
  | 'ordinary'
  /** Every operand is a scalar. */
  | 'scalar'
  /** One of the sizes is 0. */
  | 'empty'
  /** The last axis of the first real operand has size 1, the second real operand has no axis but its last. */
  | 'broadcast'
  /** All elements are one of two numbers, the same two for all operands. */
  | 'tied'
  /** Two operands are one tensor. */
  | 'repeated';

/** A sample with some of its shapes or elements replaced. */
export interface Variation {
  readonly name: VariationName;
  /** The elements of each operand. */
  readonly values: readonly Value<Float64Array>[];
  /** Which leaf each operand is: its own, but for operands that are one tensor. */
  readonly leaves: readonly number[];
}

/** The sample as it is, then every variation that can be made of it. */
export const variationsOf = ({ operands }: Sample, key: Key): readonly Variation[] => {
  const shapes = operands.map(({ shape }): readonly number[] => shape);
  const leaves = operands.map((_, index) => index);
  const free = operands.flatMap((operand, index) => (isFree(operand) ? [index] : []));
  const varied = (name: VariationName, change: (shape: readonly number[], index: number) => readonly number[]) => {
    const changed = shapes.map((shape, index) => (free.includes(index) ? change(shape, index) : shape));
    const isNew = changed.some((shape, index) => !sameShape(shape, shapes[index]!));
    return isNew ? [{ name, values: generic(operands, changed, deriveKey(key, name)), leaves }] : [];
  };
  const sizes = new Set(free.flatMap((index) => shapes[index]!.filter((size) => size > 1)));
  const [first, second] = free;
  const twin = twinsOf(operands, free);
  return [
    { name: 'ordinary', values: generic(operands, shapes, deriveKey(key, 'ordinary')), leaves },
    ...(free.length === operands.length ? varied('scalar', () => []) : []),
    ...[...sizes].flatMap((empty) => varied('empty', (shape) => shape.map((size) => (size === empty ? 0 : size)))),
    ...(second === undefined
      ? []
      : varied('broadcast', (shape, index) =>
          index === first
            ? shape.map((size, axis) => (axis === shape.length - 1 ? 1 : size))
            : index === second
              ? shape.slice(-1)
              : shape,
        )),
    ...(free.length === 0 ? [] : [{ name: 'tied' as const, values: tied(operands, deriveKey(key, 'tied')), leaves }]),
    ...(twin === undefined
      ? []
      : [
          {
            name: 'repeated' as const,
            values: generic(operands, shapes, deriveKey(key, 'repeated')).map((value, index, all) =>
              index === twin[1] ? all[twin[0]]! : value,
            ),
            leaves: leaves.map((leaf) => (leaf === twin[1] ? twin[0] : leaf)),
          },
        ]),
  ];
};

/** Whether a check chooses the elements. */
const isFree = ({ elements }: Operand): boolean => elements === undefined;

const twinsOf = (operands: readonly Operand[], free: readonly number[]): readonly [number, number] | undefined => {
  const pairs = free.flatMap((a) => free.filter((b) => b > a).map((b) => [a, b] as const));
  return pairs.find(([a, b]) => {
    const [left, right] = [operands[a]!, operands[b]!];
    return left.from === right.from && left.to === right.to && sameShape(left.shape, right.shape);
  });
};

/**
 * Distinct numbers 0.137 apart, each moved by at most a hundredth: no sum or difference of two is near 0 or 1. In a bounded
 * interval they lie closer together.
 */
const generic = (
  operands: readonly Operand[],
  shapes: readonly (readonly number[])[],
  key: Key,
): readonly Value<Float64Array>[] => {
  const count = shapes.reduce((sum, shape) => sum + countOf(shape), 0);
  const places = permutation(deriveKey(key, 'order'), count);
  const jitter = uniforms(deriveKey(key, 'jitter'), count);
  let start = 0;
  return operands.map(({ elements, from, to }, index) => {
    const shape = shapes[index]!;
    if (elements !== undefined) return { shape, data: Float64Array.from(elements) };
    const first = start;
    start += countOf(shape);
    const data = Float64Array.from({ length: countOf(shape) }, (_, i) => {
      const [place, moved] = [places[first + i]!, jitter[first + i]!];
      const step = (from: number): number => 0.137 * (from + place) + 0.061 + 0.01 * moved;
      if (Number.isFinite(from) && Number.isFinite(to))
        return from + ((to - from) * (place + 1 + 0.1 * moved)) / (count + 1.1);
      return Number.isFinite(from) ? from + step(2) : Number.isFinite(to) ? to - step(2) : step(-Math.floor(count / 2));
    });
    return { shape, data };
  });
};

const tied = (operands: readonly Operand[], key: Key): readonly Value<Float64Array>[] => {
  const free = operands.filter(isFree);
  const from = Math.max(...free.map((operand) => operand.from));
  const to = Math.min(...free.map((operand) => operand.to));
  return operands.map(({ shape, elements, ...own }, index) => {
    if (elements !== undefined) return { shape, data: Float64Array.from(elements) };
    const pair = from < to ? pairIn(from, to) : pairIn(own.from, own.to);
    const draws = uniforms(deriveKey(key, index), countOf(shape));
    return { shape, data: draws.map((draw) => pair[draw < 0.5 ? 0 : 1]) };
  });
};

/** Two numbers of an interval, neither 0 nor 1 and not 1 apart where that can be helped. */
const pairIn = (from: number, to: number): readonly [number, number] => {
  if (Number.isFinite(from) && Number.isFinite(to)) return [from + 0.375 * (to - from), from + 0.6875 * (to - from)];
  if (Number.isFinite(from)) return [from + 0.375, from + 1.5];
  return Number.isFinite(to) ? [to - 0.375, to - 1.5] : [0.375, -0.75];
};
