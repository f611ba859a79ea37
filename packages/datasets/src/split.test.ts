import { toValue, type Value } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { digits } from './digits.ts';
import { splitData } from './split.ts';

/** A column in which every row is known by its number. */
const numbered = (rows: number): Value<Int32Array> => ({
  shape: [rows],
  data: Int32Array.from({ length: rows }, (_, i) => i),
});

const fraction = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe('a split', () => {
  property.prop([fc.integer({ min: 2, max: 200 }), fraction, fc.integer()])(
    'puts every row in exactly one part, and at least one in each',
    (rows, size, seed) => {
      const { train, test } = splitData({ row: numbered(rows) }, { test: size, seed });
      expect([...train.row.data, ...test.row.data].toSorted((a, b) => a - b)).toEqual([...numbered(rows).data]);
      expect(train.row.shape).toEqual([train.row.data.length]);
      expect(Math.min(train.row.data.length, test.row.data.length)).toBeGreaterThan(0);
      expect(Math.abs(test.row.data.length - rows * size)).toBeLessThan(1);
    },
  );

  property.prop([fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 200 }), fraction, fc.integer()])(
    'that is stratified keeps the class proportions to within one sample, and the number of samples',
    (classes, size, seed) => {
      const labels = { shape: [classes.length], data: Int32Array.from(classes) };
      const data = { row: numbered(classes.length), labels };
      const { train, test } = splitData(data, { test: size, seed, stratify: 'labels' });
      expect([...train.row.data, ...test.row.data].toSorted((a, b) => a - b)).toEqual([...data.row.data]);
      expect(test.labels.shape).toEqual(splitData(data, { test: size, seed }).test.labels.shape);
      for (const label of new Set(classes)) {
        const count = (part: Value<Int32Array>) => part.data.filter((other) => other === label).length;
        const share = count(labels) * size;
        expect(Math.abs(count(test.labels) - share)).toBeLessThan(1);
        expect(Math.abs(count(train.labels) - (count(labels) - share))).toBeLessThan(1);
      }
    },
  );

  test('keeps the columns of a row together', () => {
    const pair = { shape: [50, 2], data: Float64Array.from({ length: 100 }, (_, i) => i) };
    const { train, test } = splitData({ row: numbered(50), pair }, { test: 0.3, seed: 5 });
    for (const part of [train, test])
      expect([...part.pair.data]).toEqual([...part.row.data].flatMap((row) => [2 * row, 2 * row + 1]));
  });

  test('of the digits leaves a fifth of every class for the test', async () => {
    const { data } = await digits();
    const { train, test } = splitData(data, { test: 0.2, seed: 1, stratify: 'labels' });
    expect([train.images.shape, test.images.shape]).toEqual([
      [1438, 64],
      [359, 64],
    ]);
    [178, 182, 177, 183, 181, 182, 181, 179, 174, 180].forEach((count, label) => {
      const tested = test.labels.data.filter((other) => other === label).length;
      expect(Math.abs(tested - count / 5)).toBeLessThan(1);
    });
  });

  test('mixes the classes within each part', () => {
    const labels = { shape: [40], data: Int32Array.from({ length: 40 }, (_, i) => Math.floor(i / 20)) };
    const { train } = splitData({ labels }, { test: 0.5, seed: 3, stratify: 'labels' });
    expect([...train.labels.data]).not.toEqual([...train.labels.data].toSorted());
  });

  test('is the same for the same seed', () => {
    const data = { row: numbered(100) };
    expect(splitData(data, { test: 0.2, seed: 7 })).toEqual(splitData(data, { test: 0.2, seed: 7 }));
    expect(splitData({ row: numbered(10) }, { test: 0.3, seed: 7 }).test.row.data.join()).toBe('9,7,4');
  });

  test('is another for another seed', () => {
    const data = { row: numbered(100) };
    expect(splitData(data, { test: 0.2, seed: 7 })).not.toEqual(splitData(data, { test: 0.2, seed: 8 }));
  });

  test.each<readonly [Record<string, Value>, string]>([
    [{ a: numbered(3), b: toValue([[1, 2]]) }, 'a [3], b [1, 2]'],
    [{ a: numbered(3), b: toValue(1) }, 'a [3], b []'],
    [{ a: toValue(1) }, 'a []'],
    [{}, 'no columns'],
  ])('of columns without equally many rows is refused with their shapes: %#', (data, got) => {
    expect(() => splitData(data, { test: 0.2, seed: 1 })).toThrow(
      `splitData: columns must have equally many rows, got ${got}`,
    );
  });

  test.each([0, 1, -0.2, 1.5, Number.NaN])('with test fraction %d is refused', (size) => {
    expect(() => splitData({ row: numbered(10) }, { test: size, seed: 1 })).toThrow(
      `splitData: test must be a fraction between 0 and 1, got ${size}`,
    );
  });

  test('of a single row, or by a seed that is no integer, is refused', () => {
    expect(() => splitData({ row: numbered(1) }, { test: 0.5, seed: 1 })).toThrow(
      'splitData: data must have at least 2 rows, got 1',
    );
    expect(() => splitData({ row: numbered(4) }, { test: 0.5, seed: 0.5 })).toThrow(
      'splitData: seed must be an integer, got 0.5',
    );
  });

  test('by a column that is missing or has several values per row is refused', () => {
    const data: Record<string, Value> = {
      row: numbered(2),
      pair: toValue([
        [1, 2],
        [3, 4],
      ]),
    };
    const refused = (stratify: string, got: string) =>
      expect(() => splitData(data, { test: 0.5, seed: 1, stratify })).toThrow(
        `splitData: stratify must name a column with one value per row, got ${got}`,
      );
    refused('labels', "'labels'");
    refused('toString', "'toString'");
    refused('pair', "'pair' of shape [2, 2]");
  });
});
