import {
  type AnyTensor,
  type Clash,
  type Dim,
  type IsDynamic,
  madeOf,
  orThrow,
  refuse,
  type Shape,
  shapeMismatch,
  type ShapeText,
  type Tensor,
} from '@adjoint/graph';
import { matricesOf, transposed, withRightSides } from '../products/matrix.ts';
import { matmul } from '../products/product.ts';
import { qr } from './qr.ts';
import { triangularSolve } from './solve.ts';

/** `unknown` where there are right sides of as many rows or only run time can tell, else why not. */
export type Approximates<A extends Shape, B extends Shape> = true extends IsDynamic<A> | IsDynamic<B>
  ? unknown
  : [A, B] extends [[...Shape, infer M extends Dim, Dim], [infer R extends Dim] | [...Shape, infer R extends Dim, Dim]]
    ? [M, R] extends [R, M]
      ? unknown
      : Clash<`leastSquares: right sides must have as many rows as the matrices, got ${ShapeText<A>} and ${ShapeText<B>}`>
    : Clash<`leastSquares: must be matrices and right sides, got ${ShapeText<A>} and ${ShapeText<B>}`>;

/** What matrices are multiplied by to come as near to right sides as can be. */
export interface LeastSquares {
  <B extends Shape, M extends Dim, N extends Dim>(a: Tensor<[...B, M, N]>, b: Tensor<[M]>): Tensor<[...B, N]>;
  <B extends Shape, M extends Dim, N extends Dim, K extends Dim>(
    a: Tensor<[...B, M, N]>,
    b: Tensor<[...B, M, K]>,
  ): Tensor<[...B, N, K]>;
  <A extends Shape, B extends Shape>(a: Tensor<A>, b: Tensor<B> & Approximates<A, B>): Tensor<Shape>;
}

/**
 * The x for which the squares of a · x − b have the least sum, by `qr`. Right sides and batches are those of `solve`. There must be at least
 * as many rows as columns. Where columns depend on each other many x do: a 0 is divided by, and the result is infinite or NaN; where rounding
 * has left a little in the place of the 0 the result is finite, of any size, and means nothing, nor does its derivative.
 *
 * @example
 * ```ts
 * import { constant, evaluate } from '@adjoint/graph';
 * import { leastSquares } from '@adjoint/ops';
 *
 * const line = leastSquares(constant([[1, 0], [1, 1], [1, 2]]), constant([1, 3, 5])); // an intercept and a slope
 * evaluate(line).data; // about 1 and 2
 * ```
 */
export const leastSquares: LeastSquares = madeOf(
  () => [qr, triangularSolve],
  (operand: AnyTensor, b: AnyTensor) => {
    const a = matricesOf('leastSquares', operand);
    const [m, n] = a.shape.slice(-2) as [Dim, Dim];
    const isTall = m === n || typeof m === 'string' || (typeof n === 'number' && m >= n);
    if (!isTall)
      return orThrow(refuse(shapeMismatch('leastSquares', 'must have at least as many rows as columns', a.shape)));
    return withRightSides('leastSquares', a, b, (a, b) => {
      const [q, r] = qr(a);
      return triangularSolve(r, matmul(transposed(q), b) as Tensor, { lower: false }) as Tensor;
    });
  },
) as unknown as LeastSquares; // the shapes are those its signatures state
