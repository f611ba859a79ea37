import { orThrow } from '@adjoint/graph';
import type { taskEither as TE } from 'fp-ts';
import type { DatasetOptions } from './dataset.ts';
import type { DatasetError } from './error.ts';
import { type LabelledTable, readTable, type TableFormat } from './table.ts';

/**
 * 178 wines of one region, by the three growers who made them (59, 71 and 48): `features` `[178, 13]`, the results of a
 * chemical analysis; and `labels` `[178]`. The features are of very different sizes, so standardize them. Another file must
 * have the format of the bundled one: a header `rows,13,class names`, then so many rows of 13 positive numbers and a label.
 * Rejects with an `AdjointError` that carries the `DatasetError`.
 *
 * @example
 * ```ts
 * import { wine } from '@adjoint/datasets';
 *
 * const { data, featureNames } = await wine();
 * console.log(data.features.shape, featureNames[0]); // [ 178, 13 ] alcohol
 * ```
 */
export const wine = (options: DatasetOptions = {}): Promise<LabelledTable> => tryWine(options)().then(orThrow);

/** Like `wine`, with the failure as a value. */
export const tryWine = (options: DatasetOptions = {}): TE.TaskEither<DatasetError, LabelledTable> =>
  readTable(format, options);

const format: TableFormat = {
  dataset: 'wine',
  bundled: new URL('../data/wine.csv', import.meta.url), // the same from src and from dist
  featureNames: [
    'alcohol',
    'malic_acid',
    'ash',
    'alcalinity_of_ash',
    'magnesium',
    'total_phenols',
    'flavanoids',
    'nonflavanoid_phenols',
    'proanthocyanins',
    'color_intensity',
    'hue',
    'od280/od315_of_diluted_wines',
    'proline',
  ],
  featureRule: 'measurement must be a positive number',
  isFeature: (measurement) => measurement > 0 && measurement < Infinity,
  origin: 'S. Aeberhard and M. Forina, 1992, UCI Machine Learning Repository',
  citation:
    'Aeberhard, S. and Forina, M. (1992). Wine [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C5PC7J',
};
