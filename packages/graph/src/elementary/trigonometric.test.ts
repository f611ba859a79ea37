import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { acos, asin, atan, atan2, cos, sin, tan } from './elementary.ts';

const { NaN: nan, MIN_VALUE: least, MAX_VALUE: most } = Number;
const { PI: pi } = Math;

describe('at the edges', () => {
  test.each([
    ['sin', sin],
    ['tan', tan],
    ['asin', asin],
    ['atan', atan],
  ])('%s keeps zeros and the smallest numbers, with their signs', (_, f) => {
    for (const x of [0, -0, least, -least, 2.225073858507201e-308, -1e-300]) expect(f(x)).toBe(x);
  });

  test.each<readonly [string, (x: number) => number, readonly number[]]>([
    ['sin', sin, [Infinity, -Infinity, nan]],
    ['cos', cos, [Infinity, -Infinity, nan]],
    ['tan', tan, [Infinity, -Infinity, nan]],
    ['asin', asin, [1 + 2 ** -52, -1 - 2 ** -52, 2, Infinity, -Infinity, nan]],
    ['acos', acos, [1 + 2 ** -52, -1 - 2 ** -52, 2, Infinity, -Infinity, nan]],
    ['atan', atan, [nan]],
  ])('%s is NaN outside its domain', (_, f, points) => {
    for (const x of points) expect(f(x)).toBe(nan);
  });

  test.each([
    [cos(0), 1],
    [cos(-0), 1],
    [cos(least), 1],
    [asin(1), pi / 2],
    [asin(-1), -pi / 2],
    [acos(1), 0],
    [acos(-1), pi],
    [acos(0), pi / 2],
    [acos(-0), pi / 2],
    [atan(1), pi / 4],
    [atan(Infinity), pi / 2],
    [atan(-Infinity), -pi / 2],
    [atan(most), pi / 2],
  ])('%d is %d', (value, expected) => {
    expect(value).toBe(expected);
  });
});

// mpmath, 1400 bits; the last is, of all doubles, the nearest to a multiple of π/2
describe('of huge angles', () => {
  test.each([
    [1e22, -0.8522008497671888, 0.523214785395139],
    [1e300, -0.8178819121159085, -0.5753861119575491],
    [1.7976931348623157e308, 0.004961954789184062, -0.9999876894265599],
    [5.319372648326541e255, 1, -4.687165924254628e-19],
  ])('the sine and cosine of %d', (x, sine, cosine) => {
    expect(sin(x)).toBe(sine);
    expect(cos(x)).toBe(cosine);
    expect(sin(-x)).toBe(-sine);
    expect(cos(-x)).toBe(cosine);
  });
});

describe('atan2', () => {
  test.each([
    [0, 1, 0],
    [-0, 1, -0],
    [0, 0, 0],
    [-0, 0, -0],
    [0, -0, pi],
    [-0, -0, -pi],
    [0, -1, pi],
    [-0, -1, -pi],
    [1, 0, pi / 2],
    [1, -0, pi / 2],
    [-1, 0, -pi / 2],
    [1, 1, pi / 4],
    [1, -1, (3 * pi) / 4],
    [-1, -1, (-3 * pi) / 4],
    [Infinity, Infinity, pi / 4],
    [Infinity, -Infinity, (3 * pi) / 4],
    [-Infinity, Infinity, -pi / 4],
    [-Infinity, -Infinity, (-3 * pi) / 4],
    [1, Infinity, 0],
    [-1, Infinity, -0],
    [1, -Infinity, pi],
    [-1, -Infinity, -pi],
    [Infinity, 1, pi / 2],
    [-Infinity, -1, -pi / 2],
    [most, least, pi / 2],
    [least, most, 0],
    [least, -most, pi],
    [least, 1, least],
    [nan, 1, nan],
    [1, nan, nan],
    [0, nan, nan],
  ])('of %d and %d is %d', (y, x, angle) => {
    expect(atan2(y, x)).toBe(angle);
  });
});

describe('together', () => {
  const anything = fc.double({ noNaN: true, noDefaultInfinity: true });

  test.prop([anything])('sin, tan, asin and atan are odd, cos is even', (x) => {
    for (const f of [sin, tan, asin, atan]) expect(f(-x)).toBe(-f(x));
    expect(cos(-x)).toBe(cos(x));
  });

  test.prop([anything])('sin² + cos² is 1', (x) => {
    expect(Math.abs(sin(x) ** 2 + cos(x) ** 2 - 1)).toBeLessThanOrEqual(2 ** -51);
  });

  test.prop([anything])('tan is sin over cos', (x) => {
    expect(Math.abs((sin(x) / cos(x) - tan(x)) / (tan(x) || 1))).toBeLessThanOrEqual(2 ** -50);
  });

  test.prop([fc.double({ min: -1, max: 1, noNaN: true })])('asin + acos is a quarter turn', (x) => {
    expect(Math.abs(asin(x) + acos(x) - pi / 2)).toBeLessThanOrEqual(2 ** -51);
  });
});
