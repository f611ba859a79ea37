import { orThrow } from '@adjoint/graph';
import type { taskEither as TE } from 'fp-ts';
import type { DatasetOptions } from './dataset.ts';
import type { DatasetError } from './error.ts';
import { type LabelledTable, readTable, type TableFormat } from './table.ts';

/**
 * The 150 irises of Fisher, 50 of each of three species: `features` `[150, 4]`, the length and width of the sepals and the
 * length and width of the petals in centimeters; and `labels` `[150]`. Another file must have the format of the bundled
 * one: a header `rows,4,class names`, then so many rows of 4 lengths and a label. Rejects with an `AdjointError` that
 * carries the `DatasetError`.
 *
 * @example
 * ```ts
 * import { iris } from '@adjoint/datasets';
 *
 * const { data, classes } = await iris();
 * console.log(data.features.shape, classes); // [ 150, 4 ] [ 'setosa', 'versicolor', 'virginica' ]
 * ```
 */
export const iris = (options: DatasetOptions = {}): Promise<LabelledTable> => tryIris(options)().then(orThrow);

/** Like `iris`, with the failure as a value. */
export const tryIris = (options: DatasetOptions = {}): TE.TaskEither<DatasetError, LabelledTable> =>
  readTable(format, options);

const format: TableFormat = {
  dataset: 'iris',
  bundled: new URL('../data/iris.csv', import.meta.url), // the same from src and from dist
  featureNames: ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'],
  featureRule: 'length must be a positive number',
  isFeature: (length) => length > 0 && length < Infinity,
  origin: 'R. A. Fisher, 1936, measured by E. Anderson, UCI Machine Learning Repository',
  citation: 'Fisher, R. A. (1936). Iris [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C56C76',
};
