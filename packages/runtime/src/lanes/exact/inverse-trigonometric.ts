import type { Code } from '../../wasm/code.ts';
import { exactProduct, exactSum, isNegative, isNumber, type Pair, polynomial } from './double.ts';
import type { Doubles } from '../lanes.ts';

// The same steps as @adjoint/graph's inverse-trigonometric.ts, in the same order; of branches, all are computed and one
// is chosen.

/** The angle between −π/2 and π/2 whose sine is x; NaN outside −1 to 1. */
export const asin = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, less, select, constant, abs, withSign } = on;
  const [s, low] = halfAngleOf(on, abs(x));
  const [sum, error] = exactSum(on, constant(halfPi), mul(s, -2));
  const large = withSign(add(sum, add(error, sub(halfPiLow, mul(low, 2)))), x);
  return select(less(abs(x), 0.5), add(x, mul(x, beyondLinear(on, mul(x, x)))), large);
};

/** The angle between 0 and π whose cosine is x; NaN outside −1 to 1. */
export const acos = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, neg, less, select, constant, abs } = on;
  const [middle, middleError] = exactSum(on, constant(halfPi), neg(x));
  const small = add(middle, add(middleError, sub(halfPiLow, mul(x, beyondLinear(on, mul(x, x))))));
  const [s, low] = halfAngleOf(on, abs(x));
  const [sum, error] = exactSum(on, constant(2 * halfPi), mul(s, -2));
  const left = add(sum, add(error, sub(2 * halfPiLow, mul(low, 2))));
  const large = select(less(constant(0), x), mul(add(s, low), 2), left);
  return select(less(abs(x), 0.5), small, large);
};

/** The angle between −π/2 and π/2 whose tangent is x. */
export const atan = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, div, less, select, constant, abs, withSign } = on;
  const magnitude = abs(x);
  // turned by a known angle: (x − t) / (1 + t·x) for its tangent t
  const choose = (below7: number | Code, below11: number | Code, below19: number | Code, above: number | Code) => {
    const far = select(less(magnitude, 2.4375), below19, above);
    return select(less(magnitude, 0.6875), below7, select(less(magnitude, 1.1875), below11, far));
  };
  const over = choose(sub(mul(magnitude, 2), 1), sub(magnitude, 1), sub(magnitude, 1.5), -1);
  const under = choose(add(magnitude, 2), add(magnitude, 1), add(mul(magnitude, 1.5), 1), magnitude);
  const isSmall = less(magnitude, 0.4375);
  const rest = div(select(isSmall, magnitude, over), select(isSmall, 1, under));
  const angle = select(isSmall, 0, choose(0.4636476090008061, halfPi / 2, 0.982793723247329, halfPi));
  const low = choose(2.2698777452961687e-17, halfPiLow / 2, 1.3903311031230998e-17, halfPiLow);
  const angleLow = select(isSmall, 0, low);
  const z = mul(rest, rest);
  const y = add(angle, add(rest, add(angleLow, mul(rest, mul(z, polynomial(on, z, arctangent))))));
  const isOrdinary = less(magnitude, 1e17);
  const isSelf = on.masks.or(less(magnitude, 1e-8), on.masks.not(isNumber(on, x)));
  return select(isSelf, x, withSign(select(isOrdinary, y, constant(halfPi)), x));
};

/** The angle of the point (x, y), between −π and π, with the signs and special cases of C99. */
export const atan2 = (on: Doubles, y: Code, x: Code): Code => angleOfPoint(on, y, x, atan);

/** The angle of the point (x, y), from the angles of slopes. */
export const angleOfPoint = (on: Doubles, y: Code, x: Code, atan: (on: Doubles, x: Code) => Code): Code => {
  const { sub, div, abs, equal, less, select, withSign, masks, constant } = on;
  const areNumbers = masks.and(isNumber(on, x), isNumber(on, y));
  const isLeft = isNegative(on, x);
  const slope = div(abs(y), abs(x));
  const angle = atan(on, slope);
  const turned = select(isLeft, sub(2 * halfPi, sub(angle, 2 * halfPiLow)), angle);
  const ordinary = select(less(constant(1e17), slope), halfPi, turned);
  const areInfinite = masks.and(equal(abs(y), Infinity), equal(abs(x), Infinity));
  const diagonal = select(isLeft, 2.356194490192345, halfPi / 2);
  const onAxis = select(isLeft, 2 * halfPi, 0);
  const above = select(equal(y, 0), onAxis, select(areInfinite, diagonal, ordinary));
  return select(areNumbers, withSign(above, y), Number.NaN);
};

const halfPi = 1.5707963267948966;
const halfPiLow = 6.123233995736766e-17;

/** asin √((1 − x)/2) as a pair, for x from ½ to 1. */
const halfAngleOf = (on: Doubles, x: Code): Pair => {
  const { add, sub, mul, div, equal, select } = on;
  const z = mul(sub(1, x), 0.5);
  const s = on.sqrt(z);
  const [square, error] = exactProduct(on, s, s);
  const low = add(mul(s, beyondLinear(on, z)), div(sub(sub(z, square), error), mul(s, 2)));
  return [s, select(equal(s, 0), 0, low)];
};

/** asin x / x − 1 in z = x² */
const beyondLinear = (on: Doubles, z: Code): Code => on.mul(z, polynomial(on, z, arcsine));

/** (asin x − x) / x³ in z = x² */
const arcsine = [
  0.16666666666666666, 0.07500000000000119, 0.04464285714255019, 0.030381944475693704, 0.022372157435623815,
  0.017352816768546473, 0.013963775787848137, 0.011566511821890942, 0.00962140274734483, 0.009322101501082774,
  0.0030350071727267623, 0.019579201619744684, -0.019277545928584557, 0.02963502626354855,
];

/** (atan x − x) / x³ in z = x² */
const arctangent = [
  -0.3333333333333333, 0.19999999999999407, -0.1428571428556615, 0.11111111096587765, -0.09090908353049669,
  0.0769228548876496, -0.06666240859375808, 0.0587693549653035, -0.05216607416783708, 0.044919637149159995,
  -0.033121323310643644, 0.01476642155379467,
];
