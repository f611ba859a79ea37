import {
  type AnyTensor,
  defineOp,
  type Dim,
  type GraphError,
  indexOutOfRange,
  invalidArgument,
  isDim,
  kindMismatch,
  offsetsOf,
  outcome,
  positionOf,
  refuse,
  rowMajor,
  type Shape,
  shapeMismatch,
  type Tensor,
  toTensor,
  type Value,
} from '@adjoint/graph';
import { oneAxis } from './axis.ts';

/** The integers from 0 up to a size, as a tensor of one axis of that size; the size may be a named dimension. */
export const arange = <const D extends Dim>(dim: D): Tensor<[D], 'int'> =>
  count({ dims: [dim] }) as AnyTensor as Tensor<[D], 'int'>; // of the dimension just given

/**
 * One element of `x` for each index, along an axis; the other axes of `indices` are those of `x`. An index outside the axis
 * is an `IndexOutOfRange`. Elements taken several times add up their derivatives.
 */
export const takeAlongAxis = <S extends Shape, I extends Shape>(
  x: Tensor<S>,
  indices: Tensor<I, 'int'>,
  axis: number,
): Tensor<I> =>
  take(x, indices, {
    axis: oneAxis('takeAlongAxis', toTensor('takeAlongAxis', x).shape, axis),
  }) as AnyTensor as Tensor<I>; // the shape of the indices

type AlongAxis = Readonly<{ axis: number }>;

const take: (x: AnyTensor, indices: AnyTensor, at: AlongAxis) => Tensor = defineOp(
  'takeAlongAxis',
  (x: AnyTensor, indices: AnyTensor, { axis }: AlongAxis) =>
    x.kind !== 'real' || indices.kind !== 'int'
      ? refuse(kindMismatch('takeAlongAxis', 'operands must be real and int', x.kind, indices.kind))
      : isAligned(x.shape, indices.shape, axis)
        ? outcome<Shape>([...indices.shape])
        : refuse(shapeMismatch('takeAlongAxis', `shapes must be equal but for axis ${axis}`, x.shape, indices.shape)),
  {
    kinds: ['any'],
    kernel: ({ operation, inputs: [x, indices], outputs: [y], attributes: { axis } }) =>
      forEachIndex(operation, x!.shape, indices!, axis, (offset, i) => (y!.data[i] = x!.data[offset]!)),
    derivative: [
      ({ g, x: [x, indices], attributes: { axis } }) => scatter(g, indices!, { axis, dim: x.shape[axis]! }),
      () => null,
    ],
  },
);

/** Adds each element of `x` to the place along an axis that its index names, starting from zeros. */
const scatter: (x: AnyTensor, indices: AnyTensor, at: AlongAxis & { readonly dim: Dim }) => Tensor = defineOp(
  'scatterAlongAxis',
  (x: AnyTensor, _indices: AnyTensor, { axis, dim }: AlongAxis & { readonly dim: Dim }) =>
    outcome<Shape>(x.shape.with(axis, dim) as Shape),
  {
    kinds: ['real', 'int'],
    kernel: ({ operation, inputs: [x, indices], outputs: [y], attributes: { axis } }) =>
      forEachIndex(operation, y!.shape, indices!, axis, (offset, i) => (y!.data[offset]! += x!.data[i]!)),
    derivative: [({ g, x: [, indices], attributes: { axis } }) => take(g, indices!, { axis }), () => null],
    dims: ({ dim }) => [dim],
  },
);

const count = defineOp(
  'arange',
  ({ dims: [dim] }: { readonly dims: readonly [Dim] }) =>
    isDim(dim)
      ? outcome<Shape, 'int'>([dim], 'int')
      : refuse(invalidArgument('arange', 'must have a size from 0 up or a name', dim)),
  {
    kernel: ({ outputs: [y] }) => y!.data.forEach((_, i) => (y!.data[i] = i)),
    format: (_, { outputs: [y] }) => `arange(${y!.shape[0]})`,
  },
);

const isAligned = (a: readonly Dim[], b: readonly Dim[], axis: number): boolean =>
  a.length === b.length && a.every((dim, index) => index === axis || dim === b[index]);

/** Calls `visit` for each index with the offset in `shape` that it names and its own; stops at the first that names none. */
const forEachIndex = (
  operation: string,
  shape: readonly number[],
  indices: Value,
  axis: number,
  visit: (offset: number, i: number) => void,
): GraphError | undefined => {
  const strides = rowMajor(shape);
  const starts = offsetsOf(indices.shape, strides.with(axis, 0));
  for (let i = 0; i < starts.length; i++) {
    const index = indices.data[i]!;
    if (index < 0 || index >= shape[axis]!)
      return indexOutOfRange(operation, index, shape[axis]!, placeOf(i, indices.shape, axis));
    visit(starts[i]! + index * strides[axis]!, i);
  }
  return undefined;
};

/** Where an index stands; the axis is left out where it holds one index only, as it does for labels. */
const placeOf = (i: number, shape: readonly number[], axis: number): readonly number[] => {
  const position = positionOf(i, shape);
  return shape[axis] === 1 ? position.toSpliced(axis, 1) : position;
};
