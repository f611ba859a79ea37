import {
  aBoolean,
  type AnyTensor,
  type Broadcast,
  type Clash,
  defineOp,
  type Dim,
  type IsDynamic,
  madeOf,
  optionsOf,
  outcome,
  type Shape,
  type ShapeText,
  type Tensor,
} from '@adjoint/graph';
import { neg } from '../elementwise/elementwise.ts';
import { eliminate, solveEliminated } from './elimination.ts';
import { columnsTogether } from '../movement/leading.ts';
import {
  forEachMatrix,
  identityLike,
  type MatrixOfSquare,
  squaresOf,
  transposed,
  withRightSides,
} from '../products/matrix.ts';
import { booleanOption } from '../arguments/option.ts';
import { matmul } from '../products/product.ts';
import { tril, triu } from '../movement/triangle.ts';

/** `unknown` where right sides fit square matrices or only run time can tell, else why not. */
export type Solves<A extends Shape, B extends Shape, Name extends string> = true extends IsDynamic<A> | IsDynamic<B>
  ? unknown
  : [A, B] extends [
        [...infer P extends Shape, infer M extends Dim, infer N extends Dim],
        [infer R extends Dim] | [...infer Q extends Shape, infer R extends Dim, Dim],
      ]
    ? [M, N, M] extends [N, R, N]
      ? [Broadcast<P, B extends [Dim] ? [] : Q>] extends [never]
        ? Clash<`${Name}: batches must be equal or broadcast, got ${ShapeText<A>} and ${ShapeText<B>}`>
        : unknown
      : Clash<`${Name}: must be square matrices and right sides of as many rows, got ${ShapeText<A>} and ${ShapeText<B>}`>
    : Clash<`${Name}: must be square matrices and right sides, got ${ShapeText<A>} and ${ShapeText<B>}`>;

/** What a square matrix is multiplied by to give a right side: a vector, a matrix of columns, or batches of them. */
export interface LinearSolve {
  <B extends Shape, N extends Dim>(a: Tensor<[...B, N, N]>, b: Tensor<[N]>): Tensor<[...B, N]>;
  <B extends Shape, N extends Dim, K extends Dim>(
    a: Tensor<[...B, N, N]>,
    b: Tensor<[...B, N, K]>,
  ): Tensor<[...B, N, K]>;
  <B extends Shape, N extends Dim, K extends Dim>(a: Tensor<[N, N]>, b: Tensor<[...B, N, K]>): Tensor<[...B, N, K]>;
  <A extends Shape, B extends Shape>(a: Tensor<A>, b: Tensor<B> & Solves<A, B, 'solve'>): Tensor<Shape>;
}

/** Which triangle to read, and whether to solve with its transpose. */
export interface TriangularSolveOptions {
  /** Whether it is the lower triangle (if not given), or the upper one. */
  readonly lower?: boolean;
  /** Whether it is transposed after it was read; it is not if not given. */
  readonly transposed?: boolean;
}

/** The same for a triangular matrix. */
export interface TriangularSolve {
  <B extends Shape, N extends Dim>(
    a: Tensor<[...B, N, N]>,
    b: Tensor<[N]>,
    options?: TriangularSolveOptions,
  ): Tensor<[...B, N]>;
  <B extends Shape, N extends Dim, K extends Dim>(
    a: Tensor<[...B, N, N]>,
    b: Tensor<[...B, N, K]>,
    options?: TriangularSolveOptions,
  ): Tensor<[...B, N, K]>;
  <B extends Shape, N extends Dim, K extends Dim>(
    a: Tensor<[N, N]>,
    b: Tensor<[...B, N, K]>,
    options?: TriangularSolveOptions,
  ): Tensor<[...B, N, K]>;
  <A extends Shape, B extends Shape>(
    a: Tensor<A>,
    b: Tensor<B> & Solves<A, B, 'triangularSolve'>,
    options?: TriangularSolveOptions,
  ): Tensor<Shape>;
}

/**
 * The x of a · x = b, by elimination with complete pivoting. A vector on the right is a column, whose axis is dropped again; leading axes
 * are batches and broadcast as NumPy's do. Where a matrix is singular a pivot of 0 is divided by: infinities and NaN. Where rounding has left
 * a little in the place of the 0, numbers are finite and huge.
 *
 * @example
 * ```ts
 * import { constant, evaluate } from '@adjoint/graph';
 * import { solve } from '@adjoint/ops';
 *
 * const a = constant([[2, 1], [1, 3]]);
 * evaluate(solve(a, constant([3, 5]))).data; // Float64Array [0.8, 1.4]
 * ```
 */
export const solve: LinearSolve = madeOf(
  () => [solveColumns],
  (a: AnyTensor, b: AnyTensor) => withRightSides('solve', squaresOf('solve', a), b, solveColumns),
) as unknown as LinearSolve; // the shapes are those its signatures state

/**
 * The inverse of square matrices: what `solve` gives for the identity. Where the inverse would only be multiplied by something, `solve` is
 * faster and more accurate.
 */
export const inverse: MatrixOfSquare<'inverse'> = madeOf(
  () => [solveColumns],
  (operand: AnyTensor) => {
    const a = squaresOf('inverse', operand);
    return solveColumns(a, identityLike(a));
  },
) as unknown as MatrixOfSquare<'inverse'>; // of the operand's shape

/**
 * The x of a · x = b for triangular matrices, of which the other triangle is not read. Right sides and batches are those of `solve`; where
 * there is a 0 on the diagonal, infinities and NaN come of it.
 */
export const triangularSolve: TriangularSolve = madeOf(
  () => [solveTriangular],
  (operand: AnyTensor, b: AnyTensor, options?: TriangularSolveOptions) => {
    const operation = 'triangularSolve';
    const a = squaresOf(operation, operand);
    const { lower = true, transposed = false } = optionsOf(operation, options, ['lower', 'transposed']);
    const triangle: Triangle = {
      lower: booleanOption(operation, 'lower', lower),
      transposed: booleanOption(operation, 'transposed', transposed),
    };
    return withRightSides(operation, a, b, (a, b) => solveTriangular(a, b, triangle));
  },
) as unknown as TriangularSolve; // the shapes are those its signatures state

const solveColumns: (a: Tensor, b: Tensor) => Tensor = defineOp(
  'solve',
  (_: Tensor, b: Tensor) => outcome<Shape>(b.shape),
  {
    portable: true,
    vectorized: columnsTogether,
    kernel: ({ inputs: [a, b], outputs: [y] }) => {
      const [n, width] = b.shape.slice(-2) as [number, number];
      forEachMatrix([a, b], ([matrix, columns], index) =>
        y.data.set(solveEliminated(eliminate(matrix!, n), columns!, width), index * n * width),
      );
    },
    // a·dy = db − da·y, so with c = a⁻ᵀ·g the cotangents are −c·yᵀ and c
    derivative: [
      ({ g, x: [a], y }) => neg(matmul(solveColumns(transposed(a), g), transposed(y))),
      ({ g, x: [a] }) => solveColumns(transposed(a), g),
    ],
  },
);

type Triangle = Readonly<Required<TriangularSolveOptions>>;

const solveTriangular: (a: Tensor, b: Tensor, triangle: Triangle) => Tensor = defineOp(
  'triangularSolve',
  (_a: Tensor, b: Tensor, _: Triangle) => outcome<Shape>(b.shape),
  {
    attributes: { lower: aBoolean, transposed: aBoolean },
    portable: true,
    vectorized: columnsTogether,
    kernel: ({ inputs: [a, b], outputs: [y], attributes }) => {
      const [n, width] = b.shape.slice(-2) as [number, number];
      forEachMatrix([a, b], ([matrix, columns], index) => {
        substitute(matrix!, columns!, n, width, attributes);
        y.data.set(columns!, index * n * width);
      });
    },
    derivative: [
      ({ g, x: [a], y, attributes: { lower, transposed: isTransposed } }) => {
        const c = solveTriangular(a, g, { lower, transposed: !isTransposed });
        return neg((lower ? tril : triu)(isTransposed ? matmul(y, transposed(c)) : matmul(c, transposed(y))));
      },
      ({ g, x: [a], attributes: { lower, transposed } }) => solveTriangular(a, g, { lower, transposed: !transposed }),
    ],
  },
);

/** Solves in place: from the first row on if the triangle, as it is used, is a lower one, else from the last row on. */
const substitute = (
  a: Float64Array,
  b: Float64Array,
  n: number,
  width: number,
  { lower, transposed }: Triangle,
): void => {
  const isForward = lower !== transposed;
  const entry = (i: number, k: number): number => a[transposed ? k * n + i : i * n + k]!;
  for (let step = 0; step < n; step++) {
    const i = isForward ? step : n - 1 - step;
    for (let before = 0; before < step; before++) {
      const k = isForward ? before : n - 1 - before;
      const factor = entry(i, k);
      for (let c = 0; c < width; c++) b[i * width + c]! -= factor * b[k * width + c]!;
    }
    const pivot = entry(i, i);
    for (let c = 0; c < width; c++) b[i * width + c]! /= pivot;
  }
};
