import { toValue, type Value } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { batches } from './batches.ts';

/** A column in which every row is known by its number, and one of rows that belong to it. */
const numbered = (rows: number) => ({
  row: { shape: [rows], data: Int32Array.from({ length: rows }, (_, i) => i) },
  pair: { shape: [rows, 2], data: Float64Array.from({ length: 2 * rows }, (_, i) => i) },
});

const sizes = fc
  .integer({ min: 1, max: 100 })
  .chain((rows) =>
    fc.record({ rows: fc.constant(rows), size: fc.integer({ min: 1, max: rows }), keepLast: fc.boolean() }),
  );

const order = (data: { readonly row: Value }): readonly number[] => [...data.row.data];

describe('batches', () => {
  property.prop([sizes, fc.integer(), fc.nat()])(
    'every row is in exactly one batch of an epoch, but for those left over',
    ({ rows, size, keepLast }, seed, epoch) => {
      const { count, at } = batches(numbered(rows), { size, seed, keepLast });
      const seen = Array.from({ length: count }, (_, index) => [...at(epoch, index).row.data]);
      const all = seen.flat();
      expect(new Set(all).size).toBe(all.length);
      expect(all).toHaveLength(keepLast ? rows : rows - (rows % size));
      expect(seen.slice(0, -1).every((batch) => batch.length === size)).toBe(true);
      expect(seen.at(-1)).toHaveLength(keepLast ? rows - (count - 1) * size : size);
    },
  );

  test('keep the columns of a row together, with the shape of a row', () => {
    const { row, pair } = batches(numbered(10), { size: 4, seed: 1 }).at(0, 2);
    expect([row.shape, pair.shape]).toEqual([[2], [2, 2]]);
    expect([...pair.data]).toEqual([...row.data].flatMap((row) => [2 * row, 2 * row + 1]));
  });

  test('say which rows they are, unless they are copied to give others', () => {
    const data = numbered(10);
    const dealt = batches(data, { size: 4, seed: 1 });
    expect(dealt.rows!.of).toBe(data);
    for (const [epoch, index] of [
      [0, 0],
      [0, 2],
      [3, 1],
    ] as const)
      expect([...dealt.rows!.at(epoch, index)]).toEqual(order(dealt.at(epoch, index)));
    expect(() => dealt.rows!.at(0, 3)).toThrow('index must be an integer from 0 to 2, got 3');
    expect({ ...dealt, at: () => data }.rows).toBeUndefined();
  });

  test('keep the kind of array: bytes stay bytes', () => {
    const images = { shape: [3, 2], data: Uint8Array.of(0, 1, 2, 3, 254, 255) };
    const batch = batches({ images }, { size: 3, seed: 1 }).at(0, 0).images;
    expect(batch.data).toBeInstanceOf(Uint8Array);
    expect(batch.data.toSorted()).toEqual(images.data);
  });

  property.prop([fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 12 }), fc.integer()])(
    'depend on the seed, the epoch and the index alone, not on what was asked for before',
    (asked, seed) => {
      const { at } = batches(numbered(14), { size: 4, seed });
      for (const [epoch, index] of asked)
        expect(at(epoch, index)).toEqual(batches(numbered(14), { size: 4, seed }).at(epoch, index));
    },
  );

  test('come in another order in another epoch and for another seed', () => {
    const first = batches(numbered(50), { size: 50, seed: 1 });
    expect(order(first.at(1, 0))).not.toEqual(order(first.at(0, 0)));
    expect(order(batches(numbered(50), { size: 50, seed: 2 }).at(0, 0))).not.toEqual(order(first.at(0, 0)));
    expect(order(first.at(0, 0))).not.toEqual(order(numbered(50)));
  });

  test('are the same on every platform', () => {
    const { at } = batches(numbered(10), { size: 5, seed: 1 });
    expect(at(0, 0).row.data.join()).toBe('0,4,6,7,9');
    expect(at(1, 1).row.data.join()).toBe('7,2,8,4,6');
  });

  test.each([0, -1, 2.5, 11, Number.NaN])('of size %d from 10 rows are refused', (size) => {
    expect(() => batches(numbered(10), { size, seed: 1 })).toThrow(
      `batches: size must be a positive integer and at most the number of rows (10), got ${size}`,
    );
  });

  test('outside an epoch are refused', () => {
    const { at } = batches(numbered(10), { size: 5, seed: 1 });
    expect(() => at(0, 2)).toThrow('batches: index must be an integer from 0 to 1, got 2');
    expect(() => at(0, -1)).toThrow('batches: index must be an integer from 0 to 1, got -1');
    expect(() => at(-1, 0)).toThrow('batches: epoch must be an integer from 0 on, got -1');
    expect(() => at(0.5, 0)).toThrow('batches: epoch must be an integer from 0 on, got 0.5');
  });

  test('of columns with different numbers of rows, or by a seed that is no integer, are refused', () => {
    expect(() => batches({ a: toValue([1, 2]), b: toValue([1]) }, { size: 1, seed: 1 })).toThrow(
      'batches: columns must have equally many rows, got a [2], b [1]',
    );
    expect(() => batches(numbered(2), { size: 1, seed: 0.5 })).toThrow('batches: seed must be an integer, got 0.5');
  });
});
