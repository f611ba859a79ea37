import { exactProduct, exactSum, isNegative, type Pair, polynomial, withSign } from './float64.ts';

// Method: fdlibm (Sun Microsystems, 1993), beyond ½ by asin x = π/2 − 2·asin √((1 − x)/2), with the root as a pair.

/** The angle between −π/2 and π/2 whose sine is x; NaN outside −1 to 1. */
export const asin = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude < 0.5) return x + x * beyondLinear(x * x);
  const [s, low] = halfAngleOf(magnitude);
  const [sum, error] = exactSum(halfPi, -2 * s);
  return withSign(sum + (error + (halfPiLow - 2 * low)), x);
};

/** The angle between 0 and π whose cosine is x; NaN outside −1 to 1. */
export const acos = (x: number): number => {
  if (Math.abs(x) < 0.5) {
    const [sum, error] = exactSum(halfPi, -x);
    return sum + (error + (halfPiLow - x * beyondLinear(x * x)));
  }
  const [s, low] = halfAngleOf(Math.abs(x));
  if (x > 0) return 2 * (s + low);
  const [sum, error] = exactSum(2 * halfPi, -2 * s);
  return sum + (error + (2 * halfPiLow - 2 * low));
};

/** The angle between −π/2 and π/2 whose tangent is x. */
export const atan = (x: number): number => {
  const magnitude = Math.abs(x);
  if (magnitude < 1e-8) return x;
  if (magnitude < 0.4375) return x + x * arctangentBeyondLinear(x * x);
  if (!(magnitude < 1e17)) return Number.isNaN(x) ? x : withSign(halfPi, x);
  return withSign(arctangentFromHalf(magnitude), x);
};

/** The angle of the point (x, y), between −π and π, with the signs and special cases of C99. */
export const atan2 = (y: number, x: number): number => {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  return withSign(angleAbove(Math.abs(y), x), y);
};

const halfPi = 1.5707963267948966;
const halfPiLow = 6.123233995736766e-17;

const angleAbove = (y: number, x: number): number => {
  const isLeft = isNegative(x);
  if (y === 0) return isLeft ? 2 * halfPi : 0;
  if (y === Infinity && Math.abs(x) === Infinity) return isLeft ? 2.356194490192345 : halfPi / 2;
  const slope = y / Math.abs(x);
  if (slope > 1e17) return halfPi;
  const angle = atan(slope);
  return isLeft ? 2 * halfPi - (angle - 2 * halfPiLow) : angle;
};

/** asin √((1 − x)/2) as a pair, for x from ½ to 1. */
const halfAngleOf = (x: number): Pair => {
  const z = (1 - x) / 2;
  const s = Math.sqrt(z);
  if (s === 0) return [0, 0];
  const [square, error] = exactProduct(s, s);
  return [s, s * beyondLinear(z) + (z - square - error) / (2 * s)];
};

const arctangentFromHalf = (x: number): number => {
  if (x < 0.6875) return around((2 * x - 1) / (2 + x), 0.4636476090008061, 2.2698777452961687e-17);
  if (x < 1.1875) return around((x - 1) / (x + 1), halfPi / 2, halfPiLow / 2);
  if (x < 2.4375) return around((x - 1.5) / (1 + 1.5 * x), 0.982793723247329, 1.3903311031230998e-17);
  return around(-1 / x, halfPi, halfPiLow);
};

/** The arctangent of a known angle's tangent turned by that of x. */
const around = (x: number, angle: number, angleLow: number): number =>
  angle + (x + (angleLow + x * arctangentBeyondLinear(x * x)));

/** asin x / x − 1 in z = x² */
const beyondLinear = (z: number): number => z * polynomial(z, arcsine);

/** atan x / x − 1 in z = x² */
const arctangentBeyondLinear = (z: number): number => z * polynomial(z, arctangent);

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
