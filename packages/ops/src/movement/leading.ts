import {
  type AnyTensor,
  batched,
  type Dim,
  multiplyDims,
  type Shape,
  type Tensor,
  type Vectorization,
} from '@adjoint/graph';
import { reshape, transpose } from './movement.ts';

// What `vectorize` does with the leading axis that it adds, where several operations do the same.

type Outputs = readonly AnyTensor[];

/** Along the same axis, before which another one has come. */
export const alongNext = <A extends Readonly<{ axis: number }>>({ attributes, again }: Vectorization<A>): Outputs =>
  again({ ...attributes, axis: attributes.axis + 1 });

/** Of a matrix and columns, each by itself: where the matrix is the same for all, the columns of all are those of one. */
export const columnsTogether = <A>(at: Vectorization<A>): Outputs =>
  at.isMapped[0] === false ? together(at, 1, -1) : batched(at);

/** Of rows, each by itself, and a matrix that is the same for all: likewise. */
export const rowsTogether = <A>(at: Vectorization<A>): Outputs => together(at, 0, -2);

const together = <A>(
  { node, attributes, dim, inputs, again }: Vectorization<A>,
  operand: 0 | 1,
  from: -1 | -2,
): Outputs => {
  const { shape } = inputs[operand]!;
  const axis = shape.length + from;
  const [y] = again(attributes, node.inputs.with(operand, merged(inputs[operand]!, axis)));
  return [parted(y!, axis, [dim, shape[axis]!])];
};

/** An axis put where another one is; those in between make room. */
export const moved = (x: AnyTensor, from: number, to: number): AnyTensor =>
  from === to ? x : transpose(x as Tensor, [...x.shape.keys()].toSpliced(from, 1).toSpliced(to, 0, from));

/** The leading axis made one with another one. */
const merged = (x: AnyTensor, axis: number): AnyTensor => {
  const y = moved(x, 0, axis - 1);
  const both = multiplyDims(y.shape[axis - 1]!, y.shape[axis]!);
  return reshape(y, y.shape.toSpliced(axis - 1, 2, both) as Shape);
};

/** The opposite, for the dimensions of both. */
const parted = (y: AnyTensor, axis: number, dims: readonly [Dim, Dim]): AnyTensor =>
  moved(reshape(y, y.shape.toSpliced(axis - 1, 1, ...dims) as Shape), axis - 1, 0);
