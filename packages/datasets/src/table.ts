import { either as E, function as F, taskEither as TE } from 'fp-ts';
import * as z from 'zod/mini';
import { creativeCommons, type Dataset, type DatasetOptions } from './dataset.ts';
import { type DatasetError, wrongHeader } from './error.ts';
import { readLines } from './file.ts';
import { parseSamples, type Samples } from './samples.ts';

/** Measured samples of several classes: `features` `[rows, measurements]`, and `labels` `[rows]`, the class of each. */
export interface LabelledTable extends Dataset<Samples> {
  /** What the columns of the features are. */
  readonly featureNames: readonly string[];
}

/** What is known of a table before its file is read. */
export interface TableFormat extends Pick<LabelledTable, 'featureNames' | 'origin' | 'citation'> {
  readonly dataset: string;
  readonly bundled: URL;
  /** What every measurement must be, in words and as a test. */
  readonly featureRule: string;
  readonly isFeature: (feature: number) => boolean;
}

/** Reads a table: a header `rows,measurements,class names`, then so many rows of measurements and a class number. */
export const readTable = (
  format: TableFormat,
  { path = format.bundled }: DatasetOptions,
): TE.TaskEither<DatasetError, LabelledTable> =>
  F.pipe(
    readLines(format.dataset, path),
    TE.chainEitherK((lines) => parseTable(format, String(path), lines)),
  );

const parseTable = (
  format: TableFormat,
  file: string,
  lines: readonly string[],
): E.Either<DatasetError, LabelledTable> => {
  const { dataset, featureNames, featureRule, isFeature, origin, citation } = format;
  const features = featureNames.length;
  const [first = ''] = lines;
  const parsed = headerOf(features).safeParse(first.split(','));
  if (!parsed.success) {
    const rule = `the first line must be the rows, ${features} and the names of the classes`;
    return E.left(wrongHeader(dataset, file, rule, first));
  }
  const [rows, , ...classes] = parsed.data;
  return F.pipe(
    parseSamples({ dataset, rows, features, classes: classes.length, featureRule, isFeature }, file, lines, 2),
    E.map((data) => ({ data, classes, featureNames, origin, citation, licence: creativeCommons })),
  );
};

const className = z.string().check(z.minLength(1));

const headerOf = (features: number) =>
  z.tuple(
    [z.pipe(z.string().check(z.regex(/^[1-9]\d*$/)), z.transform(Number)), z.literal(String(features)), className],
    className,
  );
