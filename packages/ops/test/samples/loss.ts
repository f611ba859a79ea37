import type { Shape, Tensor } from '@adjoint/graph';
import { at, ints, reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { type Matrix, total, type Vector } from './nested.ts';
import { broadcasting } from './pattern.ts';

type Samples = Readonly<Record<string, readonly Sample[]>>;

const symbolic = true;

/** How a loss measures the scores of one sample against its label. */
type OfOne = (scores: Vector, label: number) => number;

const hinge =
  (delta = 1, power = 1): OfOne =>
  (scores, label) =>
    total(scores.map((score, j) => (j === label ? 0 : Math.max(0, score - scores[label]! + delta) ** power)));

const structuredHinge =
  (delta = 1): OfOne =>
  (scores, label) =>
    Math.max(0, ...scores.map((score, j) => (j === label ? 0 : score + delta - scores[label]!)));

const oneVsAll =
  (power = 1): OfOne =>
  (scores, label) =>
    total(scores.map((score, j) => Math.max(0, 1 - (j === label ? score : -score)) ** power));

const logSoftmax = (scores: Vector): Vector => {
  const logOfSum = Math.log(total(scores.map(Math.exp)));
  return scores.map((score) => score - logOfSum);
};

/** −Σ w·q·log softmax(s), where q is a distribution of which ε is shared among all classes. */
const crossEntropy = (scores: Vector, target: Vector, epsilon = 0, weights: Vector = scores.map(() => 1)): number =>
  -total(
    logSoftmax(scores).map((log, j) => weights[j]! * ((1 - epsilon) * target[j]! + epsilon / scores.length) * log),
  );

const oneHot = (scores: Vector, label: number): Vector => scores.map((_, j) => (j === label ? 1 : 0));

const batch =
  (of: OfOne) =>
  (scores: Matrix, labels: Vector): Vector =>
    scores.map((row, i) => of(row, labels[i]!));

const square = reals([3, 3]);
const wide = reals([2, 4]);
const diagonal = ints([0, 1, 2]);

export const classification: Samples = {
  hinge: [
    sample([square, diagonal], (s, y) => ops.hinge(s, y), { value: batch(hinge()), shape: [3], symbolic }),
    sample([wide, ints([2, 2])], (s, y) => ops.hinge(s, y, { squared: true }), {
      value: batch(hinge(1, 2)),
      shape: [2],
      symbolic,
    }),
    sample([wide, ints([0, 3])], (s, y) => ops.hinge(s, y, { delta: 0.31 }), {
      value: batch(hinge(0.31)),
      shape: [2],
      symbolic,
    }),
    sample([reals([3]), ints(1)], (s, y) => ops.hinge(s, y), { value: hinge(), shape: [], symbolic }),
    sample([reals([1, 2, 3]), ints([[0, 1]])], (s, y) => ops.hinge(s, y), {
      value: ([scores], [labels]) => [batch(hinge())(scores!, labels!)],
      shape: [1, 2],
      symbolic,
    }),
  ],
  structuredHinge: [
    sample([square, diagonal], (s, y) => ops.structuredHinge(s, y), {
      value: batch(structuredHinge()),
      shape: [3],
      symbolic,
    }),
    sample([wide, ints([0, 3])], (s, y) => ops.structuredHinge(s, y, { delta: 0.31 }), {
      value: batch(structuredHinge(0.31)),
      shape: [2],
      symbolic,
    }),
  ],
  oneVsAll: [
    sample([square, diagonal], (s, y) => ops.oneVsAll(s, y), { value: batch(oneVsAll()), shape: [3], symbolic }),
    sample([wide, ints([2, 2])], (s, y) => ops.oneVsAll(s, y, { squared: true }), {
      value: batch(oneVsAll(2)),
      shape: [2],
      symbolic,
    }),
  ],
  crossEntropy: [
    sample([square, diagonal], (s, y) => ops.crossEntropy(s, y), {
      value: batch((scores, label) => -logSoftmax(scores)[label]!),
      shape: [3],
      symbolic,
    }),
    sample([reals([3]), ints(1)], (s, y) => ops.crossEntropy(s, y), {
      value: (scores) => -logSoftmax(scores)[1]!,
      shape: [],
      symbolic,
    }),
    sample([reals([1, 2, 3]), ints([[0, 1]])], (s, y) => ops.crossEntropy(s, y), {
      value: ([scores]) => [scores!.map((row, label) => -logSoftmax(row)[label]!)],
      shape: [1, 2],
      symbolic,
    }),
    sample([reals([2, 3]), ints([2, 0])], (s, y) => ops.crossEntropy(s, y, { labelSmoothing: 0.2 }), {
      value: batch((scores, label) => crossEntropy(scores, oneHot(scores, label), 0.2)),
      shape: [2],
      symbolic,
    }),
    sample([square, ints([2, 0, 2]), reals([3])], (s, y, classWeights) => ops.crossEntropy(s, y, { classWeights }), {
      value: (s, y, weights) => batch((scores, label) => crossEntropy(scores, oneHot(scores, label), 0, weights))(s, y),
      shape: [3],
      symbolic,
    }),
    sample([reals([2, 3]), reals([2, 3])], (s, t) => ops.crossEntropy(s, t), {
      value: (s, t) => s.map((scores, i) => crossEntropy(scores, t[i]!)),
      shape: [2],
      symbolic,
    }),
    sample(
      [reals([2, 3]), reals([2, 3]), reals([3])],
      (s, t, classWeights) => ops.crossEntropy(s, t, { labelSmoothing: 0.3, classWeights }),
      {
        value: (s, t, weights) => s.map((scores, i) => crossEntropy(scores, t[i]!, 0.3, weights)),
        shape: [2],
        symbolic,
      },
    ),
    sample([reals([3]), reals([3])], (s, t) => ops.crossEntropy(s, t, { labelSmoothing: 0.1 }), {
      value: (s, t) => crossEntropy(s, t, 0.1),
      shape: [],
      symbolic,
    }),
    sample([reals([0, 3]), reals([0, 3])], (s, t) => ops.crossEntropy(s, t), { value: () => [], shape: [0], symbolic }),
  ],
  accuracy: [
    sample([wide, ints([2, 0])], (s, y) => ops.accuracy(s, y), {
      value: (s, y) => total(s.map((row, i) => (row.indexOf(Math.max(...row)) === y[i] ? 1 : 0))) / 2,
      shape: [],
      symbolic,
    }),
    sample([at([[1, 3], [5, 2]]), ints([1, 1])], (s, y) => ops.accuracy(s, y), { value: () => 0.5, shape: [] }), // prettier-ignore
  ],
};

const huber = (residual: number, delta = 1): number => {
  const size = Math.abs(residual);
  return size < delta ? residual ** 2 / 2 : delta * (size - delta / 2);
};

export const elementwiseLoss: Samples = {
  binaryHinge: [
    sample([reals([3]), at([1, -1, 1])], (s, y) => ops.binaryHinge(s, y), {
      value: (s, y) => s.map((score, i) => Math.max(0, 1 - y[i]! * score)),
      shape: [3],
      symbolic,
    }),
    sample([reals([3]), at([1, -1, 1])], (s, y) => ops.binaryHinge(s, y, { C: 3 }), {
      value: (s, y) => s.map((score, i) => 3 * Math.max(0, 1 - y[i]! * score)),
      shape: [3],
      symbolic,
    }),
  ],
  binaryCrossEntropy: broadcasting(ops.binaryCrossEntropy, (z, t) => Math.log1p(Math.exp(z)) - t * z),
  squaredError: broadcasting(ops.squaredError, (a, b) => (a - b) ** 2),
  absoluteError: broadcasting(ops.absoluteError, (a, b) => Math.abs(a - b)),
  huber: [
    sample([reals([5]), reals([5])], (a, b) => ops.huber(a, b), {
      value: (a, b) => a.map((element, i) => huber(element - b[i]!)),
      shape: [5],
      symbolic,
    }),
    sample([reals([5])], (a) => ops.huber(a, 0.1, { delta: 0.2 }), {
      value: (a) => a.map((element) => huber(element - 0.1, 0.2)),
      shape: [5],
      symbolic,
    }),
  ],
};

const norm2 = (weights: Vector): number => total(weights.map((weight) => weight * weight));
const norm1 = (weights: Vector): number => total(weights.map(Math.abs));

/** Samples of a regularizer without a bias. */
const penalty = (
  op: <S extends Shape>(w: Tensor<S>) => Tensor<[]>,
  of: (weights: Vector) => number,
): readonly Sample[] => [
  sample([reals([7])], (w) => op(w), { value: of, shape: [], symbolic }),
  sample([reals([])], (w) => op(w), { value: (w) => of([w]), shape: [] }),
  sample([reals([3, 0])], (w) => op(w), { value: () => 0, shape: [], symbolic }),
];

export const regularizer: Samples = {
  l1: [
    ...penalty(ops.l1, norm1),
    sample([reals([3, 4])], (w) => ops.l1(w, { bias: { axis: 1 } }), {
      value: (w) => norm1(w.flatMap((row) => row.slice(0, -1))),
      shape: [],
      symbolic,
    }),
  ],
  l2: [
    ...penalty(ops.l2, norm2),
    sample([reals([3, 2])], (w) => ops.l2(w, { bias: { axis: 0, index: 1 } }), {
      value: ([first, , last]) => norm2([...first!, ...last!]),
      shape: [],
      symbolic,
    }),
  ],
  elasticNet: [
    sample([reals([3, 2])], (w) => ops.elasticNet(w), {
      value: (w) => norm2(w.flat()) + norm1(w.flat()),
      shape: [],
      symbolic,
    }),
    ...penalty(
      (w) => ops.elasticNet(w, { beta: 0.3 }),
      (w) => 0.3 * norm2(w) + norm1(w),
    ),
    sample([reals([2, 3, 2])], (w) => ops.elasticNet(w, { bias: { axis: 1 } }), {
      value: (w) =>
        norm2(w.flatMap((rows) => rows.slice(0, -1).flat())) + norm1(w.flatMap((rows) => rows.slice(0, -1).flat())),
      shape: [],
      symbolic,
    }),
  ],
};
