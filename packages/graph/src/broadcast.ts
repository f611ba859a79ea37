import { type Dim, isDim, resolveDim } from './dim.ts';
import { orThrow, refuse, shapeMismatch } from './error.ts';
import type { Kind } from './kind.ts';
import { constant } from './leaf.ts';
import { type AnyTensor, isTensor, type Tensor, type TensorOfKind } from './node.ts';
import { defineOp, outcome, toTensor } from './op.ts';
import { forEachLine, pairwiseSum } from './line.ts';
import { offsetsOf, repeatedStrides } from './strides.ts';
import { type Broadcast, broadcastShapes, elementsOf, type Fits, formatShape, sameShape, type Shape } from './shape.ts';

/**
 * A binary operation that broadcasts as NumPy does. The compiler knows equal shapes, scalars, rows `[n]` and columns
 * `[m, 1]` against `[m, n]`, and all other shapes whose dimensions it can compare.
 */
export interface Broadcasting<K extends Kind> {
  <S extends Shape>(a: Tensor<S>, b: Tensor<S> | Tensor<[]> | number): Tensor<S, K>;
  <S extends Shape>(a: Tensor<[]> | number, b: Tensor<S>): Tensor<S, K>;
  (a: number, b: number): Tensor<[], K>;
  <M extends Shape, N extends Dim>(a: Tensor<[...M, N]>, b: Tensor<[N]> | Tensor<[...M, 1]>): Tensor<[...M, N], K>;
  <A extends Shape, B extends Shape>(a: Tensor<A>, b: Tensor<B> & Fits<A, B>): Tensor<Broadcast<A, B>, K>;
}

/** Repeats a tensor along new leading axes and along axes of size 1. Its derivative is `sumTo`. */
export const broadcastTo = <const T extends Shape, K extends Kind>(
  x: TensorOfKind<K>,
  shape: readonly [...T],
): Tensor<T, K> =>
  (sameShape(x.shape, shape) ? x : repeat(x as AnyTensor as Tensor, { shape })) as AnyTensor as Tensor<T, K>; // the shape asked for, the kind it had

/** Sums over the axes along which `broadcastTo` would repeat the result. Its derivative is `broadcastTo`. */
export const sumTo = <const T extends Shape>(x: AnyTensor, shape: readonly [...T]): Tensor<T> =>
  (x.kind === 'real' && sameShape(x.shape, shape) ? x : collect(x as Tensor, { shape })) as AnyTensor as Tensor<T>; // the shape asked for

/** The number of elements of a shape as a real scalar, settled when the program runs. */
export const size = (shape: readonly Dim[]): Tensor<[]> => {
  const count = elementsOf(shape);
  return typeof count === 'number' ? constant(count) : sizeOf({ dims: [count] });
};

/** Lets an operation on equal shapes broadcast its two operands; numbers become scalars. */
export const broadcasting = <K extends Kind>(
  name: string,
  op: (a: Tensor, b: Tensor) => Tensor<Shape, K>,
): Broadcasting<K> =>
  ((a: AnyTensor | number, b: AnyTensor | number) =>
    op(...broadcastTogether(name, a, b))) as unknown as Broadcasting<K>; // its shapes are checked here

/** Operands repeated to their common shape. Numbers become integers where every tensor beside them is one. */
export const broadcastTogether = <T extends readonly (AnyTensor | number)[]>(
  name: string,
  ...operands: T
): { [I in keyof T]: Tensor } => {
  const isInt = operands.some(isTensor) && operands.every((operand) => !isTensor(operand) || operand.kind === 'int');
  const tensors = operands.map((operand) => toTensor(name, operand, isInt ? 'int' : 'real'));
  let common: readonly Dim[] = [];
  for (const { shape } of tensors) {
    common =
      broadcastShapes(common, shape) ??
      orThrow(
        refuse(shapeMismatch(name, 'shapes must be equal or broadcast', ...tensors.map((tensor) => tensor.shape))),
      );
  }
  return tensors.map((tensor) => broadcastTo(tensor, common as Shape)) as { [I in keyof T]: Tensor }; // one an operand
};

const isBroadcast = (from: readonly Dim[], to: readonly Dim[]): boolean => {
  const common = broadcastShapes(from, to);
  return common !== undefined && sameShape(common, to);
};

const repeat = defineOp(
  'broadcastTo',
  (x: Tensor, { shape }: { readonly shape: readonly Dim[] }) =>
    isBroadcast(x.shape, shape) && shape.every(isDim)
      ? outcome<Shape, Kind>([...shape], x.kind)
      : refuse(shapeMismatch('broadcastTo', 'the shape must be one the operand broadcasts to', x.shape, shape)),
  {
    kinds: ['any'],
    kernel: ({ inputs: [x], outputs: [y] }) => {
      const from = offsetsOf(y!.shape, repeatedStrides(x!.shape, y!.shape));
      for (let i = 0; i < from.length; i++) y!.data[i] = x!.data[from[i]!]!;
    },
    derivative: [({ g, x: [x] }) => sumTo(g, x.shape)],
    format: ([x]) => x!,
  },
);

const collect = defineOp(
  'sumTo',
  (x: Tensor, { shape }: { readonly shape: readonly Dim[] }) =>
    isBroadcast(shape, x.shape)
      ? outcome<Shape>([...shape])
      : refuse(shapeMismatch('sumTo', 'the shape must be one that broadcasts to the operand', x.shape, shape)),
  {
    kernel: ({ inputs: [x], outputs: [y] }) => {
      const added = x!.shape.length - y!.shape.length;
      const axes = x!.shape.map((_, axis) => axis).filter((axis) => axis < added || y!.shape[axis - added] === 1);
      forEachLine(x!, axes, (line, index) => (y!.data[index] = pairwiseSum(line)));
    },
    derivative: [({ g, x: [x] }) => broadcastTo(g, x.shape)],
    format: ([x], { outputs: [y] }) => `sumTo(${x}, ${formatShape(y!.shape)})`,
  },
);

const sizeOf = defineOp('size', (_: { readonly dims: readonly Dim[] }) => outcome([]), {
  kernel: ({ outputs: [y], attributes, sizes }) => {
    y!.data[0] = attributes.dims.reduce((count: number, dim) => count * resolveDim(dim, sizes)!, 1);
  },
  dims: ({ dims }) => dims,
  format: (_, { attributes }) => `size(${String(attributes['dims'])})`,
});
