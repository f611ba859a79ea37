import { toArray, toValue } from '@adjoint/graph';
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
