import { orThrow } from '@adjoint/graph';
import type { taskEither as TE } from 'fp-ts';
import type { DatasetOptions } from './dataset.ts';
import type { DatasetError } from './error.ts';
import { type LabelledTable, readTable, type TableFormat } from './table.ts';

/**
 * 569 tumours of the breast, 212 malignant and 357 benign: `features` `[569, 30]`, ten measures of the cell nuclei in an
 * image, as their mean, standard error and worst value; and `labels` `[569]`. The features are of very different sizes, so
 * standardize them. Another file must have the format of the bundled one: a header `rows,30,class names`, then so many rows
 * of 30 numbers that are not negative and a label. Rejects with an `AdjointError` that carries the `DatasetError`.
 *
 * @example
 * ```ts
 * import { breastCancer } from '@adjoint/datasets';
 *
 * const { data, classes } = await breastCancer();
 * console.log(data.features.shape, classes); // [ 569, 30 ] [ 'malignant', 'benign' ]
 * ```
 */
export const breastCancer = (options: DatasetOptions = {}): Promise<LabelledTable> =>
  tryBreastCancer(options)().then(orThrow);

/** Like `breastCancer`, with the failure as a value. */
export const tryBreastCancer = (options: DatasetOptions = {}): TE.TaskEither<DatasetError, LabelledTable> =>
  readTable(format, options);

const measures = [
  'radius',
  'texture',
  'perimeter',
  'area',
  'smoothness',
  'compactness',
  'concavity',
  'concave points',
  'symmetry',
  'fractal dimension',
];

const format: TableFormat = {
  dataset: 'breastCancer',
  bundled: new URL('../data/breast-cancer.csv', import.meta.url), // the same from src and from dist
  featureNames: [
    ...measures.map((measure) => `mean ${measure}`),
    ...measures.map((measure) => `${measure} error`),
    ...measures.map((measure) => `worst ${measure}`),
  ],
  featureRule: 'measurement must be a number from 0 on',
  isFeature: (measurement) => measurement >= 0 && measurement < Infinity,
  origin: 'W. Wolberg, O. Mangasarian, N. Street and W. Street, 1993, UCI Machine Learning Repository',
  citation:
    'Wolberg, W., Mangasarian, O., Street, N. and Street, W. (1993). Breast Cancer Wisconsin (Diagnostic) [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C5DW2B',
};
