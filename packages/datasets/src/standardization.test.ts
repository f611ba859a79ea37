import { toValue, type Value } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { digits } from './digits.ts';
import { iris } from './iris.ts';
import { splitData } from './split.ts';
import { standardization } from './standardization.ts';

/** The mean and population deviation of a column, by the textbook. */
const moments = ({ shape, data }: Value, column: number) => {
  const width = data.length / shape[0]!;
  const entries = [...data].filter((_, i) => i % width === column);
  const mean = entries.reduce((sum, x) => sum + x, 0) / entries.length;
  return { mean, deviation: Math.sqrt(entries.reduce((sum, x) => sum + (x - mean) ** 2, 0) / entries.length) };
};

describe('standardization', () => {
  test('the training mean is zero and the deviation one afterwards', async () => {
    const { train } = splitData((await iris()).data, { test: 0.2, seed: 1, stratify: 'labels' });
    const standardized = standardization(train.features).apply(train.features);
    expect(standardized.shape).toEqual([120, 4]);
    for (let column = 0; column < 4; column++) {
      const { mean, deviation } = moments(standardized, column);
      expect(Math.abs(mean)).toBeLessThan(1e-13);
      expect(Math.abs(deviation - 1)).toBeLessThan(1e-13);
    }
  });

  test('learns the mean and the population deviation of each column', () => {
    const { mean, deviation } = standardization(
      toValue([
        [1, 10],
        [3, 10],
        [5, 40],
        [7, 40],
      ]),
    );
    expect(mean).toEqual({ shape: [2], data: Float64Array.of(4, 25) });
    expect(deviation).toEqual({ shape: [2], data: Float64Array.of(Math.sqrt(5), 15) });
  });

  test('treats unseen rows by what it has learned, however many there are', () => {
    const { apply } = standardization(
      toValue([
        [0, 10],
        [2, 30],
      ]),
    );
    expect(apply(toValue([[5, 20]]))).toEqual({ shape: [1, 2], data: Float64Array.of(4, 0) });
    expect(apply({ shape: [0, 2], data: new Float64Array(0) })).toEqual({ shape: [0, 2], data: new Float64Array(0) });
  });

  test('divides constant columns by 1, as the blank corners of the digits', async () => {
    const { images } = (await digits()).data;
    const { mean, deviation, apply } = standardization(images);
    expect([mean.data[0], deviation.data[0], mean.data[32], deviation.data[32]]).toEqual([0, 1, 0, 1]);
    expect(apply(images).data.every(Number.isFinite)).toBe(true);
  });

  property.prop([fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 1, max: 100 })])(
    'makes exactly 0 of every constant column',
    (constant, rows) => {
      const value = { shape: [rows], data: new Float64Array(rows).fill(constant) };
      const { mean, deviation, apply } = standardization(value);
      expect(mean.data[0] === constant).toBe(true);
      expect(deviation.data[0]).toBe(1);
      expect(apply(value).data.every((x) => x === 0)).toBe(true);
    },
  );

  property.prop([fc.integer({ min: -150, max: 150 })])('is exact to rounding at any scale of the data', (exponent) => {
    const scale = 2 ** (4 * exponent);
    const { mean, deviation } = standardization(toValue([1, 2, 3, 4].map((x) => x * scale)));
    expect(mean.data[0]! / scale).toBe(2.5);
    expect(deviation.data[0]! / scale).toBeCloseTo(Math.sqrt(1.25), 14);
  });

  test('is accurate for a million numbers far from zero', () => {
    const far = { shape: [1_000_000], data: Float64Array.from({ length: 1_000_000 }, (_, i) => 1e9 + (i % 2)) };
    const { mean, deviation } = standardization(far);
    expect([mean.data[0], deviation.data[0]]).toEqual([1e9 + 0.5, 0.5]);
  });

  test('gives one mean for each position of a row of several axes, and takes integers', () => {
    const value = { shape: [2, 2, 1], data: Uint8Array.of(0, 5, 4, 5) };
    const { mean, deviation, apply } = standardization(value);
    expect(mean).toEqual({ shape: [2, 1], data: Float64Array.of(2, 5) });
    expect(deviation).toEqual({ shape: [2, 1], data: Float64Array.of(2, 1) });
    expect(apply(value)).toEqual({ shape: [2, 2, 1], data: Float64Array.of(-1, 0, 1, 0) });
  });

  test('hides no NaN', () => {
    const { mean, deviation } = standardization(toValue([1, Number.NaN, 3]));
    expect([mean.data[0], deviation.data[0]]).toEqual([Number.NaN, Number.NaN]);
  });

  test('of nothing is refused', () => {
    const rule = 'standardization: value must have at least one row, got shape';
    expect(() => standardization({ shape: [0, 4], data: new Float64Array(0) })).toThrow(`${rule} [0, 4]`);
    expect(() => standardization(toValue(1))).toThrow(`${rule} []`);
  });

  test('refuses rows of another shape', () => {
    const { apply } = standardization(
      toValue([
        [1, 2],
        [3, 4],
      ]),
    );
    const rule = 'standardization: rows must have shape [2], got shape';
    expect(() => apply(toValue([[1, 2, 3]]))).toThrow(`${rule} [1, 3]`);
    expect(() => apply(toValue([1, 2]))).toThrow(`${rule} [2]`);
    expect(() => apply(toValue(1))).toThrow(`${rule} []`);
  });
});
