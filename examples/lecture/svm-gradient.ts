import type { Value } from 'adjoint';

/**
 * The gradient of the mean hinge loss with Δ = 1 by hand, on plain arrays: for each sample x and each violated margin, +x for the column of
 * the class that violates it, and −x for that of the right class, which may be left out to see what a check says.
 */
export const svmGradient = (
  { x, y }: Readonly<{ x: Value; y: Value }>,
  W: Value,
  { rightClass = true }: { readonly rightClass?: boolean } = {},
): Float64Array => {
  const [features, classes] = W.shape as readonly [number, number]; // a matrix
  const count = y.data.length;
  const slopes = new Float64Array(W.data.length);
  for (let i = 0; i < count; i++) {
    const right = y.data[i]!;
    const entryOf = (d: number): number => x.data[i * features + d]!;
    const scores = Array.from({ length: classes }, (_, k) => {
      let score = 0;
      for (let d = 0; d < features; d++) score += entryOf(d) * W.data[d * classes + k]!;
      return score;
    });
    for (let k = 0; k < classes; k++) {
      if (k === right || scores[k]! - scores[right]! + 1 <= 0) continue;
      for (let d = 0; d < features; d++) {
        slopes[d * classes + k]! += entryOf(d) / count;
        if (rightClass) slopes[d * classes + right]! -= entryOf(d) / count;
      }
    }
  }
  return slopes;
};
