import { reduceAngle } from './angle.ts';
import { exactProduct, polynomial } from './float64.ts';

// Method: fdlibm (Sun Microsystems, 1993): a quarter turn at most, then odd and even polynomials.

/** The sine of an angle in radians. */
export const sin = (x: number): number => {
  if (Math.abs(x) < quarter) return Math.abs(x) < 1e-8 ? x : sineOf(x, 0);
  const [quadrant, r, low] = reduceAngle(x);
  const y = quadrant % 2 === 0 ? sineOf(r, low) : cosineOf(r, low);
  return quadrant < 2 ? y : -y;
};

/** The cosine of an angle in radians. */
export const cos = (x: number): number => {
  if (Math.abs(x) < quarter) return cosineOf(x, 0);
  const [quadrant, r, low] = reduceAngle(x);
  const y = quadrant % 2 === 0 ? cosineOf(r, low) : sineOf(r, low);
  return quadrant === 0 || quadrant === 3 ? y : -y;
};

/** The tangent of an angle in radians. */
export const tan = (x: number): number => {
  if (Math.abs(x) < 1e-8) return x;
  const [quadrant, r, low] = Math.abs(x) < quarter ? ([0, x, 0] as const) : reduceAngle(x);
  const z = r * r;
  const beyondLinear = low + z * (r * polynomial(z, tangent) + low);
  const w = r + beyondLinear;
  if (quadrant % 2 === 0) return w;
  // −1 / (w + rest), one Newton step from −1 / w
  const rest = beyondLinear - (w - r);
  const inverse = -1 / w;
  const [product, error] = exactProduct(inverse, w);
  return inverse + inverse * (1 + product + error + inverse * rest);
};

const quarter = 0.7853981633974483;

/** sin(x + low) for |x| up to π/4. */
const sineOf = (x: number, low: number): number => {
  const z = x * x;
  const cube = z * x;
  const r = polynomial(z, sine);
  return x - (z * (0.5 * low - cube * r) - low + cube * 0.16666666666666666);
};

/** cos(x + low) for |x| up to π/4. */
const cosineOf = (x: number, low: number): number => {
  const z = x * x;
  const w = 1 - 0.5 * z;
  return w + (1 - w - 0.5 * z + (z * z * polynomial(z, cosine) - x * low));
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
