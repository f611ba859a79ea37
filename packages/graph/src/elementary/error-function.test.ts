import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { erf, erfc } from './elementary.ts';

const { NaN: nan, MIN_VALUE: least } = Number;

test.each([
  [erf(0), 0],
  [erf(-0), -0],
  [erf(least), least],
  [erf(-least), -least],
  [erf(6), 1],
  [erf(-30), -1],
  [erf(Infinity), 1],
  [erf(-Infinity), -1],
  [erf(nan), nan],
  [erfc(0), 1],
  [erfc(-0), 1],
  [erfc(least), 1],
  [erfc(-6), 2],
  [erfc(-Infinity), 2],
  [erfc(27.3), 0],
  [erfc(1e300), 0],
  [erfc(Infinity), 0],
  [erfc(nan), nan],
])('%d is %d', (value, expected) => {
  expect(value).toBe(expected);
});

test.prop([fc.double({ noNaN: true })])('erf is odd, and erfc is what it lacks', (x) => {
  expect(erf(-x)).toBe(-erf(x));
  expect(Math.abs(erf(x) + erfc(x) - 1)).toBeLessThanOrEqual(2 ** -52);
});
