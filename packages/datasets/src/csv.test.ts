import { AdjointError, type Value } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { either as E } from 'fp-ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as full from 'zod';
import * as z from 'zod/mini';
import { type CsvOptions, type CsvSchema, readCsv, tryReadCsv } from './csv.ts';
import { splitData } from './split.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjoint-csv-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const flower = z.object({ length: z.number(), width: z.number(), species: z.string() });
const flowers = 'length,width,species\n5.1,3.5,setosa\n6.2,2.9,virginica\n4.9,3,setosa\n';

const failureOf = async (text: string, schema: CsvSchema<object>, options: CsvOptions<never, never> = {}) => {
  const result = await tryReadCsv({ text, name: 'f.csv' }, schema, options)();
  if (E.isRight(result)) throw new Error('the text was accepted');
  return result.left;
};

describe('a CSV file', () => {
  test('of numbers and a class becomes what a classifier is trained on', async () => {
    const path = join(folder, 'flowers.csv');
    await writeFile(path, flowers);
    const { data, classes, featureNames } = await readCsv(path, flower, { labels: 'species' });
    expect(data).toEqual({
      features: { shape: [3, 2], data: Float64Array.of(5.1, 3.5, 6.2, 2.9, 4.9, 3) },
      labels: { shape: [3], data: Int32Array.of(0, 1, 0) },
    });
    expect([classes, featureNames]).toEqual([
      ['setosa', 'virginica'],
      ['length', 'width'],
    ]);
    expect(splitData(data, { test: 0.4, seed: 1, stratify: 'labels' }).train.features.shape).toEqual([2, 2]);
  });

  test('gives each column of numbers a value, and leaves out text', async () => {
    const { data, classes } = await readCsv({ text: flowers }, flower);
    const typed: { readonly length: Value<Float64Array>; readonly width: Value<Float64Array> } = data;
    expect(typed).toEqual({
      length: { shape: [3], data: Float64Array.of(5.1, 6.2, 4.9) },
      width: { shape: [3], data: Float64Array.of(3.5, 2.9, 3) },
    });
    expect(classes).toEqual([]);
  });

  test('has the features that are asked for, in that order, and targets beside them', async () => {
    const house = full.object({ rooms: full.number(), price: full.number(), garden: full.stringbool() });
    const text = 'price,rooms,garden\n100,3,yes\n200,5,no\n';
    const { data, featureNames } = await readCsv({ text }, house, { features: ['garden', 'rooms'] });
    const target: Value<Float64Array> = data.price;
    expect([target.data, data.features]).toEqual([
      Float64Array.of(100, 200),
      { shape: [2, 2], data: Float64Array.of(1, 3, 0, 5) },
    ]);
    expect(featureNames).toEqual(['garden', 'rooms']);
  });

  test('keeps the columns beside features and labels that are asked for', async () => {
    const { data } = await readCsv({ text: flowers }, flower, { features: ['width'], labels: 'species' });
    expect([data.features.shape, data.labels.shape, data.length.shape]).toEqual([[3, 1], [3], [3]]);
  });

  test('numbers its classes as they are given', async () => {
    const classes = ['virginica', 'setosa', 'versicolor'];
    const table = await readCsv({ text: flowers }, flower, { labels: 'species', classes });
    expect([[...table.data.labels.data], table.classes]).toEqual([[1, 0, 1], classes]);
  });

  test.each([
    ['semicolons', flowers.replaceAll(',', ';'), ';'],
    ['tabs', flowers.replaceAll(',', '\t'), '\t'],
    ['the line ends of Windows', flowers.replaceAll('\n', '\r\n'), ','],
    ['the line ends of old', flowers.replaceAll('\n', '\r'), ','],
    ['a byte order mark', `\ufeff${flowers}`, ','],
    ['quotes', flowers.replaceAll('setosa', '"setosa"'), ','],
    ['empty lines at its end', `${flowers}\n\n`, ','],
    ['another column', flowers.replaceAll(/$/gm, ',x').replace(/,x$/, '').replace('species,x', 'species,other'), ','],
    ['other spellings of numbers', flowers.replace('5.1', '+.51e1').replace('4.9,3,', '4.90,3.,'), ','],
  ])('may be written with %s', async (_, text, delimiter) => {
    const options = { labels: 'species', delimiter } as const;
    expect(await readCsv({ text }, flower, options)).toEqual(
      await readCsv({ text: flowers }, flower, { labels: 'species' }),
    );
  });

  test('takes the schema of zod and of zod/mini, with coercions and transforms', async () => {
    const text = 'id,at,size\n007,2020-01-02,L\n012,2021-01-02,S\n';
    const row = full
      .object({ id: full.string().regex(/^0/), at: full.coerce.date(), size: full.enum(['S', 'L']) })
      .transform(({ at, size, id }) => ({ year: at.getUTCFullYear(), size, id }));
    const { data, classes } = await readCsv({ text }, row, { labels: 'id', features: ['year'] });
    expect([[...data.features.data], classes]).toEqual([
      [2020, 2021],
      ['007', '012'],
    ]);
  });

  test('gives text where the schema takes text, and numbers where it does not', async () => {
    const row = z.object({ code: z.string(), grade: z.union([z.literal(1), z.literal(2)]) });
    const { data, classes } = await readCsv({ text: 'code,grade\n010,1\n20,2\n' }, row, { labels: 'code' });
    expect([[...data.features.data], classes]).toEqual([
      [1, 2],
      ['010', '20'],
    ]);
  });

  const texts = fc.string({ unit: fc.constantFrom('a', 'ü', ' ', ',', ';', '"', '\n', '\r\n', '1', "'") });
  const rows = fc.array(fc.record({ x: fc.double({ noNaN: true, noDefaultInfinity: true }), label: texts }), {
    minLength: 1,
  });
  property.prop([rows, fc.constantFrom(',', ';', '\t')])(
    'is read as it was written, whatever is quoted',
    async (written, delimiter) => {
      const text = papaparse.unparse(written, { delimiter, newline: '\n', quotes: true });
      const row = z.object({ x: z.number(), label: z.string() });
      const { data, classes } = await readCsv({ text }, row, { labels: 'label', delimiter });
      expect([...data.features.data]).toEqual(written.map(({ x }) => x + 0)); // -0 is written as 0
      expect([...data.labels.data].map((label) => classes[label])).toEqual(written.map(({ label }) => label));
    },
  );
});

describe('a CSV file that does not do', () => {
  const numbers = z.object({ a: z.number(), b: z.number() });

  test.each<readonly [string, string]>([
    ['', 'the first line must name the columns, each by another name, got "" in f.csv'],
    ['\n\n', 'the first line must name the columns, each by another name, got "" in f.csv'],
    ['a,a\n1,2', 'the first line must name the columns, each by another name, got "a,a" in f.csv'],
    ['a,,b\n1,2,3', 'the first line must name the columns, each by another name, got "a,,b" in f.csv'],
    ['a,b', 'the first line must be followed by a row, got "a,b" in f.csv'],
    ['a,c\n1,2', 'the first line must name the column b, separated by ",", got "a,c" in f.csv'],
    ['a;b\n1;2', 'the first line must name the column a, separated by ",", got "a;b" in f.csv'],
    ['a,b\n1,2\n1', 'a row must have 2 fields, got 1 in line 3 of f.csv'],
    ['a,b\n1,2,3\n', 'a row must have 2 fields, got 3 in line 2 of f.csv'],
    ['a,b\n1,2\n\n3,4\n', 'a row must have 2 fields, got 1 in line 3 of f.csv'],
    ['a,b\n1,x\n', 'b must be a number, got "x" in field 2 of line 2 of f.csv'],
    ['a,b\n1,2\n,4\n', 'a must be a number, got "" in field 1 of line 3 of f.csv'],
    ['a,b\n1,2\n3, 4\n', 'b must be a number, got " 4" in field 2 of line 3 of f.csv'],
    ['a,b\n1,0x10\n', 'b must be a number, got "0x10"'],
    ['a,b\n1,NaN\n', 'b must be a number, got "NaN"'],
    ['a,b\n1,Infinity\n', 'b must be a number, got "Infinity"'],
    ['a,b\n1,1e999\n', 'b must be a number, got "1e999"'],
    ['a,b\n1,"2\n3,4\n', 'a field that begins with a quote must end with one, got "'],
    ['a,b\n1,2\n3,"4"5\n', 'a field that begins with a quote must end with one, got "'],
  ])('is refused with the place and the reason: %j', async (text, message) => {
    expect((await failureOf(text, numbers)).message).toContain(`readCsv: ${message}`);
  });

  test('has the line of a row after quoted line ends', async () => {
    const row = z.object({ a: z.string(), b: z.number() });
    expect((await failureOf('a,b\n"x\ny\r\nz",1\nw,q\n', row)).message).toBe(
      'readCsv: b must be a number, got "q" in field 2 of line 5 of f.csv',
    );
  });

  test.each<readonly [string, CsvSchema<object>, string]>([
    [
      'a bound',
      z.object({ a: z.number().check(z.gte(0)) }),
      'a: Too small: expected number to be >=0, got "-1" in field 1',
    ],
    ['a message of its own', z.object({ a: z.number().check(z.gte(0, 'no debts')) }), 'a: no debts, got "-1"'],
    [
      'a format',
      z.object({ a: z.string().check(z.minLength(3)) }),
      'a: Too small: expected string to have >=3 characters',
    ],
    ['integers', z.object({ a: z.int().check(z.gte(0)) }), 'a: Too small: expected number to be >=0'],
    ['dates', z.object({ a: z.date() }), 'a must be a date, got "-1" in field 1 of line 2'],
    ['choices', z.object({ a: z.enum(['x', 'y']) }), 'a: Invalid option: expected one of "x"|"y", got "-1"'],
    ['the whole row', z.object({ a: z.string() }).check(z.refine(() => false, 'unlucky')), 'row: unlucky, got "-1"'],
    ['zod', full.object({ a: full.number().positive() }), 'a: Too small: expected number to be >0, got "-1"'],
  ])('is refused by what the schema says of %s', async (_, schema, message) => {
    expect((await failureOf('a\n-1\n', schema)).message).toContain(`readCsv: ${message}`);
  });

  test.each<readonly [CsvOptions, string]>([
    [{ delimiter: '' }, 'delimiter must be one character, not a quote or line end, got ""'],
    [{ delimiter: '"' }, 'delimiter must be one character, not a quote or line end, got "\\""'],
    [{ delimiter: '\n' }, 'delimiter must be one character, not a quote or line end, got "\\n"'],
    [{ features: ['height'] }, 'features and labels must be among the columns (length, width, species), got height'],
    [{ labels: 'toString' }, 'features and labels must be among the columns (length, width, species), got toString'],
    [{ labels: 'species', features: ['species'] }, 'each column must come once among features and labels'],
    [{ features: ['length', 'length'] }, 'each column must come once among features and labels, got length, length'],
    [{ labels: 'species', classes: ['setosa', 'setosa'] }, 'each class must come once, got setosa, setosa'],
    [{ features: ['species'] }, 'species must be a number to be a feature, got "setosa" in field 3 of line 2 of f.csv'],
    [
      { labels: 'species', classes: ['setosa'] },
      'species must be one of the classes (setosa), got "virginica" in field 3 of line 3 of f.csv',
    ],
  ])('is refused with options %j', async (options, message) => {
    // options that come from outside, which the compiler would not let through
    expect((await failureOf(flowers, flower, options as CsvOptions<never, never>)).message).toContain(
      `readCsv: ${message}`,
    );
  });

  test('is refused where a column has the name of what is made', async () => {
    const row = z.object({ features: z.number(), labels: z.number(), x: z.number() });
    const text = 'features,labels,x\n1,2,3\n';
    expect(await failureOf(text, row, { features: ['x'] } as CsvOptions as CsvOptions<never, never>)).toMatchObject({
      _tag: 'UnfitOption',
    });
    expect((await readCsv({ text }, row, { labels: 'labels' })).data.features.shape).toEqual([1, 2]);
  });

  test('is refused with its path where it is missing', async () => {
    const path = join(folder, 'missing.csv');
    expect(await tryReadCsv(path, flower)()).toMatchObject({ left: { _tag: 'UnreadableFile', file: path } });
    await expect(readCsv(path, flower)).rejects.toThrow(AdjointError);
  });

  property.prop([fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r', '1', '.') })])(
    'never makes it throw',
    async (rest) => {
      const result = await tryReadCsv({ text: `a,b\n${rest}` }, numbers, { labels: 'a' })();
      if (E.isRight(result)) expect(result.right.data.features.data).toHaveLength(result.right.data.labels.data.length);
    },
  );
});
