import {
  type AnyTensor,
  defineOp,
  type Dim,
  divideDims,
  elementsOf,
  formatShape,
  invalidArgument,
  isDim,
  type IsDynamic,
  type Kind,
  offsetsOf,
  orThrow,
  outcome,
  refuse,
  rowMajor,
  sameShape,
  type Shape,
  shapeMismatch,
  type Tensor,
  type TensorOfKind,
  toTensor,
  aShape,
  anAxis,
  declarationOf,
  listOf,
  madeOf,
} from '@adjoint/graph';
import { oneAxis, type Reduced, resolveAxes } from '../arguments/axis.ts';
import { elementsIn } from '../arguments/option.ts';

/** A stated shape with its `-1` filled in, which only run time can do. */
export type Filled<T extends Shape> = { [I in keyof T]: T[I] extends -1 ? Dim : T[I] };

/** The axes of `S` in the order that `P` states. */
export type Permuted<S extends Shape, P extends readonly number[]> =
  true extends IsDynamic<S>
    ? Shape
    : number extends P['length']
      ? Shape
      : { -readonly [I in keyof P]: P[I] extends keyof S ? (S[P[I]] extends Dim ? S[P[I]] : Dim) : Dim };

/** The axes of `S` from last to first. */
export type Reversed<S extends Shape> =
  true extends IsDynamic<S>
    ? Shape
    : S extends [infer D extends Dim, ...infer Rest extends Shape]
      ? [...Reversed<Rest>, D]
      : [];

/** `S` with an axis of size 1 put in at `A`. */
export type Expanded<S extends Shape, A extends number> =
  true extends IsDynamic<S> ? Shape : A extends 0 ? [1, ...S] : A extends -1 ? [...S, 1] : Shape;

/** `S` without its axes of size 1; `Shape` where only run time can tell which those are. */
export type Squeezed<S extends Shape> =
  true extends IsDynamic<S>
    ? Shape
    : S extends [infer D extends Dim, ...infer Rest extends Shape]
      ? number extends D
        ? Shape
        : D extends 1
          ? Squeezed<Rest>
          : [D, ...Squeezed<Rest>]
      : [];

/** Axes in another order. */
export interface Transpose {
  <S extends Shape, K extends Kind>(x: Tensor<S, K>): Tensor<Reversed<S>, K>;
  <S extends Shape, K extends Kind, const P extends readonly number[]>(
    x: Tensor<S, K>,
    permutation: P,
  ): Tensor<Permuted<S, P>, K>;
}

/** The same elements in row-major order under another shape; one dimension may be `-1` and is filled in. Named dimensions may be merged into products. */
export const reshape = madeOf(
  () => [reshapeTo],
  <K extends Kind, const T extends Shape>(operand: TensorOfKind<K>, shape: readonly [...T]): Tensor<Filled<T>, K> => {
    const x = toTensor('reshape', operand);
    const filled = fill(x, shape);
    return (sameShape(x.shape, filled) ? x : reshapeTo(x, { shape: filled })) as Tensor<Filled<T>, K>; // fill gives the stated shape
  },
);

/** The axes in another order, from last to first if no order is given: axis `i` of the result is axis `permutation[i]` of the operand. */
export const transpose: Transpose = madeOf(() => [permute], ((operand: AnyTensor, permutation?: readonly number[]) => {
  const x = toTensor('transpose', operand);
  const order =
    permutation === undefined ? x.shape.map((_, axis) => x.shape.length - 1 - axis) : elementsIn(permutation);
  if (order === undefined) return orThrow(refuse(notPermutation(x, permutation)));
  return permute(x, { permutation: order.map((axis) => oneAxis('transpose', x.shape, axis as number)) }); // refuses what is none
}) as unknown as Transpose); // the axes of its signatures

/** The same elements with an axis of size 1 put in at `axis` of the result; -1 puts it last. */
export const expandDims = <S extends Shape, K extends Kind, const A extends number>(
  operand: Tensor<S, K>,
  axis: A,
): Tensor<Expanded<S, A>, K> => {
  const x = toTensor('expandDims', operand);
  const at = oneAxis('expandDims', [1, ...x.shape], axis);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]) as AnyTensor as Tensor<Expanded<S, A>, K>; // as Expanded states
};

/** The same elements without some axes of size 1: those named, or all of them. */
export function squeeze<S extends Shape, K extends Kind>(x: Tensor<S, K>): Tensor<Squeezed<S>, K>;
export function squeeze<S extends Shape, K extends Kind, const A extends number>(
  x: Tensor<S, K>,
  axis: A | readonly A[],
): Tensor<Reduced<S, A, false>, K>;
export function squeeze(operand: AnyTensor, axis?: number | readonly number[]): AnyTensor {
  const x = toTensor('squeeze', operand);
  const axes = resolveAxes('squeeze', x.shape, axis).filter((index) => axis !== undefined || x.shape[index] === 1);
  return axes.every((index) => x.shape[index] === 1)
    ? reshape(
        x,
        x.shape.filter((_, index) => !axes.includes(index)),
      )
    : orThrow(refuse(shapeMismatch('squeeze', `axes ${axes.join(', ')} must have size 1`, x.shape)));
}

const sameCount = 'both shapes must have the same number of elements';

const reshapeTo: (x: AnyTensor, to: { readonly shape: readonly Dim[] }) => AnyTensor = defineOp(
  'reshape',
  (x: AnyTensor, { shape }: { readonly shape: readonly Dim[] }) =>
    elementsOf(shape) === elementsOf(x.shape)
      ? outcome<Shape, Kind>([...shape], x.kind)
      : refuse(shapeMismatch('reshape', sameCount, x.shape, shape)),
  {
    kinds: ['any'],
    attributes: { shape: aShape },
    identity: ({ inputs: [x], outputs: [y] }) =>
      x!.node.op === declarationOf(reshapeTo) ? reshape(x!.node.inputs[0]!, y!.shape) : undefined,
    kernel: ({ inputs: [x], outputs: [y] }) => y.data.set(x.data),
    lowering: () => ({ type: 'view' }),
    derivative: [({ g, x: [x] }) => reshape(g, x.shape)],
    vectorized: ({ attributes: { shape }, dim, again }) => again({ shape: [dim, ...shape] }),
    format: ([x], { outputs: [y] }) => `reshape(${x}, ${formatShape(y!.shape)})`,
  },
);

const notPermutation = (x: AnyTensor, got: unknown) =>
  invalidArgument('transpose', `the permutation must name each axis of ${formatShape(x.shape)} once`, got);

const permute: (x: AnyTensor, by: { readonly permutation: readonly number[] }) => AnyTensor = defineOp(
  'transpose',
  (x: AnyTensor, { permutation }: { readonly permutation: readonly number[] }) =>
    permutation.length === x.shape.length && new Set(permutation).size === permutation.length
      ? outcome<Shape, Kind>(
          permutation.map((axis) => x.shape[axis]!),
          x.kind,
        )
      : refuse(notPermutation(x, permutation)),
  {
    kinds: ['any'],
    attributes: { permutation: listOf(anAxis) },
    identity: ({ inputs: [x], attributes: { permutation } }) => reordered(x!, permutation as readonly number[]), // as the rule has it
    kernel: ({ inputs: [x], outputs: [y], attributes: { permutation } }) => {
      const strides = rowMajor(x.shape);
      const from = offsetsOf(
        y.shape,
        permutation.map((axis) => strides[axis]!),
      );
      for (let i = 0; i < from.length; i++) y.data[i] = x.data[from[i]!]!;
    },
    vectorized: ({ attributes: { permutation }, again }) =>
      again({ permutation: [0, ...permutation.map((axis) => axis + 1)] }),
    lowering: ({ attributes: { permutation } }) => ({
      type: 'move',
      places: permutation.map((_, axis) => ({ axis: permutation.indexOf(axis), start: 0, step: 1 })),
    }),
    derivative: [
      ({ g, attributes: { permutation } }) =>
        transpose(
          g,
          permutation.map((_, axis) => permutation.indexOf(axis)),
        ),
    ],
  },
);

/** A transposition that changes nothing, or one of another. */
const reordered = (x: AnyTensor, permutation: readonly number[]): AnyTensor | undefined => {
  if (permutation.every((axis, index) => axis === index)) return x;
  if (x.node.op !== declarationOf(permute)) return undefined;
  const first = x.node.attributes['permutation'] as readonly number[]; // as the rule has it
  return transpose(
    x.node.inputs[0] as Tensor,
    permutation.map((axis) => first[axis]!),
  );
};

const fill = (x: AnyTensor, given: readonly Dim[]): readonly Dim[] => {
  const shape = elementsIn(given) as readonly Dim[] | undefined; // looked at below
  if (shape === undefined) return orThrow(refuse(invalidArgument('reshape', 'the shape must be a list', given)));
  const open = shape.indexOf(-1);
  const stated = open < 0 ? shape : shape.toSpliced(open, 1);
  if (!stated.every(isDim))
    return orThrow(
      refuse(invalidArgument('reshape', 'dimensions must be sizes from 0 up or names, one of them -1 at most', shape)),
    );
  const all = elementsOf(x.shape);
  const missing = open < 0 ? undefined : divideDims(all, elementsOf(stated));
  const filled = missing === undefined ? stated : shape.with(open, missing);
  return filled.length === shape.length && elementsOf(filled) === all
    ? filled
    : orThrow(refuse(shapeMismatch('reshape', sameCount, x.shape, shape)));
};
