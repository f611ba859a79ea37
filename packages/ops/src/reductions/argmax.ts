import { type AnyTensor, elementsOf, type Shape, type Tensor } from '@adjoint/graph';
import { equal, notEqual, or, where } from '../elementwise/comparison.ts';
import { arange } from '../movement/indexing.ts';
import { firstLargest } from './line.ts';
import { reshape } from '../movement/movement.ts';
import { max, min, type Reduction, reduction } from './reduction.ts';

/** The position of the largest element along an axis, the first of several; with several axes, in row-major order. */
export const argmax: Reduction<'int'> = reduction('argmax', {
  kind: 'int',
  acceptsEmpty: false,
  line: firstLargest,
  expansion: (x, axes) => firstOf(x, axes, max(x, { axis: axes, keepDims: true })),
  derivative: () => null,
});

/** The position of the smallest element along an axis, the first of several; with several axes, in row-major order. */
export const argmin: Reduction<'int'> = reduction('argmin', {
  kind: 'int',
  acceptsEmpty: false,
  line: (elements) => firstLargest(elements.map((element) => -element)),
  expansion: (x, axes) => firstOf(x, axes, min(x, { axis: axes, keepDims: true })),
  derivative: () => null,
});

/** The first position along some axes at which elements are NaN or equal to an extreme, which is NaN where one of them is. */
const firstOf = (x: Tensor, axes: readonly number[], extreme: Tensor): AnyTensor => {
  const line = x.shape.map((dim, axis) => (axes.includes(axis) ? dim : 1));
  const positions = reshape(arange(elementsOf(line)), line as Shape) as AnyTensor as Tensor<Shape, 'int'>;
  const isFound = or(equal(x, extreme), notEqual(x, x));
  return least(where(isFound, positions, 2 ** 31 - 1) as AnyTensor as Tensor<Shape, 'int'>, {
    axis: axes,
    keepDims: true,
  });
};

const least: Reduction<'int', 'int'> = reduction('least', {
  kind: 'int',
  of: 'int',
  acceptsEmpty: false,
  line: (elements) => elements.reduce((least, element) => Math.min(least, element), Infinity),
  monoid: 'minimum',
  derivative: () => null,
});
