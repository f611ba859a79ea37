import { add, type Broadcasting, s, scale } from '@adjoint/graph';
import { binary, div, mul, sub } from './arithmetic.ts';
import { equal, less, where } from './comparison.ts';
import { type Elementwise, neg, reciprocal, unary } from './elementwise.ts';

/** e to the power x. */
export const exp: Elementwise = unary('exp', s.exp, ({ g, y }) => scale(g, y));

/** eˣ − 1, exact for small x. */
export const expm1: Elementwise = unary('expm1', s.expm1, ({ g, x }) => scale(g, exp(x)));

/** The natural logarithm: −∞ at 0, NaN below. */
export const log: Elementwise = unary('log', s.log, ({ g, x }) => scale(g, reciprocal(x)));

/** log(1 + x), exact for small x. */
export const log1p: Elementwise = unary('log1p', s.log1p, ({ g, x }) => scale(g, reciprocal(add(1, x))));

/** The logarithm to base 2. */
export const log2: Elementwise = unary('log2', s.log2, ({ g, x }) => scale(g, div(Math.LOG2E, x)));

/** The logarithm to base 10. */
export const log10: Elementwise = unary('log10', s.log10, ({ g, x }) => scale(g, div(Math.LOG10E, x)));

/** 1 / (1 + e⁻ˣ). */
export const sigmoid: Elementwise = unary('sigmoid', s.sigmoid, ({ g, x, y }) => scale(g, mul(y, sigmoid(neg(x)))));

/** log(1 + eˣ), without overflow. */
export const softplus: Elementwise = unary('softplus', s.softplus, ({ g, x }) => scale(g, sigmoid(x)));

/** log sigmoid(x), without underflow. */
export const logSigmoid: Elementwise = unary(
  'logSigmoid',
  (x) => s.neg(s.softplus(s.neg(x))),
  ({ g, x }) => scale(g, sigmoid(neg(x))),
);

/** log(eᵃ + eᵇ), without overflow; the derivatives at infinities are those of `logSumExp`. */
export const logAddExp: Broadcasting<'real'> = binary(
  'logAddExp',
  (a, b) =>
    s.select(s.equal(a, b), s.add(a, Math.LN2), s.add(s.maximum(a, b), s.log1p(s.exp(s.neg(s.abs(s.sub(a, b))))))),
  ({ g, a, b, y }) => where(equal(y, -Infinity), 0, scale(g, where(equal(a, b), 0.5, sigmoid(sub(a, b))))),
  ({ g, a, b, y }) => where(equal(y, -Infinity), 0, scale(g, where(equal(a, b), 0.5, sigmoid(sub(b, a))))),
);

/** a to the power b, as C has it: 1 where b is 0; NaN for a fraction of a power of a negative number. */
export const pow: Broadcasting<'real'> = binary(
  'pow',
  s.pow,
  // d(aᵇ) = b·aᵇ⁻¹ da, 0 for b = 0 even at a = 0
  ({ g, a, b }) => scale(g, where(equal(b, 0), 0, mul(b, pow(a, sub(b, 1))))),
  // d(aᵇ) = aᵇ·log a db; at a = 0 it is 0, and −∞ for b < 0
  ({ g, a, b, y }) => scale(g, where(equal(a, 0), where(less(b, 0), -Infinity, 0), mul(y, log(a)))),
);
