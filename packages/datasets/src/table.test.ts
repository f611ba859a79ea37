import { either as E } from 'fp-ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breastCancer, tryBreastCancer } from './breast-cancer.ts';
import { iris, tryIris } from './iris.ts';
import { tryWine, wine } from './wine.ts';

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjoint-table-'));
  path = join(folder, 'table.csv');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const tables = [
  ['iris', tryIris],
  ['wine', tryWine],
  ['breastCancer', tryBreastCancer],
] as const;

const failureOf = async (read: typeof tryIris, text: string) => {
  await writeFile(path, text);
  const result = await read({ path })();
  if (E.isRight(result)) throw new Error('the file was accepted');
  return result.left;
};

const ones = (count: number): string => Array.from({ length: count }, () => '1').join();

describe('a labelled table', () => {
  test.each([
    ['iris', iris, 4],
    ['wine', wine, 13],
    ['breastCancer', breastCancer, 30],
  ] as const)('of %s has a name for each column, and says itself how many rows and classes', async (_, read, width) => {
    await writeFile(path, `2,${width},small,large\n${ones(width)},1\r\n${ones(width)},0\n`);
    const { classes, data, featureNames } = await read({ path });
    expect(new Set(featureNames).size).toBe(width);
    expect(classes).toEqual(['small', 'large']);
    expect([data.features.shape, [...data.labels.data]]).toEqual([
      [2, width],
      [1, 0],
    ]);
  });

  test.each(tables)('of %s is refused under its own name', async (name, read) => {
    expect((await failureOf(read, '1,2,a\n1,1,0\n')).message).toMatch(new RegExp(`^${name}: the first line must be`));
    expect(await read({ path: join(folder, 'missing.csv') })()).toMatchObject({
      left: { _tag: 'UnreadableFile', dataset: name },
    });
  });

  test.each([
    ['iris', tryIris, 4, '0', 'length must be a positive number'],
    ['iris', tryIris, 4, '1e999', 'length must be a positive number'],
    ['wine', tryWine, 13, '0', 'measurement must be a positive number'],
    ['wine', tryWine, 13, '', 'measurement must be a positive number'],
    ['breastCancer', tryBreastCancer, 30, '-1', 'measurement must be a number from 0 on'],
    ['breastCancer', tryBreastCancer, 30, 'Infinity', 'measurement must be a number from 0 on'],
  ] as const)(
    'of %s with a field that does not do is refused with its place: %#',
    async (name, read, width, got, rule) => {
      const failure = await failureOf(read, `1,${width},a\n${got},${ones(width - 1)},0\n`);
      expect(failure).toMatchObject({
        _tag: 'WrongField',
        message: `${name}: ${rule}, got "${got}" in field 1 of line 2 of ${path}`,
      });
    },
  );
});
