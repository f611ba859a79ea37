import { exp, expm1, expOfSum } from './exponential.ts';
import { withSign } from './float64.ts';
import { log, log1p } from './logarithm.ts';

// Method: fdlibm (Sun Microsystems, 1993), by e^x − 1 and log(1 + x), which keep small arguments.

/** (e^x − e^−x) / 2 */
export const sinh = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude < tiny) return x;
  if (!(magnitude < 22)) return withSign(halfOfExp(magnitude), x);
  const e = expm1(magnitude);
  return withSign(magnitude < 1 ? 0.5 * (2 * e - (e * e) / (e + 1)) : 0.5 * (e + e / (e + 1)), x);
};

/** (e^x + e^−x) / 2 */
export const cosh = (x: number): number => {
  const magnitude = Math.abs(x);
  if (!(magnitude < 22)) return halfOfExp(magnitude);
  if (magnitude < 0.34) {
    const e = expm1(magnitude);
    return 1 + (e * e) / (2 * (1 + e));
  }
  const e = exp(magnitude);
  return 0.5 * e + 0.5 / e;
};

/** sinh x / cosh x */
export const tanh = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude < tiny) return x;
  if (magnitude > 22) return withSign(1, x);
  if (magnitude >= 1) return withSign(1 - 2 / (expm1(2 * magnitude) + 2), x);
  const e = expm1(-2 * magnitude);
  return withSign(-e / (e + 2), x);
};

/** The number whose hyperbolic sine is x. */
export const asinh = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude < tiny) return x;
  if (magnitude > huge) return withSign(log(magnitude) + Math.LN2, x);
  const root = Math.sqrt(magnitude * magnitude + 1);
  if (magnitude > 2) return withSign(log(2 * magnitude + 1 / (root + magnitude)), x);
  return withSign(log1p(magnitude + (magnitude * magnitude) / (1 + root)), x);
};

/** The number, 0 or above, whose hyperbolic cosine is x; NaN below 1. */
export const acosh = (x: number): number => {
  if (!(x >= 1)) return NaN; // far below, what comes next cancels to something else
  if (x > huge) return log(x) + Math.LN2;
  if (x > 2) return log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
  const t = x - 1;
  return log1p(t + Math.sqrt(2 * t + t * t));
};

/** The number whose hyperbolic tangent is x; NaN outside −1 to 1. */
export const atanh = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude < tiny) return x;
  const twice = 2 * magnitude;
  return withSign(
    0.5 * log1p(magnitude < 0.5 ? twice + (twice * magnitude) / (1 - magnitude) : twice / (1 - magnitude)),
    x,
  );
};

/** Below it, 2^-28, the odd functions are x itself. */
const tiny = 3.725290298461914e-9;

/** Above it, 2^28, x² + 1 is x². */
const huge = 268435456;

/** e^x / 2, also where e^x has left the range. */
const halfOfExp = (x: number): number => (x < 711 ? expOfSum(x, 0, -1) : x * Infinity);
