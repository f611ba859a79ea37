import { AdjointError } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digits, tryDigits } from './digits.ts';

const bundled = new URL('../data/digits.csv.gz', import.meta.url);
let folder: string;
let lines: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjoint-digits-'));
  lines = gunzipSync(await readFile(bundled))
    .toString()
    .trimEnd()
    .split('\n');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const write = async (name: string, bytes: string | Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

const writeLines = (name: string, lines: readonly string[]) => write(name, gzipSync(lines.join('\n')));

/** The file with one line replaced, the lines counting from 1. */
const writeWithLine = (name: string, line: number, change: (text: string) => string) =>
  writeLines(
    name,
    lines.map((text, i) => (i === line - 1 ? change(text) : text)),
  );

const failureAt = async (path: string) => {
  const result = await tryDigits({ path })();
  if (E.isRight(result)) throw new Error('the file was accepted');
  return result.left;
};

describe('the bundled digits', () => {
  test('have 1,797 images of 64 pixels from 0 to 16', async () => {
    const { images } = (await digits()).data;
    expect(images.shape).toEqual([1797, 64]);
    expect(images.data).toBeInstanceOf(Float64Array);
    expect(images.data).toHaveLength(1797 * 64);
    expect([...new Set(images.data)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, i) => i));
  });

  test('have the pixels of the file, in its order', async () => {
    const { images, labels } = (await digits()).data;
    // the first and the last line, copied from the file
    const first = '0,0,5,13,9,1,0,0,0,0,13,15,10,15,5,0,0,3,15,2,0,11,8,0,0,4,12,0,0,8,8,0';
    const last = '0,1,8,12,14,12,1,0';
    expect(images.data.slice(0, 32).join()).toBe(first);
    expect(images.data.slice(-8).join()).toBe(last);
    expect([labels.data[0], labels.data.at(-1)]).toEqual([0, 8]);
  });

  test('have the class counts of the file', async () => {
    const { data, classes } = await digits();
    expect(data.labels.shape).toEqual([1797]);
    expect(data.labels.data).toBeInstanceOf(Int32Array);
    const counts = classes.map((_, label) => data.labels.data.filter((other) => other === label).length);
    // zcat digits.csv.gz | cut -d, -f65 | sort -n | uniq -c
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  });

  test('say what they are and where they come from', async () => {
    const { classes, imageShape, citation, licence, origin } = await digits();
    expect(classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(imageShape).toEqual([8, 8]);
    expect(citation).toContain('https://doi.org/10.24432/C50P49');
    expect(origin).toContain('Alpaydin');
    expect(licence).toContain('https://creativecommons.org/licenses/by/4.0/');
  });
});

describe('a digits file', () => {
  test('may lie elsewhere, by path or address, with the line ends of Windows', async () => {
    const path = await write('elsewhere.csv.gz', gzipSync(`${lines.join('\r\n')}\r\n`));
    const expected = await digits();
    expect(await digits({ path })).toEqual(expected);
    expect(await digits({ path: pathToFileURL(path) })).toEqual(expected);
  });

  test('that is cut short is refused with its row count', async () => {
    const path = await writeLines('short.csv.gz', lines.slice(0, 1000));
    expect(await failureAt(path)).toEqual({
      _tag: 'WrongRowCount',
      dataset: 'digits',
      file: path,
      expected: 1797,
      found: 1000,
      message: `digits: the file must have 1797 rows, got 1000 in ${path}`,
    });
  });

  test('with a row too many is refused with its row count', async () => {
    const path = await writeLines('long.csv.gz', [...lines, lines[0]!]);
    expect(await failureAt(path)).toMatchObject({ _tag: 'WrongRowCount', found: 1798 });
  });

  test('that is empty is refused with its row count', async () => {
    expect(await failureAt(await writeLines('empty.csv.gz', []))).toMatchObject({ _tag: 'WrongRowCount', found: 0 });
  });

  test('that is missing is refused with the path and the reason', async () => {
    const path = join(folder, 'missing.csv.gz');
    expect(await failureAt(path)).toMatchObject({
      _tag: 'UnreadableFile',
      message: `digits: the file must exist and be readable, got ENOENT for ${path}`,
    });
  });

  test('whose archive is truncated, damaged or not compressed is refused', async () => {
    const whole = await readFile(bundled);
    const damaged = Uint8Array.from(whole, (byte, i) => (i === whole.length >> 1 ? byte ^ 0xff : byte));
    const truncated = await failureAt(await write('truncated.csv.gz', whole.subarray(0, 30_000)));
    expect(truncated).toMatchObject({ _tag: 'CorruptFile', reason: 'unexpected end of file' });
    expect(await failureAt(await write('damaged.csv.gz', damaged))).toMatchObject({ _tag: 'CorruptFile' });
    expect(await failureAt(await write('plain.csv', lines.join('\n')))).toMatchObject({ _tag: 'CorruptFile' });
  });

  test.each([
    ['a missing field', (text: string) => text.slice(0, text.lastIndexOf(',')), 64],
    ['a field too many', (text: string) => `${text},0`, 66],
    ['nothing in it', () => '', 1],
  ])('with a row that has %s is refused with the line', async (_, change, found) => {
    const path = await writeWithLine('fields.csv.gz', 12, change);
    expect(await failureAt(path)).toMatchObject({
      _tag: 'WrongFieldCount',
      line: 12,
      message: `digits: a row must have 65 fields, got ${found} in line 12 of ${path}`,
    });
  });

  test.each(['', ' ', 'x', '0x1', '1 2', 'NaN', 'Infinity', '1e999', '17', '-1', '2.5'])(
    'with %j for a pixel is refused with its line and field',
    async (got) => {
      const path = await writeWithLine('pixel.csv.gz', 3, (text) => text.split(',').with(4, got).join());
      expect(await failureAt(path)).toMatchObject({
        _tag: 'WrongField',
        line: 3,
        field: 5,
        got,
        message: `digits: pixel must be an integer from 0 to 16, got "${got}" in field 5 of line 3 of ${path}`,
      });
    },
  );

  test.each(['10', '-1', '1.5', ''])('with %j for a label is refused with its line', async (got) => {
    const path = await writeWithLine('label.csv.gz', 1797, (text) => text.split(',').with(64, got).join());
    expect(await failureAt(path)).toMatchObject({
      _tag: 'WrongField',
      message: `digits: label must be an integer from 0 to 9, got "${got}" in field 65 of line 1797 of ${path}`,
    });
  });

  test('that is refused rejects the promise with the failure', async () => {
    const path = join(folder, 'missing.csv.gz');
    const error: unknown = await digits({ path }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AdjointError);
    expect(error).toMatchObject({ failure: await failureAt(path) });
  });
});
