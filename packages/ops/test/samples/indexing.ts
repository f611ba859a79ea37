import { ints, reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { type Matrix, squared, total } from './nested.ts';

const symbolic = true;

/** The elements of a matrix whose row and column numbers pass, zeros elsewhere. */
const masked = (x: Matrix, isKept: (i: number, j: number) => boolean): Matrix =>
  x.map((row, i) => row.map((element, j) => (isKept(i, j) ? element : 0)));

export const indexing: Readonly<Record<string, readonly Sample[]>> = {
  arange: [sample([], () => ops.arange(5), { value: () => [0, 1, 2, 3, 4], shape: [5] })],
  oneHot: [
    sample([ints([2, 0])], (indices) => ops.oneHot(indices, 3), {
      value: () => [[0, 0, 1], [1, 0, 0]], // prettier-ignore
      shape: [2, 3],
    }),
    sample([reals([4], { from: 0, to: 3 })], (x) => ops.oneHot(ops.toInt(x), 3), {
      value: (x) => x.map((element) => [0, 1, 2].map((label) => (label === Math.trunc(element) ? 1 : 0))),
      shape: [4, 3],
      symbolic,
    }),
  ],
  takeAlongAxis: [
    sample([reals([3]), ints([0, 2, 2, 1, 2])], (x, places) => ops.takeAlongAxis(x, places, 0), {
      value: (x, places) => places.map((place) => x[place]!),
      shape: [5],
      symbolic,
    }),
    sample([reals([2, 3]), ints([[1], [0]])], (x, places) => ops.square(ops.takeAlongAxis(x, places, 1)), {
      value: (x, places) => squared(x.map((row, i) => [row[places[i]![0]!]!])),
      shape: [2, 1],
      symbolic,
    }),
    sample([reals([2, 3]), ints([[1, 1, 0]])], (x, places) => ops.square(ops.takeAlongAxis(x, places, 0)), {
      value: (x, [places]) => squared([places!.map((place, j) => x[place]![j]!)]),
      shape: [1, 3],
      symbolic,
    }),
  ],
  gather: [
    sample(
      [
        reals([3, 2]),
        ints([
          [1, 1],
          [0, 1],
        ]),
      ],
      (x, indices) => ops.square(ops.gather(x, indices, 0)),
      {
        // prettier-ignore
        value: (x, indices) => squared(indices.map((row) => row.map((index) => x[index]!))),
        shape: [2, 2, 2],
        symbolic,
      },
    ),
    sample([reals([2, 3, 2]), ints([2, 0, 2])], (x, indices) => ops.square(ops.gather(x, indices, 1)), {
      value: (x, indices) => squared(x.map((rows) => indices.map((index) => rows[index]!))),
      shape: [2, 3, 2],
      symbolic,
    }),
    sample([reals([2, 3]), ints(1)], (x, index) => ops.gather(x, index, -1), {
      value: (x, index) => x.map((row) => row[index]!),
      shape: [2],
      symbolic,
    }),
  ],
  scatterAdd: [
    sample(
      [reals([3, 2]), ints([1, 1, 0]), reals([3, 2])],
      (x, indices, u) => ops.square(ops.scatterAdd(x, indices, u, 0)),
      {
        value: ([a, b, c], _, [d, e, f]) =>
          squared([a!.map((at, j) => at + f![j]!), b!.map((at, j) => at + d![j]! + e![j]!), c!]),
        shape: [3, 2],
        symbolic,
      },
    ),
    sample(
      [reals([2, 3]), ints([[1, 0]]), reals([2, 1, 2])],
      (x, indices, u) => ops.square(ops.scatterAdd(x, indices, u, -1)),
      {
        value: (x, _, u) => squared(x.map(([a, b, c], i) => [a! + u[i]![0]![1]!, b! + u[i]![0]![0]!, c!])),
        shape: [2, 3],
        symbolic,
      },
    ),
  ],
  diag: [
    sample([reals([3])], (x) => ops.square(ops.diag(x)), {
      value: (x) => squared(x.map((element, i) => x.map((_, j) => (i === j ? element : 0)))),
      shape: [3, 3],
      symbolic,
    }),
    sample([reals([3, 3])], (x) => ops.square(ops.diag(x)), {
      value: (x) => squared(x.map((row, i) => row[i]!)),
      shape: [3],
      symbolic,
    }),
    sample([reals([2, 4])], (x) => ops.square(ops.diag(x)), {
      value: (x) => squared(x.map((row, i) => row[i]!)),
      shape: [2],
    }),
  ],
  triu: [
    sample([reals([3, 4])], (x) => ops.square(ops.triu(x)), {
      value: (x) => squared(masked(x, (i, j) => j >= i)),
      shape: [3, 4],
      symbolic,
    }),
    sample([reals([2, 3, 3])], (x) => ops.triu(x, -1), {
      value: (x) => x.map((matrix) => masked(matrix, (i, j) => j >= i - 1)),
      shape: [2, 3, 3],
      symbolic,
    }),
  ],
  tril: [
    sample([reals([4, 3])], (x) => ops.square(ops.tril(x)), {
      value: (x) => squared(masked(x, (i, j) => j <= i)),
      shape: [4, 3],
      symbolic,
    }),
    sample([reals([2, 3, 3])], (x) => ops.tril(x, 1), {
      value: (x) => x.map((matrix) => masked(matrix, (i, j) => j <= i + 1)),
      shape: [2, 3, 3],
      symbolic,
    }),
  ],
  trace: [
    sample([reals([3, 3])], (x) => ops.square(ops.trace(x)), {
      value: (x) => total(x.map((row, i) => row[i]!)) ** 2,
      shape: [],
      symbolic,
    }),
    sample([reals([4, 2, 3])], (x) => ops.square(ops.trace(x, { offset: 1, axes: [-1, 0] })), {
      value: (x) => squared([0, 1].map((j) => total([0, 1, 2].map((k) => x[k + 1]![j]![k]!)))),
      shape: [2],
      symbolic,
    }),
  ],
};
