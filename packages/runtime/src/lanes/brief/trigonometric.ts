import type { Code } from '../../wasm/code.ts';
import { anchor, polynomial } from '../exact/double.ts';
import type { Doubles } from '../lanes.ts';

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

/** (sin r − r) / r³ in z = r², for |r| up to π/4 */
const sineTerms = [-0.16666666663853044, 0.008333331873837089, -0.00019840086263755443, 2.7249864655139585e-6];

/** (cos r − 1 + r²/2) / r⁴ in z = r², for |r| up to π/4 */
const cosineTerms = [0.04166666465830042, -0.0013888302802309161, 2.454789161981386e-5];
