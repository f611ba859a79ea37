import { type Broadcasting, constant, type Shape, type Tensor } from '@adjoint/graph';
import { type Interval, type Sample, reals, sample } from '@adjoint/gradcheck';
import type { Reduction } from '../../src/index.ts';
import { columns, each, eachPair, flat, type Vector } from './nested.ts';

/** Samples of an operation on each element by itself, between the bounds that it has values or a gentle slope in. */
export const elementwise = (
  op: <S extends Shape>(x: Tensor<S>) => Tensor<S>,
  f: (x: number) => number,
  within: Interval = {},
): readonly Sample[] => [
  sample([reals([7], within)], (x) => op(x), { value: each(f), shape: [7], symbolic: true }),
  sample([reals([], within)], (x) => op(x), { value: each(f), shape: [] }),
  sample([reals([3, 0], within)], (x) => op(x), { value: each(f), shape: [3, 0], symbolic: true }),
];

/** Samples of an operation on each pair of elements after broadcasting: the first six of two operands, the others of one. */
export const broadcasting = (
  given: Broadcasting<'real'> | Broadcasting<'bool'>,
  f: (a: number, b: number) => number | boolean,
  left: Interval = {},
  right: Interval = left,
): readonly Sample[] => {
  const op = given as Broadcasting<'real'>; // shapes are the same whatever the kind
  const value = eachPair(f);
  const a = <const S extends number[]>(shape: readonly [...S]) => reals(shape, left);
  const b = <const S extends number[]>(shape: readonly [...S]) => reals(shape, right);
  return [
    sample([a([3, 7]), b([3, 7])], (a, b) => op(a, b), { value, shape: [3, 7], symbolic: true }),
    sample([a([3, 7]), b([7])], (a, b) => op(a, b), { value, shape: [3, 7], symbolic: true }),
    sample([a([3, 1]), b([3, 7])], (a, b) => op(a, b), { value, shape: [3, 7], symbolic: true }),
    sample([a([3, 1]), b([1, 4])], (a, b) => op(a, b), { value, shape: [3, 4], symbolic: true }),
    sample([a([]), b([3])], (a, b) => op(a, b), { value, shape: [3], symbolic: true }),
    sample([a([2, 1, 3]), b([4, 1])], (a, b) => op(a, b), { value, shape: [2, 4, 3], symbolic: true }),
    sample([a([3])], (a) => op(a, a), { value: (a) => value(a, a), shape: [3], symbolic: true }),
    sample([a([3])], (a) => op(a, constant([0.5])), { value: (a) => value(a, 0.5), shape: [3], symbolic: true }),
    sample([a([3])], (a) => op(constant([0.5]), a), { value: (a) => value(0.5, a), shape: [3], symbolic: true }),
  ];
};

/** Samples of a reduction, by what it makes of the elements of one line. */
export const reduced = (
  given: Reduction<'real'> | Reduction<'int'>,
  line: (elements: Vector) => number,
): readonly Sample[] => {
  const op = given as Reduction<'real'>; // shapes are the same whatever the kind
  return [
    sample([reals([3, 7])], (x) => op(x), { value: (x) => line(flat(x)), shape: [], symbolic: true }),
    sample([reals([3, 7])], (x) => op(x, { axis: 0 }), {
      value: (x) => columns(x).map(line),
      shape: [7],
      symbolic: true,
    }),
    sample([reals([3, 7])], (x) => op(x, -1), { value: (x) => x.map(line), shape: [3], symbolic: true }),
    sample([reals([3, 1, 7])], (x) => op(x, { axis: 1, keepDims: true }), {
      value: (x) => x.map(([row]) => [row!.map((element) => line([element]))]),
      shape: [3, 1, 7],
      symbolic: true,
    }),
    sample([reals([2, 3, 4])], (x) => op(x, { axis: [0, 2] }), {
      value: (x) => [0, 1, 2].map((j) => line(x.flatMap((rows) => rows[j]!))),
      shape: [3],
      symbolic: true,
    }),
    sample([reals([2, 3, 4])], (x) => op(x, { axis: [0, 2], keepDims: true }), {
      value: (x) => [[0, 1, 2].map((j) => [line(x.flatMap((rows) => rows[j]!))])],
      shape: [1, 3, 1],
      symbolic: true,
    }),
    sample([reals([3])], (x) => op(x, { axis: [] }), {
      value: (x) => x.map((element) => line([element])),
      shape: [3],
      symbolic: true,
    }),
    sample([reals([])], (x) => op(x), { value: (x) => line([x]), shape: [] }),
    sample([reals([0, 3])], (x) => op(x, { axis: 1 }), { value: () => [], shape: [0], symbolic: true }),
  ];
};
