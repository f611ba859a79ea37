import { formatShape } from '@adjoint/graph';

/** Everything that can be wrong with a data file, or with the data and options of a split, a batch or a standardization. */
export type DatasetError = Readonly<{ message: string }> &
  (
    | Readonly<{ _tag: 'UnreadableFile'; dataset: string; file: string; reason: string }>
    | Readonly<{ _tag: 'CorruptFile'; dataset: string; file: string; reason: string }>
    | Readonly<{ _tag: 'WrongBytes'; dataset: string; file: string; offset: number; rule: string; got: string }>
    | Readonly<{ _tag: 'WrongContent'; dataset: string; file: string; rule: string; got: string }>
    | Readonly<{ _tag: 'UnsafeArchive'; dataset: string; file: string; entry: string; rule: string; got: string }>
    | Readonly<{
        _tag: 'FileNotFound';
        dataset: string;
        file: string;
        places: readonly string[];
        addresses: readonly string[];
      }>
    | Readonly<{ _tag: 'DownloadFailed'; dataset: string; file: string; failures: readonly DownloadFailure[] }>
    | Readonly<{ _tag: 'UnwritableFile'; dataset: string; file: string; reason: string }>
    | Readonly<{ _tag: 'Aborted'; dataset: string; reason: string }>
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

/** Why one address did not give a file. */
export interface DownloadFailure {
  readonly address: string;
  readonly reason: string;
}

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

/** Bytes that break a file's format. Offsets count from 0, in the unpacked file. */
export const wrongBytes = (
  dataset: string,
  file: string,
  offset: number,
  rule: string,
  got: unknown,
): DatasetError => ({
  _tag: 'WrongBytes',
  dataset,
  file,
  offset,
  rule,
  got: String(got),
  message: `${dataset}: ${rule}, got ${String(got)} at byte ${offset} of ${file}`,
});

/** A file that is another than the published one, by its size or hash. */
export const wrongContent = (dataset: string, file: string, rule: string, got: unknown): DatasetError => ({
  _tag: 'WrongContent',
  dataset,
  file,
  rule,
  got: String(got),
  message: `${dataset}: ${rule}, got ${String(got)} in ${file}`,
});

/** An archive with an entry that nobody should unpack. */
export const unsafeArchive = (
  dataset: string,
  file: string,
  entry: string,
  rule: string,
  got: string,
): DatasetError => ({
  _tag: 'UnsafeArchive',
  dataset,
  file,
  entry,
  rule,
  got,
  message: `${dataset}: ${rule}, got ${got} for entry ${quoted(entry)} of ${file}`,
});

/** A file that lies nowhere: where it was looked for, where it can be had, and what would help. */
export const fileNotFound = (
  dataset: string,
  file: string,
  places: readonly string[],
  addresses: readonly string[],
  systemPackage?: string,
): DatasetError => ({
  _tag: 'FileNotFound',
  dataset,
  file,
  places,
  addresses,
  message: `${dataset}: ${file} must be in one of the places searched, got none in ${places.join(', ')}; pass download: true to fetch ${addresses.join(' or ')}, or put that file in a folder and pass the folder as path${
    systemPackage === undefined ? '' : `, or install the Debian package ${systemPackage}`
  }`,
});

/** A file that no address gave, with the reason of each. */
export const downloadFailed = (dataset: string, file: string, failures: readonly DownloadFailure[]): DatasetError => ({
  _tag: 'DownloadFailed',
  dataset,
  file,
  failures,
  message: `${dataset}: one address must give ${file}, got ${failures
    .map(({ address, reason }) => `${reason} from ${address}`)
    .join('; ')}`,
});

/** A file that cannot be written, as on a full disk; the reason is the system's code, such as `ENOSPC`. */
export const unwritableFile = (dataset: string, file: string, reason: string): DatasetError => ({
  _tag: 'UnwritableFile',
  dataset,
  file,
  reason,
  message: `${dataset}: the file must be writable, got ${reason} for ${file}`,
});

/** A load that was called off. */
export const aborted = (dataset: string, reason: unknown): DatasetError => ({
  _tag: 'Aborted',
  dataset,
  reason: messageOf(reason),
  message: `${dataset}: loading must not be called off, got ${messageOf(reason)}`,
});

/** What an exception says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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
export const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
