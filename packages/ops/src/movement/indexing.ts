import {
  type AnyTensor,
  constant,
  defineOp,
  type Dim,
  type GraphError,
  indexOutOfRange,
  kindMismatch,
  offsetsOf,
  outcome,
  positionOf,
  refuse,
  rowMajor,
  resolveDim,
  type Shape,
  type Sizes,
  shapeMismatch,
  type Tensor,
  toTensor,
  type Value,
  aDim,
  anAxis,
  type Broadcast,
  broadcastShapes,
  broadcastTo,
  type Fits,
  type Kind,
  madeOf,
  orThrow,
  type Place,
  sameShape,
  size as sizeOf,
  sumTo,
} from '@adjoint/graph';
import { addUp } from './accumulation.ts';
import { oneAxis, type Replaced } from '../arguments/axis.ts';
import { and, equal, less, lessEqual, where } from '../elementwise/comparison.ts';
import { toReal } from '../elementwise/conversion.ts';
import { alongNext } from './leading.ts';
import { reshape } from './movement.ts';
import { rename } from './naming.ts';

/** The integers from 0 up to a size, as a tensor of one axis of that size; the size may be a named dimension. */
export const arange = madeOf(
  () => [count],
  <const D extends Dim>(dim: D): Tensor<[D], 'int'> => count({ dim }) as AnyTensor as Tensor<[D], 'int'>, // of the dimension just given
);

/** `unknown` where tensors of these shapes fit but for one axis, else why they do not. */
export type Aligned<S extends Shape, I extends Shape, A extends number> = Fits<Replaced<S, A, 1>, I>;

/** The shape of what indices of shape `I` take along axis `A` of `S`: theirs, after the other axes are broadcast. */
export type TakenAlong<S extends Shape, I extends Shape, A extends number> = Broadcast<Replaced<S, A, 1>, I>;

/**
 * One element of `x` for each index, along an axis; the other axes are equal or broadcast. An index outside the axis
 * is an `IndexOutOfRange`. Elements taken several times add up their derivatives.
 */
export const takeAlongAxis = madeOf(
  () => [take, scatter],
  <S extends Shape, K extends Kind, I extends Shape, const A extends number>(
    operand: Tensor<S, K>,
    places: Tensor<I, 'int'> & Aligned<S, I, A>,
    axis: A,
  ): Tensor<TakenAlong<S, I, A>, K> => {
    const x = toTensor('takeAlongAxis', operand);
    const indices = toTensor('takeAlongAxis', places, 'int');
    const along = oneAxis('takeAlongAxis', x.shape, axis);
    const others = broadcastShapes(
      x.shape.with(along, 1),
      indices.shape.map((dim, i) => (i === along ? 1 : dim)),
    );
    if (others === undefined || indices.shape.length !== x.shape.length) {
      const rule = `shapes must be equal or broadcast but for axis ${along}`;
      return orThrow(refuse(shapeMismatch('takeAlongAxis', rule, x.shape, indices.shape)));
    }
    const wide = (tensor: AnyTensor): AnyTensor => broadcastTo(tensor, others.with(along, tensor.shape[along]!));
    return take(wide(x), wide(indices), { axis: along }) as Tensor<TakenAlong<S, I, A>, K>; // the shape of the indices
  },
);

type AlongAxis = Readonly<{ axis: number }>;

const take: (x: AnyTensor, indices: AnyTensor, at: AlongAxis) => AnyTensor = defineOp(
  'takeAlongAxis',
  (x: AnyTensor, indices: AnyTensor, { axis }: AlongAxis) =>
    indices.kind !== 'int'
      ? refuse(kindMismatch('takeAlongAxis', 'indices must be int', indices.kind))
      : isAligned(x.shape, indices.shape, axis)
        ? outcome<Shape, Kind>(indices.shape, x.kind)
        : refuse(shapeMismatch('takeAlongAxis', `shapes must be equal but for axis ${axis}`, x.shape, indices.shape)),
  {
    kinds: ['any'],
    attributes: { axis: anAxis },
    kernel: ({ operation, inputs: [x, indices], outputs: [y], attributes: { axis } }) =>
      forEachIndex(operation, x.shape, indices, axis, (offset, i) => (y.data[i] = x.data[offset]!)),
    lowering: ({ inputs: [x], attributes: { axis } }) =>
      x![axis] === 0 ? undefined : { type: 'move', places: chosenAlong(x!, axis) }, // the kernel says why
    expansion: ({ inputs: [x, indices], attributes }, sizes) => {
      const { axis } = attributes as AlongAxis; // as the rule has it
      if (x!.kind !== 'real' || indices!.shape[axis] !== 1)
        return { valid: areIndices(indices!, x!.shape[axis]!, sizes) }; // who takes several reads less
      const { isThere, valid } = placesAlong(x!.shape, indices!, axis);
      const chosen = where(isThere, x as Tensor, 0);
      return { value: sumTo(chosen, chosen.shape.with(axis, 1)), valid };
    },
    vectorized: alongNext,
    derivative: [
      ({ g, x: [x, indices], attributes: { axis } }) => scatter(g, indices, { axis, dim: x.shape[axis]! }),
      () => null,
    ],
  },
);

/** Adds each element of `x` to the place along an axis that its index names, starting from zeros. */
const scatter: (x: AnyTensor, indices: AnyTensor, at: AlongAxis & { readonly dim: Dim }) => Tensor = defineOp(
  'scatterAlongAxis',
  (x: AnyTensor, indices: AnyTensor, { axis, dim }: AlongAxis & { readonly dim: Dim }) =>
    sameShape(x.shape, indices.shape)
      ? outcome<Shape>(x.shape.with(axis, dim) as Shape)
      : refuse(shapeMismatch('scatterAlongAxis', 'shapes must be equal', x.shape, indices.shape)),
  {
    kinds: ['real', 'int'],
    attributes: { axis: anAxis, dim: aDim },
    kernel: ({ operation, inputs: [x, indices], outputs: [y], attributes: { axis } }) =>
      addUp(y, (totals) =>
        forEachIndex(operation, y.shape, indices, axis, (offset, i) => (totals[offset]! += x.data[i]!)),
      ),
    lowering: ({ output, attributes: { axis } }) =>
      output[axis] === 0 ? undefined : { type: 'put', places: [chosenAlong(output, axis)], fill: 0, adds: true }, // likewise
    expansion: ({ inputs: [x, indices], outputs: [y], attributes }, sizes) => {
      const { axis } = attributes as AlongAxis; // as the rule has it
      if (x!.kind !== 'real' || indices!.shape[axis] !== 1)
        return { valid: areIndices(indices!, y!.shape[axis]!, sizes) };
      const { isThere, valid } = placesAlong(y!.shape, indices!, axis);
      return { value: where(isThere, broadcastTo(x as Tensor, y!.shape as Shape), 0), valid };
    },
    vectorized: alongNext,
    derivative: [({ g, x: [, indices], attributes: { axis } }) => take(g, indices, { axis }), () => null],
    dims: ({ dim }) => [dim],
  },
);

const count = defineOp('arange', ({ dim }: { readonly dim: Dim }) => outcome<Shape, 'int'>([dim], 'int'), {
  attributes: { dim: aDim },
  kernel: ({ outputs: [y] }) => y.data.forEach((_, i) => (y.data[i] = i)),
  expansion: ({ outputs: [y] }, sizes) => {
    const data = Int32Array.from({ length: resolveDim(y!.shape[0]!, sizes)! }, (_, i) => i); // every size is known
    return { value: rename(constant(data, 'int'), y!.shape as Shape) };
  },
  format: (_, { outputs: [y] }) => `arange(${y!.shape[0]})`,
});

/** The places of one element for each index: those of the index, but along an axis the index itself. */
const chosenAlong = (shape: readonly number[], axis: number): readonly Place[] => {
  const own = shape.map((_, other) => ({ axis: other, start: 0, step: 1 }));
  return own.map((place, other) => (other === axis ? { by: 1, at: own } : place));
};

/** Whether each of some integers is an index of an axis. */
export const areIndices = (integers: AnyTensor, dim: Dim, sizes: Sizes): AnyTensor => {
  const indices = integers as Tensor<Shape, 'int'>; // as the rules demand
  return and(lessEqual(0, indices), less(indices, resolveDim(dim, sizes)!)); // every size is known
};

/** Which elements along an axis are those that indices name, one for each line; and whether all name one. */
export const placesAlong = (shape: readonly Dim[], indices: AnyTensor, axis: number) => {
  const size = shape[axis]!;
  const line = reshape(arange(size), shape.map((_, other) => (other === axis ? size : 1)) as Shape) as Tensor<
    Shape,
    'int'
  >;
  const named = indices as Tensor<Shape, 'int'>; // as the rules demand
  const number: Tensor = toReal(named);
  return {
    isThere: equal(broadcastTo(line, shape as Shape), broadcastTo(named, shape as Shape)),
    valid: and(lessEqual(0, number), less(number, sizeOf([size]))),
  };
};

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
