import { type Dim, elementsOf, scale, type Shape, type Tensor } from '@adjoint/graph';
import { productOfOthers } from './cumulative.ts';
import { reshape, transpose } from '../movement/movement.ts';
import { type Reduction, reduction } from './reduction.ts';

/** The product; 1 on nothing. The derivative by each element is the product of the others, zeros or not. */
export const prod: Reduction<'real'> = reduction('prod', {
  kind: 'real',
  acceptsEmpty: true,
  line: (elements) => elements.reduce((product, element) => product * element, 1),
  monoid: 'mul',
  derivative: ({ g, x, axes }) => scale(g, othersOver(x, axes)),
});

/** For each element the product of the others along some axes, which are laid out as one to find it. */
const othersOver = (x: Tensor, axes: readonly number[]): Tensor => {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const apart = transpose(x, order);
  const lines: readonly Dim[] = [...kept.map((axis) => x.shape[axis]!), elementsOf(axes.map((axis) => x.shape[axis]!))];
  const others = productOfOthers(reshape(apart, lines as Shape) as Tensor, kept.length);
  return transpose(
    reshape(others, apart.shape),
    order.map((_, axis) => order.indexOf(axis)),
  );
};
