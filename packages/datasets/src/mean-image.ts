import { type DataOf, formatShape, orThrow, type Precision, sameShape, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { columnMeans } from './column-sum.ts';
import { unfitShape } from './error.ts';

/** How images are centered: the mean of those it was learned from is taken away. */
export interface MeanImage {
  /** The mean of each pixel, in the shape of one image. */
  readonly mean: Value<Float64Array>;
  /** Images `[rows, ...image]` less the mean, as 64-bit numbers or as 32-bit ones. Images of another shape are an `UnfitShape`. */
  readonly apply: <P extends Precision = 'float64'>(
    images: Value,
    options?: { readonly precision?: P },
  ) => Value<DataOf<'real', P>>;
}

/**
 * Learns the mean image of images `[rows, ...image]`, of 8-bit pixels or any others: learn it from the training part alone,
 * and apply it to both parts. Images without a row are an `UnfitShape`.
 *
 * @example
 * ```ts
 * import { digits, meanImage, splitData } from '@adjoint/datasets';
 *
 * const { train, test } = splitData((await digits()).data, { test: 0.2, seed: 1 });
 * const { apply } = meanImage(train.images);
 * console.log(apply(train.images).shape, apply(test.images, { precision: 'float32' }).shape); // [ 1438, 64 ] [ 359, 64 ]
 * ```
 */
export const meanImage = (images: Value): MeanImage => {
  const [rows = 0, ...rest] = images.shape;
  if (rows === 0) return orThrow(E.left(unfitShape('meanImage', 'images must have at least one row', images.shape)));
  const mean = columnMeans(images);
  return {
    mean: { shape: rest, data: mean },
    apply: <P extends Precision = 'float64'>(
      { shape, data }: Value,
      { precision }: { readonly precision?: P } = {},
    ): Value<DataOf<'real', P>> => {
      if (shape.length === 0 || !sameShape(shape.slice(1), rest))
        return orThrow(E.left(unfitShape('meanImage', `images must have shape ${formatShape(rest)}`, shape)));
      const centered = precision === 'float32' ? new Float32Array(data.length) : new Float64Array(data.length);
      for (let row = 0, i = 0; row < shape[0]!; row++)
        for (let pixel = 0; pixel < mean.length; pixel++, i++) centered[i] = data[i]! - mean[pixel]!;
      return { shape, data: centered as DataOf<'real', P> }; // allocated as the precision says
    },
  };
};
