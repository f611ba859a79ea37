import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { acosh, asinh, atanh, cosh, sinh, tanh } from './elementary.ts';

const { NaN: nan, MIN_VALUE: least } = Number;

describe('at the edges', () => {
  test.each([
    ['sinh', sinh],
    ['tanh', tanh],
    ['asinh', asinh],
    ['atanh', atanh],
  ])('%s keeps zeros and the smallest numbers, with their signs', (_, f) => {
    for (const x of [0, -0, least, -least, 2.225073858507201e-308, -1e-300]) expect(f(x)).toBe(x);
    expect(f(nan)).toBe(nan);
  });

  test.each([
    [sinh(Infinity), Infinity],
    [sinh(-Infinity), -Infinity],
    [sinh(710.475860073944), Infinity],
    [sinh(-1e300), -Infinity],
    [cosh(0), 1],
    [cosh(-0), 1],
    [cosh(least), 1],
    [cosh(710.475860073944), Infinity],
    [cosh(-1e300), Infinity],
    [cosh(Infinity), Infinity],
    [cosh(-Infinity), Infinity],
    [cosh(nan), nan],
    [tanh(22.5), 1],
    [tanh(Infinity), 1],
    [tanh(-Infinity), -1],
    [asinh(Infinity), Infinity],
    [asinh(-Infinity), -Infinity],
    [acosh(1), 0],
    [acosh(1 - 2 ** -53), nan],
    [acosh(0), nan],
    [acosh(-1), nan],
    [acosh(-3), nan],
    [acosh(-(2 ** 52)), nan],
    [acosh(-1e22), nan],
    [acosh(-Infinity), nan],
    [acosh(Infinity), Infinity],
    [acosh(nan), nan],
    [atanh(1), Infinity],
    [atanh(-1), -Infinity],
    [atanh(1 + 2 ** -52), nan],
    [atanh(-2), nan],
    [atanh(Infinity), nan],
  ])('%d is %d', (value, expected) => {
    expect(value).toBe(expected);
  });
});

test.prop([fc.double({ noNaN: true })])('sinh, tanh, asinh and atanh are odd, cosh is even', (x) => {
  for (const f of [sinh, tanh, asinh, atanh]) expect(f(-x)).toBe(-f(x));
  expect(cosh(-x)).toBe(cosh(x));
});

test.prop([fc.double({ min: -20, max: 20, noNaN: true })])('asinh undoes sinh', (x) => {
  expect(Math.abs(asinh(sinh(x)) - x)).toBeLessThanOrEqual(2 ** -50 * (1 + Math.abs(x)));
});
