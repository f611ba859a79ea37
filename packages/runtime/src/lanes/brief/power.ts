import type { Code } from '../../wasm/code.ts';
import { withSpecialCases } from '../exact/power.ts';
import type { Doubles } from '../lanes.ts';
import { exp } from './exponential.ts';
import { logOfPositive } from './logarithm.ts';

/** x to the power y, with the special cases of C99. */
export const pow = (on: Doubles, x: Code, y: Code): Code =>
  withSpecialCases(on, x, y, (on, x, y) => exp(on, on.mul(y, logOfPositive(on, x))));

/** √(a² + b²); infinite if either is, even beside NaN (C99). Squares of float32 numbers are exact in float64. */
export const hypot = ({ add, mul, abs, equal, select, masks, sqrt }: Doubles, a: Code, b: Code): Code => {
  const isInfinite = masks.or(equal(abs(a), Infinity), equal(abs(b), Infinity));
  return select(isInfinite, Infinity, sqrt(add(mul(a, a), mul(b, b))));
};
