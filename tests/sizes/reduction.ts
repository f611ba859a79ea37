import * as ops from '@adjoint/ops';
import { along, reduced, type Row, type Rows } from './row.ts';

const ofTruths = (op: typeof ops.any): Row => ({
  build: (make, n) => [
    op(make.bool([n, 3]), 0),
    op(make.bool([n, 3]), 1),
    op(make.bool([3, n]), 1),
    op(make.bool([n])),
    op(ops.less(make.real([n, 3]), 0.99), 0),
  ],
  scalar: (make) => [op(make.bool([]))],
  by: 'value',
});

const products: Row = {
  build: (make, n) => [
    ops.matmul(make.real([n, 3]), make.real([3, 10])),
    ops.matmul(make.real([10, n]), make.real([n, 3])),
    ops.matmul(make.real([7, 10]), make.real([10, n])),
    ops.matmul(make.real([n]), make.real([n, 3])),
    ops.matmul(make.real([3, n]), make.real([n])),
    ops.matmul(make.real([2, 3, n]), make.real([n, 1])),
    ops.matmul(make.real([n, 2, 3]), make.real([3, 2])),
  ],
  by: 'terms',
};

/** Operations that join elements. */
export const reduction: Rows = {
  sum: reduced(ops.sum, 'terms'),
  mean: reduced(ops.mean, 'terms'),
  max: reduced(ops.max, 'value', 1),
  min: reduced(ops.min, 'value', 1),
  argmax: reduced(ops.argmax, 'value', 1),
  argmin: reduced(ops.argmin, 'value', 1),
  logSumExp: reduced(ops.logSumExp, 'one'),
  prod: reduced(ops.prod, 'value'),
  any: ofTruths(ops.any),
  all: ofTruths(ops.all),
  norm: {
    build: (make, n) => [
      ...reduced(ops.norm, 'value').build(make, n),
      ops.norm(make.real([n, 3]), { order: 1, axis: 0 }),
      ops.norm(make.real([n, 3]), { order: 'inf', axis: 1 }),
    ],
    scalar: (make) => [ops.norm(make.real([]))],
    by: 'value',
  },
  variance: reduced(ops.variance, 'one'),
  standardDeviation: {
    ...reduced(ops.standardDeviation, 'one'),
    scalar: () => [], // the root of what is 0 but for rounding
  },
  cumsum: along(ops.cumsum, 'terms'),
  cumprod: along(ops.cumprod, 'value', { from: 0.9, to: 1.1 }),
  cummax: along(ops.cummax, 'value'),
  cumLogSumExp: along(ops.cumLogSumExp, 'one'),
  softmax: along(ops.softmax, 'value'),
  logSoftmax: along(ops.logSoftmax, 'one'),
  matmul: products,
  einsum: {
    build: (make, n) => [
      ops.einsum('ij,jk->ik', make.real([n, 3]), make.real([3, 2])),
      ops.einsum('ji,jk->ik', make.real([n, 3]), make.real([n, 2])),
      ops.einsum('ij,kj->ki', make.real([3, n]), make.real([2, n])),
      ops.einsum('ij,i->', make.real([n, 3]), make.real([n])),
      ops.einsum('iji->j', make.real([3, n, 3])),
    ],
    by: 'terms',
  },
  dot: {
    build: (make, n) => [
      ops.dot(make.real([n]), make.real([n])),
      ops.dot(make.real([2, n]), make.real([3, n, 2])),
      ops.dot(make.real([]), make.real([n])),
    ],
    by: 'terms',
  },
  outer: { build: (make, n) => [ops.outer(make.real([n]), make.real([3])), ops.outer(make.real([3]), make.real([n]))], by: 'terms' }, // prettier-ignore
  trace: { build: (make, n) => [ops.trace(make.real([n, 3, 4]), { axes: [1, 2] })], by: 'terms' },
  entropy: along((p, axis) => ops.entropy(p, axis), 'one', { from: 0.01, to: 1 }),
  klDivergence: {
    build: (make, n) => [
      ops.klDivergence(make.real([n, 3], { from: 0.1, to: 1 }), make.real([n, 3], { from: 0.1, to: 1 }), 1),
      ops.klDivergence(make.real([n, 3], { from: 0.1, to: 1 }), make.real([3], { from: 0.1, to: 1 }), 1),
    ],
    by: 'one',
  },
  cosineSimilarity: {
    build: (make, n) => [
      ops.cosineSimilarity(make.real([n, 3]), make.real([n, 3])),
      ops.cosineSimilarity(make.real([3, n]), make.real([n])),
    ],
    by: 'one',
    least: 1,
  },
  l1: { build: (make, n) => [ops.l1(make.real([n, 3])), ops.l1(make.real([n]))], scalar: (make) => [ops.l1(make.real([]))], by: 'value' }, // prettier-ignore
  l2: { build: (make, n) => [ops.l2(make.real([n, 3])), ops.l2(make.real([n]))], scalar: (make) => [ops.l2(make.real([]))], by: 'value' }, // prettier-ignore
  elasticNet: {
    build: (make, n) => [ops.elasticNet(make.real([n, 3]), { beta: 0.3 }), ops.elasticNet(make.real([3, n]))],
    scalar: (make) => [ops.elasticNet(make.real([]))],
    by: 'value',
  },
};
