import { exactSum, ln2High, ln2Low, polynomial, powerOfTwo, timesPowerOfTwo } from './float64.ts';

// Method: fdlibm (Sun Microsystems, 1993), x = k·ln 2 + r with |r| up to ½·ln 2.

/** e to the power x. */
export const exp = (x: number): number => {
  if (!(x < 709.782712893384))
    return x >= 709.782712893384 ? (x > 709.782712893384 ? Infinity : 1.7976931348622732e308) : x;
  return x < -745.1332191019412 ? 0 : expOfSum(x, 0, 0);
};

/** e^x − 1, exact for small x. */
export const expm1 = (x: number): number => {
  if (!(x < 40)) return exp(x);
  if (x < -40) return -1;
  if (Math.abs(x) < 5.551115123125783e-17) return x; // 2^-54
  const k = Math.floor(x / Math.LN2 + 0.5);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  // e^r − 1 = r + r²/2 + r³·P(r); times 2^k, with 1 − 2^-k beside it
  const beyondLinear = r * r * (0.5 + r * polynomial(r, cubic));
  const [sum, error] = exactSum(1 - powerOfTwo(-k), high);
  return (sum + (error + (beyondLinear - low))) * powerOfTwo(k);
};

/** 1 / (1 + e^−x), the logistic function. */
export const sigmoid = (x: number): number => {
  const e = exp(-Math.abs(x));
  const sum = 1 + e;
  const error = e - (sum - 1);
  const y = (x < 0 ? e : 1) / sum;
  return y - (y * error) / sum;
};

/** e^(x + low) · 2^k for a correction far below x, where e^x · 2^k is at least 0 and at most a little beyond the range. */
export const expOfSum = (x: number, low: number, k: number): number => {
  const n = Math.floor(x / Math.LN2 + 0.5);
  const high = x - n * ln2High;
  const rest = n * ln2Low - low;
  const r = high - rest;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  return timesPowerOfTwo(1 - (rest - (r * c) / (2 - c) - high), n + k);
};

/** (e^r − 1 − r − r²/2) / r³ */
const cubic = [
  0.16666666666666669, 0.041666666666666664, 0.008333333333330055, 0.0013888888888886548, 0.00019841269863088255,
  2.4801587317169235e-5, 2.7557268406190795e-6, 2.7557282931125736e-7, 2.51004110820149e-8, 2.091125490208877e-9,
];
