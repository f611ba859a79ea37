import { type NumericArray, toArray, toValue } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { takeRows } from './rows.ts';

describe('taking rows', () => {
  test('keeps the order of the indices and repeats a row that is asked for twice', () => {
    const taken = takeRows(
      toValue([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      [2, 0, 2],
    );
    expect(toArray(taken)).toEqual([
      [5, 6],
      [1, 2],
      [5, 6],
    ]);
  });

  test('keeps the kind of array and the shape of a row', () => {
    const images = { shape: [2, 1, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect(takeRows(images, Int32Array.of(1))).toEqual({ shape: [1, 1, 3], data: Uint8Array.of(4, 5, 6) });
  });

  property.prop([
    fc.constantFrom(Float64Array, Float32Array, Int32Array, Int16Array, Uint8Array, Uint8ClampedArray),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 0, max: 40 }), // rows both shorter and longer than where they are copied at once
    fc.array(fc.nat(), { maxLength: 30 }),
  ])('gives row `indices[i]` at `i`, whatever the kind of array and the width', (kind, rows, width, numbers) => {
    const data = new kind(rows * width).map((_: number, i: number) => i % 251);
    const indices = numbers.map((number) => number % rows);
    const taken = takeRows<NumericArray>({ shape: [rows, width], data }, indices);
    expect(taken.shape).toEqual([indices.length, width]);
    expect(taken.data).toStrictEqual(
      new kind(indices.flatMap((index) => [...data.subarray(index * width, (index + 1) * width)])),
    );
  });

  test('takes none where no index is given', () => {
    expect(takeRows(toValue([[1, 2]]), [])).toEqual({ shape: [0, 2], data: new Float64Array(0) });
  });

  test('copies: what is taken does not change with its source', () => {
    const source = toValue([1, 2]);
    const taken = takeRows(source, [0, 1]);
    source.data[0] = 9;
    expect(toArray(taken)).toEqual([1, 2]);
  });

  test.each([2, -1, 0.5, Number.NaN])('refuses row %d of two', (index) => {
    expect(() => takeRows(toValue([1, 2]), [0, index])).toThrow(
      `takeRows: index must be an integer from 0 to 1, got ${index}`,
    );
  });

  test('refuses a scalar', () => {
    expect(() => takeRows(toValue(1), [0])).toThrow('takeRows: value must have rows, got shape []');
  });
});
