import type { Code } from '../../wasm/code.ts';
import { polynomial } from '../exact/double.ts';
import { angleOfPoint } from '../exact/inverse-trigonometric.ts';
import type { Doubles } from '../lanes.ts';

/** The angle between −π/2 and π/2 whose sine is x; NaN outside −1 to 1. */
export const asin = (on: Doubles, x: Code): Code => {
  const { isSmall, angle } = arcsineOf(on, x);
  return on.withSign(on.select(isSmall, angle, on.sub(halfPi, on.mul(angle, 2))), x);
};

/** The angle between 0 and π whose cosine is x; NaN outside −1 to 1. */
export const acos = (on: Doubles, x: Code): Code => {
  const { sub, mul, less, select, withSign } = on;
  const { isSmall, angle } = arcsineOf(on, x);
  const large = mul(angle, 2);
  const turned = select(less(x, 0), sub(2 * halfPi, large), large);
  return select(isSmall, sub(halfPi, withSign(angle, x)), turned);
};

/** The angle between −π/2 and π/2 whose tangent is x. */
export const atan = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, div, less, select, constant, abs, withSign } = on;
  const magnitude = abs(x);
  // turned by none, one or two eighths of a turn
  const isSmall = less(magnitude, 0.41421356237309503);
  const isLarge = less(constant(2.414213562373095), magnitude);
  const over = select(isSmall, magnitude, select(isLarge, -1, sub(magnitude, 1)));
  const under = select(isSmall, 1, select(isLarge, magnitude, add(magnitude, 1)));
  const angle = select(isSmall, 0, select(isLarge, halfPi, halfPi / 2));
  const t = div(over, under);
  const z = mul(t, t);
  return withSign(add(angle, add(t, mul(mul(t, z), polynomial(on, z, arctangent)))), x);
};

/** The angle of the point (x, y), between −π and π, with the signs and special cases of C99. */
export const atan2 = (on: Doubles, y: Code, x: Code): Code => angleOfPoint(on, y, x, atan);

const halfPi = 1.5707963267948966;

/** asin |x| below ½; beyond, half of what it lacks of π/2. */
const arcsineOf = (on: Doubles, x: Code) => {
  const { add, sub, mul, less, select, abs, sqrt } = on;
  const magnitude = abs(x);
  const isSmall = less(magnitude, 0.5);
  const half = mul(sub(1, magnitude), 0.5);
  const s = select(isSmall, magnitude, sqrt(half));
  const z = select(isSmall, mul(x, x), half);
  return { isSmall, angle: add(s, mul(mul(s, z), polynomial(on, z, arcsine))) };
};

/** (asin t − t) / t³ in z = t², for t up to ½ */
const arcsine = [
  0.16666666686147094, 0.07499992383419403, 0.044647675217118564, 0.030268919101073113, 0.02361371422189475,
  0.01056694782140368, 0.03098546039993495,
];

/** (atan t − t) / t³ in z = t², for |t| up to tan π/8 */
const arctangent = [
  -0.3333333327864667, 0.19999977048786138, -0.1428413988308126, 0.11071155604715895, -0.08623116025090267,
  0.0504411682706411,
];
