/** Σ aᵢbᵢ. */
export const dotProduct = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** The point a + t·b. */
export const along = (a: Float64Array, t: number, b: Float64Array): Float64Array => a.map((x, i) => x + t * b[i]!);

/** a − b. */
export const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x - b[i]!);

/** t·a. */
export const scaledBy = (t: number, a: Float64Array): Float64Array => a.map((x) => t * x);

/** √Σ aᵢ². */
export const lengthOf = (a: Float64Array): number => Math.sqrt(dotProduct(a, a));

/** The largest magnitude of an element: 0 of nothing, NaN if one is NaN. */
export const largestMagnitude = (a: Float64Array): number => a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
