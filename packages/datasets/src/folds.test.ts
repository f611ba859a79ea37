import { toValue, type Value } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { digits } from './digits.ts';
import { folds } from './folds.ts';

/** A column in which every row is known by its number. */
const numbered = (rows: number): Value<Int32Array> => ({
  shape: [rows],
  data: Int32Array.from({ length: rows }, (_, i) => i),
});

const sorted = (rows: Iterable<number>): readonly number[] => [...rows].toSorted((a, b) => a - b);

/** The difference between the largest number and the smallest. */
const range = (numbers: readonly number[]): number => Math.max(...numbers) - Math.min(...numbers);

const rowsAndCount = fc
  .integer({ min: 2, max: 120 })
  .chain((rows) => fc.tuple(fc.constant(rows), fc.integer({ min: 2, max: Math.min(rows, 12) })));

const classesAndCount = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 120 })
  .chain((classes) => fc.tuple(fc.constant(classes), fc.integer({ min: 2, max: Math.min(classes.length, 12) })));

describe('folds', () => {
  property.prop([rowsAndCount, fc.integer()])(
    'have every row in exactly one test part, and in the training parts of all others',
    ([rows, count], seed) => {
      const data = { row: numbered(rows) };
      const parts = folds(data, { count, seed });
      expect(parts).toHaveLength(count);
      expect(sorted(parts.flatMap(({ test }) => [...test.row.data]))).toEqual([...data.row.data]);
      for (const { train, test } of parts) {
        expect(sorted([...train.row.data, ...test.row.data])).toEqual([...data.row.data]);
        expect(train.row.shape).toEqual([train.row.data.length]);
      }
    },
  );

  property.prop([rowsAndCount, fc.integer()])('have sizes within one sample', ([rows, count], seed) => {
    const sizes = folds({ row: numbered(rows) }, { count, seed }).map(({ test }) => test.row.data.length);
    expect(range(sizes)).toBeLessThanOrEqual(1);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  property.prop([classesAndCount, fc.integer()])(
    'that are stratified have each class, and the whole, within one sample',
    ([classes, count], seed) => {
      const labels = { shape: [classes.length], data: Int32Array.from(classes) };
      const parts = folds({ row: numbered(classes.length), labels }, { count, seed, stratify: 'labels' });
      expect(sorted(parts.flatMap(({ test }) => [...test.row.data]))).toEqual([...numbered(classes.length).data]);
      expect(range(parts.map(({ test }) => test.row.data.length))).toBeLessThanOrEqual(1);
      for (const label of new Set(classes)) {
        const counts = parts.map(({ test }) => test.labels.data.filter((other) => other === label).length);
        expect(range(counts)).toBeLessThanOrEqual(1);
      }
    },
  );

  test('of the digits have a fifth of every class each', async () => {
    const { data } = await digits();
    for (const { train, test } of folds(data, { count: 5, seed: 1, stratify: 'labels' })) {
      expect(train.images.shape[0]! + test.images.shape[0]!).toBe(1797);
      [178, 182, 177, 183, 181, 182, 181, 179, 174, 180].forEach((count, label) => {
        const tested = test.labels.data.filter((other) => other === label).length;
        expect(Math.abs(tested - count / 5)).toBeLessThan(1);
      });
    }
  });

  test('keep the columns of a row together', () => {
    const pair = { shape: [50, 2], data: Float64Array.from({ length: 100 }, (_, i) => i) };
    for (const { train, test } of folds({ row: numbered(50), pair }, { count: 3, seed: 5 }))
      for (const part of [train, test])
        expect([...part.pair.data]).toEqual([...part.row.data].flatMap((row) => [2 * row, 2 * row + 1]));
  });

  test('mix the classes within each part', () => {
    const labels = { shape: [40], data: Int32Array.from({ length: 40 }, (_, i) => Math.floor(i / 20)) };
    for (const { train } of folds({ labels }, { count: 2, seed: 3, stratify: 'labels' }))
      expect([...train.labels.data]).not.toEqual(sorted(train.labels.data));
  });

  test('copy a part once', () => {
    const [first] = folds({ row: numbered(4) }, { count: 2, seed: 1 });
    expect(first!.train).toBe(first!.train);
    expect(first!.test).toBe(first!.test);
  });

  test('are the same for the same seed on every platform, and others for another', () => {
    const tested = (seed: number) =>
      folds({ row: numbered(10) }, { count: 3, seed }).map(({ test }) => test.row.data.join());
    expect(tested(7)).toEqual(['6,8,5,3', '1,4,2', '9,0,7']);
    expect(tested(7)).not.toEqual(tested(8));
  });

  test.each([0, 1, 11, 2.5, Number.NaN])('of 10 rows are refused with count %d', (count) => {
    expect(() => folds({ row: numbered(10) }, { count, seed: 1 })).toThrow(
      `folds: count must be a whole number from 2 to the number of rows (10), got ${count}`,
    );
  });

  test.each<readonly [Record<string, Value>, string]>([
    [{ a: numbered(3), b: toValue([[1, 2]]) }, 'columns must have equally many rows, got a [3], b [1, 2]'],
    [{}, 'columns must have equally many rows, got no columns'],
    [{ a: numbered(1) }, 'data must have at least 2 rows, got 1'],
  ])('of such columns are refused: %#', (data, message) => {
    expect(() => folds(data, { count: 2, seed: 1 })).toThrow(`folds: ${message}`);
  });

  test('by a seed that is no integer, or a column that is missing, are refused', () => {
    const data: Record<string, Value> = { row: numbered(4) };
    expect(() => folds(data, { count: 2, seed: 0.5 })).toThrow('folds: seed must be an integer, got 0.5');
    expect(() => folds(data, { count: 2, seed: 1, stratify: 'labels' })).toThrow(
      "folds: stratify must name a column with one value per row, got 'labels'",
    );
  });
});
