import type { Code } from '../../wasm/code.ts';
import { polynomial } from '../exact/double.ts';
import type { Reals } from '../lanes.ts';

// Elementary functions of float32 numbers, computed on float32 lanes: within 2 units in the last place, or 3 for tanh, sinh and cosh.
// Multiples of ln 2 are taken from x in two steps, the first of them exact (Cody and Waite, Software Manual for the Elementary
// Functions, 6.2).

/** e to the power x. */
export const exp = (on: Reals, x: Code): Code => {
  const { add, mul, atMost, atLeast, bits } = on;
  const { turns, rest } = reduced(on, atLeast(atMost(x, 89), -104), 2 * bias);
  // 2^turns in two factors: one alone cannot reach the largest results, nor subnormal ones
  const half = bits.shiftRight(turns, 1);
  const y = add(expm1Near0(on, rest), 1);
  return mul(mul(y, powerOf2(on, half)), powerOf2(on, bits.sub(turns, half)));
};

/** e to the power x for x from −104 to 0, and for NaN. */
export const expBelow0 = (on: Reals, x: Code): Code => {
  const { add, mul } = on;
  const { turns, rest } = reduced(on, x, bias + 64);
  return mul(mul(add(expm1Near0(on, rest), 1), powerOf2(on, turns)), 2 ** -64); // which rounds only subnormal results
};

/** e^x − 1 */
export const expm1 = (on: Reals, x: Code): Code => {
  const { add, atMost, atLeast } = on;
  const half = halfExpm1(on, atLeast(atMost(x, 89), -18));
  return withSignBit(on, add(half, half), x);
};

/** 1 / (1 + e^−x), the logistic function: 1 / (1 + e^|x|), or e^|x| over the same, all of it times 2^-64 lest e^|x| be infinite. */
export const sigmoid = (on: Reals, x: Code): Code => {
  const { add, sub, mul, div, abs, less, select, atMost } = on;
  const { turns, rest } = reduced(on, atMost(abs(x), 104), bias - 64);
  const power = powerOf2(on, turns);
  const sum = add(add(mul(expm1Near0(on, rest), power), 2 ** -64), power);
  return div(select(less(x, 0), 2 ** -64, sub(sum, 2 ** -64)), sum);
};

/** ½·(e^x − 1) for x from −18 to 89, and for NaN, with a zero of any sign: never infinite where e^x is not. */
export const halfExpm1 = (on: Reals, x: Code): Code => {
  const { add, sub, mul } = on;
  const { turns, rest } = reduced(on, x, bias - 1);
  const power = powerOf2(on, turns);
  return add(mul(expm1Near0(on, rest), power), sub(power, 0.5));
};

/** How many times ln 2, plus a bias, in the last bits; and what remains. */
export const reduced = ({ add, sub, mul, bits }: Reals, x: Code, bias: number) => {
  const anchored = add(mul(x, Math.LOG2E), anchor + bias);
  const whole = sub(anchored, anchor + bias);
  return { turns: bits.of(anchored), rest: sub(sub(x, mul(whole, ln2High)), mul(whole, ln2Low)) };
};

/** A power of 2 whose exponent, plus the bias, is in the last bits. */
export const powerOf2 = ({ bits }: Reals, biased: Code): Code => bits.toReal(bits.shiftLeft(biased, 23));

/** y with the sign bit of x in addition to its own. */
export const withSignBit = ({ bits }: Reals, y: Code, x: Code): Code =>
  bits.toReal(bits.or(bits.of(y), bits.and(bits.of(x), bits.constant(0x80000000n))));

export const expm1Near0 = (on: Reals, r: Code): Code =>
  on.add(r, on.mul(on.mul(r, r), polynomial(on, r, beyondLinear)));

/** What is added to exponents in the bits of numbers. */
export const bias = 127;

/** 1.5 · 2^23: a sum with it is rounded to an integer, whose bits are the last of the sum. */
const anchor = 12582912;

/** ln 2 in two parts, the first of so few bits that its product with any exponent is exact. */
export const ln2High = 0.693359375;
export const ln2Low = -2.1219444005469057e-4;

/** (e^r − 1 − r) / r² for |r| up to ½·ln 2: the least largest error of e^r in units of the last place, with the first one given */
const beyondLinear = [0.5, 0.166665418, 0.0416673802, 0.00836678167, 0.00138513967];
