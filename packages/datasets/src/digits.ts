import { orThrow, type Value } from '@adjoint/graph';
import { function as F, taskEither as TE } from 'fp-ts';
import { creativeCommons, type Dataset, type DatasetOptions } from './dataset.ts';
import type { DatasetError } from './error.ts';
import { readCompressedLines } from './file.ts';
import { type Format, isWhole, parseSamples } from './samples.ts';

/**
 * Handwritten digits: `images` `[1797, 64]`, pixels from 0 (paper) to 16 (ink), row by row; and `labels` `[1797]`, the
 * digits they show.
 */
export interface Digits extends Dataset<{ readonly images: Value<Float64Array>; readonly labels: Value<Int32Array> }> {
  /** The height and width of an image. */
  readonly imageShape: readonly [8, 8];
}

/**
 * The 1,797 handwritten digits of Alpaydin and Kaynak. Another file must have the format of the bundled one: gzip, 1,797
 * rows of 64 pixels and a label. Rejects with an `AdjointError` that carries the `DatasetError`.
 *
 * @example
 * ```ts
 * import { digits } from '@adjoint/datasets';
 *
 * const { data, classes, imageShape } = await digits();
 * console.log(data.images.shape, classes.length, imageShape); // [ 1797, 64 ] 10 [ 8, 8 ]
 * ```
 */
export const digits = (options: DatasetOptions = {}): Promise<Digits> => tryDigits(options)().then(orThrow);

/** Like `digits`, with the failure as a value. */
export const tryDigits = ({ path = bundled }: DatasetOptions = {}): TE.TaskEither<DatasetError, Digits> =>
  F.pipe(
    readCompressedLines(format.dataset, path),
    TE.chainEitherK((lines) => parseSamples(format, String(path), lines, 1)),
    TE.map(({ features, labels }) => ({
      data: { images: features, labels },
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      imageShape: [8, 8],
      origin: 'E. Alpaydin and C. Kaynak, Boğaziçi University, 1998, UCI Machine Learning Repository; the test part',
      citation:
        'Alpaydin, E. and Kaynak, C. (1998). Optical Recognition of Handwritten Digits [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C50P49',
      licence: creativeCommons,
    })),
  );

const bundled = new URL('../data/digits.csv.gz', import.meta.url); // the same from src and from dist

const format: Format = {
  dataset: 'digits',
  rows: 1797,
  features: 64,
  classes: 10,
  featureRule: 'pixel must be an integer from 0 to 16',
  isFeature: (pixel) => isWhole(pixel, 0, 16),
};
