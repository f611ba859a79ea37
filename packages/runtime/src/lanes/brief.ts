import type { Code } from '../wasm/code.ts';
import { anchor, polynomial } from './double.ts';
import type { Doubles } from './lanes.ts';
import { withSpecialCases } from './power.ts';

// Elementary functions of float32 numbers, computed on float64 lanes with just the terms that a float32 result needs:
// off by 2^-28 or so of the result before it is rounded to float32, so by little more than half a unit in the last place.
// The polynomials interpolate at Chebyshev nodes (mpmath, 40 digits).

/** e to the power x. */
export const exp = (on: Doubles, x: Code): Code => {
  const { bits } = on;
  const { turns, rest } = reduce(on, inRange(on, x));
  const y = on.add(expm1Near0(on, rest), 1);
  return bits.toReal(bits.add(bits.of(y), bits.shiftLeft(turns, 52)));
};

/** e^x − 1 */
export const expm1 = (on: Doubles, x: Code): Code => on.withSign(expm1Unsigned(on, x), x);

/** 1 / (1 + e^−x), the logistic function. */
export const sigmoid = (on: Doubles, x: Code): Code => on.div(1, on.add(exp(on, on.neg(x)), 1));

/** sinh x / cosh x */
export const tanh = (on: Doubles, x: Code): Code => {
  const e = expm1Unsigned(on, on.add(x, x));
  return on.withSign(on.div(e, on.add(e, 2)), x);
};

/** (e^x − e^−x) / 2 */
export const sinh = (on: Doubles, x: Code): Code => {
  const { add, mul, div } = on;
  const e = expm1Unsigned(on, on.abs(x));
  return on.withSign(mul(add(e, div(e, add(e, 1))), 0.5), x);
};

/** (e^x + e^−x) / 2 */
export const cosh = (on: Doubles, x: Code): Code => {
  const e = exp(on, on.abs(x));
  return on.mul(on.add(e, on.div(1, e)), 0.5);
};

/** The natural logarithm: −∞ at 0, NaN below. */
export const log = (on: Doubles, x: Code): Code => withLimits(on, x, logOfPositive(on, x));

/** The logarithm to base 2: −∞ at 0, NaN below. */
export const log2 = (on: Doubles, x: Code): Code => {
  const { f, k } = split(on, x);
  return withLimits(on, x, on.add(k, on.mul(logNear1(on, f), Math.LOG2E)));
};

/** The logarithm to base 10: −∞ at 0, NaN below. */
export const log10 = (on: Doubles, x: Code): Code => withLimits(on, x, on.mul(logOfPositive(on, x), Math.LOG10E));

/** log(1 + x), exact for small x. */
export const log1p = (on: Doubles, x: Code): Code => {
  const sum = on.add(x, 1);
  return on.withSign(withLimits(on, sum, log1pAboveMinus1(on, x, sum)), x);
};

/** log(1 + e^x), a smooth max(0, x). */
export const softplus = (on: Doubles, x: Code): Code => {
  const { add, abs, neg, less, constant, select } = on;
  const e = exp(on, neg(abs(x)));
  return add(select(less(x, 0), constant(0), x), log1pAboveMinus1(on, e, add(e, 1)));
};

/** x to the power y, with the special cases of C99. */
export const pow = (on: Doubles, x: Code, y: Code): Code =>
  withSpecialCases(on, x, y, () => exp(on, on.mul(y, logOfPositive(on, on.abs(x)))));

/** The sine of an angle in radians, below 10^6. */
export const sin = (on: Doubles, x: Code): Code => {
  const { bits } = on;
  const { turns, sine, cosine } = quarters(on, x);
  const y = on.select(isOdd(on, turns), cosine, sine);
  const signed = bits.toReal(bits.add(bits.of(y), signAt2(on, turns)));
  return on.select(on.equal(x, 0), x, signed);
};

/** The cosine of an angle in radians, below 10^6. */
export const cos = (on: Doubles, x: Code): Code => {
  const { bits } = on;
  const { turns, sine, cosine } = quarters(on, x);
  const y = on.select(isOdd(on, turns), sine, cosine);
  return bits.toReal(bits.add(bits.of(y), signAt2(on, bits.add(turns, bits.constant(1n)))));
};

/** The tangent of an angle in radians, below 10^6. */
export const tan = (on: Doubles, x: Code): Code => {
  const { turns, sine, cosine } = quarters(on, x);
  const turned = isOdd(on, turns);
  const y = on.div(on.select(turned, on.neg(cosine), sine), on.select(turned, sine, cosine));
  return on.select(on.equal(x, 0), x, y);
};

/** x where e^x is in the range of float32 numbers, and else a number whose power is as far beyond it. */
const inRange = ({ atMost, atLeast }: Doubles, x: Code): Code => atLeast(atMost(x, 300), -300);

/** How many times ln 2, in the last bits, and what remains. */
const reduce = ({ add, sub, mul, bits }: Doubles, x: Code) => {
  const anchored = add(mul(x, Math.LOG2E), anchor);
  return { turns: bits.of(anchored), rest: sub(x, mul(sub(anchored, anchor), Math.LN2)) };
};

/** e^x − 1, with a zero of any sign. */
const expm1Unsigned = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, bits } = on;
  const { turns, rest } = reduce(on, inRange(on, x));
  const scale = bits.toReal(bits.add(bits.shiftLeft(turns, 52), bits.constant(0x3ff0000000000000n)));
  return add(mul(expm1Near0(on, rest), scale), sub(scale, 1));
};

const expm1Near0 = (on: Doubles, r: Code): Code => on.add(r, on.mul(on.mul(r, r), polynomial(on, r, beyondLinear)));

/** log x for positive finite x. */
const logOfPositive = (on: Doubles, x: Code): Code => {
  const { f, k } = split(on, x);
  return on.add(on.mul(k, Math.LN2), logNear1(on, f));
};

/** log(1 + x) for x above −1, given the sum. */
const log1pAboveMinus1 = (on: Doubles, x: Code, sum: Code): Code => {
  const { f, k } = split(on, sum);
  return on.add(on.mul(k, Math.LN2), logNear1(on, on.select(on.equal(k, 0), x, f)));
};

/** f and k with x = 2^k · (1 + f) and 1 + f between √½ and √2, for positive x. */
const split = ({ sub, bits }: Doubles, x: Code) => {
  // distance of the bits from those of √½, with 1024 more in the place of the exponent lest it be negative
  const distance = bits.sub(bits.of(x), bits.constant(0x3fe6a09e667f3bcdn - (1024n << 52n)));
  const exponent = bits.shiftRight(distance, 52);
  const k = sub(bits.toReal(bits.or(exponent, bits.constant(0x4330000000000000n))), 4503599627371520); // 2^52 + 1024
  const power = bits.shiftLeft(bits.sub(exponent, bits.constant(1024n)), 52);
  return { f: sub(bits.toReal(bits.sub(bits.of(x), power)), 1), k };
};

/** log(1 + f) = 2·artanh s with s = f / (2 + f). */
const logNear1 = (on: Doubles, f: Code): Code => {
  const { add, mul, div } = on;
  const s = div(f, add(f, 2));
  const z = mul(s, s);
  return add(add(s, s), mul(mul(s, z), polynomial(on, z, artanh)));
};

/** A logarithm of x where x is positive and finite, else its limits. */
const withLimits = ({ less, equal, select, constant }: Doubles, x: Code, y: Code): Code =>
  select(less(constant(0), x), select(less(x, Infinity), y, x), select(equal(x, 0), -Infinity, Number.NaN));

/** The count of quarter turns in the last bits, and the sine and cosine of what remains. */
const quarters = (on: Doubles, x: Code) => {
  const { add, sub, mul, bits } = on;
  const anchored = add(mul(x, 0.6366197723675814), anchor);
  const count = sub(anchored, anchor);
  // π/2 in two parts, the first of 33 bits
  const r = sub(sub(x, mul(count, 1.5707963267341256)), mul(count, 6.077100506506192e-11));
  const z = mul(r, r);
  const sine = add(r, mul(mul(r, z), polynomial(on, z, sineTerms)));
  const cosine = add(sub(1, mul(z, 0.5)), mul(mul(z, z), polynomial(on, z, cosineTerms)));
  return { turns: bits.of(anchored), sine, cosine };
};

const isOdd = (on: Doubles, turns: Code): Code => {
  const { bits } = on;
  const sign = bits.shiftLeft(turns, 63);
  return on.less(bits.toReal(bits.or(sign, bits.constant(0x3ff0000000000000n))), 0);
};

/** A sign bit where the second of the last bits is set. */
const signAt2 = ({ bits }: Doubles, turns: Code): Code => bits.shiftLeft(bits.shiftRight(turns, 1), 63);

/** (e^r − 1 − r) / r² for |r| up to ½·ln 2 */
const beyondLinear = [
  0.500000001346581, 0.16666666681623232, 0.041666464925285904, 0.0083333109254809, 0.0013933649996309251,
  0.00019890990824673654,
];

/** (2·artanh s − 2s) / s³ in z = s² */
const artanh = [0.6666666655445165, 0.40000121876972, 0.2855081659971155, 0.23330581938241893];

/** (sin r − r) / r³ in z = r² */
const sineTerms = [-0.16666666663853044, 0.008333331873837089, -0.00019840086263755443, 2.7249864655139585e-6];

/** (cos r − 1 + r²/2) / r⁴ in z = r² */
const cosineTerms = [0.04166666465830042, -0.0013888302802309161, 2.454789161981386e-5];
