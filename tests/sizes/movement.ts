import type { AnyTensor, Dim, Tensor } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { each, type Rows } from './row.ts';

/** Operations that put elements elsewhere, or make them of nothing. */
export const movement: Rows = {
  reshape: {
    build: (make, n) => [
      ops.reshape(make.real([n, 6]), [n, 2, 3]),
      ops.reshape(make.real([n, 2, 3]), [n, 6]),
      ops.reshape(make.real([3, n]), [3, 1, n]),
    ],
    scalar: (make) => [ops.reshape(make.real([]), [1, 1])],
    by: 'value',
  },
  transpose: {
    build: (make, n) => [
      ops.transpose(make.real([n, 3])),
      ops.transpose(make.real([3, n])),
      ops.transpose(make.real([2, n, 3]), [1, 2, 0]),
      ops.transpose(make.real([n, 2, 3]), [2, 0, 1]),
    ],
    by: 'value',
  },
  expandDims: each((x) => ops.expandDims(x, 0)),
  squeeze: { build: (make, n) => [ops.squeeze(make.real([n, 1, 3]), 1)], by: 'value' },
  rename: { build: (make, n) => [ops.rename(make.real([n, 3]), [n, 'three'])], by: 'value' },
  slice: {
    build: (make, n) => [
      ops.slice(make.real([n, 7]), [{}, { start: 1, end: -1 }]),
      ops.slice(make.real([n, 7]), [{}, { step: -2 }]),
      ops.slice(make.real([7, n]), [{ start: 2, end: 2 }]),
      ...(typeof n === 'number' ? [ops.slice(make.real([n + 1, 3]), [{ start: -1, end: 0, step: -1, dim: n }])] : []),
    ],
    by: 'value',
  },
  flip: { build: (make, n) => [ops.flip(make.real([n, 3])), ops.flip(make.real([n, 3]), 0)], by: 'value' },
  split: {
    build: (make, n) => [...ops.split(make.real([n, 6]), 3, 1), ...ops.split(make.real([n, 6]), [1, 5], 1)],
    by: 'value',
  },
  concat: {
    build: (make, n) => [
      ops.concat([make.real([n, 3]), make.real([n, 2])], 1),
      ops.concat([make.real([n, 3]), make.real([5, 3]), make.real([n, 3])], 0),
    ],
    by: 'value',
  },
  stack: {
    build: (make, n) => [
      ops.stack([make.real([n, 3]), make.real([n, 3])], 0),
      ops.stack([make.real([n]), make.real([n]), make.real([n])], -1),
    ],
    scalar: (make) => [ops.stack([make.real([]), make.real([])], 0)],
    by: 'value',
  },
  tile: { build: (make, n) => [ops.tile(make.real([n, 3]), [1, 3]), ops.tile(make.real([3, n]), [2, 1])], by: 'value' },
  repeat: {
    build: (make, n) => [ops.repeat(make.real([n, 3]), 2, 1), ops.repeat(make.real([3, n]), 3, 0)],
    by: 'value',
  },
  pad: {
    build: (make, n) => [
      ops.pad(make.real([n, 3]), 1),
      ops.pad(make.real([n, 3]), [0, [2, 1]], { value: 3 }),
      ops.pad(make.real([n, 4]), [0, [3, 2]], { mode: 'reflect' }),
      ops.pad(make.real([n, 4]), [0, [3, 2]], { mode: 'symmetric' }),
      ops.pad(make.real([n, 4]), [0, [3, 2]], { mode: 'edge' }),
    ],
    by: 'value',
  },
  arange: { build: (_, n) => [ops.arange(n)], by: 'value' },
  oneHot: { build: (make, n) => [ops.oneHot(make.int([n], 5), 5)], scalar: (make) => [ops.oneHot(make.int([], 3), 3)], by: 'value' }, // prettier-ignore
  takeAlongAxis: {
    build: (make, n) => [
      ops.takeAlongAxis(make.real([n, 5]), make.int([n, 2], 5), 1),
      ops.takeAlongAxis(make.real([5, n]), make.int([7, n], 5), 0),
      ops.takeAlongAxis(make.real([5]), make.int([n], 5), 0),
    ],
    by: 'value',
  },
  gather: {
    build: (make, n) => [
      ops.gather(make.real([5, 3]), make.int([n], 5), 0),
      ops.gather(make.real([n, 5]), make.int([7], 5), 1),
      ops.gather(make.real([3, 5, 2]), make.int([n, 2], 5), 1),
    ],
    scalar: (make) => [ops.gather(make.real([5]), make.int([], 5), 0)],
    by: 'value',
  },
  scatterAdd: {
    build: (make, n) => [
      ops.scatterAdd(make.real([5, 3]), make.int([n], 5), make.real([n, 3]), 0),
      ops.scatterAdd(make.real([n, 5]), make.int([7], 5), make.real([n, 7]), 1),
    ],
    by: 'terms',
  },
  diag: {
    build: (make, n) => [ops.diag(make.real([n])), ...(typeof n === 'number' ? [ops.diag(make.real([n, n]))] : [])],
    by: 'value',
  },
  triu: { build: (make, n) => [ops.triu(make.real([n, 3])), ops.triu(make.real([n, 3, 4]), -1)], by: 'value' },
  tril: { build: (make, n) => [ops.tril(make.real([n, 3])), ops.tril(make.real([n, 4, 3]), 1)], by: 'value' },
  dropout: { build: (make, n) => [ops.dropout(make.real([n, 3]), { rate: 0.3, key: 3 })], scalar: (make) => [ops.dropout(make.real([]), { rate: 0.3, key: 3 })], by: 'value' }, // prettier-ignore
  randomUniform: {
    build: (make, n: Dim) => [ops.randomUniform(make.int([], 99) as AnyTensor as Tensor<[], 'int'>, [n, 3])],
    by: 'value',
  },
  randomNormal: {
    build: (make, n: Dim) => [ops.randomNormal(make.int([], 99) as AnyTensor as Tensor<[], 'int'>, [n, 3])],
    by: 'value',
  },
};
