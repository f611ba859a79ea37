import type { Code } from '../../wasm/code.ts';
import { expm1Below40, expOfSum } from './exponential.ts';
import type { Doubles } from '../lanes.ts';
import { log, log1p } from './logarithm.ts';

// The same steps as @adjoint/graph's hyperbolic.ts, in the same order; of branches, all are computed and one is chosen.

/** (e^x − e^−x) / 2 */
export const sinh = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, div, less, select } = on;
  const magnitude = on.abs(x);
  const e = expm1Below40(on, magnitude);
  const small = sub(mul(e, 2), div(mul(e, e), add(e, 1)));
  const y = mul(select(less(magnitude, 1), small, add(e, div(e, add(e, 1)))), 0.5);
  return odd(on, x, select(less(magnitude, 22), y, halfOfExp(on, magnitude)));
};

/** (e^x + e^−x) / 2 */
export const cosh = (on: Doubles, x: Code): Code => {
  const { add, mul, div, less, select, constant } = on;
  const magnitude = on.abs(x);
  const isOrdinary = less(magnitude, 22);
  const e = expm1Below40(on, magnitude);
  const small = add(div(mul(e, e), mul(add(e, 1), 2)), 1);
  const whole = expOfSum(on, magnitude, undefined, select(isOrdinary, 0, -1));
  const y = add(mul(whole, 0.5), div(constant(0.5), whole));
  const large = select(less(magnitude, 711), whole, mul(magnitude, Infinity));
  return select(less(magnitude, 0.34), small, select(isOrdinary, y, large));
};

/** sinh x / cosh x */
export const tanh = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, div, less, lessEqual, select, constant, neg } = on;
  const magnitude = on.abs(x);
  const isLarge = lessEqual(constant(1), magnitude);
  const twice = mul(magnitude, 2);
  const e = expm1Below40(on, select(isLarge, twice, neg(twice)));
  const quotient = div(select(isLarge, 2, neg(e)), add(e, 2));
  const y = select(isLarge, sub(1, quotient), quotient);
  return odd(on, x, select(less(constant(22), magnitude), 1, y));
};

/** The number whose hyperbolic sine is x. */
export const asinh = (on: Doubles, x: Code): Code => {
  const { add, mul, div, less, select, constant } = on;
  const magnitude = on.abs(x);
  const isHuge = less(constant(huge), magnitude);
  const square = mul(magnitude, magnitude);
  const root = on.sqrt(add(square, 1));
  const large = log(on, select(isHuge, magnitude, add(mul(magnitude, 2), div(1, add(root, magnitude)))));
  const small = log1p(on, add(magnitude, div(square, add(root, 1))));
  const y = select(less(constant(2), magnitude), select(isHuge, add(large, Math.LN2), large), small);
  return odd(on, x, y);
};

/** The number, 0 or above, whose hyperbolic cosine is x; NaN below 1. */
export const acosh = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, div, less, select, constant, sqrt } = on;
  const isHuge = less(constant(huge), x);
  const root = sqrt(sub(mul(x, x), 1));
  const large = log(on, select(isHuge, x, sub(mul(x, 2), div(1, add(x, root)))));
  const t = sub(x, 1);
  const small = log1p(on, add(t, sqrt(add(mul(t, 2), mul(t, t)))));
  const y = select(less(constant(2), x), select(isHuge, add(large, Math.LN2), large), small);
  return select(less(x, 1), Number.NaN, y);
};

/** The number whose hyperbolic tangent is x; NaN outside −1 to 1. */
export const atanh = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, div, less, select } = on;
  const magnitude = on.abs(x);
  const twice = mul(magnitude, 2);
  const isSmall = less(magnitude, 0.5);
  const quotient = div(select(isSmall, mul(twice, magnitude), twice), sub(1, magnitude));
  return odd(on, x, mul(log1p(on, select(isSmall, add(twice, quotient), quotient)), 0.5));
};

/** An odd function whose value at |x| is given, and which is x itself near 0. */
const odd = ({ abs, less, select, withSign }: Doubles, x: Code, y: Code): Code =>
  select(less(abs(x), tiny), x, withSign(y, x));

/** Below it, 2^-28, the odd functions are x itself. */
const tiny = 3.725290298461914e-9;

/** Above it, 2^28, x² + 1 is x². */
const huge = 268435456;

/** e^x / 2, also where e^x has left the range. */
const halfOfExp = (on: Doubles, x: Code): Code =>
  on.select(on.less(x, 711), expOfSum(on, x, undefined, on.constant(-1)), on.mul(x, Infinity));
