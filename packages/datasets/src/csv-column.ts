import type { Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { CsvRows } from './csv-row.ts';
import { type DatasetError, unfitOption } from './error.ts';

/** What is made of the columns of a table. */
export interface ColumnOptions<F extends string = string, L extends string = string> {
  /** The columns that make up `features`, in this order; where `labels` is given, all other columns of numbers unless given. */
  readonly features?: readonly F[];
  /** The column of the classes, which makes up `labels`. */
  readonly labels?: L;
  /** The classes in the order of their numbers; in the order of their first appearance unless given. */
  readonly classes?: readonly string[];
}

/** Columns ready to bind, with the names of what is in them. */
export interface Tabulated {
  readonly data: Readonly<Record<string, Value>>;
  readonly featureNames: readonly string[];
  readonly classes: readonly string[];
}

/** Makes features, labels and single columns of decoded rows, of which there is at least one. */
export const tabulate = (decoded: CsvRows, options: ColumnOptions): E.Either<DatasetError, Tabulated> => {
  const { rows } = decoded;
  const { labels, classes } = options;
  const names = Object.keys(rows[0]!);
  const unfit = unfitColumns(names, options);
  if (unfit !== undefined) return E.left(unfit);

  const numeric = names.filter((name) => name !== labels && rows.every((row) => isNumeric(row[name])));
  const featureNames = options.features ?? (labels === undefined ? [] : numeric);
  const single = numeric.filter((name) => !featureNames.includes(name));
  const data: Record<string, Value> = Object.fromEntries(
    single.map((name) => [name, { shape: [rows.length], data: Float64Array.from(rows, (row) => Number(row[name])) }]),
  );

  if (options.features !== undefined || labels !== undefined) {
    if (single.includes('features'))
      return E.left(unfitOption('readCsv', 'only features may have the name features', 'a column'));
    const features = matrixOf(decoded, featureNames);
    if (E.isLeft(features)) return features;
    data['features'] = features.right;
  }
  if (labels === undefined) return E.right({ data, featureNames, classes: [] });
  if (single.includes('labels'))
    return E.left(unfitOption('readCsv', 'only labels may have the name labels', 'a column'));
  const numbered = numberClasses(decoded, labels, classes);
  if (E.isLeft(numbered)) return numbered;
  data['labels'] = numbered.right.value;
  return E.right({ data, featureNames, classes: numbered.right.classes });
};

const unfitColumns = (
  names: readonly string[],
  { features = [], labels, classes = [] }: ColumnOptions,
): DatasetError | undefined => {
  const asked = labels === undefined ? features : [...features, labels];
  const missing = asked.find((name) => !names.includes(name));
  if (missing !== undefined)
    return unfitOption('readCsv', `features and labels must be among the columns (${names.join(', ')})`, missing);
  if (new Set(asked).size < asked.length)
    return unfitOption('readCsv', 'each column must come once among features and labels', asked.join(', '));
  if (new Set(classes).size < classes.length)
    return unfitOption('readCsv', 'each class must come once', classes.join(', '));
  return undefined;
};

const matrixOf = ({ rows, wrong }: CsvRows, names: readonly string[]): E.Either<DatasetError, Value<Float64Array>> => {
  const width = names.length;
  const data = new Float64Array(rows.length * width);
  for (const [index, row] of rows.entries())
    for (const [column, name] of names.entries()) {
      if (!isNumeric(row[name]))
        return E.left(wrong(index, name, `${name} must be a number to be a feature`, row[name]));
      data[index * width + column] = Number(row[name]);
    }
  return E.right({ shape: [rows.length, width], data });
};

const numberClasses = (
  { rows, wrong }: CsvRows,
  column: string,
  classes: readonly string[] | undefined,
): E.Either<DatasetError, { readonly value: Value<Int32Array>; readonly classes: readonly string[] }> => {
  const numbers = new Map((classes ?? []).map((name, number) => [name, number]));
  const data = new Int32Array(rows.length);
  for (const [index, row] of rows.entries()) {
    const label = row[column];
    if (typeof label !== 'string' && !isNumeric(label))
      return E.left(wrong(index, column, `${column} must be text or a number to be a label`, label));
    const name = String(label);
    if (classes === undefined && !numbers.has(name)) numbers.set(name, numbers.size);
    const number = numbers.get(name);
    if (number === undefined)
      return E.left(
        wrong(index, column, `${column} must be one of the classes (${[...numbers.keys()].join(', ')})`, name),
      );
    data[index] = number;
  }
  return E.right({ value: { shape: [rows.length], data }, classes: [...numbers.keys()] });
};

const isNumeric = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';
