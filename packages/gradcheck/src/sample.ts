import {
  type AnyTensor,
  type Dim,
  type IsDynamic,
  type Kind,
  type Nested,
  type Shape,
  type Tensor,
  toValue,
  type Value,
} from '@adjoint/graph';

/** One operand of a sample: its shape and kind, and which elements it may have. */
export interface Operand<S extends number[] = number[], K extends Kind = Kind> {
  readonly shape: readonly [...S];
  readonly kind: K;
  /** Real elements that are chosen by the check lie above `from` and below `to`. */
  readonly from: number;
  readonly to: number;
  /** The elements in row-major order, or `undefined` where the check chooses them. */
  readonly elements: ArrayLike<number> | undefined;
}

/** The open interval that real elements lie in; all real numbers if not given. */
export interface Interval {
  readonly from?: number;
  readonly to?: number;
}

/** The shape of nested arrays, as far as the compiler knows it. */
export type NestedShape<N> =
  KnownNestedShape<N> extends infer S extends number[] ? (IsDynamic<S> extends true ? number[] : S) : never;

type KnownNestedShape<N> = N extends readonly unknown[]
  ? number extends N['length']
    ? number[]
    : [N['length'], ...KnownNestedShape<N[0]>]
  : [];

/** What a build receives for an operand. */
export type TensorOfOperand<O> =
  O extends Operand<infer S, infer K> ? Tensor<IsDynamic<S> extends true ? Shape : S, K> : never;

/** What a formula receives for an operand: numbers, or truth values, in arrays nested as deep as the shape. */
export type NestedOfOperand<O> =
  O extends Operand<infer S, infer K> ? NestedOf<S, K extends 'bool' ? boolean : number> : never;

type NestedOf<S extends readonly unknown[], E> = number extends S['length']
  ? Nested
  : S extends readonly [unknown, ...infer Rest]
    ? readonly NestedOf<Rest, E>[]
    : E;

/** What a build may return. */
export type Built = AnyTensor | readonly AnyTensor[];

/** The shape of what is built, or the shapes where several tensors are. */
export type ShapeOfBuilt<R> = R extends AnyTensor ? R['shape'] : { readonly [I in keyof R]: ShapeOfBuilt<R[I]> };

/** The elements of what is built, or those of each where several tensors are. */
export type ElementsOfBuilt<R> = R extends AnyTensor ? Nested | Value : { readonly [I in keyof R]: Nested | Value };

/** What is known of a sample from elsewhere. */
export interface SampleOptions<O extends readonly Operand[], R> {
  /** The same by an independent formula, from nested arrays; compared to 1e-12 of the largest element. */
  readonly value?: (...operands: { readonly [I in keyof O]: NestedOfOperand<O[I]> }) => ElementsOfBuilt<R>;
  /** The shape of the result: the one the compiler infers, and the one the operation's rule gives. */
  readonly shape?: ShapeOfBuilt<R>;
  /** Whether the operation must accept named dimensions in place of the operands' sizes. */
  readonly symbolic?: boolean;
}

/** A use of an operation, with which `checkOp` tries it and variations of it. */
export interface Sample {
  readonly operands: readonly Operand[];
  /** Builds the graph from one tensor an operand. */
  readonly build: (tensors: readonly AnyTensor[]) => Built;
  /** The elements of what is built, from nested arrays of the operands. */
  readonly value: ((operands: readonly Nested[]) => unknown) | undefined;
  readonly shape: readonly Dim[] | readonly (readonly Dim[])[] | undefined;
  readonly symbolic: boolean;
}

/** A real operand at a generic point: its elements are distinct, and away from 0, from small integers and from each other. */
export const reals = <const S extends number[]>(
  shape: readonly [...S],
  { from = -Infinity, to = Infinity }: Interval = {},
): Operand<S, 'real'> => ({ shape, kind: 'real', from, to, elements: undefined });

/** A real operand with elements of your own, which no variation changes. Ragged arrays are an `InvalidArgument`. */
export const at = <const N extends Nested>(nested: N): Operand<NestedShape<N>, 'real'> => explicit(nested, 'real');

/** An integer operand with these elements, such as labels or indices. Ragged arrays are an `InvalidArgument`. */
export const ints = <const N extends Nested>(nested: N): Operand<NestedShape<N>, 'int'> => explicit(nested, 'int');

/** An operand of truth values with these elements. Ragged arrays are an `InvalidArgument`. */
export const bools = <const N extends Nested>(nested: N): Operand<NestedShape<N>, 'bool'> => explicit(nested, 'bool');

/** A use of an operation: some operands, and what is built of them. */
export const sample = <const O extends readonly Operand[], const R extends Built>(
  operands: readonly [...O],
  build: (...tensors: { readonly [I in keyof O]: TensorOfOperand<O[I]> }) => R,
  { value, shape, symbolic = false }: NoInfer<SampleOptions<O, R>> = {},
): Sample => ({
  operands,
  build: (tensors) => (build as Spread<AnyTensor, Built>)(...tensors), // one tensor an operand
  value: value === undefined ? undefined : (nested) => (value as Spread<Nested, unknown>)(...nested), // one array an operand
  shape: shape as Sample['shape'], // R is what is built
  symbolic,
});

type Spread<A, B> = (...all: readonly A[]) => B;

const explicit = <N extends Nested, K extends Kind>(nested: N, kind: K): Operand<NestedShape<N>, K> => {
  const { shape, data } = toValue(nested);
  return {
    shape: shape as readonly number[] as readonly [...NestedShape<N>],
    kind,
    from: -Infinity,
    to: Infinity,
    elements: data,
  }; // counted in the same arrays
};
