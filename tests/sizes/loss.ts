import type { AnyTensor, Shape, Tensor } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import type { Row, Rows } from './row.ts';

/** A loss of scores and labels: of samples, of many classes, and of one sample. */
const labelled = (loss: (scores: Tensor, labels: Tensor<Shape, 'int'>) => AnyTensor, by: Row['by'] = 'one'): Row => ({
  build: (make, n) => [
    loss(make.real([n, 10]), make.int([n], 10)),
    loss(make.real([n, 3]), make.int([n], 3)),
    ...(n === 0 || n === 'batch' ? [] : [loss(make.real([3, n]), make.int([3], 1))]),
    loss(make.real([2, n, 4]), make.int([2, n], 4)),
  ],
  scalar: (make) => [loss(make.real([5]), make.int([], 5))],
  by,
});

/** Losses of scores and labels. */
export const loss: Rows = {
  hinge: labelled((s, y) => ops.hinge(s, y, { delta: 0.31 })),
  structuredHinge: labelled((s, y) => ops.structuredHinge(s, y)),
  oneVsAll: labelled((s, y) => ops.oneVsAll(s, y, { squared: true })),
  crossEntropy: {
    build: (make, n) => [
      ...labelled((s, y) => ops.crossEntropy(s, y)).build(make, n),
      ops.crossEntropy(make.real([n, 3]), make.int([n], 3), { labelSmoothing: 0.2 }),
      ops.crossEntropy(make.real([n, 3]), make.real([n, 3], { from: 0, to: 1 })),
      ops.crossEntropy(make.real([n, 3]), make.int([n], 3), { classWeights: make.real([3], { from: 0, to: 1 }) }),
    ],
    by: 'one',
  },
  accuracy: {
    build: (make, n) => [ops.accuracy(make.real([n, 3]), make.int([n], 3))],
    by: 'value',
  },
};
