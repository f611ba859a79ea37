import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { hypot, pow } from './elementary.ts';

const { NaN: nan, MIN_VALUE: least, MAX_VALUE: most } = Number;

// C99, annex F.9.4.4
describe('pow', () => {
  test.each([
    [0, 0, 1],
    [nan, 0, 1],
    [Infinity, -0, 1],
    [1, nan, 1],
    [1, Infinity, 1],
    [-1, Infinity, 1],
    [-1, -Infinity, 1],
    [nan, 1, nan],
    [2, nan, nan],
    [-8, 1 / 3, nan],
    [-least, 0.5, nan],
    [0, 3, 0],
    [-0, 3, -0],
    [-0, 2, 0],
    [0, -3, Infinity],
    [-0, -3, -Infinity],
    [-0, -2, Infinity],
    [-0, 0.5, 0],
    [-0, -0.5, Infinity],
    [0, Infinity, 0],
    [0, -Infinity, Infinity],
    [-0, -Infinity, Infinity],
    [0.5, Infinity, 0],
    [0.5, -Infinity, Infinity],
    [2, Infinity, Infinity],
    [-2, Infinity, Infinity],
    [-2, -Infinity, 0],
    [-0.5, -Infinity, Infinity],
    [Infinity, 0.5, Infinity],
    [Infinity, -0.5, 0],
    [-Infinity, 3, -Infinity],
    [-Infinity, 2, Infinity],
    [-Infinity, 0.5, Infinity],
    [-Infinity, -3, -0],
    [-Infinity, -2, 0],
    [-Infinity, Infinity, Infinity],
    [2, 1023, 2 ** 1023],
    [2, 1024, Infinity],
    [-2, 1025, -Infinity],
    [2, -1074, least],
    [-2, -1073, -2 * least],
    [2, -1076, 0],
    [most, 1, most],
    [least, 1, least],
    [least, -1, Infinity],
    [most, most, Infinity],
    [most, -most, 0],
    [1 + 2 ** -52, most, Infinity],
    [1 - 2 ** -53, most, 0],
    [most, least, 1],
    [-1, 9007199254740991, -1],
    [-1, 9007199254740992, 1],
    [-1, most, 1],
    [10, 22, 1e22],
    [7, -0, 1],
    [9, 0.5, 3],
    [0.5, -1, 2],
  ])('of %d and %d is %d', (x, y, value) => {
    expect(pow(x, y)).toBe(value);
  });

  test.prop([fc.integer({ min: -94906265, max: 94906265 })])('is exact where the result is a number', (x) => {
    expect(pow(x, 2)).toBe(x * x);
    expect(pow(x * x, 0.5)).toBe(Math.abs(x));
    expect(pow(x, 1)).toBe(x);
  });
});

describe('hypot', () => {
  test.each([
    [3, 4, 5],
    [-3, 4, 5],
    [0, -0, 0],
    [-0, -0, 0],
    [0, -2, 2],
    [most, 0, most],
    [most, most, Infinity],
    [3e307, 4e307, 5e307],
    [3 * least, 4 * least, 5 * least],
    [least, least, least],
    [least, most, most],
    [Infinity, nan, Infinity],
    [nan, -Infinity, Infinity],
    [nan, 1, nan],
    [0, nan, nan],
  ])('of %d and %d is %d', (a, b, length) => {
    expect(hypot(a, b)).toBe(length);
  });

  test.prop([fc.double(), fc.double()])('asks neither for order nor for signs', (a, b) => {
    expect(hypot(b, a)).toBe(hypot(a, b));
    expect(hypot(-a, b)).toBe(hypot(a, b));
  });
});
