import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { deriveKey, normalQuantile, normals, permutation, threefry, uniforms } from './random.ts';

const quantiles = JSON.parse(
  readFileSync(new URL('../fixtures/normal-quantile.json', import.meta.url), 'utf8'),
) as Readonly<{ functions: Readonly<{ normalQuantile: readonly (readonly [p: number, x: number])[] }> }>;

const keys = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

const mean = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((sum, number) => sum + number, 0) / numbers.length;

describe('threefry', () => {
  // kat_vectors of Random123 (Salmon et al. 2011): threefry2x32, 20 rounds
  test.each([
    [0, 0, 0, 0, '6b200159 99ba4efe'],
    [-1, -1, -1, -1, '1cb996fc bb002be7'],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 'c4923a9c 483df7a0'],
  ])('of key %i %i and counter %i %i is %s', (key0, key1, counter0, counter1, words) => {
    const hex = threefry(key0, key1, counter0, counter1).map((word) => (word >>> 0).toString(16).padStart(8, '0'));
    expect(hex.join(' ')).toBe(words);
  });

  test.prop([keys, keys, keys, keys])('takes words with or without a sign', (a, b, c, d) => {
    expect(threefry(a >>> 0, b >>> 0, c >>> 0, d >>> 0)).toEqual(threefry(a, b, c, d));
  });
});

describe('uniforms', () => {
  test.prop([keys, fc.nat(300)])('lie from 0 up to but not including 1', (key, count) => {
    const drawn = uniforms(key, count);
    expect(drawn.length).toBe(count);
    expect(drawn.every((uniform) => uniform >= 0 && uniform < 1)).toBe(true);
  });

  test.prop([keys, fc.nat(100), fc.nat(100)])('depend on their position alone', (key, n, more) => {
    expect(uniforms(key, n + more).slice(0, n)).toEqual(uniforms(key, n));
  });

  test('are the published bits of a counter, 53 of 64', () => {
    // 6b200159 >>> 5 and 99ba4efe >>> 6 of the first known answer
    expect(uniforms(0, 1)[0]).toBe(((0x6b200159 >>> 5) * 2 ** 26 + (0x99ba4efe >>> 6)) / 2 ** 53);
  });

  test('fill a hundred bins evenly', () => {
    const count = 100_000;
    const bins = new Float64Array(100);
    for (const uniform of uniforms(1, count)) bins[Math.floor(uniform * 100)]! += 1;
    const chiSquare = bins.reduce((sum, seen) => sum + (seen - count / 100) ** 2 / (count / 100), 0);
    // 99 degrees of freedom: outside these bounds once in a thousand keys
    expect(chiSquare).toBeGreaterThan(60);
    expect(chiSquare).toBeLessThan(150);
  });

  test('average one half, and neighbours are not correlated', () => {
    const centred = uniforms(2, 100_000).map((uniform) => uniform - 0.5);
    const products = centred.slice(1).map((uniform, position) => uniform * centred[position]!);
    expect(Math.abs(mean(centred))).toBeLessThan(0.004);
    expect(Math.abs(mean(products))).toBeLessThan(0.001);
  });
});

describe('normalQuantile', () => {
  test.each(quantiles.functions.normalQuantile)('of %d is %d', (probability, x) => {
    expect(Math.abs(normalQuantile(probability) - x)).toBeLessThanOrEqual(1e-15 * Math.abs(x));
  });

  test('is infinite nowhere inside (0, 1)', () => {
    expect(Number.isFinite(normalQuantile(Number.MIN_VALUE))).toBe(true);
    expect(Number.isFinite(normalQuantile(1 - 2 ** -53))).toBe(true);
  });
});

describe('normals', () => {
  test('have the moments of the standard normal distribution', () => {
    const drawn = normals(3, 100_000);
    expect(Math.abs(mean(drawn))).toBeLessThan(0.015);
    expect(Math.abs(mean(drawn.map((x) => x ** 2)) - 1)).toBeLessThan(0.02);
    expect(Math.abs(mean(drawn.map((x) => x ** 3)))).toBeLessThan(0.05);
    expect(Math.abs(mean(drawn.map((x) => x ** 4)) - 3)).toBeLessThan(0.15);
  });

  test.prop([keys, fc.nat(50), fc.nat(50)])('depend on their position alone', (key, n, more) => {
    expect(normals(key, n + more).slice(0, n)).toEqual(normals(key, n));
  });
});

describe('permutation', () => {
  test.prop([keys, fc.nat(200)])('holds every number once', (key, count) => {
    expect(permutation(key, count).toSorted()).toEqual(Int32Array.from({ length: count }, (_, index) => index));
  });

  test('gives each order of three equally often', () => {
    const seen = new Map<string, number>();
    for (let key = 0; key < 6000; key++) {
      const order = permutation(key, 3).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    // 5 degrees of freedom: above this once in a thousand
    expect([...seen.values()].reduce((sum, times) => sum + (times - 1000) ** 2 / 1000, 0)).toBeLessThan(20.5);
  });
});

describe('deriveKey', () => {
  const parts = fc.array(fc.oneof(fc.string({ maxLength: 4 }), fc.integer()), { maxLength: 3 });

  test('tells paths apart', () => {
    const paths: (string | number)[][] = [
      [],
      ['a'],
      ['b'],
      ['ab'],
      ['ba'],
      ['a', 'b'],
      ['a', 'b', 'c'],
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc'],
      [''],
      ['', ''],
      ['', 'a'],
      ['a', ''],
      ['1'],
      [0],
      [1],
      [-1],
      [1, 0],
      [0, 1],
      [2 ** 32],
      [2 ** 32 - 1],
      [2 ** 32 + 1],
      ['😀'],
      ['\ud83d', '\ude00'],
    ];
    const derived = [0, 1, -1].flatMap((key) => paths.map((path) => deriveKey(key, ...path)));
    expect(new Set(derived).size).toBe(derived.length);
  });

  test('gives ten thousand numbered parts keys of their own', () => {
    // two of 10,000 random 32-bit words collide about once in a hundred tries
    const derived = Array.from({ length: 10_000 }, (_, part) => deriveKey(7, 'part', part));
    expect(new Set(derived).size).toBe(10_000);
  });

  test.prop([keys, parts, parts])('goes down a path step by step', (key, path, rest) => {
    expect(deriveKey(key, ...path, ...rest)).toBe(deriveKey(deriveKey(key, ...path), ...rest));
  });

  test.prop([keys, parts])('gives a 32-bit integer', (key, path) => {
    const derived = deriveKey(key, ...path);
    expect(derived).toBe(derived | 0);
  });

  test('gives streams that share nothing with that of the key itself', () => {
    const drawn = [...uniforms(5, 100), ...uniforms(deriveKey(5, 'a'), 100), ...uniforms(deriveKey(5, 0), 100)];
    expect(new Set(drawn).size).toBe(300);
  });
});
