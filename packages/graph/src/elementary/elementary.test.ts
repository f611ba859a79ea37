import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import * as elementary from './elementary.ts';

const { exp, log, log1p } = elementary;

const functions: Readonly<Record<string, (...x: number[]) => number>> = { ...elementary };

type Row = readonly number[];

const reference = JSON.parse(
  readFileSync(new URL('../../fixtures/elementary-functions.json', import.meta.url), 'utf8'),
) as Readonly<{ functions: Readonly<Record<string, readonly Row[]>> }>;

/** The place of a float64 number in their order. */
const rankOf = (x: number): bigint => {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
};

/** How many steps from one float64 number to the next lie between two of them. */
const ulpsBetween = (a: number, b: number): number => {
  if (Object.is(a, b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Infinity;
  const distance = rankOf(a) - rankOf(b);
  return Number(distance < 0n ? -distance : distance);
};

/** The next float64 number away from zero. */
const beyond = (x: number): number => {
  const bits = new BigInt64Array(Float64Array.of(x).buffer);
  bits[0]! += 1n;
  return new Float64Array(bits.buffer)[0]!;
};

test('ulpsBetween counts across zero and binades', () => {
  expect(ulpsBetween(1, 1 + Number.EPSILON)).toBe(1);
  expect(ulpsBetween(1, 1 - Number.EPSILON)).toBe(2);
  expect(ulpsBetween(-Number.MIN_VALUE, Number.MIN_VALUE)).toBe(2);
  expect(ulpsBetween(Number.MAX_VALUE, Infinity)).toBe(1);
  expect(ulpsBetween(Number.NaN, 1)).toBe(Infinity);
});

describe('over the whole range', () => {
  const twoUlps = ['sinh', 'tanh', 'acosh', 'sigmoid', 'erfc'];

  test.each(Object.keys(functions))('%s is within 1 ulp, or 2', (name) => {
    const rows = reference.functions[name]!;
    const limit = twoUlps.includes(name) ? 2 : 1;
    expect(rows.length).toBeGreaterThan(200);
    expect(rows.filter((row) => ulpsBetween(functions[name]!(...row.slice(0, -1)), row.at(-1)!) > limit)).toEqual([]);
  });
});

// mpmath, 60 digits: where branches meet, and at both ends of the range
describe('near its branch points', () => {
  test.each([
    [709.782712893384, 1.7976931348622732e308],
    [709.7827128933839, 1.7976931348620688e308],
    [-708.3964185322641, 2.2250738585072626e-308],
    [-708.3964185322642, 2.2250738585070097e-308],
    [-720.5, 1.2326102893e-313],
    [-740.1, 3.8e-322],
    [-745.1332191019411, 5e-324],
    [-745.1332191019412, 0],
    [1e-300, 1],
    [2 ** -54, 1],
    [2 ** -53, 1 + 2 ** -52],
    [-(2 ** -53), 1 - 2 ** -53],
    [Math.LN2 / 2, Math.SQRT2],
    [-Math.LN2 / 2, Math.SQRT1_2],
  ])('exp of %d is within 1 ulp of %d', (x, y) => {
    expect(ulpsBetween(exp(x), y)).toBeLessThanOrEqual(1);
  });

  test.each([
    [5e-324, -744.4400719213812],
    [2.225073858507201e-308, -708.3964185322641],
    [2.2250738585072014e-308, -708.3964185322641],
    [Math.SQRT1_2 - 2 ** -53, -0.34657359027997275],
    [Math.SQRT1_2, -0.3465735902799726],
    [1 - 2 ** -53, -1.1102230246251565e-16],
    [1 + 2 ** -52, 2.2204460492503128e-16],
    [Math.SQRT2 - 2 ** -52, 0.3465735902799726],
    [Math.SQRT2, 0.3465735902799727],
    [1.7976931348623157e308, 709.782712893384],
  ])('log of %d is within 1 ulp of %d', (x, y) => {
    expect(ulpsBetween(log(x), y)).toBeLessThanOrEqual(1);
  });

  test.each([
    [-1 + 2 ** -53, -36.7368005696771],
    [-0.2929, -0.3465831803719419],
    [-0.29281, -0.3464559080301712],
    [-0.2928, -0.3464417676587034],
    [2 ** -53, 1.1102230246251565e-16],
    [0.4142, 0.3465640001880034],
    [0.41421, 0.3465710712986274],
    [2 ** 53, 36.7368005696771],
    [1.7976931348623157e308, 709.782712893384],
  ])('log1p of %d is within 1 ulp of %d', (x, y) => {
    expect(ulpsBetween(log1p(x), y)).toBeLessThanOrEqual(1);
  });
});

describe('at the edges', () => {
  test.each([
    [0, 1],
    [-0, 1],
    [5e-324, 1],
    [-5e-324, 1],
    [beyond(709.782712893384), Infinity],
    [710, Infinity],
    [Infinity, Infinity],
    [beyond(-745.1332191019412), 0],
    [-1e300, 0],
    [-Infinity, 0],
    [Number.NaN, Number.NaN],
  ])('exp of %d is %d', (x, y) => {
    expect(exp(x)).toBe(y);
  });

  test.each([
    [1, 0],
    [0, -Infinity],
    [-0, -Infinity],
    [-5e-324, Number.NaN],
    [-1, Number.NaN],
    [-Infinity, Number.NaN],
    [Infinity, Infinity],
    [Number.NaN, Number.NaN],
  ])('log of %d is %d', (x, y) => {
    expect(log(x)).toBe(y);
  });

  test.each([
    [0, 0],
    [-0, -0],
    [5e-324, 5e-324],
    [-5e-324, -5e-324],
    [1e-300, 1e-300],
    [-1e-300, -1e-300],
    [-1, -Infinity],
    [beyond(-1), Number.NaN],
    [-Infinity, Number.NaN],
    [Infinity, Infinity],
    [Number.NaN, Number.NaN],
  ])('log1p of %d is %d', (x, y) => {
    expect(log1p(x)).toBe(y);
  });
});

describe('together', () => {
  const ordinary = fc.double({ min: -708, max: 709, noNaN: true });

  test.prop([ordinary])('log undoes exp', (x) => {
    expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2 ** -51 + 2 ** -51 * Math.abs(x));
  });

  test.prop([fc.double({ min: 1e-300, max: 1e300, noNaN: true })])('exp undoes log', (x) => {
    expect(Math.abs(exp(log(x)) / x - 1)).toBeLessThanOrEqual(2 ** -52 * (Math.abs(log(x)) + 2));
  });

  test.prop([ordinary])('exp of -x is the reciprocal of exp of x', (x) => {
    expect(Math.abs(exp(x) * exp(-x) - 1)).toBeLessThanOrEqual(2 ** -50);
  });

  test.prop([fc.double({ min: 1e-3, max: 1e300, noNaN: true })])('log1p is the logarithm of one more', (x) => {
    // the sum 1 + x is rounded by half an ulp, which the logarithm of a sum near 1 magnifies
    expect(Math.abs(log1p(x) - log(1 + x))).toBeLessThanOrEqual(2 ** -52 * (1 + log1p(x)));
  });

  test.prop([fc.double({ noNaN: true })])('stay within 2 ulp of the host', (x) => {
    expect(ulpsBetween(exp(x), Math.exp(x))).toBeLessThanOrEqual(2);
    if (x > 0) expect(ulpsBetween(log(x), Math.log(x))).toBeLessThanOrEqual(2);
    if (x > -1) expect(ulpsBetween(log1p(x), Math.log1p(x))).toBeLessThanOrEqual(2);
  });
});
