import type { Code } from '../../wasm/code.ts';
import { exactProduct, exactSum, type Pair, polynomial } from './double.ts';
import type { Doubles } from '../lanes.ts';

// The same steps as @adjoint/graph's trigonometric.ts, in the same order; of branches, all are computed and one is chosen.

/** Whether an angle is one for `sinOfHuge` and its kin. */
export const isHugeAngle = ({ abs, constant, less, lessEqual, masks }: Doubles, x: Code): Code =>
  masks.and(lessEqual(constant(1e6), abs(x)), less(abs(x), Infinity));

/** The sine of an angle in radians, below 10^6. */
export const sin = (on: Doubles, x: Code): Code => {
  const y = sineAt(on, quarterTurnsBelow1e6(on, x));
  return on.select(on.less(on.abs(x), 1e-8), x, y);
};

/** The cosine of an angle in radians, below 10^6. */
export const cos = (on: Doubles, x: Code): Code => cosineAt(on, quarterTurnsBelow1e6(on, x));

/** The tangent of an angle in radians, below 10^6. */
export const tan = (on: Doubles, x: Code): Code => {
  const y = tangentAt(on, quarterTurnsBelow1e6(on, x));
  return on.select(on.less(on.abs(x), 1e-8), x, y);
};

/** The sine of an angle that was taken apart. */
export const sineAt = (on: Doubles, { isOdd, isLeft, angle }: QuarterTurns): Code => {
  const y = on.select(isOdd, cosineOf(on, angle), sineOf(on, angle));
  return on.select(isLeft, on.neg(y), y);
};

/** The cosine of an angle that was taken apart. */
export const cosineAt = (on: Doubles, { isOdd, isLeft, angle }: QuarterTurns): Code => {
  const { and, or, not } = on.masks;
  const y = on.select(isOdd, sineOf(on, angle), cosineOf(on, angle));
  return on.select(or(and(isOdd, not(isLeft)), and(isLeft, not(isOdd))), on.neg(y), y);
};

/** The tangent of an angle that was taken apart. */
export const tangentAt = (on: Doubles, { isOdd, angle }: QuarterTurns): Code => {
  const { add, sub, mul, div, select, constant } = on;
  const [r, low] = angle;
  const z = mul(r, r);
  const beyondLinear = add(low, mul(z, add(mul(r, polynomial(on, z, tangent)), low)));
  const w = add(r, beyondLinear);
  // −1 / (w + rest), one Newton step from −1 / w
  const rest = sub(beyondLinear, sub(w, r));
  const inverse = div(constant(-1), w);
  const [product, error] = exactProduct(on, inverse, w);
  return select(isOdd, add(inverse, mul(inverse, add(add(add(product, 1), error), mul(inverse, rest)))), w);
};

/** Quarter turns, whole turns left out, and what remains of an angle without them, at most π/4. */
export interface QuarterTurns {
  /** Whether an odd number of quarter turns was taken off. */
  readonly isOdd: Code;
  /** Whether two or three of four were. */
  readonly isLeft: Code;
  readonly angle: Pair;
}

// Method: Cody and Waite (1980). π/2 in parts of 33 bits, whose products with a count below 2^20 are exact.
const quarterTurnsBelow1e6 = (on: Doubles, x: Code): QuarterTurns => {
  const { add, sub, mul, neg, less, select, abs, floor } = on;
  const count = select(less(abs(x), 0.7853981633974483), 0, floor(add(mul(x, 0.6366197723675814), 0.5)));
  const [a, aLow] = exactSum(on, sub(x, mul(count, 1.5707963267341256)), mul(neg(count), 6.077100506303966e-11));
  const [b, bLow] = exactSum(on, a, mul(neg(count), 2.0222662487111665e-21));
  const angle = exactSum(on, b, add(bLow, sub(aLow, mul(count, 8.4784276603689e-32))));
  return { ...quadrantOf(on, count), angle };
};

/** Which of the four quadrants a count of quarter turns ends in. */
export const quadrantOf = ({ sub, mul, floor, less, lessEqual, constant }: Doubles, count: Code) => {
  const half = mul(count, 0.5);
  const quadrant = sub(count, mul(floor(mul(count, 0.25)), 4));
  return { isOdd: less(floor(half), half), isLeft: lessEqual(constant(2), quadrant) };
};

/** sin(x + low) for |x| up to π/4. */
const sineOf = (on: Doubles, [x, low]: Pair): Code => {
  const { add, sub, mul } = on;
  const z = mul(x, x);
  const cube = mul(z, x);
  const r = polynomial(on, z, sine);
  return sub(x, add(sub(mul(z, sub(mul(low, 0.5), mul(cube, r))), low), mul(cube, 0.16666666666666666)));
};

/** cos(x + low) for |x| up to π/4. */
const cosineOf = (on: Doubles, [x, low]: Pair): Code => {
  const { add, sub, mul } = on;
  const z = mul(x, x);
  const half = mul(z, 0.5);
  const w = sub(1, half);
  const rest = sub(mul(mul(z, z), polynomial(on, z, cosine)), mul(x, low));
  return add(w, add(sub(sub(1, w), half), rest));
};

/** (sin x − x + x³/6) / x⁵ in z = x² */
const sine = [
  0.008333333333330925, -0.00019841269836722418, 2.755731608381636e-6, -2.5051127944014188e-8, 1.5917848524808262e-10,
];

/** (cos x − 1 + x²/2) / x⁴ in z = x² */
const cosine = [
  0.041666666666666664, -0.0013888888888887382, 2.480158729874307e-5, -2.7557317260008837e-7, 2.0876143827993133e-9,
  -1.1382456778061306e-11,
];

/** (tan x − x) / x³ in z = x² */
const tangent = [
  0.3333333333333333, 0.1333333333333299, 0.053968253968667945, 0.021869488516520486, 0.008863236016252708,
  0.0035921208049690275, 0.0014559042981775359, 0.0005895662392801854, 0.0002412654559536198, 8.987051776064763e-5,
  5.5823306278008446e-5, -1.134486959744305e-5, 3.6820343088757494e-5, -1.8479504890961434e-5, 8.522839549794803e-6,
];
