import { formatShape, orThrow, sameShape, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { columnMeans, sumColumns } from './column-sum.ts';
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
 * ```ts
 * import { iris, splitData, standardization } from '@adjoint/datasets';
 *
 * const { train, test } = splitData((await iris()).data, { test: 0.2, seed: 1 });
 * const { apply } = standardization(train.features);
 * console.log(apply(train.features).shape, apply(test.features).shape); // [ 120, 4 ] [ 30, 4 ]
 * ```
 */
export const standardization = (value: Value): Standardization => {
  const [rows = 0, ...rest] = value.shape;
  if (rows === 0)
    return orThrow(E.left(unfitShape('standardization', 'value must have at least one row', value.shape)));
  const mean = columnMeans(value);
  const deviation = columnDeviations(value, mean).map((spread) => (spread === 0 ? 1 : spread));
  return {
    mean: { shape: rest, data: mean },
    deviation: { shape: rest, data: deviation },
    apply: ({ shape, data }) => {
      if (shape.length === 0 || !sameShape(shape.slice(1), rest))
        return orThrow(E.left(unfitShape('standardization', `rows must have shape ${formatShape(rest)}`, shape)));
      const standardized = new Float64Array(data.length);
      for (let row = 0, i = 0; row < shape[0]!; row++)
        for (let column = 0; column < mean.length; column++, i++)
          standardized[i] = (data[i]! - mean[column]!) / deviation[column]!;
      return { shape, data: standardized };
    },
  };
};

/** sqrt(mean of (x - mean)²), with the largest difference taken out so that no square overflows or vanishes. */
const columnDeviations = (value: Value, mean: Float64Array): Float64Array => {
  const largest = new Float64Array(mean.length);
  const rows = value.shape[0]!;
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < mean.length; column++, i++)
      largest[column] = Math.max(largest[column]!, Math.abs(value.data[i]! - mean[column]!));
  return sumColumns(value, (x, column) => ((x - mean[column]!) / largest[column]!) ** 2).map((sum, column) =>
    largest[column] === 0 ? 0 : largest[column]! * Math.sqrt(sum / rows),
  );
};
