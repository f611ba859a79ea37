import type { Code } from '../../wasm/code.ts';
import { exactProduct, isNegative, isNumber } from './double.ts';
import { expOfSum } from './exponential.ts';
import type { Doubles } from '../lanes.ts';
import { exponentOf, logPair } from './logarithm.ts';

// The same steps as @adjoint/graph's power.ts, in the same order; of branches, all are computed and one is chosen.

/** x to the power y, with the special cases of C99: x**0 and 1**y are 1 even for NaN; negative x needs an integer y. */
export const pow = (on: Doubles, x: Code, y: Code): Code => withSpecialCases(on, x, y, powOfPositive);

/** x to the power y, from what it is for positive finite x. */
export const withSpecialCases = (
  on: Doubles,
  x: Code,
  y: Code,
  powerOfPositive: (on: Doubles, x: Code, y: Code) => Code,
): Code => {
  const { equal, less, select, masks, constant, floor, mul, abs, neg } = on;
  const { and, or, not } = masks;
  const magnitude = abs(x);
  const isInteger = equal(floor(y), y); // as C99 has it, also where y is infinite
  const half = mul(y, 0.5);
  const isOdd = and(isInteger, and(less(abs(y), 9007199254740992), not(equal(floor(half), half)))); // beyond 2^53 all are even
  const isGrowing = less(constant(0), y);
  const isZero = equal(x, 0);
  const atLimit = select(isZero, select(isGrowing, 0, Infinity), select(isGrowing, Infinity, 0));
  const positive = powerOfPositive(on, magnitude, y);
  const ofMagnitude = select(or(isZero, equal(magnitude, Infinity)), atLimit, select(equal(magnitude, 1), 1, positive));
  const value = select(and(isOdd, isNegative(on, x)), neg(ofMagnitude), ofMagnitude);
  const isUndefined = and(and(less(x, 0), less(constant(-Infinity), x)), not(isInteger));
  const isDefined = and(not(isUndefined), and(isNumber(on, x), isNumber(on, y)));
  const isOne = or(equal(y, 0), equal(x, 1));
  return select(isOne, 1, select(isDefined, value, Number.NaN));
};

/** √(a² + b²), without overflow on the way; infinite if either is, even beside NaN (C99). */
export const hypot = (on: Doubles, a: Code, b: Code): Code => {
  const { add, sub, mul, div, abs, less, equal, select, constant, masks, sqrt } = on;
  const x = on.maximum(abs(a), abs(b));
  const y = on.minimum(abs(a), abs(b));
  const scale = select(less(constant(1e150), x), 2 ** -600, select(less(y, 1e-130), 2 ** 600, 1));
  const isApart = less(constant(60), sub(exponentOf(on, x), exponentOf(on, y)));
  const [xx, xxLow] = squared(on, mul(x, scale));
  const [yy, yyLow] = squared(on, mul(y, scale));
  const root = div(sqrt(add(xx, add(yy, add(xxLow, yyLow)))), scale);
  const isInfinite = masks.or(equal(abs(a), Infinity), equal(abs(b), Infinity));
  const isSum = masks.or(masks.not(less(constant(0), y)), isApart);
  return select(isInfinite, Infinity, select(isSum, add(x, y), root));
};

const squared = (on: Doubles, a: Code) => exactProduct(on, a, a);

// Method: y·log x in doubled precision, then e to that power. Beyond 2^64 every power but that of 1 leaves the range.
const powOfPositive = (on: Doubles, x: Code, y: Code): Code => {
  const { abs, add, less, mul, select, constant } = on;
  const isGrowing = less(constant(0), y);
  const far = select(less(constant(1), x), select(isGrowing, Infinity, 0), select(isGrowing, 0, Infinity));
  const [log, logLow] = logPair(on, x);
  const [power, error] = exactProduct(on, y, log);
  const near = expOfSum(on, power, add(error, mul(y, logLow)));
  const inRange = select(less(constant(709.79), power), Infinity, select(less(power, -745.2), 0, near));
  const ordinary = select(less(abs(mul(y, log)), 1e-18), 1, inRange);
  return select(less(constant(18446744073709551616), abs(y)), far, ordinary);
};
