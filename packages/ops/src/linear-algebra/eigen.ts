import {
  add,
  type AnyTensor,
  broadcastTo,
  batched,
  defineOp,
  type Dim,
  madeOf,
  scale,
  type Shape,
  sumTo,
  type Tensor,
} from '@adjoint/graph';
import { div, mul, sub } from '../elementwise/arithmetic.ts';
import { lessEqual, where } from '../elementwise/comparison.ts';
import { abs } from '../elementwise/elementwise.ts';
import {
  forEachMatrix,
  realPair,
  type Square,
  squaresOf,
  symmetric,
  symmetricPart,
  transposed,
} from '../products/matrix.ts';
import { expandDims } from '../movement/movement.ts';
import { matmul } from '../products/product.ts';

/** The eigenvalues of symmetric matrices, and their eigenvectors as columns. */
export interface SymmetricEigen {
  <B extends Shape, N extends Dim>(
    a: Tensor<[...B, N, N]>,
  ): readonly [values: Tensor<[...B, N]>, vectors: Tensor<[...B, N, N]>];
  <S extends Shape>(
    a: Tensor<S> & Square<S, 'symmetricEigen'>,
  ): readonly [values: Tensor<Shape>, vectors: Tensor<Shape>];
}

/**
 * The eigenvalues of symmetric matrices in ascending order, and their eigenvectors: orthonormal columns, in that order. The symmetric
 * part (a + aᵀ)/2 is read, and so the gradient is symmetric. Of the entries of a vector that have at least nine tenths of the largest
 * magnitude the first is positive, so that rounding does not choose between two that are as large. Where an entry is not finite all
 * results are NaN. By Jacobi's method.
 *
 * The derivative of the vectors divides by the differences of the values. Between values that are equal, to 2⁻⁴⁸ of the sum of all
 * magnitudes, it is taken to be 0, the least there is, since any basis of their common space will do. Gradients are then right for what
 * treats equal values alike: sums of functions of the values, and projections on the whole space of equal values. They are not right there for
 * vectors · diag(f(values)) · vectorsᵀ, whose slope f′ is lost, and so neither are second derivatives of sums of functions of
 * values; one of several equal values has no derivative, and gets that of the vector that was chosen.
 *
 * @example
 * ```ts
 * import { constant, evaluate } from '@adjoint/graph';
 * import { symmetricEigen } from '@adjoint/ops';
 *
 * const [values, vectors] = symmetricEigen(constant([[2, 1], [1, 2]]));
 * evaluate({ values, vectors }); // 1 and 3, (1, −1)/√2 and (1, 1)/√2
 * ```
 */
export const symmetricEigen: SymmetricEigen = madeOf(
  () => [eigen],
  (a: AnyTensor) => eigen(squaresOf('symmetricEigen', a)),
) as unknown as SymmetricEigen; // the shapes are those its signatures state

const eigen: (a: Tensor) => readonly [values: Tensor, vectors: Tensor] = defineOp(
  'symmetricEigen',
  (a: Tensor) => realPair(a.shape.slice(0, -1), a.shape),
  {
    portable: true,
    vectorized: batched,
    kernel: ({ inputs: [a], outputs: [values, vectors] }) => {
      const n = a.shape.at(-1)!;
      forEachMatrix([a], ([matrix], index) => {
        const found = ordered(diagonalize(symmetricPart(matrix!, n), n), n);
        values.data.set(found.values, index * n);
        vectors!.data.set(found.vectors, index * n * n);
      });
    },
    derivative: [
      ({ cotangents: [gw, gv], outputs: [w, v] }) => {
        // vᵀ·da·v = diag(dw) + what dv = v·k with kᵢⱼ = (vᵀ·da·v)ᵢⱼ/(wⱼ − wᵢ) leaves
        const turning = scale(matmul(transposed(v!), gv!) as Tensor, reciprocalDifferences(w!)) as Tensor;
        const along = add(scale(expandDims(gw!, -2) as Tensor, v!), matmul(v!, turning)) as Tensor;
        return symmetric(matmul(along, transposed(v!)) as Tensor);
      },
    ],
  },
);

/** 1/(wⱼ − wᵢ) in row i and column j, 0 between values that are taken to be equal. */
const reciprocalDifferences = (w: Tensor): Tensor => {
  const [row, column] = [expandDims(w, -2) as Tensor, expandDims(w, -1) as Tensor];
  const differences = sub(row, column) as Tensor;
  const total = sumTo(abs(row), [...row.shape.slice(0, -1), 1] as Shape) as AnyTensor as Tensor;
  const limit = broadcastTo(mul(2 ** -48, total) as Tensor, differences.shape as Shape) as AnyTensor as Tensor;
  const areEqual = lessEqual(abs(differences), limit);
  return where(areEqual, 0, div(1, where(areEqual, 1, differences))) as Tensor;
};

/** Values, and vectors row by row. */
interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * The diagonal that rotations of two axes at a time make of a symmetric matrix, and as rows what they make of the axes: Jacobi's method,
 * with Rutishauser's formulas (1966). In the end every sweep squares what is left beside the diagonal.
 */
const diagonalize = (a: Float64Array, n: number): Eigen => {
  const vectors = new Float64Array(n * n);
  if (!a.every(Number.isFinite))
    return { values: new Float64Array(n).fill(Number.NaN), vectors: vectors.fill(Number.NaN) };
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0, isDone = false; !isDone && sweep < mostSweeps; sweep++) {
    isDone = true;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const beside = a[p * n + q]!;
        const [first, second] = [a[p * n + p]!, a[q * n + q]!];
        if (Math.abs(beside) <= negligible * Math.min(Math.abs(first), Math.abs(second))) continue;
        isDone = false;
        rotate(a, vectors, n, p, q);
      }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), vectors };
};

/** More than are needed: six to ten sweeps do. */
const mostSweeps = 60;

const negligible = 2 ** -60;

/** Turns axes p and q so that nothing is left beside the diagonal between them. */
const rotate = (a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void => {
  const beside = a[p * n + q]!;
  const ratio = (a[q * n + q]! - a[p * n + p]!) / (2 * beside);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  const half = sine / (1 + cosine); // x·cosine − y·sine is x − sine·(y + half·x)
  const turn = (list: Float64Array, i: number, j: number): void => {
    const [x, y] = [list[i]!, list[j]!];
    list[i] = x - sine * (y + half * x);
    list[j] = y + sine * (x - half * y);
  };
  const [first, second] = [a[p * n + p]! - tangent * beside, a[q * n + q]! + tangent * beside];
  for (let k = 0; k < n; k++) {
    turn(vectors, p * n + k, q * n + k);
    if (k === p || k === q) continue;
    turn(a, p * n + k, q * n + k);
    a[k * n + p] = a[p * n + k]!;
    a[k * n + q] = a[q * n + k]!;
  }
  a[p * n + p] = first;
  a[q * n + q] = second;
  a[p * n + q] = a[q * n + p] = 0;
};

/** In ascending order, vectors as columns with the signs that are promised. */
const ordered = ({ values, vectors }: Eigen, n: number): Eigen => {
  const order = Array.from({ length: n }, (_, i) => i).toSorted((i, j) => values[i]! - values[j]! || i - j);
  const columns = new Float64Array(n * n);
  for (const [column, i] of order.entries()) {
    const vector = vectors.subarray(i * n, (i + 1) * n);
    const largest = vector.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
    const sign = (vector.find((entry) => Math.abs(entry) >= 0.9 * largest) ?? 1) < 0 ? -1 : 1;
    for (let k = 0; k < n; k++) columns[k * n + column] = sign * vector[k]!;
  }
  return { values: Float64Array.from(order, (i) => values[i]!), vectors: columns };
};
