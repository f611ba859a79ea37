import { either as E } from 'fp-ts';
import papaparse from 'papaparse';
import * as z from 'zod/mini';
import { type DatasetError, unfitOption, wrongField, wrongFieldCount, wrongHeader } from './error.ts';
import { numberIn } from './samples.ts';

/** The rows of a CSV file as a schema decoded them, and where they came from. */
export interface CsvRows {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The error for a value that does not do, from the number of its row and the name of its column. */
  readonly wrong: (row: number, name: string, rule: string, got: unknown) => DatasetError;
}

/** Decodes the rows of a CSV text, whose first line names the columns. Without any row it is refused. */
export const decodeRows = (
  file: string,
  text: string,
  schema: z.core.$ZodType<object>,
  delimiter: string,
): E.Either<DatasetError, CsvRows> => {
  if (delimiter.length !== 1 || papaparse.BAD_DELIMITERS.includes(delimiter))
    return E.left(
      unfitOption('readCsv', 'delimiter must be one character, not a quote or line end', JSON.stringify(delimiter)),
    );
  const parsed = papaparse.parse<readonly string[]>(text, { delimiter });
  const records = parsed.data.slice(0, parsed.data.findLastIndex(isFilled) + 1);
  const lines = lineNumbers(records);
  const [names = [], ...fields] = records;

  const header = names.join(delimiter);
  const badHeader = (rule: string): E.Either<DatasetError, never> => E.left(wrongHeader('readCsv', file, rule, header));
  if (names.includes('') || new Set(names).size < names.length || names.length === 0)
    return badHeader('the first line must name the columns, each by another name');
  if (fields.length === 0) return badHeader('the first line must be followed by a row');

  const wrong = (row: number, name: string, rule: string, got: unknown): DatasetError =>
    wrongField('readCsv', file, lines[row + 1]!, Math.max(names.indexOf(name), 0) + 1, rule, String(got));

  const [quote] = parsed.errors.filter(({ type }) => type === 'Quotes');
  if (quote?.row !== undefined) {
    const name = names[fields[quote.row - 1]?.findLastIndex((field) => field.includes('"')) ?? 0] ?? '';
    return E.left(wrong(quote.row - 1, name, 'a field that begins with a quote must end with one', quote.message));
  }

  const rows: Readonly<Record<string, unknown>>[] = [];
  const numeric = new Set<string>(); // columns whose schema refuses text
  for (const [row, texts] of fields.entries()) {
    if (texts.length !== names.length)
      return E.left(wrongFieldCount('readCsv', file, lines[row + 1]!, names.length, texts.length));
    for (;;) {
      const record = Object.fromEntries(
        names.map((name, i) => [name, numeric.has(name) && spellsNumber(texts[i]!) ? Number(texts[i]) : texts[i]!]),
      );
      const decoded = z.safeParse(schema, record, { error: english });
      if (decoded.success) {
        rows.push(decoded.data as Readonly<Record<string, unknown>>); // an object, by the type of the schema
        break;
      }
      const { issues } = decoded.error;
      const retried = issues
        .filter(refusesText)
        .map(({ path }) => String(path[0]))
        .filter((name) => !numeric.has(name) && spellsNumber(texts[names.indexOf(name)] ?? ''));
      for (const name of retried) numeric.add(name);
      if (retried.length > 0) continue;

      const issue = issues[0]!; // a failure has one
      if (issue.path.length === 0) return E.left(wrong(row, names[0]!, `row: ${issue.message}`, texts.join(delimiter)));
      const name = String(issue.path[0]);
      return names.includes(name)
        ? E.left(wrong(row, name, ruleOf(name, issue), texts[names.indexOf(name)]))
        : badHeader(`the first line must name the column ${name}, separated by ${JSON.stringify(delimiter)}`);
    }
  }
  return E.right({ rows, wrong });
};

const refusesText = ({ code }: z.core.$ZodIssue): boolean =>
  code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union';

const ruleOf = (name: string, issue: z.core.$ZodIssue): string => {
  if (issue.code !== 'invalid_type') return `${name}: ${issue.message}`;
  return `${name} must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
};

const english = z.locales.en().localeError; // zod/mini has no messages of its own

const isFilled = (fields: readonly string[]): boolean => fields.length > 1 || fields[0] !== '';

const spellsNumber = (text: string): boolean => Number.isFinite(numberIn(text));

/** The line at which each record begins, counted from 1: quoted fields may hold line ends. */
const lineNumbers = (records: readonly (readonly string[])[]): readonly number[] => {
  let line = 1;
  return records.map((fields) => {
    const own = line;
    line += 1;
    for (const field of fields) if (/[\r\n]/.test(field)) line += field.match(/\r\n|\r|\n/g)!.length;
    return own;
  });
};
