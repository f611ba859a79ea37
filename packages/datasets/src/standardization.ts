import { countOf, forEachLine, formatShape, orThrow, pairwiseSum, sameShape, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { unfitShape } from './error.ts';

/** How values are brought to mean 0 and deviation 1, column by column. */
export interface Standardization {
  /** The mean of each column, in the shape of one row. */
  readonly mean: Value<Float64Array>;
  /** What each column is divided by, in the shape of one row: its population standard deviation, or 1 where it is constant. */
  readonly deviation: Value<Float64Array>;
  /** The rows of any value, less the mean and divided by the deviation. Rows of another shape are an `UnfitShape`. */
  readonly apply: (value: Value) => Value<Float64Array>;
}

/**
 * Learns a standardization from a value `[rows, ...columns]`: learn it from the training part alone, and apply it to both
 * parts. A value without rows is an `UnfitShape`.
 *
 * @example
 * const { apply } = standardization(train.features);
 * const [features, unseen] = [apply(train.features), apply(test.features)];
 */
export const standardization = (value: Value): Standardization => {
  const [rows = 0, ...rest] = value.shape;
  if (rows === 0)
    return orThrow(E.left(unfitShape('standardization', 'value must have at least one row', value.shape)));
  const mean = new Float64Array(countOf(rest));
  const deviation = new Float64Array(mean.length);
  forEachLine(value, [0], (column, index) => {
    mean[index] = meanOf(column);
    const spread = deviationOf(column, mean[index]);
    deviation[index] = spread === 0 ? 1 : spread;
  });
  return {
    mean: { shape: rest, data: mean },
    deviation: { shape: rest, data: deviation },
    apply: ({ shape, data }) => {
      if (shape.length === 0 || !sameShape(shape.slice(1), rest))
        return orThrow(E.left(unfitShape('standardization', `rows must have shape ${formatShape(rest)}`, shape)));
      const width = mean.length;
      return { shape, data: Float64Array.from(data, (x, i) => (x - mean[i % width]!) / deviation[i % width]!) };
    },
  };
};

/** The mean, summed from the first element on, so that a constant column has exactly its constant. */
const meanOf = (column: Float64Array): number => {
  const first = column[0]!;
  return first + pairwiseSum(column.map((x) => x - first)) / column.length;
};

/** sqrt(mean of (x - mean)²), with the largest difference taken out so that no square overflows or vanishes. */
const deviationOf = (column: Float64Array, mean: number): number => {
  const largest = column.reduce((largest, x) => Math.max(largest, Math.abs(x - mean)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(pairwiseSum(column.map((x) => ((x - mean) / largest) ** 2)) / column.length);
};
