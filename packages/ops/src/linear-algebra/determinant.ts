import {
  add,
  type AnyTensor,
  batched,
  defineOp,
  type Dim,
  elementary,
  madeOf,
  outcome,
  pairwiseSum,
  pullback,
  scale,
  type Shape,
  sumTo,
  type Tensor,
} from '@adjoint/graph';
import { sub } from '../elementwise/arithmetic.ts';
import { type Elimination, diagonalizing, eliminate, pivotsOf } from './elimination.ts';
import { forEachMatrix, realPair, type Square, squaresOf, transposed } from '../products/matrix.ts';
import { expandDims } from '../movement/movement.ts';
import { matmul } from '../products/product.ts';
import { inverse } from './solve.ts';

/** A number for each square matrix. */
export interface NumberOfSquare<Name extends string> {
  <B extends Shape, N extends Dim>(a: Tensor<[...B, N, N]>): Tensor<B>;
  <S extends Shape>(a: Tensor<S> & Square<S, Name>): Tensor<Shape>;
}

/** Two numbers for each square matrix: the sign of its determinant, and the logarithm of its magnitude. */
export interface LogDeterminant {
  <B extends Shape, N extends Dim>(a: Tensor<[...B, N, N]>): readonly [sign: Tensor<B>, logarithm: Tensor<B>];
  <S extends Shape>(
    a: Tensor<S> & Square<S, 'logDeterminant'>,
  ): readonly [sign: Tensor<Shape>, logarithm: Tensor<Shape>];
}

/**
 * The determinant of square matrices, 1 of an empty one. Its gradient is the matrix of cofactors. That and the second derivative are exact
 * for singular matrices too, since nothing is divided by what may be 0; derivatives beyond the second go by the inverse, and are infinite
 * or NaN there.
 */
export const determinant: NumberOfSquare<'determinant'> = madeOf(
  () => [determinantOf, cofactors, cofactorsAlong],
  (a: AnyTensor) => determinantOf(squaresOf('determinant', a)),
) as unknown as NumberOfSquare<'determinant'>; // the batch that is left

/**
 * The sign of the determinant (1, −1, or 0 of a singular matrix) and the logarithm of its magnitude (−∞ there), which neither overflows nor
 * vanishes where the determinant does. The gradient of the logarithm is the transposed inverse, that of the sign is 0.
 *
 * @example
 * ```ts
 * import { constant, evaluate } from '@adjoint/graph';
 * import { logDeterminant } from '@adjoint/ops';
 *
 * const [sign, logarithm] = logDeterminant(constant([[0, 1], [2, 0]]));
 * evaluate({ sign, logarithm }); // −1 and 0.693: the determinant is −2
 * ```
 */
export const logDeterminant: LogDeterminant = madeOf(
  () => [logDeterminantOf],
  (a: AnyTensor) => logDeterminantOf(squaresOf('logDeterminant', a)),
) as unknown as LogDeterminant; // the batch that is left

const determinantOf: (a: Tensor) => Tensor = defineOp(
  'determinant',
  (a: Tensor) => outcome<Shape>(a.shape.slice(0, -2)),
  {
    portable: true,
    vectorized: batched,
    kernel: ({ inputs: [a], outputs: [y] }) =>
      forEachMatrix([a], ([matrix], index) => {
        const elimination = eliminate(matrix!, a.shape.at(-1)!);
        y.data[index] = elimination.sign * productOf(pivotsOf(elimination));
      }),
    derivative: [({ g, x: [a] }) => scale(perMatrix(g), cofactors(a))],
  },
);

const logDeterminantOf = defineOp(
  'logDeterminant',
  (a: Tensor) => realPair(a.shape.slice(0, -2), a.shape.slice(0, -2)),
  {
    portable: true,
    vectorized: batched,
    kernel: ({ inputs: [a], outputs: [sign, logarithm] }) =>
      forEachMatrix([a], ([matrix], index) => {
        const elimination = eliminate(matrix!, a.shape.at(-1)!);
        const pivots = pivotsOf(elimination);
        sign.data[index] = pivots.reduce((product, pivot) => product * Math.sign(pivot), elimination.sign);
        logarithm!.data[index] = pairwiseSum(pivots.map((pivot) => elementary.log(Math.abs(pivot))));
      }),
    derivative: [({ cotangents: [, g], x: [a] }) => scale(perMatrix(g!), transposed(inverse(a) as Tensor))], // d log|det a| = tr(a⁻¹·da)
  },
);

/** The derivative of the determinant by each entry: what is left of the determinant without its row and column, with the sign of its place. */
const cofactors: (a: Tensor) => Tensor = defineOp('cofactors', (a: Tensor) => outcome<Shape>(a.shape), {
  portable: true,
  vectorized: batched,
  kernel: ({ inputs: [a], outputs: [y] }) => {
    const n = a.shape.at(-1)!;
    forEachMatrix([a], ([matrix], index) => {
      const elimination = eliminate(matrix!, n);
      const pivots = pivotsOf(elimination);
      const others = new Float64Array(n * n); // on a diagonal
      for (let k = 0; k < n; k++) others[k * n + k] = productOf(pivots.filter((_, i) => i !== k));
      y.data.set(turnedBack(elimination, others), index * n * n);
    });
  },
  derivative: [({ g, x: [a] }) => cofactorsAlong(a, g)], // a second derivative is symmetric
});

/** How the cofactors of a matrix move when it moves along another. */
const cofactorsAlong: (a: Tensor, direction: Tensor) => Tensor = defineOp(
  'cofactorsAlong',
  (a: Tensor, _direction: Tensor) => outcome<Shape>(a.shape),
  {
    portable: true,
    vectorized: batched,
    kernel: ({ inputs: [a, direction], outputs: [y] }) => {
      const n = a.shape.at(-1)!;
      forEachMatrix([a, direction], ([matrix, along], index) => {
        const elimination = eliminate(matrix!, n);
        const { left, right } = diagonalizing(elimination);
        const moved = productOfThree(left, along!, right, n); // the pivots' diagonal moves along this
        y.data.set(turnedBack(elimination, adjugateAlong(pivotsOf(elimination), moved)), index * n * n);
      });
    },
    derivative: [
      ({ g, x: [x, direction] }) => {
        // of a matrix that is not singular the derivative of the cofactors c along d is ⟨a⁻ᵀ, d⟩·c − a⁻ᵀ·dᵀ·c
        const a = add(x, 0); // on no other way: what the direction makes of the matrix is not meant
        const [c, h] = [cofactors(a), transposed(inverse(a) as Tensor)];
        const trace = sumTo(scale(direction, h), [...a.shape.slice(0, -2), 1, 1] as Shape) as AnyTensor as Tensor;
        const along = sub(scale(trace, c), matmul(matmul(h, transposed(direction)), c)) as Tensor;
        return pullback(along, [a], g, { unused: 'zeros' })[0] as Tensor;
      },
      ({ g, x: [a] }) => cofactorsAlong(a, g),
    ],
  },
);

/** The cotangent of a number a matrix, beside matrices. */
const perMatrix = (g: Tensor): Tensor => expandDims(expandDims(g, -1) as Tensor, -1) as Tensor;

/**
 * What the adjugate of the pivots, or a change of it, is for the matrix they are of, as cofactors: (right · m · left)ᵀ times the sign,
 * since adjugates of products are products of adjugates in the opposite order.
 */
const turnedBack = (elimination: Elimination, m: Float64Array): Float64Array => {
  const { n, sign } = elimination;
  const { left, right } = diagonalizing(elimination);
  const adjugate = productOfThree(right, m, left, n);
  return adjugate.map((_, i) => sign * adjugate[(i % n) * n + Math.floor(i / n)]!);
};

/** How the adjugate of a diagonal matrix moves when the matrix moves: all products of the others but two. */
const adjugateAlong = (diagonal: Float64Array, moved: Float64Array): Float64Array => {
  const n = diagonal.length;
  const along = new Float64Array(n * n);
  for (let k = 0; k < n; k++)
    for (let l = 0; l < n; l++) {
      if (k === l) continue;
      const others = productOf(diagonal.filter((_, i) => i !== k && i !== l));
      along[k * n + k]! += others * moved[l * n + l]!;
      along[k * n + l] = -others * moved[k * n + l]!;
    }
  return along;
};

/** A product of factors in about descending order, taken from whichever end keeps it near 1, so that it does not overflow on the way. */
const productOf = (factors: Float64Array): number => {
  let product = 1;
  for (let [first, last] = [0, factors.length - 1]; first <= last;)
    product *= factors[Math.abs(product) > 1 ? last-- : first++]!;
  return product;
};

const productOfThree = (a: Float64Array, b: Float64Array, c: Float64Array, n: number): Float64Array =>
  productOfTwo(productOfTwo(a, b, n), c, n);

const productOfTwo = (a: Float64Array, b: Float64Array, n: number): Float64Array => {
  const y = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) y[i * n + j]! += a[i * n + k]! * b[k * n + j]!;
  return y;
};
