import type { Code } from '../../wasm/code.ts';
import type { Doubles, Reals } from '../lanes.ts';

// The same steps as @adjoint/graph's float64.ts, in the same order, so that both give the same bits.

/** The unrounded result of an operation: the nearest float64 numbers and what they left out. */
export type Pair = readonly [high: Code, low: Code];

/** a + b without error (Knuth, The Art of Computer Programming 2, 4.2.2). */
export const exactSum = ({ add, sub }: Doubles, a: Code, b: Code): Pair => {
  const sum = add(a, b);
  const part = sub(sum, a);
  return [sum, add(sub(a, sub(sum, part)), sub(b, part))];
};

/** a · b without error, for magnitudes below 2^996 whose product is no smaller than 2^-968 (Dekker, 1971). */
export const exactProduct = (on: Doubles, a: Code, b: Code): Pair => {
  const { add, sub, mul } = on;
  const product = mul(a, b);
  const aHigh = upperHalf(on, a);
  const bHigh = a === b ? aHigh : upperHalf(on, b);
  const aLow = sub(a, aHigh);
  const bLow = a === b ? aLow : sub(b, bHigh);
  const error = add(add(sub(mul(aHigh, bHigh), product), mul(aHigh, bLow)), mul(aLow, bHigh));
  return [product, add(error, mul(aLow, bLow))];
};

/** The polynomial whose coefficients are given from the constant term up, by Horner's rule. */
export const polynomial = ({ add, mul, constant }: Reals, x: Code, coefficients: readonly number[]): Code =>
  coefficients
    .slice(0, -1)
    .reduceRight((value: Code, coefficient) => add(mul(value, x), coefficient), constant(coefficients.at(-1)!));

/** f and k with x = 2^k · (1 + f) and 1 + f between √½ and √2, for positive finite x. */
export const splitAtPowerOfTwo = (on: Doubles, x: Code): readonly [f: Code, k: Code] => {
  const { sub, add, mul, less, select, bits } = on;
  const isSubnormal = less(x, 2.2250738585072014e-308);
  const scaled = bits.of(select(isSubnormal, mul(x, 18014398509481984), x)); // times 2^54
  const exponent = sub(biasedExponent(on, scaled), select(isSubnormal, 1077, 1023));
  const one = bits.constant(0x3ff0000000000000n);
  const m = bits.toReal(bits.or(bits.and(scaled, bits.constant(0xfffffffffffffn)), one));
  const isLarge = less(on.constant(Math.SQRT2), m);
  return [sub(select(isLarge, mul(m, 0.5), m), 1), add(exponent, select(isLarge, 1, 0))];
};

/** The exponent in the bits of a number that is not negative, as a real number. */
export const biasedExponent = ({ sub, bits }: Doubles, x: Code): Code =>
  sub(bits.toReal(bits.or(bits.shiftRight(x, 52), bits.constant(0x4330000000000000n))), 4503599627370496); // 2^52

/** y · 2^k, rounded once: the first factor keeps every bit. */
export const timesPowerOfTwo = (on: Doubles, y: Code, k: Code): Code => {
  const half = on.floor(on.mul(k, 0.5));
  return on.mul(on.mul(y, powerOfTwo(on, half)), powerOfTwo(on, on.sub(k, half)));
};

/** 2^k, for an integer k between -1022 and 1023. */
export const powerOfTwo = ({ add, bits }: Doubles, k: Code): Code =>
  bits.toReal(bits.add(bits.shiftLeft(bits.of(add(k, anchor)), 52), bits.constant(0x3ff0000000000000n)));

/** 1.5 · 2^52: a sum with it is rounded to an integer, whose bits are the last of the sum. */
export const anchor = 6755399441055744;

/** The leading bits of ln 2, whose product with any exponent is exact, and the rest of it. */
export const ln2High = 0.6931471803691238;
export const ln2Low = 1.9082149292705877e-10;

/** Whether x is −0 or less: the sign bit of any number but NaN. */
export const isNegative = (on: Doubles, x: Code): Code => on.less(on.withSign(1, x), 0);

/** Whether x is not NaN. */
export const isNumber = ({ equal }: Doubles, x: Code): Code => equal(x, x);

/** The leading 26 bits (Veltkamp, 1968). */
const upperHalf = ({ sub, mul }: Doubles, x: Code): Code => {
  const c = mul(x, 134217729); // 2^27 + 1
  return sub(c, sub(c, x));
};
