import {
  add,
  type AnyTensor,
  type Clash,
  type Dim,
  elementsOf,
  invalidArgument,
  type IsDynamic,
  optionsOf,
  orThrow,
  refuse,
  type Shape,
  shapeMismatch,
  type ShapeText,
  type Tensor,
  type TensorOfKind,
} from '@adjoint/graph';
import { mul } from '../elementwise/arithmetic.ts';
import { oneAxis, type Reduced } from '../arguments/axis.ts';
import { equal, where } from '../elementwise/comparison.ts';
import { contract, diagonal, squeezed } from './contraction.ts';
import { toReal } from '../elementwise/conversion.ts';
import { dimsOf, labelsOf, type Summed } from './formula.ts';
import { arange } from '../movement/indexing.ts';
import { reshape } from '../movement/movement.ts';
import { requireReal } from '../arguments/operand.ts';
import { integer, numberOption } from '../arguments/option.ts';
import { sum } from '../reductions/reduction.ts';

/** A tensor of real numbers or a number. */
export type Factors = readonly (TensorOfKind<'real'> | number)[];

/** The shapes of factors; numbers are scalars. */
export type ShapesOf<O extends Factors> = {
  -readonly [I in keyof O]: O[I] extends Tensor<infer S> ? S : O[I] extends number ? [] : Shape;
};

/** `unknown` where a formula fits its operands or only run time can tell, else why it does not. */
export type Formulates<F extends string, O extends Factors> =
  Summed<F, ShapesOf<O>> extends infer R ? (R extends Clash<string> ? R : unknown) : never;

/** A tensor of the shape that a formula gives. */
export type SummedTensor<S> = S extends infer X extends Shape ? Tensor<X> : never;

/**
 * The sum of products that a formula such as `'ij,jk->ik'` states, as NumPy's `einsum`. Every operand has a term of labels, one an
 * axis; axes of one label run together, and what is not in the output is summed over. A label twice in a term takes the
 * diagonal; `...` stands for any number of axes, which broadcast; a dimension of 1 stretches to another of its label. Without `->` the
 * labels that occur once make the output, in alphabetical order after the axes of `...`. Labels are letters and spaces count
 * for nothing, unless a term (or the output) has two or more words that stand apart, `...` not counted, one of them longer than a letter: then every
 * word of the formula is a label, as in `'batch in, in out -> batch out'`. Operands are multiplied from left to right. An
 * `InvalidArgument` where the formula is none, a `ShapeMismatch` where it does not fit.
 *
 * @example
 * ```ts
 * import { constant, evaluate } from '@adjoint/graph';
 * import { einsum } from '@adjoint/ops';
 *
 * const a = constant([[1, 2], [3, 4]]);
 * evaluate(einsum('ij,jk->ik', a, a)).data; // Float64Array [7, 10, 15, 22]
 * evaluate(einsum('ii', a)).data; // Float64Array [5], the trace
 * evaluate(einsum('row column, column -> row', a, constant([1, -1]))).data; // Float64Array [-1, -1]
 * ```
 */
export const einsum = ((formula: unknown, ...operands: readonly unknown[]): Tensor => {
  const tensors = requireReal('einsum', ...operands);
  const shapes = tensors.map(({ shape }) => shape);
  const { terms, output } = labelsOf(formula, shapes);
  const dims = dimsOf(terms, shapes);
  const [first, ...rest] = tensors.map((x, index) => squeezed(diagonal({ x, labels: terms[index]! }), dims));
  return contract([first!, ...rest], output); // a formula has a term, so there is an operand
}) as <const F extends string, const O extends Factors>(
  formula: F & Formulates<F, O>,
  ...operands: O
) => SummedTensor<Summed<F, ShapesOf<O>>>; // the shape that Summed states

/** The shape of `dot(a, b)`. */
export type Dotted<A extends Shape, B extends Shape> = true extends IsDynamic<A> | IsDynamic<B>
  ? Shape
  : A extends [...infer M extends Shape, Dim]
    ? B extends [...infer L extends Shape, Dim, infer N extends Dim]
      ? [...M, ...L, N]
      : B extends [Dim]
        ? M
        : A
    : B;

/** `unknown` where `dot` takes operands or only run time can tell, else why it does not. */
export type Dots<A extends Shape, B extends Shape> = true extends IsDynamic<A> | IsDynamic<B>
  ? unknown
  : [A, B] extends [[...Shape, infer K extends Dim], [infer L extends Dim] | [...Shape, infer L extends Dim, Dim]]
    ? [K, L] extends [L, K]
      ? unknown
      : Clash<`dot: inner sizes must be equal, got ${ShapeText<A>} and ${ShapeText<B>}`>
    : unknown;

/** NumPy's `dot`, by the number of axes. */
export interface DotProduct {
  <N extends Dim>(a: Tensor<[N]>, b: Tensor<[N]>): Tensor<[]>;
  <S extends Shape>(a: Tensor<S>, b: Tensor<[]> | number): Tensor<S>;
  <S extends Shape>(a: Tensor<[]> | number, b: Tensor<S>): Tensor<S>;
  (a: number, b: number): Tensor<[]>;
  <M extends Shape, K extends Dim>(a: Tensor<[...M, K]>, b: Tensor<[K]>): Tensor<M>;
  <M extends Shape, K extends Dim, N extends Dim>(a: Tensor<[...M, K]>, b: Tensor<[K, N]>): Tensor<[...M, N]>;
  <A extends Shape, B extends Shape>(a: Tensor<A>, b: Tensor<B> & Dots<A, B>): Tensor<Dotted<A, B>>;
}

/**
 * NumPy's `dot`: the inner product of vectors, the product with a scalar, else the sum over the last axis of `a` and the last but
 * one of `b` (its only one if it is a vector), so that the result has the other axes of `a`, then those of `b`. A
 * `ShapeMismatch` where these two are not equal. `matmul` takes leading axes as batches instead.
 */
export const dot: DotProduct = ((first: unknown, second: unknown): Tensor => {
  const [a, b] = requireReal('dot', first, second) as [Tensor, Tensor]; // one each
  if (a.shape.length === 0 || b.shape.length === 0) return mul(a, b) as Tensor;
  const at = Math.max(b.shape.length - 2, 0);
  if (a.shape.at(-1) !== b.shape[at])
    return orThrow(refuse(shapeMismatch('dot', 'inner sizes must be equal', a.shape, b.shape)));
  const left = a.shape.slice(1).map((_, axis) => `a${axis}`);
  const right = b.shape.slice(1).map((_, axis) => `b${axis}`);
  const factors = [
    { x: a, labels: [...left, 'inner'] },
    { x: b, labels: right.toSpliced(at, 0, 'inner') },
  ] as const;
  return contract(factors, [...left, ...right]);
}) as unknown as DotProduct; // the shapes that its signatures state

/** The dimension of a tensor laid out as a vector. */
export type Flattened<S extends Shape> = S extends [] ? 1 : S extends [infer D extends Dim] ? D : Dim;

/** NumPy's `outer`: the product of each element of `a` with each of `b`, both laid out as vectors: `[elements of a, elements of b]`. */
export const outer = <A extends Shape = [], B extends Shape = []>(
  a: Tensor<A> | number,
  b: Tensor<B> | number,
): Tensor<[Flattened<A>, Flattened<B>]> => {
  const [rows, columns] = requireReal('outer', a, b) as [Tensor, Tensor]; // one each
  return mul(
    reshape(rows, [elementsOf(rows.shape), 1] as Shape) as Tensor,
    reshape(columns, [elementsOf(columns.shape)] as Shape) as Tensor,
  ) as AnyTensor as Tensor<[Flattened<A>, Flattened<B>]>; // a column and a row
};

/** Which diagonal of which two axes to sum. */
export interface TraceOptions<A extends number = number> {
  /** How far to the right of the main diagonal along the second axis; 0 if not given. */
  readonly offset?: number;
  /** The first two axes if not given; negative ones count from the end. */
  readonly axes?: readonly [A, A];
}

/**
 * NumPy's `trace`: the sum of a diagonal over two axes, whose sizes may differ; the others are kept. An `AxisOutOfRange` or
 * `InvalidArgument` where the options are not of this tensor.
 */
export const trace = <S extends Shape, const A extends number = 0 | 1>(
  operand: Tensor<S>,
  options: TraceOptions<A> = {},
): Tensor<Reduced<S, A, false>> => {
  const [x] = requireReal('trace', operand) as [Tensor]; // the only one
  const { offset, axis } = diagonalAt(x, options);
  const [rows, columns] = axis.map((along) =>
    reshape(toReal(arange(x.shape[along]!)), x.shape.map((dim, index) => (index === along ? dim : 1)) as Shape),
  ) as [Tensor, Tensor]; // one an axis
  const onDiagonal = equal(add(rows, offset), columns);
  return sum(where(onDiagonal, x, 0), { axis }) as AnyTensor as Tensor<Reduced<S, A, false>>; // as Reduced states
};

const diagonalAt = (
  { shape }: Tensor,
  options: TraceOptions,
): { readonly offset: number; readonly axis: readonly [number, number] } => {
  const wrong = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument('trace', rule, got)));
  const { offset = 0, axes = [0, 1] as readonly number[] } = optionsOf('trace', options, ['offset', 'axes']);
  if (shape.length < 2) return orThrow(refuse(shapeMismatch('trace', 'must have at least two axes', shape)));
  if (!Array.isArray(axes) || axes.length !== 2) return wrong('axes must be a list of two integers', axes);
  const [first, second] = Array.from(axes).map((axis) => oneAxis('trace', shape, axis)) as [number, number]; // of the two
  return first === second
    ? wrong('the two axes must differ', axes)
    : { offset: numberOption('trace', 'the offset', offset, integer), axis: [first, second] };
};
