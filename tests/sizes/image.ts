import * as ops from '@adjoint/ops';
import type { Rows } from './row.ts';

/** What is for pictures, by the name of each operation: batches of every size. */
export const image: Rows = {
  windows: {
    build: (make, n) => [
      ops.windows(make.real([n, 7, 2]), [3], { axis: 1, stride: 2 }),
      ops.windows(make.real([n, 4, 5]), [2, 2], { axis: 1, dilation: 2 }),
    ],
    by: 'value',
  },
  overlapAdd: {
    build: (make, n) => [
      ops.overlapAdd(make.real([n, 3, 3, 2]), [8], { axis: 1, stride: 2 }),
      ops.overlapAdd(make.real([n, 3, 2, 2, 3]), [4, 4], { axis: 1 }),
    ],
    by: 'terms',
  },
  conv1d: {
    build: (make, n) => [ops.conv1d(make.real([n, 6, 2]), make.real([3, 2, 5]), { padding: 'same' })],
    by: 'terms',
  },
  conv2d: {
    build: (make, n) => [
      ops.conv2d(make.real([n, 5, 4, 3]), make.real([3, 2, 3, 4]), { padding: 1 }),
      ops.conv2d(make.real([n, 4, 4, 4]), make.real([2, 2, 2, 4]), { groups: 2, stride: 2 }),
      ops.conv2d(make.real([n, 4, 3, 3]), make.real([2, 2, 1, 3]), { groups: 3 }),
    ],
    by: 'terms',
  },
  conv1dTranspose: {
    build: (make, n) => [ops.conv1dTranspose(make.real([n, 3, 2]), make.real([3, 3, 2]), { stride: 2 })],
    by: 'terms',
  },
  conv2dTranspose: {
    build: (make, n) => [
      ops.conv2dTranspose(make.real([n, 3, 2, 4]), make.real([3, 3, 2, 4]), { padding: 1, stride: 2 }),
      ops.conv2dTranspose(make.real([n, 2, 2, 4]), make.real([2, 2, 1, 4]), { groups: 2 }),
    ],
    by: 'terms',
  },
  maxPool2d: {
    build: (make, n) => [
      ops.maxPool2d(make.real([n, 4, 5, 2]), 2),
      ops.maxPool2d(make.real([n, 3, 4, 5]), [2, 3], { stride: 1, padding: 'same' }),
    ],
    by: 'value',
  },
  averagePool2d: {
    build: (make, n) => [
      ops.averagePool2d(make.real([n, 4, 5, 2]), 2),
      ops.averagePool2d(make.real([n, 3, 4, 5]), [2, 3], { stride: 1, padding: 'same' }),
    ],
    by: 'terms',
  },
  resize: {
    build: (make, n) => [
      ops.resize(make.real([n, 3, 4, 2]), [5, 2], { method: 'nearest' }),
      ops.resize(make.real([n, 3, 4, 2]), [5, 7]),
    ],
    by: 'terms',
  },
};
