import { describe, expect, test } from 'vitest';
import { log10, log2, softplus } from './elementary.ts';

const { NaN: nan, MIN_VALUE: least } = Number;

describe('at the edges', () => {
  test.each([
    [softplus(0), Math.LN2],
    [softplus(800), 800],
    [softplus(Infinity), Infinity],
    [softplus(-800), 0],
    [softplus(-Infinity), 0],
    [softplus(nan), nan],
  ])('%d is %d', (value, expected) => {
    expect(value).toBe(expected);
  });

  test.each([
    ['log2', log2],
    ['log10', log10],
  ])('%s of zero, infinity and what is below', (_, f) => {
    expect([0, -0, 1, Infinity, -1, -least, -Infinity, nan].map(f)).toEqual([
      -Infinity,
      -Infinity,
      0,
      Infinity,
      nan,
      nan,
      nan,
      nan,
    ]);
  });
});

test('log2 is exact at every power of 2', () => {
  for (let k = 0, x = 1; k <= 1074; k++, x /= 2) expect(log2(x)).toBe(-k || 0);
  for (let k = 0, x = 1; k < 1024; k++, x *= 2) expect(log2(x)).toBe(k);
});

test('log10 is exact at every power of 10', () => {
  for (let k = -307; k <= 308; k++) expect(log10(Number(`1e${k}`))).toBe(k);
});
