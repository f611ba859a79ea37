import { toValue } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { digits } from './digits.ts';
import { meanImage } from './mean-image.ts';

const bytes = { shape: [2, 1, 3], data: Uint8Array.of(0, 10, 255, 4, 20, 0) };

describe('the mean image', () => {
  test('is the mean of each pixel, in the shape of one image', () => {
    expect(meanImage(bytes).mean).toEqual({ shape: [1, 3], data: Float64Array.of(2, 15, 127.5) });
  });

  test('is taken from images of bytes as real numbers, which may be negative', () => {
    const { apply } = meanImage(bytes);
    expect(apply(bytes)).toEqual({ shape: [2, 1, 3], data: Float64Array.of(-2, -5, 127.5, 2, 5, -127.5) });
    expect(bytes.data[0]).toBe(0);
  });

  test('is taken from unseen images, as 32-bit numbers where asked', () => {
    const { apply } = meanImage(bytes);
    const unseen = { shape: [1, 1, 3], data: Uint8Array.of(1, 1, 1) };
    const centered = apply(unseen, { precision: 'float32' });
    expect(centered).toEqual({ shape: [1, 1, 3], data: Float32Array.of(-1, -14, -126.5) });
    const typed: Float32Array = centered.data;
    expect(typed).toBe(centered.data);
    expect(apply({ shape: [0, 1, 3], data: new Uint8Array(0) }).shape).toEqual([0, 1, 3]);
  });

  test('leaves images whose mean is zero to rounding', async () => {
    const { images } = (await digits()).data;
    const { mean } = meanImage(meanImage(images).apply(images));
    expect(Math.max(...mean.data.map(Math.abs))).toBeLessThan(1e-13);
  });

  property.prop([fc.uint8Array({ minLength: 1, maxLength: 300 })])(
    'of bytes is their exact mean, rounded once',
    (data) => {
      const first = data[0]!;
      const sum = data.reduce((total, x) => total + x - first, 0);
      expect(meanImage({ shape: [data.length], data }).mean.data[0]).toBe(first + sum / data.length);
    },
  );

  test('of no images, or from images of another shape, is refused', () => {
    const none = 'meanImage: images must have at least one row, got shape';
    expect(() => meanImage({ shape: [0, 3], data: new Uint8Array(0) })).toThrow(`${none} [0, 3]`);
    expect(() => meanImage(toValue(1))).toThrow(`${none} []`);
    const other = 'meanImage: images must have shape [1, 3], got shape';
    expect(() => meanImage(bytes).apply(toValue([[1, 2, 3]]))).toThrow(`${other} [1, 3]`);
    expect(() => meanImage(bytes).apply(toValue(1))).toThrow(`${other} []`);
  });
});
