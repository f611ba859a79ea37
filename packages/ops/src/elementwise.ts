import { type AnyTensor, defineOp, outcome, type Scalar, s, scale, type Shape, type Tensor } from '@adjoint/graph';
import { div, mul } from './arithmetic.ts';
import { greater } from './comparison.ts';
import { toReal } from './conversion.ts';

/** An operation on each element by itself; a number stands for a scalar. */
export interface Elementwise {
  <S extends Shape>(x: Tensor<S>): Tensor<S>;
  (x: number): Tensor<[]>;
}

/** What the derivative rule of an elementwise operation gets: the cotangent, the input and the output. */
export interface ElementwiseDerivation {
  readonly g: Tensor;
  readonly x: Tensor;
  readonly y: Tensor;
}

/** Declares an elementwise operation of one input by its scalar expression and its derivative. */
export const unary = (
  name: string,
  scalar: (x: Scalar) => Scalar,
  derivative: (at: ElementwiseDerivation) => AnyTensor | null,
): Elementwise =>
  defineOp(name, <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
    scalar,
    derivative: [({ g, x: [x], y }) => derivative({ g, x, y })],
  }) as Elementwise; // defineOp makes scalars of numbers

/** −x. */
export const neg: Elementwise = unary('neg', s.neg, ({ g }) => neg(g));

/** e to the power x. */
export const exp: Elementwise = unary('exp', s.exp, ({ g, y }) => scale(g, y));

/** The natural logarithm: −∞ at 0, NaN below. */
export const log: Elementwise = unary('log', s.log, ({ g, x }) => scale(g, div(1, x)));

/** The square root: NaN below 0; its derivative at 0 is +∞. */
export const sqrt: Elementwise = unary('sqrt', s.sqrt, ({ g, y }) => scale(g, div(0.5, y)));

/** x². */
export const square: Elementwise = unary(
  'square',
  (x) => s.mul(x, x),
  ({ g, x }) => scale(g, mul(2, x)),
);

/** The magnitude; its derivative at 0 is 0. */
export const abs: Elementwise = unary('abs', s.abs, ({ g, x }) => scale(g, sign(x)));

/** −1, 0 or 1; its derivative is 0. */
export const sign: Elementwise = unary('sign', s.sign, () => null);

/** max(0, x); its derivative at 0 is 0. */
export const relu: Elementwise = unary(
  'relu',
  (x) => s.maximum(x, 0),
  ({ g, x }) => scale(g, toReal(greater(x, 0))),
);
