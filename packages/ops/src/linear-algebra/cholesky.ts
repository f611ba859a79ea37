import { type AnyTensor, batched, defineOp, madeOf, outcome, type Shape, type Tensor } from '@adjoint/graph';
import { mul, sub } from '../elementwise/arithmetic.ts';
import {
  forEachMatrix,
  type MatrixOfSquare,
  squaresOf,
  symmetric,
  symmetricPart,
  transposed,
} from '../products/matrix.ts';
import { matmul } from '../products/product.ts';
import { triangularSolve } from './solve.ts';
import { tril, triu } from '../movement/triangle.ts';

/**
 * The lower triangular l with a positive diagonal for which l · lᵀ is a positive definite matrix. The symmetric part (a + aᵀ)/2 is read,
 * and so the gradient is symmetric. Where that is not positive definite there is no l: its lower triangle is NaN. The derivative is that of
 * Murray (2016), Differentiation of the Cholesky decomposition.
 *
 * @example
 * ```ts
 * import { constant, evaluate } from '@adjoint/graph';
 * import { cholesky } from '@adjoint/ops';
 *
 * evaluate(cholesky(constant([[4, 2], [2, 10]]))).data; // Float64Array [2, 0, 1, 3]
 * ```
 */
export const cholesky: MatrixOfSquare<'cholesky'> = madeOf(
  () => [choleskyOf],
  (a: AnyTensor) => choleskyOf(squaresOf('cholesky', a)),
) as unknown as MatrixOfSquare<'cholesky'>; // of the operand's shape

const choleskyOf: (a: Tensor) => Tensor = defineOp('cholesky', (a: Tensor) => outcome<Shape>(a.shape), {
  portable: true,
  vectorized: batched,
  kernel: ({ inputs: [a], outputs: [y] }) => {
    const n = a.shape.at(-1)!;
    forEachMatrix([a], ([matrix], index) => y.data.set(decompose(symmetricPart(matrix!, n), n), index * n * n));
  },
  derivative: [
    ({ g, y: l }) => {
      // l⁻¹·da·l⁻ᵀ = l⁻¹·dl + (l⁻¹·dl)ᵀ, and l⁻¹·dl is the lower triangle of the left side with half of the diagonal
      const inner = lowerHalf(matmul(transposed(l), g) as Tensor);
      const half = transposed(triangularSolve(l, inner, { transposed: true }) as Tensor);
      const outer = triangularSolve(l, half, { transposed: true }) as Tensor;
      return symmetric(outer);
    },
  ],
});

const lowerHalf = (x: Tensor): Tensor => {
  const lower = tril(x);
  return sub(lower, mul(0.5, triu(lower))) as Tensor;
};

/** Row by row (Banachiewicz 1938), in place of a symmetric matrix. */
const decompose = (a: Float64Array, n: number): Float64Array => {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = i === j ? Math.sqrt(rest) : rest / a[j * n + j]!;
      if (i === j && !(rest > 0)) return lowerTriangleOfNaN(n);
    }
    a.fill(0, i * n + i + 1, (i + 1) * n);
  }
  return a;
};

const lowerTriangleOfNaN = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, i) => (i % n <= Math.floor(i / n) ? Number.NaN : 0));
