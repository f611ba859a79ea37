import type { Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { type DatasetError, wrongField, wrongFieldCount, wrongRowCount } from './error.ts';

/** Samples: features `[rows, features]`, and the class of each sample `[rows]`. */
export type Samples = Readonly<{ features: Value<Float64Array>; labels: Value<Int32Array> }>;

/** What a data file must hold: so many rows of so many features, and at the end of each row a class number. */
export interface Format {
  readonly dataset: string;
  readonly rows: number;
  readonly features: number;
  readonly classes: number;
  /** What every feature must be, in words and as a test. */
  readonly featureRule: string;
  readonly isFeature: (feature: number) => boolean;
}

/** The samples in the lines of a file from its `first` line on, the line numbers counting from 1. */
export const parseSamples = (
  format: Format,
  file: string,
  lines: readonly string[],
  first: number,
): E.Either<DatasetError, Samples> => {
  const { dataset, rows, features: width, classes } = format;
  const found = lines.length - first + 1;
  if (found !== rows) return E.left(wrongRowCount(dataset, file, rows, found));

  const features = new Float64Array(rows * width);
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const line = first + row;
    const fields = lines[line - 1]!.split(',');
    if (fields.length !== width + 1) return E.left(wrongFieldCount(dataset, file, line, width + 1, fields.length));
    for (const [field, text] of fields.entries()) {
      const number = numberIn(text);
      if (field < width && format.isFeature(number)) features[row * width + field] = number;
      else if (field === width && isWhole(number, 0, classes - 1)) labels[row] = number;
      else {
        const rule = field < width ? format.featureRule : `label must be an integer from 0 to ${classes - 1}`;
        return E.left(wrongField(dataset, file, line, field + 1, rule, text));
      }
    }
  }
  return E.right({ features: { shape: [rows, width], data: features }, labels: { shape: [rows], data: labels } });
};

/** Whether a number is an integer within bounds, both included. */
export const isWhole = (number: number, from: number, to: number): boolean =>
  Number.isInteger(number) && number >= from && number <= to;

/** The number a text spells in decimal, else NaN. `Number` alone would take an empty field for 0, and hexadecimals. */
export const numberIn = (text: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
