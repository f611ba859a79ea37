import { orThrow, type Value } from '@adjoint/graph';
import { either as E, function as F, taskEither as TE } from 'fp-ts';
import * as z from 'zod/mini';
import { creativeCommons, type Dataset, type DatasetOptions } from './dataset.ts';
import { type DatasetError, wrongHeader } from './error.ts';
import { readLines } from './file.ts';
import { parseSamples } from './samples.ts';

/**
 * Irises: `features` `[150, 4]`, the length and width of the sepals and the length and width of the petals in
 * centimeters; and `labels` `[150]`, their species.
 */
export type Iris = Dataset<{ readonly features: Value<Float64Array>; readonly labels: Value<Int32Array> }>;

/**
 * The 150 irises of Fisher, 50 of each of three species. Another file must have the format of the bundled one: a header
 * `rows,4,class names`, then so many rows of 4 lengths and a label. Rejects with an `AdjointError` that carries the
 * `DatasetError`.
 *
 * @example
 * const { data, classes } = await iris();
 * classes; // ['setosa', 'versicolor', 'virginica']
 */
export const iris = (options: DatasetOptions = {}): Promise<Iris> => tryIris(options)().then(orThrow);

/** Like `iris`, with the failure as a value. */
export const tryIris = ({ path = bundled }: DatasetOptions = {}): TE.TaskEither<DatasetError, Iris> =>
  F.pipe(
    readLines(dataset, path),
    TE.chainEitherK((lines) => parseIris(String(path), lines)),
  );

const bundled = new URL('../data/iris.csv', import.meta.url); // the same from src and from dist

const dataset = 'iris';

const className = z.string().check(z.minLength(1));

const header = z.tuple(
  [z.pipe(z.string().check(z.regex(/^[1-9]\d*$/)), z.transform(Number)), z.literal('4'), className],
  className,
);

const parseIris = (file: string, lines: readonly string[]): E.Either<DatasetError, Iris> => {
  const [first = ''] = lines;
  const parsed = header.safeParse(first.split(','));
  if (!parsed.success)
    return E.left(wrongHeader(dataset, file, 'the first line must be the rows, 4 and the names of the classes', first));
  const [rows, , ...classes] = parsed.data;
  const format = {
    dataset,
    rows,
    features: 4,
    classes: classes.length,
    featureRule: 'length must be a positive number',
    isFeature: (length: number) => length > 0 && length < Infinity,
  };
  return F.pipe(
    parseSamples(format, file, lines, 2),
    E.map((data) => ({
      data,
      classes,
      origin: 'R. A. Fisher, 1936, measured by E. Anderson, UCI Machine Learning Repository',
      citation:
        'Fisher, R. A. (1936). Iris [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C56C76',
      licence: creativeCommons,
    })),
  );
};
