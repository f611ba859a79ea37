import { pairwiseSum } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { columnMeans, sumColumns } from './column-sum.ts';

describe('column sums', () => {
  property.prop([fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 4 }), fc.infiniteStream(fc.double())])(
    'are the pairwise sums of the columns, bit by bit',
    (rows, width, numbers) => {
      const data = Float64Array.from({ length: rows * width }, () => numbers.next().value);
      const columns = Array.from({ length: width }, (_, column) => data.filter((_, i) => i % width === column));
      const sums = sumColumns({ shape: [rows, width], data }, (x) => x);
      expect(sums).toStrictEqual(Float64Array.from(columns, (column) => pairwiseSum(column)));
    },
  );

  test('are of terms, which know their column', () => {
    const value = { shape: [2, 2], data: Uint8Array.of(1, 2, 3, 4) };
    expect([...sumColumns(value, (x, column) => 10 * column + x)]).toEqual([4, 26]);
  });

  test('give the mean of a constant column exactly', () => {
    expect(columnMeans({ shape: [7, 1], data: new Float64Array(7).fill(0.1) })[0]).toBe(0.1);
  });
});
