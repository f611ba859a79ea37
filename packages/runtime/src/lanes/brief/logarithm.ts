import type { Code } from '../../wasm/code.ts';
import { polynomial } from '../exact/double.ts';
import type { Doubles } from '../lanes.ts';

/** log(1 + x), exact for small x. */
export const log1p = (on: Doubles, x: Code): Code => {
  const sum = on.add(x, 1);
  return on.withSign(withLimits(on, sum, log1pAboveMinus1(on, x, sum)), x);
};

/** log x for positive finite x. */
export const logOfPositive = (on: Doubles, x: Code): Code => {
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

/** (2·artanh s − 2s) / s³ in z = s², for 1 + f between √½ and √2 */
const artanh = [0.6666666655445165, 0.40000121876972, 0.2855081659971155, 0.23330581938241893];
