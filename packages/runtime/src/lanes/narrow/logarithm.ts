import type { Code } from '../../wasm/code.ts';
import { polynomial } from '../exact/double.ts';
import type { Reals } from '../lanes.ts';
import { expBelow0, ln2High, ln2Low, withSignBit } from './exponential.ts';

/** The natural logarithm: −∞ at 0, NaN below. */
export const log = (on: Reals, x: Code): Code => {
  const { f, k } = splitAny(on, x);
  return withLimits(on, x, logOf(on, f, k));
};

/** The logarithm to base 2: −∞ at 0, NaN below. */
export const log2 = (on: Reals, x: Code): Code => {
  const { add, mul } = on;
  const { f, k } = splitAny(on, x);
  const log = logNear1(on, f);
  // log₂ e is 1 and a rest
  return withLimits(on, x, add(add(mul(add(f, log), Math.LOG2E - 1), log), add(f, mul(k, 2 ** -23))));
};

/** The logarithm to base 10: −∞ at 0, NaN below. What is largest of it is a product without rounding. */
export const log10 = (on: Reals, x: Code): Code => {
  const { add, sub, mul, bits } = on;
  const { f, k } = splitAny(on, x);
  const high = bits.toReal(bits.and(bits.of(f), bits.constant(0xfffff000n)));
  const low = add(logNear1(on, f), sub(f, high));
  const rest = add(add(mul(low, Math.LOG10E), mul(high, log10eLow)), mul(k, log2Low * 2 ** -23));
  return withLimits(on, x, add(add(rest, mul(high, log10eHigh)), mul(k, log2High * 2 ** -23)));
};

/** log(1 + x), exact for small x. */
export const log1p = (on: Reals, x: Code): Code => {
  const sum = on.add(x, 1);
  return withSignBit(on, withLimits(on, sum, log1pOfSum(on, x, sum)), x);
};

/** log(1 + e^x), a smooth max(0, x). */
export const softplus = (on: Reals, x: Code): Code => {
  const { add, abs, neg, atLeast } = on;
  const e = expBelow0(on, atLeast(neg(abs(x)), -104));
  return add(atLeast(x, 0), log1pOfSum(on, e, add(e, 1)));
};

/** log(1 + x) for finite x above −1, given the sum: what its rounding left out is added to f. */
const log1pOfSum = (on: Reals, x: Code, sum: Code): Code => {
  const { add, sub, mul, bits } = on;
  const { f, k, power } = split(on, sum);
  const scale = bits.toReal(bits.sub(bits.constant(0x40000000n), power)); // twice the reciprocal of the power, which may be subnormal
  return logOf(on, add(f, mul(mul(sub(x, sub(sum, 1)), 0.5), scale)), k);
};

/** k·2^-23·ln 2 + log(1 + f) */
const logOf = (on: Reals, f: Code, k: Code): Code => {
  const { add, mul } = on;
  return add(add(add(logNear1(on, f), mul(k, ln2Low * 2 ** -23)), f), mul(k, ln2High * 2 ** -23));
};

/** log(1 + f) − f = s·(½f² + s²·P(s²)) − ½f² with s = f / (2 + f), as in FreeBSD's e_logf.c. */
const logNear1 = (on: Reals, f: Code): Code => {
  const { add, sub, mul, div } = on;
  const s = div(f, add(f, 2));
  const z = mul(s, s);
  const halfSquare = mul(mul(f, f), 0.5);
  return sub(mul(s, add(halfSquare, mul(z, polynomial(on, z, artanh)))), halfSquare);
};

/** f, k and the bits of a power with x = 2^(k/2^23) · (1 + f) and 1 + f between √½ and √2, for positive x that is not subnormal. */
const split = ({ sub, bits, ofIntegers }: Reals, x: Code) => {
  const distance = bits.sub(bits.of(x), bits.constant(0x3f3504f3n)); // from √½
  const power = bits.and(distance, bits.constant(0xff800000n));
  return { f: sub(bits.toReal(bits.sub(bits.of(x), power)), 1), k: ofIntegers(power), power };
};

/** The same for any positive x. */
const splitAny = (on: Reals, x: Code) => {
  const { sub, mul, less, select } = on;
  const isSubnormal = less(x, 2 ** -126);
  const { f, k } = split(on, select(isSubnormal, mul(x, 2 ** 23), x));
  return { f, k: sub(k, select(isSubnormal, 23 * 2 ** 23, 0)) };
};

/** A logarithm of x where x is positive and finite, else its limits. */
const withLimits = ({ less, equal, select }: Reals, x: Code, y: Code): Code =>
  select(less(x, Infinity), select(less(x, 0), Number.NaN, select(equal(x, 0), -Infinity, y)), x);

/** (2·artanh s − 2s) / s³ in z = s², for 1 + f between √½ and √2 */
const artanh = [0.666666666, 0.40000122, 0.285508026, 0.233309641];

/** log₁₀ 2 in two parts, the first of so few bits that its product with any exponent is exact. */
const log2High = 0.301025390625;
const log2Low = 4.605038981195214e-6;

/** log₁₀ e in two parts, the first of 12 bits. */
const log10eHigh = 0.434326171875;
const log10eLow = Math.LOG10E - log10eHigh;
