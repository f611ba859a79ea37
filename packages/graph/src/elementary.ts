// Adjoint's own elementary functions: correctly specified arithmetic only, so every engine gives the same bits.
// Method and coefficients: fdlibm (Sun Microsystems, 1993), argument reduction and minimax polynomials, error below 1 ulp.

/** e to the power x. */
export const exp = (x: number): number => {
  if (!(x < 709.782712893384))
    return x >= 709.782712893384 ? (x > 709.782712893384 ? Infinity : 1.7976931348622732e308) : x;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x / Math.LN2 + 0.5);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  return timesPowerOfTwo(1 - (low - (r * c) / (2 - c) - high), k);
};

/** The natural logarithm: −∞ at 0, NaN below. */
export const log = (x: number): number => {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const [f, k] = reduce(x);
  return logOf(f, k, 0);
};

/** log(1 + x), exact for small x. */
export const log1p = (x: number): number => {
  if (!(x > -1)) return x === -1 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  if (x > -0.2928 && x < 0.4142) return x === 0 ? x : logOf(x, 0, 0);
  const u = 1 + x;
  const [f, k] = reduce(u);
  return logOf(f, k, (x >= 1 ? 1 - (u - x) : x - (u - 1)) / u);
};

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

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

/** f and k with x = 2^k · (1 + f) and 1 + f between √½ and √2, for positive finite x. */
const reduce = (x: number): readonly [f: number, k: number] => {
  const isSubnormal = x < 2.2250738585072014e-308;
  bits.setFloat64(0, isSubnormal ? x * 18014398509481984 : x); // times 2^54
  const exponent = (bits.getUint32(0) >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  bits.setUint32(0, (bits.getUint32(0) & 0xfffff) | 0x3ff00000);
  const m = bits.getFloat64(0);
  return m > Math.SQRT2 ? [m / 2 - 1, exponent + 1] : [m - 1, exponent];
};

/** y · 2^k, rounded once: the first factor keeps every bit. */
const timesPowerOfTwo = (y: number, k: number): number => {
  const half = k >> 1;
  return y * powerOfTwo(half) * powerOfTwo(k - half);
};

const powerOfTwo = (k: number): number => {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
};

/** A number and its bits: written and read within one function, never kept. */
const bits = new DataView(new ArrayBuffer(8));
