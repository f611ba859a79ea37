import { orThrow, type Value } from '@adjoint/graph';
import { function as F, taskEither as TE } from 'fp-ts';
import type { core } from 'zod/mini';
import { type ColumnOptions, tabulate } from './csv-column.ts';
import { decodeRows } from './csv-row.ts';
import type { DatasetError } from './error.ts';
import { readLines } from './file.ts';
import type { Samples } from './samples.ts';

/** Where the text of a CSV file comes from: a path or address of a file, or the text itself, with a name for messages. */
export type CsvSource = string | URL | { readonly text: string; readonly name?: string };

/** What a row of a CSV file is, as a schema of zod or zod/mini decodes it. */
export type CsvSchema<Row extends object> = core.$ZodType<Row>;

/** How a CSV file is written, and what is made of its columns. */
export interface CsvOptions<F extends string = string, L extends string = string> extends ColumnOptions<F, L> {
  /** What separates fields; a comma unless given. */
  readonly delimiter?: string;
}

/** The values of a CSV file, ready to bind. */
export interface CsvTable<Row, F extends keyof Row = never, L extends keyof Row = never> {
  /**
   * `features` `[rows, columns]` and `labels` `[rows]`, where they were asked for, and every other column of numbers or truth
   * values under its name, `[rows]`.
   */
  readonly data: CsvColumns<Row, F, L>;
  /** What the columns of `features` are. */
  readonly featureNames: readonly string[];
  /** What the class numbers 0, 1, ... stand for. */
  readonly classes: readonly string[];
}

/** The columns that become values: where labels are asked for but no features, all numbers are features. */
export type CsvColumns<Row, F extends keyof Row, L extends keyof Row> = [L] extends [never]
  ? [F] extends [never]
    ? NumberColumns<Row>
    : Pick<Samples, 'features'> & NumberColumns<Omit<Row, F>>
  : [F] extends [never]
    ? Samples
    : Samples & NumberColumns<Omit<Row, F | L>>;

/** The columns of numbers and truth values. */
export type NumberColumns<Row> = {
  readonly [Name in keyof Row as Row[Name] extends number | boolean ? Name : never]: Value<Float64Array>;
};

/**
 * Reads a CSV file whose first line names the columns, row by row through a schema that the names are the keys of. Where the
 * schema refuses a field's text and the text spells a decimal number, it gets the number: write `z.number()` for numbers, which
 * refuses an empty field where `z.coerce.number()` would take it for 0. Truth values become 0 and 1.
 *
 * Rejects with an `AdjointError` that carries `UnreadableFile`, `WrongHeader` (a name that is missing, empty or comes twice),
 * `WrongFieldCount`, `WrongField` (with its line and name) or `UnfitOption`. A page fetches
 * what is at an address.
 *
 * @example
 * ```ts
 * import { readCsv } from '@adjoint/datasets';
 * import { z } from 'zod';
 *
 * const text = 'length,width,species\n5.1,3.5,setosa\n7,3.2,versicolor\n4.9,3,setosa';
 * const row = z.object({ length: z.number(), width: z.number(), species: z.string() });
 * const { data, classes } = await readCsv({ text }, row, { labels: 'species' }); // or a path in place of { text }
 * console.log(classes, data.labels.data); // [ 'setosa', 'versicolor' ] Int32Array(3) [ 0, 1, 0 ]
 * console.log(data.features.shape); // [ 3, 2 ]
 * ```
 */
export const readCsv = <Row extends object, F extends keyof Row & string = never, L extends keyof Row & string = never>(
  source: CsvSource,
  schema: CsvSchema<Row>,
  options: CsvOptions<F, L> = {},
): Promise<CsvTable<Row, F, L>> => tryReadCsv(source, schema, options)().then(orThrow);

/** Like `readCsv`, with the failure as a value. */
export const tryReadCsv = <
  Row extends object,
  F extends keyof Row & string = never,
  L extends keyof Row & string = never,
>(
  source: CsvSource,
  schema: CsvSchema<Row>,
  options: CsvOptions<F, L> = {},
): TE.TaskEither<DatasetError, CsvTable<Row, F, L>> => {
  const isText = typeof source === 'object' && 'text' in source;
  const file = isText ? (source.name ?? 'the text') : String(source);
  return F.pipe(
    isText
      ? TE.right(source.text)
      : F.pipe(
          readLines('readCsv', source),
          TE.map((lines) => lines.join('\n')),
        ),
    TE.chainEitherK((text) => decodeRows(file, text, schema, options.delimiter ?? ',')),
    TE.chainEitherK((rows) => tabulate(rows, options)),
    TE.map((table) => table as CsvTable<Row, F, L>), // its columns are those that the type computes from the options
  );
};
