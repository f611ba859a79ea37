import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { forEachLine, mapLines, pairwiseSum } from './line.ts';
import type { Value } from './value.ts';

const cube: Value = { shape: [2, 3, 2], data: Float64Array.from({ length: 12 }, (_, offset) => offset) };

const linesOf = (x: Value, axes: readonly number[]): readonly (readonly number[])[] => {
  const lines: number[][] = [];
  forEachLine(x, axes, (line, index) => (lines[index] = [...line]));
  return lines;
};

describe('forEachLine', () => {
  test.each<readonly [axes: number[], lines: number[][]]>([
    [
      [2],
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
        [8, 9],
        [10, 11],
      ],
    ],
    [
      [1],
      [
        [0, 2, 4],
        [1, 3, 5],
        [6, 8, 10],
        [7, 9, 11],
      ],
    ],
    [
      [0, 2],
      [
        [0, 1, 6, 7],
        [2, 3, 8, 9],
        [4, 5, 10, 11],
      ],
    ],
    [
      [2, 0],
      [
        [0, 1, 6, 7],
        [2, 3, 8, 9],
        [4, 5, 10, 11],
      ],
    ],
    [[0, 1, 2], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]],
    [[], [[0], [1], [2], [3], [4], [5], [6], [7], [8], [9], [10], [11]]],
  ])('along axes %j', (axes, lines) => {
    expect(linesOf(cube, axes)).toEqual(lines);
  });

  test('finds empty lines along an empty axis, and none beside one', () => {
    expect(linesOf({ shape: [2, 0], data: new Float64Array(0) }, [1])).toEqual([[], []]);
    expect(linesOf({ shape: [2, 0], data: new Float64Array(0) }, [0])).toEqual([]);
  });

  test('finds one line in a scalar', () => {
    expect(linesOf({ shape: [], data: Float64Array.of(7) }, [])).toEqual([[7]]);
  });
});

test('mapLines writes back what a line became, and leaves its source alone', () => {
  const y: Value = { shape: cube.shape, data: new Float64Array(12) };
  mapLines(cube, [1], y, (line) => line.set([...line].toReversed()));
  expect([...y.data]).toEqual([4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7]);
  expect([...cube.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

describe('pairwiseSum', () => {
  test.prop([fc.array(fc.integer(), { maxLength: 200 })])('is exact where no sum is rounded', (numbers) => {
    expect(pairwiseSum(numbers)).toBe(numbers.reduce((sum, number) => sum + number, 0));
  });

  test('of nothing is 0', () => {
    expect(pairwiseSum([])).toBe(0);
  });

  test('of part of a line adds that part', () => {
    expect(pairwiseSum([1, 2, 4, 8, 16], 1, 4)).toBe(14);
  });

  test('of a million times 0.1 is off by less than 1e-9', () => {
    expect(Math.abs(pairwiseSum(new Float64Array(1e6).fill(0.1)) - 1e5)).toBeLessThan(1e-9);
  });

  test('passes NaN and infinity on', () => {
    expect(pairwiseSum([1, Number.NaN, 2])).toBeNaN();
    expect(pairwiseSum([1, Infinity, 2])).toBe(Infinity);
    expect(pairwiseSum([Infinity, -Infinity])).toBeNaN();
  });
});
