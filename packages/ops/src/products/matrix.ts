import {
  add,
  type AnyTensor,
  broadcastShapes,
  broadcastTo,
  type Clash,
  countOf,
  type Dim,
  type IsDynamic,
  orThrow,
  refuse,
  type Shape,
  shapeMismatch,
  type ShapeText,
  type Tensor,
  toReals,
  type Value,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { mul } from '../elementwise/arithmetic.ts';
import { reshape, transpose } from '../movement/movement.ts';
import { diag } from '../movement/triangle.ts';

// Matrices stand in the last two axes; all axes before them are batches, named ones too. The law of the family: what is malformed is
// refused, numbers never are. Where a matrix lacks what is asked of it, as a singular one lacks an inverse, IEEE arithmetic decides and
// infinities or NaN come out. Kernels compute in float64 with + − × ÷ √ (and the logarithm of `elementary`) in a fixed order, so bits are the
// same everywhere. As for products of matrices, a zero cotangent gives zero where matrices and results are finite.

/** `unknown` where the matrices of a shape are square or only run time can tell, else why not. */
export type Square<S extends Shape, Name extends string> =
  true extends IsDynamic<S> ? unknown : Clash<`${Name}: must be square matrices, got ${ShapeText<S>}`>;

/** A matrix made of each of some square ones, of its shape. */
export interface MatrixOfSquare<Name extends string> {
  <B extends Shape, N extends Dim>(a: Tensor<[...B, N, N]>): Tensor<[...B, N, N]>;
  <S extends Shape>(a: Tensor<S> & Square<S, Name>): Tensor<Shape>;
}

/** A tensor of square matrices, or a `ShapeMismatch` of the operation. */
export const squaresOf = (operation: string, operand: unknown): Tensor => {
  const a = matricesOf(operation, operand);
  return a.shape.at(-1) === a.shape.at(-2)
    ? a
    : orThrow(refuse(shapeMismatch(operation, 'must be square matrices', a.shape)));
};

/** A tensor of matrices of any shape, or a `ShapeMismatch` of the operation. */
export const matricesOf = (operation: string, operand: unknown): Tensor => {
  const a = toReals(operation, operand);
  return a.shape.length >= 2
    ? a
    : orThrow(refuse(shapeMismatch(operation, 'must be matrices, with at least two axes', a.shape)));
};

/**
 * What joins matrices to right sides: a vector is a column, whose axis is dropped again; more axes are matrices of columns. Batches
 * broadcast as NumPy's do. Both have equally many rows.
 */
export const withRightSides = (
  operation: string,
  a: Tensor,
  operand: unknown,
  join: (a: Tensor, b: Tensor) => Tensor,
): Tensor => {
  const right = toReals(operation, operand);
  const mismatch = (rule: string): never => orThrow(refuse(shapeMismatch(operation, rule, a.shape, right.shape)));
  if (right.shape.length === 0) return mismatch('right sides must have at least one axis');
  const isVector = right.shape.length === 1;
  const b = isVector ? (reshape(right, [...right.shape, 1] as Shape) as Tensor) : right;
  if (a.shape.at(-2) !== b.shape.at(-2)) return mismatch('right sides must have as many rows as the matrices');
  const batch =
    broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)) ?? mismatch('batches must be equal or broadcast');
  const repeated = (x: Tensor): Tensor => broadcastTo(x, [...batch, ...x.shape.slice(-2)] as Shape) as Tensor;
  const y = join(repeated(a), repeated(b));
  return isVector ? (reshape(y, y.shape.slice(0, -1) as Shape) as Tensor) : y;
};

/** What the rule of two real outputs says. */
export const realPair = (first: readonly Dim[], second: readonly Dim[]) =>
  E.right([
    { shape: first, kind: 'real' },
    { shape: second, kind: 'real' },
  ] as const);

/** The last two axes exchanged. */
export const transposed = (x: Tensor): Tensor => {
  const rank = x.shape.length;
  return transpose(
    x,
    x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis)),
  ) as Tensor;
};

/** The mean of a matrix and its transpose. */
export const symmetric = (x: Tensor): Tensor => mul(0.5, add(x, transposed(x))) as Tensor;

/** A matrix of ones on the diagonal and zeros elsewhere, as often as there are matrices in `like`. */
export const identityLike = (like: AnyTensor): Tensor => {
  const ones = broadcastTo(toReals('identity', 1), [like.shape.at(-1)!] as Shape) as AnyTensor as Tensor;
  return broadcastTo(diag(ones) as AnyTensor as Tensor, like.shape as Shape) as AnyTensor as Tensor;
};

/** Calls `visit` at each place of equal batches with a copy of each operand's matrix there, row by row, to be changed at will. */
export const forEachMatrix = (
  operands: readonly Value[],
  visit: (matrices: readonly Float64Array[], index: number) => void,
): void => {
  const sizes = operands.map(({ shape }) => countOf(shape.slice(-2)));
  const count = countOf(operands[0]!.shape.slice(0, -2));
  for (let index = 0; index < count; index++) {
    const copies = operands.map(({ data }, i) =>
      Float64Array.from(data.subarray(index * sizes[i]!, (index + 1) * sizes[i]!)),
    );
    visit(copies, index);
  }
};

/** The mean of a matrix of `n` rows and its transpose. */
export const symmetricPart = (a: Float64Array, n: number): Float64Array =>
  a.map((entry, i) => 0.5 * (entry + a[(i % n) * n + Math.floor(i / n)]!));
