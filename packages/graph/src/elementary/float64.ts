/** The unrounded result of an operation: the nearest float64 number and what it left out. */
export type Pair = readonly [high: number, low: number];

/** a + b without error (Knuth, The Art of Computer Programming 2, 4.2.2). */
export const exactSum = (a: number, b: number): Pair => {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
};

/** a · b without error, for magnitudes below 2^996 whose product is no smaller than 2^-968 (Dekker, 1971). */
export const exactProduct = (a: number, b: number): Pair => {
  const product = a * b;
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return [product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow];
};

/** The polynomial whose coefficients are given from the constant term up, by Horner's rule. */
export const polynomial = (x: number, coefficients: readonly number[]): number => {
  let value = coefficients[coefficients.length - 1]!;
  for (let i = coefficients.length - 2; i >= 0; i--) value = value * x + coefficients[i]!;
  return value;
};

/** f and k with x = 2^k · (1 + f) and 1 + f between √½ and √2, for positive finite x. */
export const splitAtPowerOfTwo = (x: number): readonly [f: number, k: number] => {
  const isSubnormal = x < 2.2250738585072014e-308;
  bits.setFloat64(0, isSubnormal ? x * 18014398509481984 : x); // times 2^54
  const exponent = (bits.getUint32(0) >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  bits.setUint32(0, (bits.getUint32(0) & 0xfffff) | 0x3ff00000);
  const m = bits.getFloat64(0);
  return m > Math.SQRT2 ? [m / 2 - 1, exponent + 1] : [m - 1, exponent];
};

/** The k with |x| between 2^k and 2^(k+1), for normal x. */
export const exponentOf = (x: number): number => {
  bits.setFloat64(0, x);
  return ((bits.getUint32(0) >>> 20) & 0x7ff) - 1023;
};

/** y · 2^k, rounded once: the first factor keeps every bit. */
export const timesPowerOfTwo = (y: number, k: number): number => {
  const half = k >> 1;
  return y * powerOfTwo(half) * powerOfTwo(k - half);
};

/** 2^k, for k between -1022 and 1023. */
export const powerOfTwo = (k: number): number => {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
};

/** The leading bits of ln 2, whose product with any exponent is exact, and the rest of it. */
export const ln2High = 0.6931471803691238;
export const ln2Low = 1.9082149292705877e-10;

/** Whether x is −0 or less: the sign bit of any number but NaN. */
export const isNegative = (x: number): boolean => x < 0 || (x === 0 && 1 / x < 0);

/** The magnitude of one number with the sign of another. */
export const withSign = (magnitude: number, sign: number): number => (isNegative(sign) ? -magnitude : magnitude);

/** The leading 26 bits (Veltkamp, 1968). */
const upperHalf = (x: number): number => {
  const c = 134217729 * x; // 2^27 + 1
  return c - (c - x);
};

/** A number and its bits: written and read within one function, never kept. */
const bits = new DataView(new ArrayBuffer(8));

/** The nearest integer, the even one where two are equally near; the sign of zero is kept. */
export const nearestInteger = (x: number): number => {
  const magnitude = Math.abs(x);
  if (!(magnitude < 4503599627370496)) return x; // from 2^52 on there are only integers
  return withSign(magnitude + 4503599627370496 - 4503599627370496, x); // the sum is rounded to an integer
};
