// A softmax classifier's loss and gradient on plain typed arrays, as found in many a code base. Nothing here knows of Adjoint.

/** Samples in rows, and the class of each. */
export interface Batch {
  readonly features: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

/** Weights [features, classes] in row-major order, and a bias for each class. */
export type Model = Readonly<Record<'W' | 'b', Float64Array>>;

/** The probability of every class for one sample. */
const probabilities = (row: readonly number[], { W, b }: Model): readonly number[] => {
  const scores = Array.from(b, (bias, k) => row.reduce((score, x, j) => score + x * W[j * b.length + k]!, bias));
  const top = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - top));
  const total = exponentials.reduce((sum, e) => sum + e, 0);
  return exponentials.map((e) => e / total);
};

/** The mean cross-entropy of a batch. */
export const softmaxLoss = ({ features, labels }: Batch, model: Model): number =>
  features.reduce((sum, row, i) => sum - Math.log(probabilities(row, model)[labels[i]!]!), 0) / features.length;

/** Its gradient, as it was handed to us. */
export const gradientWithSlip = ({ features, labels }: Batch, model: Model): Model => {
  const [W, b] = [new Float64Array(model.W.length), new Float64Array(model.b.length)];
  for (const [i, row] of features.entries())
    for (const [k, p] of probabilities(row, model).entries()) {
      const slope = p - (k === labels[i] ? 1 : 0);
      b[k]! += slope / features.length;
      for (const [j, x] of row.entries()) W[j * b.length + k]! += slope * x; // the slip: not divided by the batch size
    }
  return { W, b };
};

/** Its gradient, corrected. */
export const gradientCorrected = (batch: Batch, model: Model): Model => {
  const { W, b } = gradientWithSlip(batch, model);
  return { W: W.map((slope) => slope / batch.features.length), b };
};
