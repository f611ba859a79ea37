import { constant } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { along, type Rows } from './row.ts';

const { sort: sortOf } = ops; // of tensors, not of an array in place

/** Operations that put elements in order, look among ordered ones, or add up parts. */
export const order: Rows = {
  argsort: along((x, axis) => ops.argsort(x, axis), 'value'),
  sort: along((x, axis) => sortOf(x, axis, { descending: true }), 'value'),
  topK: {
    build: (make, n) => [
      ...ops.topK(make.real([n, 3]), 2),
      ...(typeof n === 'number' ? ops.topK(make.real([3, n]), Math.min(n, 4)) : []),
    ],
    by: 'value',
  },
  searchSorted: {
    build: (make, n) => [ops.searchSorted(constant([-0.9, -0.1, 0, 0.4]), make.real([n, 3]), { side: 'right' })],
    by: 'value',
  },
  uniqueCounts: { build: (make, n) => [...ops.uniqueCounts(make.int([n, 2], 9), 9)], by: 'value' },
  segmentSum: { build: (make, n) => [ops.segmentSum(make.real([n, 3]), make.int([n], 4), 4)], by: 'terms' },
};
