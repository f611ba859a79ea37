import { aShape } from './attribute.ts';
import { type Dim, formatShape } from './dim.ts';
import { resolveDim } from './polynomial.ts';
import { invalidArgument, orThrow, refuse, shapeMismatch } from './error.ts';
import type { Kind } from './kind.ts';
import { constant } from './leaf.ts';
import type { AnyTensor, Tensor, TensorOfKind } from './node.ts';
import { isTensor } from './application.ts';
import { declarationOf, defineOp, madeOf, outcome, toTensor } from './op.ts';
import { forEachLine, pairwiseSum } from './line.ts';
import { offsetsOf, repeatedStrides } from './strides.ts';
import { type Broadcast, broadcastShapes, elementsOf, type Fits, sameShape, type Shape } from './shape.ts';

/**
 * A binary operation that broadcasts as NumPy does, from operands of kind `Of` to a result of kind `K`. The compiler knows
 * equal shapes, scalars, rows `[n]` and columns `[m, 1]` against `[m, n]`, and all other shapes whose dimensions it can compare.
 */
export interface Broadcasting<K extends Kind, Of extends Kind = 'real'> {
  <S extends Shape>(a: Tensor<S, Of>, b: Tensor<S, Of> | Tensor<[], Of> | NumberFor<Of>): Tensor<S, K>;
  <S extends Shape>(a: Tensor<[], Of> | NumberFor<Of>, b: Tensor<S, Of>): Tensor<S, K>;
  (a: RealNumberFor<Of>, b: RealNumberFor<Of>): Tensor<[], K>;
  <M extends Shape, N extends Dim>(
    a: Tensor<[...M, N], Of>,
    b: Tensor<[N], Of> | Tensor<[...M, 1], Of>,
  ): Tensor<[...M, N], K>;
  <A extends Shape, B extends Shape>(a: Tensor<A, Of>, b: Tensor<B, Of> & Fits<A, B>): Tensor<Broadcast<A, B>, K>;
}

/** A number may stand for a real scalar or, beside a tensor of integers, for an integer; there are none for truth values. */
type NumberFor<K extends Kind> = K extends 'bool' ? never : number;

/** Numbers alone are real. */
type RealNumberFor<K extends Kind> = K extends 'real' ? number : never;

/** Repeats a tensor along new leading axes and along axes of size 1. Its derivative is `sumTo`. */
export const broadcastTo = madeOf(
  () => [repeat],
  <const T extends Shape, K extends Kind>(x: TensorOfKind<K>, shape: readonly [...T]): Tensor<T, K> =>
    to('broadcastTo', x, shape, repeat) as Tensor<T, K>, // the shape asked for, the kind it had
);

/** Sums over the axes along which `broadcastTo` would repeat the result. Its derivative is `broadcastTo`. */
export const sumTo = madeOf(
  () => [collect],
  <const T extends Shape>(x: AnyTensor, shape: readonly [...T]): Tensor<T> =>
    to('sumTo', x, shape, collect) as Tensor<T>, // the shape asked for
);

/** The number of elements of a shape as a real scalar, settled when the program runs. */
export const size = madeOf(
  () => [sizeOf],
  (shape: readonly Dim[]): Tensor<[]> => {
    if (!aShape.accepts(shape, []))
      return orThrow(refuse(invalidArgument('size', 'the shape must be a list of sizes and names', shape)));
    const count = elementsOf(shape);
    return typeof count === 'number' ? constant(count) : sizeOf({ dims: [count] });
  },
);

/** Lets an operation on equal shapes broadcast its two operands; numbers become scalars. */
export const broadcasting = <K extends Kind, Of extends Kind = 'real'>(
  name: string,
  op: (a: Tensor, b: Tensor) => TensorOfKind<K>,
): Broadcasting<K, Of> =>
  madeOf(
    () => [op],
    (...operands: [AnyTensor | number, AnyTensor | number]) =>
      operands.length === 2
        ? op(...broadcastTogether(name, ...operands))
        : orThrow(refuse(invalidArgument(name, 'must have 2 operands', operands.length))),
  ) as unknown as Broadcasting<K, Of>; // its shapes are checked here

/** Operands repeated to their common shape. Numbers become integers where every tensor beside them is one. */
export const broadcastTogether = <T extends readonly (AnyTensor | number)[]>(
  name: string,
  ...operands: T
): { [I in keyof T]: Tensor } => {
  const isInt = operands.some(isTensor) && operands.every((operand) => !isTensor(operand) || operand.kind === 'int');
  const tensors = operands.map((operand) => toTensor(name, operand, isInt ? 'int' : 'real'));
  let common = tensors[0]?.shape ?? [];
  for (const { shape } of tensors) {
    if (sameShape(common, shape)) continue;
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

const to = (name: string, operand: AnyTensor, shape: readonly Dim[], op: typeof repeat): AnyTensor => {
  const x = toTensor(name, operand);
  const isSame = Array.isArray(shape) && sameShape(x.shape, shape);
  return isSame && (op !== collect || x.kind === 'real') ? x : op(x, { shape });
};

type ToShape = Readonly<{ shape: readonly Dim[] }>;

const repeat: (x: AnyTensor, to: ToShape) => AnyTensor = defineOp(
  'broadcastTo',
  (x: AnyTensor, { shape }: ToShape) =>
    isBroadcast(x.shape, shape)
      ? outcome<Shape, Kind>([...shape], x.kind)
      : refuse(shapeMismatch('broadcastTo', 'the shape must be one the operand broadcasts to', x.shape, shape)),
  {
    kinds: ['any'],
    attributes: { shape: aShape },
    identity: ({ inputs: [x], outputs: [y] }) =>
      x!.node.op === declarationOf(repeat) ? broadcastTo(x!.node.inputs[0]!, y!.shape) : undefined,
    kernel: ({ inputs: [x], outputs: [y] }) => {
      const from = offsetsOf(y.shape, repeatedStrides(x.shape, y.shape));
      for (let i = 0; i < from.length; i++) y.data[i] = x.data[from[i]!]!;
    },
    lowering: ({ inputs: [x], output: y }) => ({
      type: 'move',
      places: x!.map((size, axis) =>
        size === 1 ? { axis: undefined, start: 0, step: 0 } : { axis: axis + y.length - x!.length, start: 0, step: 1 },
      ),
    }),
    derivative: [({ g, x: [x] }) => sumTo(g, x.shape)],
    vectorized: ({ inputs: [x], attributes: { shape }, dim, again, reshaped }) =>
      again({ shape: [dim, ...shape] }, [reshaped(x!, [dim, ...padded(x!.shape.slice(1), shape)])]),
    format: ([x]) => x!,
  },
);

const collect: (x: AnyTensor, to: ToShape) => AnyTensor = defineOp(
  'sumTo',
  (x: AnyTensor, { shape }: ToShape) =>
    isBroadcast(shape, x.shape)
      ? outcome<Shape>([...shape])
      : refuse(shapeMismatch('sumTo', 'the shape must be one that broadcasts to the operand', x.shape, shape)),
  {
    attributes: { shape: aShape },
    kernel: ({ inputs: [x], outputs: [y] }) => {
      forEachLine(x, summedAxes(x.shape, y.shape), (line, index) => (y.data[index] = pairwiseSum(line)));
    },
    lowering: ({ inputs: [x], output: y }) => ({ type: 'reduce', monoid: 'add', axes: summedAxes(x!, y) }),
    derivative: [({ g, x: [x] }) => broadcastTo(g, x.shape)],
    vectorized: ({ inputs: [x], attributes: { shape }, dim, again, reshaped }) => {
      const [y] = again({ shape: [dim, ...padded(shape, x!.shape.slice(1))] });
      return [reshaped(y!, [dim, ...shape])];
    },
    format: ([x], { outputs: [y] }) => `sumTo(${x}, ${formatShape(y!.shape)})`,
  },
);

/** A shape with axes of size 1 in front, as many as another one has more. */
const padded = (shape: readonly Dim[], to: readonly Dim[]): readonly Dim[] => [
  ...Array.from({ length: to.length - shape.length }, () => 1),
  ...shape,
];

const summedAxes = (from: readonly number[], to: readonly number[]): readonly number[] => {
  const added = from.length - to.length;
  return from.map((_, axis) => axis).filter((axis) => axis < added || to[axis - added] === 1);
};

const sizeOf = defineOp('size', (_: { readonly dims: readonly Dim[] }) => outcome([]), {
  attributes: { dims: aShape },
  kernel: ({ outputs: [y], attributes, sizes }) => {
    y.data[0] = attributes.dims.reduce((count: number, dim) => count * resolveDim(dim, sizes)!, 1);
  },
  dims: ({ dims }) => dims,
  format: (_, { attributes }) => `size(${String(attributes['dims'])})`,
});
