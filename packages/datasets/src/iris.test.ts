import { either as E } from 'fp-ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { iris, tryIris } from './iris.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjoint-iris-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const write = async (text: string): Promise<string> => {
  const path = join(folder, 'iris.csv');
  await writeFile(path, text);
  return path;
};

const failureOf = async (text: string) => {
  const result = await tryIris({ path: await write(text) })();
  if (E.isRight(result)) throw new Error('the file was accepted');
  return result.left;
};

describe('the bundled irises', () => {
  test('are 150 of 4 lengths, 50 of each species', async () => {
    const { data, classes, featureNames } = await iris();
    expect(data.features.shape).toEqual([150, 4]);
    expect(featureNames[3]).toBe('petal width (cm)');
    expect(data.labels.shape).toEqual([150]);
    expect(classes).toEqual(['setosa', 'versicolor', 'virginica']);
    expect(classes.map((_, label) => data.labels.data.filter((other) => other === label).length)).toEqual([50, 50, 50]);
  });

  test('have the column means of the file, in centimeters', async () => {
    const { features } = (await iris()).data;
    // awk -F, 'NR > 1 { for (i = 1; i <= 4; i++) s[i] += $i } END { for (i = 1; i <= 4; i++) print s[i] / 150 }' iris.csv
    [5.84333, 3.05733, 3.758, 1.19933].forEach((mean, column) => {
      const lengths = features.data.filter((_, i) => i % 4 === column);
      expect(lengths.reduce((sum, length) => sum + length, 0) / 150).toBeCloseTo(mean, 5);
    });
  });

  test("follow Fisher's article in the 35th and the 38th", async () => {
    const { features } = (await iris()).data;
    expect([...features.data.subarray(34 * 4, 35 * 4)]).toEqual([4.9, 3.1, 1.5, 0.2]);
    expect([...features.data.subarray(37 * 4, 38 * 4)]).toEqual([4.9, 3.6, 1.4, 0.1]);
  });

  test('say where they come from', async () => {
    const { citation, licence, origin } = await iris();
    expect(citation).toContain('https://doi.org/10.24432/C56C76');
    expect(origin).toContain('Fisher');
    expect(licence).toContain('https://creativecommons.org/licenses/by/4.0/');
  });
});

describe('an iris file', () => {
  test('says itself how many rows and which classes it has', async () => {
    const { data, classes } = await iris({ path: await write('2,4,small,large\n1,2,3,4,1\n.5,1e-1,2.,3,0\n') });
    expect(classes).toEqual(['small', 'large']);
    expect(data).toEqual({
      features: { shape: [2, 4], data: Float64Array.of(1, 2, 3, 4, 0.5, 0.1, 2, 3) },
      labels: { shape: [2], data: Int32Array.of(1, 0) },
    });
  });

  test.each(['', '5.1,3.5,1.4,0.2,0', '150,5,a,b', '0,4,a', '-1,4,a', '1e2,4,a', '150,4', '150,4,a,'])(
    'with %j for a header is refused',
    async (header) => {
      expect(await failureOf(`${header}\n1,2,3,4,0\n`)).toMatchObject({
        _tag: 'WrongHeader',
        got: header,
        message: `iris: the first line must be the rows, 4 and the names of the classes, got "${header}" in ${join(folder, 'iris.csv')}`,
      });
    },
  );

  test('that is cut short is refused with its row count', async () => {
    expect(await failureOf('3,4,a\n1,2,3,4,0\n1,2,3')).toMatchObject({ _tag: 'WrongRowCount', expected: 3, found: 2 });
  });

  test('that is cut short within its last row is refused with the line', async () => {
    expect(await failureOf('2,4,a\n1,2,3,4,0\n1,2,3,')).toMatchObject({ _tag: 'WrongFieldCount', line: 3, found: 4 });
    expect(await failureOf('2,4,a\n1,2,3,4,0\n1,2,3,4,')).toMatchObject({ _tag: 'WrongField', line: 3, field: 5 });
  });

  test('with a length that is not positive or a label without a class is refused', async () => {
    expect((await failureOf('1,4,a\n1,2,0,4,0\n')).message).toMatch(
      /^iris: length must be a positive number, got "0" in field 3 of line 2 of /,
    );
    expect((await failureOf('1,4,a,b\n1,2,3,4,2\n')).message).toMatch(
      /^iris: label must be an integer from 0 to 1, got "2" in field 5 of line 2 of /,
    );
  });
});
