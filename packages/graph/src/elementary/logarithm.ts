import { exp } from './exponential.ts';
import { exactProduct, exactSum, ln2High, ln2Low, type Pair, polynomial, splitAtPowerOfTwo } from './float64.ts';

// Method: fdlibm (Sun Microsystems, 1993), log(1 + f) = 2·artanh(f / (2 + f)).

/** The natural logarithm: −∞ at 0, NaN below. */
export const log = (x: number): number => {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const [f, k] = splitAtPowerOfTwo(x);
  return logOf(f, k, 0);
};

/** log(1 + x), exact for small x. */
export const log1p = (x: number): number => {
  if (!(x > -1)) return x === -1 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  if (x > -0.2928 && x < 0.4142) return x === 0 ? x : logOf(x, 0, 0);
  const u = 1 + x;
  const [f, k] = splitAtPowerOfTwo(u);
  return logOf(f, k, (x >= 1 ? 1 - (u - x) : x - (u - 1)) / u);
};

/** The logarithm to base 2, exact at powers of 2: −∞ at 0, NaN below. */
export const log2 = (x: number): number => {
  if (!(x > 0 && x < Infinity)) return log(x);
  const [f, k] = splitAtPowerOfTwo(x);
  const [high, low] = logPairOf(f);
  const [scaled, error] = exactProduct(high, Math.LOG2E);
  const [sum, rest] = exactSum(k, scaled);
  return sum + (rest + (error + (low * Math.LOG2E + high * 2.0355273740931033e-17)));
};

/** The logarithm to base 10, exact at powers of 10: −∞ at 0, NaN below. */
export const log10 = (x: number): number => {
  if (!(x > 0 && x < Infinity)) return log(x);
  const [f, k] = splitAtPowerOfTwo(x);
  const [high, low] = logPairOf(f);
  const [scaled, error] = exactProduct(high, Math.LOG10E);
  const [whole, wholeError] = exactProduct(k, 0.3010299956639812);
  const [sum, rest] = exactSum(whole, scaled);
  const corrections = low * Math.LOG10E + high * 1.098319650216765e-17 - k * 2.8037281277851704e-18;
  return sum + (rest + (error + (wholeError + corrections)));
};

/** log(1 + e^x), a smooth max(0, x). */
export const softplus = (x: number): number => (x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)));

/** log x and what its rounding left out, together correct to about 2^-65 of it, for positive finite x. */
export const logPair = (x: number): Pair => {
  const [f, k] = splitAtPowerOfTwo(x);
  const [high, low] = logPairOf(f);
  const [sum, rest] = exactSum(k * ln2High, high);
  return normalized(sum, rest + (k * ln2Low + low));
};

/** log(2^k · (1 + f)) plus a correction, for 1 + f between √½ and √2. */
const logOf = (f: number, k: number, correction: number): number => {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return k * ln2High - (half - (s * (half + even + odd) + (k * ln2Low + correction)) - f);
};

/** log(1 + f) as a pair: 2s + 2s·t·(1/3 + t·(1/5 + t·Q(t))) with s = f / (2 + f) and t = s², the leading terms as pairs. */
const logPairOf = (f: number): Pair => {
  if (f === 0) return [0, 0];
  const [d, dLow] = exactSum(2, f);
  const s = f / d;
  const [sd, sdLow] = exactProduct(s, d);
  const sLow = (f - sd - sdLow - s * dLow) / d;
  const [t, tError] = exactProduct(s, s);
  const tLow = tError + 2 * s * sLow;
  const [w, wError] = exactSum(0.3333333333333333, t * (0.2 + t * polynomial(t, artanhTail)));
  const wLow = wError + 1.850371707708594e-17;
  const [u, uError] = exactProduct(t, w);
  const uLow = uError + (t * wLow + tLow * w);
  const [v, vError] = exactProduct(s, u);
  const [high, low] = exactSum(s, v);
  return normalized(2 * high, 2 * (low + (vError + (s * uLow + sLow * u) + sLow)));
};

const normalized = (high: number, low: number): Pair => {
  const sum = high + low;
  return [sum, low - (sum - high)];
};

/** (artanh(√t)/√t − 1 − t/3 − t²/5) / t³ */
const artanhTail = [
  0.14285714285714285, 0.11111111111111475, 0.09090909090649807, 0.07692307762593617, 0.06666657323528341,
  0.05883025836252584, 0.052364291315644615, 0.05308766382752498,
];
