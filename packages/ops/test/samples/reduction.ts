import { bools, reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { columns, total, type Vector } from './nested.ts';
import { reduced } from './pattern.ts';

const mean = (line: Vector): number => total(line) / line.length;
const product = (line: Vector): number => line.reduce((all, element) => all * element, 1);
const spread = (line: Vector, correction = 0): number =>
  total(line.map((element) => (element - mean(line)) ** 2)) / (line.length - correction);
const logSumExp = (line: Vector): number => Math.log(total(line.map(Math.exp)));
const softmax = (line: Vector): Vector => line.map((element) => Math.exp(element - logSumExp(line)));
const logSoftmax = (line: Vector): Vector => line.map((element) => element - logSumExp(line));

/** What comes of all elements up to each. */
const running = (line: Vector, of: (elements: Vector) => number): Vector =>
  line.map((_, index) => of(line.slice(0, index + 1)));

const alongAxis = (op: typeof ops.softmax, of: (line: Vector) => Vector): readonly Sample[] => [
  sample([reals([7])], (x) => op(x), { value: of, shape: [7], symbolic: true }),
  sample([reals([3, 4])], (x) => op(x), { value: (x) => x.map(of), shape: [3, 4], symbolic: true }),
  sample([reals([3, 4])], (x) => op(x, 0), {
    value: (x) => columns(columns(x).map(of)),
    shape: [3, 4],
    symbolic: true,
  }),
  sample([reals([2, 3, 2])], (x) => op(x, 1), {
    value: (x) => x.map((matrix) => columns(columns(matrix).map(of))),
    shape: [2, 3, 2],
    symbolic: true,
  }),
  sample([reals([3, 1])], (x) => op(x), { value: (x) => x.map(of), shape: [3, 1], symbolic: true }),
];

const truths = bools([[true, false, true], [true, true, true], [false, false, false]]); // prettier-ignore
const ofTruths = (op: typeof ops.any, of: (line: readonly boolean[]) => boolean): readonly Sample[] => [
  sample([truths], (x) => op(x), { value: (x) => of(x.flat()), shape: [] }),
  sample([truths], (x) => op(x, 1), { value: (x) => x.map(of), shape: [3] }),
  sample([truths], (x) => op(x, { axis: 0, keepDims: true }), { value: (x) => [columns(x).map(of)], shape: [1, 3] }),
  sample([reals([3, 4])], (x) => op(ops.less(x, 0), -1), {
    value: (x) => x.map((row) => of(row.map((element) => element < 0))),
    shape: [3],
    symbolic: true,
  }),
];

export const reduction: Readonly<Record<string, readonly Sample[]>> = {
  sum: reduced(ops.sum, total),
  mean: reduced(ops.mean, mean),
  max: reduced(ops.max, (line) => Math.max(...line)),
  min: reduced(ops.min, (line) => Math.min(...line)),
  argmax: reduced(ops.argmax, (line) => line.indexOf(Math.max(...line))),
  argmin: reduced(ops.argmin, (line) => line.indexOf(Math.min(...line))),
  logSumExp: reduced(ops.logSumExp, logSumExp),
  prod: [
    ...reduced(ops.prod, product),
    sample([reals([2, 3, 4])], (x) => ops.prod(x, 0), {
      value: ([a, b]) => a!.map((row, i) => row.map((element, j) => element * b![i]![j]!)),
      shape: [3, 4],
      symbolic: true,
    }),
  ],
  any: ofTruths(ops.any, (line) => line.includes(true)),
  all: ofTruths(ops.all, (line) => !line.includes(false)),

  norm: [
    ...reduced(ops.norm, (line) => Math.hypot(...line)),
    sample([reals([3, 2])], (x) => ops.norm(x, { order: 1 }), {
      value: (x) => total(x.flat().map(Math.abs)),
      shape: [],
      symbolic: true,
    }),
    sample([reals([3, 2])], (x) => ops.norm(x, { order: 'inf', axis: 0 }), {
      value: (x) => columns(x).map((column) => Math.max(...column.map(Math.abs))),
      shape: [2],
      symbolic: true,
    }),
  ],
  variance: [
    ...reduced(ops.variance, (line) => spread(line)),
    sample([reals([3, 2])], (x) => ops.variance(x, { correction: 1, axis: 0 }), {
      value: (x) => columns(x).map((column) => spread(column, 1)),
      shape: [2],
      symbolic: true,
    }),
  ],
  standardDeviation: [
    ...reduced(ops.standardDeviation, (line) => Math.sqrt(spread(line))),
    sample([reals([3, 2])], (x) => ops.standardDeviation(x, { correction: 1 }), {
      value: (x) => Math.sqrt(spread(x.flat(), 1)),
      shape: [],
      symbolic: true,
    }),
  ],

  cumsum: [
    sample([reals([3, 4])], (x) => ops.square(ops.cumsum(x)), {
      value: (x) => x.map((row) => running(row, total).map((sum) => sum * sum)),
      shape: [3, 4],
      symbolic: true,
    }),
    sample([reals([3, 0])], (x) => ops.cumsum(x, 0), { value: (x) => x, shape: [3, 0], symbolic: true }),
  ],
  cumprod: [
    sample([reals([3, 4])], (x) => ops.cumprod(x), {
      value: (x) => x.map((row) => running(row, product)),
      shape: [3, 4],
      symbolic: true,
    }),
    sample([reals([4, 2])], (x) => ops.square(ops.cumprod(x, 0)), {
      value: (x) => columns(columns(x).map((column) => running(column, product).map((all) => all * all))),
      shape: [4, 2],
      symbolic: true,
    }),
    sample([reals([2, 0])], (x) => ops.cumprod(x, 1), { value: (x) => x, shape: [2, 0], symbolic: true }),
  ],
  softmax: alongAxis(ops.softmax, softmax),
  logSoftmax: alongAxis(ops.logSoftmax, logSoftmax),
};
