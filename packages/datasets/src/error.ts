import { formatShape } from '@adjoint/graph';

/** Everything that can be wrong with a data file, or with the data and options of a split, a batch or a standardization. */
export type DatasetError = Readonly<{ message: string }> &
  (
    | Readonly<{ _tag: 'UnreadableFile'; dataset: string; file: string; reason: string }>
    | Readonly<{ _tag: 'CorruptFile'; dataset: string; file: string; reason: string }>
    | Readonly<{ _tag: 'WrongHeader'; dataset: string; file: string; rule: string; got: string }>
    | Readonly<{ _tag: 'WrongRowCount'; dataset: string; file: string; expected: number; found: number }>
    | Readonly<{
        _tag: 'WrongFieldCount';
        dataset: string;
        file: string;
        line: number;
        expected: number;
        found: number;
      }>
    | Readonly<{
        _tag: 'WrongField';
        dataset: string;
        file: string;
        line: number;
        field: number;
        rule: string;
        got: string;
      }>
    | Readonly<{ _tag: 'UnequalRows'; operation: string; shapes: Readonly<Record<string, readonly number[]>> }>
    | Readonly<{ _tag: 'UnfitShape'; operation: string; rule: string; shape: readonly number[] }>
    | Readonly<{ _tag: 'UnfitOption'; operation: string; rule: string; got: string }>
  );

/** A file that is missing or may not be read; the reason is the system's code, such as `ENOENT`. */
export const unreadableFile = (dataset: string, file: string, reason: string): DatasetError => ({
  _tag: 'UnreadableFile',
  dataset,
  file,
  reason,
  message: `${dataset}: the file must exist and be readable, got ${reason} for ${file}`,
});

/** A compressed file that does not unpack: cut short, damaged, or not compressed at all. */
export const corruptFile = (dataset: string, file: string, reason: string): DatasetError => ({
  _tag: 'CorruptFile',
  dataset,
  file,
  reason,
  message: `${dataset}: the file must be whole and compressed with gzip, got ${reason} in ${file}`,
});

/** A first line that does not say how many rows, features and classes follow. */
export const wrongHeader = (dataset: string, file: string, rule: string, got: string): DatasetError => ({
  _tag: 'WrongHeader',
  dataset,
  file,
  rule,
  got,
  message: `${dataset}: ${rule}, got ${quoted(got)} in ${file}`,
});

/** A file with too few rows, as one that is cut short, or too many. */
export const wrongRowCount = (dataset: string, file: string, expected: number, found: number): DatasetError => ({
  _tag: 'WrongRowCount',
  dataset,
  file,
  expected,
  found,
  message: `${dataset}: the file must have ${expected} rows, got ${found} in ${file}`,
});

/** A row with too few or too many fields. Lines count from 1. */
export const wrongFieldCount = (
  dataset: string,
  file: string,
  line: number,
  expected: number,
  found: number,
): DatasetError => ({
  _tag: 'WrongFieldCount',
  dataset,
  file,
  line,
  expected,
  found,
  message: `${dataset}: a row must have ${expected} fields, got ${found} in line ${line} of ${file}`,
});

/** A field that is no number, or one outside its range. Lines and fields count from 1. */
export const wrongField = (
  dataset: string,
  file: string,
  line: number,
  field: number,
  rule: string,
  got: string,
): DatasetError => ({
  _tag: 'WrongField',
  dataset,
  file,
  line,
  field,
  rule,
  got,
  message: `${dataset}: ${rule}, got ${quoted(got)} in field ${field} of line ${line} of ${file}`,
});

/** Columns that do not have a row for each sample: their first axes differ, or one of them is a scalar. */
export const unequalRows = (operation: string, shapes: Readonly<Record<string, readonly number[]>>): DatasetError => ({
  _tag: 'UnequalRows',
  operation,
  shapes,
  message: `${operation}: columns must have equally many rows, got ${
    Object.entries(shapes)
      .map(([name, shape]) => `${name} ${formatShape(shape)}`)
      .join(', ') || 'no columns'
  }`,
});

/** One value whose shape does not do. */
export const unfitShape = (operation: string, rule: string, shape: readonly number[]): DatasetError => ({
  _tag: 'UnfitShape',
  operation,
  rule,
  shape,
  message: `${operation}: ${rule}, got shape ${formatShape(shape)}`,
});

/** An option or argument outside its range. */
export const unfitOption = (operation: string, rule: string, got: unknown): DatasetError => ({
  _tag: 'UnfitOption',
  operation,
  rule,
  got: String(got),
  message: `${operation}: ${rule}, got ${String(got)}`,
});

/** Text from outside as a message shows it: in quotes, escaped, and not too long. */
const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
