import type { Code } from '../../wasm/code.ts';
import type { Doubles } from '../lanes.ts';
import { log1p } from './logarithm.ts';

// Squares of float32 numbers stay in the range of float64, so one formula serves all of them.

/** The number whose hyperbolic sine is x. */
export const asinh = (on: Doubles, x: Code): Code => {
  const { add, mul, div, sqrt, less, select, abs, withSign } = on;
  const magnitude = abs(x);
  const square = mul(magnitude, magnitude);
  const beyond = add(magnitude, div(square, add(sqrt(add(square, 1)), 1)));
  return withSign(log1p(on, select(less(magnitude, Infinity), beyond, magnitude)), x);
};

/** The number, 0 or above, whose hyperbolic cosine is x; NaN below 1. */
export const acosh = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, sqrt, less, select } = on;
  const t = sub(x, 1);
  const beyond = add(t, sqrt(add(mul(t, 2), mul(t, t))));
  return select(less(x, 1), Number.NaN, log1p(on, beyond));
};

/** The number whose hyperbolic tangent is x; NaN outside −1 to 1. */
export const atanh = (on: Doubles, x: Code): Code => {
  const { sub, mul, div, abs, withSign } = on;
  const magnitude = abs(x);
  return withSign(mul(log1p(on, div(mul(magnitude, 2), sub(1, magnitude))), 0.5), x);
};
