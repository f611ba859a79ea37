import { constant } from '@adjoint/graph';
import { at, ints, reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { columns, squared, total, type Vector } from './nested.ts';

const symbolic = true;

const { sort: sortOf } = ops; // of tensors, not of an array in place

/** The positions of elements in ascending order. */
const order = (line: Vector): Vector => line.map((_, i) => i).toSorted((i, j) => line[i]! - line[j]!);

const ascending = (line: Vector): Vector => line.toSorted((a, b) => a - b);

const descending = (line: Vector): Vector => line.toSorted((a, b) => b - a);

/** What a function makes of the elements up to each. */
const running = (line: Vector, f: (elements: Vector) => number): Vector => line.map((_, i) => f(line.slice(0, i + 1)));

const numbers = [
  [0.3, -1.2, 2.5, 0.9],
  [-0.4, 1.1, -2.3, 0.6],
] as const;

const largest = (line: Vector): number => Math.max(...line);

const logSumExp = (line: Vector): number => Math.log(total(line.map(Math.exp)));

export const ordering: Readonly<Record<string, readonly Sample[]>> = {
  argsort: [
    sample([reals([3, 5])], (x) => ops.argsort(x), { value: (x) => x.map(order), shape: [3, 5], symbolic }),
    sample([reals([3, 0])], (x) => ops.argsort(x, 0), { value: (x) => x, shape: [3, 0], symbolic }),
  ],
  // at a tie of more than two the slopes on both sides say nothing of the one in between, so only pairs may be tied
  sort: [
    sample([at(numbers)], (x) => ops.square(sortOf(x)), { value: (x) => squared(x.map(ascending)), shape: [2, 4] }),
    sample([reals([3, 2])], (x) => ops.square(sortOf(x, 1, { descending: true })), {
      value: (x) => squared(x.map(descending)),
      shape: [3, 2],
      symbolic,
    }),
    sample([ints([3, 1, 2])], (x) => sortOf(x), { value: ascending, shape: [3] }),
  ],
  topK: [
    sample([at(numbers)], (x) => ops.topK(x, 2), {
      value: (x) => [
        x.map((row) => descending(row).slice(0, 2)),
        x.map((row) => order(row.map((e) => -e)).slice(0, 2)),
      ],
      shape: [
        [2, 2],
        [2, 2],
      ],
    }),
    sample([reals([2, 3])], (x) => ops.square(ops.topK(x, 1, 0)[0]), {
      value: (x) => squared([columns(x).map(largest)]),
      shape: [1, 3],
    }),
  ],
  searchSorted: [
    sample(
      [
        ints([
          [0, 8],
          [-4, 7],
        ]),
      ],
      (x) => ops.searchSorted(constant([-3, 0, 0, 7], 'int'), x),
      {
        value: (x) => x.map((row) => row.map((each) => [-3, 0, 0, 7].filter((number) => number < each).length)),
        shape: [2, 2],
      },
    ),
    sample([reals([3, 4])], (x) => ops.searchSorted(constant([-1, -0.5, 0, 0.5, 1]), x), {
      value: (x) => x.map((row) => row.map((e) => [-1, -0.5, 0, 0.5, 1].filter((number) => number < e).length)),
      shape: [3, 4],
      symbolic,
    }),
    sample([at([-1, 0, 0, 0.5, 2]), reals([2, 3])], (numbers, x) => ops.searchSorted(numbers, x, { side: 'right' }), {
      value: (numbers, x) => x.map((row) => row.map((e) => numbers.filter((number) => number <= e).length)),
      shape: [2, 3],
      symbolic,
    }),
  ],
  uniqueCounts: [
    sample([ints([3, 1, 3, 3, -2])], (x) => ops.uniqueCounts(x, 4), {
      value: () => [[-2, 1, 3, 0], [1, 1, 3, 0]] as const, // prettier-ignore
      shape: [[4], [4]],
    }),
  ],
  segmentSum: [
    sample([reals([4, 2]), ints([1, 0, 1, 1])], (x, segments) => ops.square(ops.segmentSum(x, segments, 3)), {
      value: ([a, b, c, d]) => squared([b!, a!.map((e, i) => e + c![i]! + d![i]!), [0, 0]]),
      shape: [3, 2],
    }),
  ],
  cummax: [
    sample([reals([3, 4])], (x) => ops.square(ops.cummax(x)), {
      value: (x) => squared(x.map((row) => running(row, largest))),
      shape: [3, 4],
      symbolic,
    }),
    sample([reals([4, 2])], (x) => ops.cummax(x, 0), {
      value: (x) => columns(columns(x).map((column) => running(column, largest))),
      shape: [4, 2],
      symbolic,
    }),
    sample([reals([2, 0])], (x) => ops.cummax(x, 1), { value: (x) => x, shape: [2, 0], symbolic }),
  ],
  cumLogSumExp: [
    sample([reals([3, 4])], (x) => ops.square(ops.cumLogSumExp(x)), {
      value: (x) => squared(x.map((row) => running(row, logSumExp))),
      shape: [3, 4],
      symbolic,
    }),
    sample([reals([4, 2])], (x) => ops.cumLogSumExp(x, 0), {
      value: (x) => columns(columns(x).map((column) => running(column, logSumExp))),
      shape: [4, 2],
      symbolic,
    }),
    sample([reals([2, 0])], (x) => ops.cumLogSumExp(x, 1), { value: (x) => x, shape: [2, 0], symbolic }),
  ],
};
