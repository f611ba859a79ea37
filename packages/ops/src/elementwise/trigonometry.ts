import { add, type Broadcasting, s, scale } from '@adjoint/graph';
import { binary, div, mul, sub } from './arithmetic.ts';
import { equal, where } from './comparison.ts';
import { type Elementwise, neg, reciprocal, rsqrt, square, unary } from './elementwise.ts';

/** The sine of an angle in radians. */
export const sin: Elementwise = unary('sin', s.sin, ({ g, x }) => scale(g, cos(x)));

/** The cosine of an angle in radians. */
export const cos: Elementwise = unary('cos', s.cos, ({ g, x }) => scale(g, neg(sin(x))));

/** The tangent of an angle in radians. */
export const tan: Elementwise = unary('tan', s.tan, ({ g, y }) => scale(g, add(1, square(y))));

/** The angle from −π/2 to π/2 with that sine; NaN outside −1..1. */
export const asin: Elementwise = unary('asin', s.asin, ({ g, x }) => scale(g, rsqrt(mul(sub(1, x), add(1, x)))));

/** The angle from 0 to π with that cosine; NaN outside −1..1. */
export const acos: Elementwise = unary('acos', s.acos, ({ g, x }) => scale(g, neg(rsqrt(mul(sub(1, x), add(1, x))))));

/** The angle from −π/2 to π/2 with that tangent. */
export const atan: Elementwise = unary('atan', s.atan, ({ g, x }) => scale(g, reciprocal(add(1, square(x)))));

/** The hyperbolic sine. */
export const sinh: Elementwise = unary('sinh', s.sinh, ({ g, x }) => scale(g, cosh(x)));

/** The hyperbolic cosine. */
export const cosh: Elementwise = unary('cosh', s.cosh, ({ g, x }) => scale(g, sinh(x)));

/** The hyperbolic tangent. */
export const tanh: Elementwise = unary('tanh', s.tanh, ({ g, y }) => scale(g, sub(1, square(y))));

/** The inverse of sinh. */
export const asinh: Elementwise = unary('asinh', s.asinh, ({ g, x }) => scale(g, reciprocal(hypot(1, x))));

/** The inverse of cosh, from 0 up; NaN below 1. */
export const acosh: Elementwise = unary('acosh', s.acosh, ({ g, x }) => scale(g, rsqrt(mul(sub(x, 1), add(x, 1)))));

/** The inverse of tanh; ±∞ at ±1, NaN outside. */
export const atanh: Elementwise = unary('atanh', s.atanh, ({ g, x }) =>
  scale(g, reciprocal(mul(sub(1, x), add(1, x)))),
);

/** The angle of the point (x, y) from −π to π, from its ordinate `a` and its abscissa `b`. */
export const atan2: Broadcasting<'real'> = binary(
  'atan2',
  s.atan2,
  ({ g, a, b }) => scale(g, div(div(b, hypot(a, b)), hypot(a, b))),
  ({ g, a, b }) => scale(g, neg(div(div(a, hypot(a, b)), hypot(a, b)))),
);

/** √(a² + b²), without overflow; its derivative at the origin is 0. */
export const hypot: Broadcasting<'real'> = binary(
  'hypot',
  s.hypot,
  ({ g, a, y }) => where(equal(y, 0), 0, scale(g, div(a, y))),
  ({ g, b, y }) => where(equal(y, 0), 0, scale(g, div(b, y))),
);
