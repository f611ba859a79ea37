import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { colorHistogram, type ColorHistogramOptions } from './color-histogram.ts';

interface ColorCase {
  readonly image: readonly number[];
  readonly imageShape: readonly [number, number, number];
  readonly histograms: readonly { readonly bins: number; readonly features: readonly number[] }[];
}
const { color } = JSON.parse(readFileSync(new URL('../fixtures/features.json', import.meta.url), 'utf8')) as {
  readonly color: readonly ColorCase[]; // as features.py writes it
};

/** Images of a row of pixels each. */
const row = (...images: readonly (readonly (readonly [number, number, number])[])[]) => ({
  shape: [images.length, 3 * images[0]!.length],
  data: Uint8Array.from(images.flatMap((pixels) => [0, 1, 2].flatMap((c) => pixels.map((pixel) => pixel[c]!)))),
});
const red = [255, 0, 0] as const;
const cyan = [0, 255, 255] as const;
const darkGreen = [10, 100, 10] as const;
const grey = [128, 128, 128] as const;

describe('colorHistogram', () => {
  test('has the figures of the CS231n assignment', () => {
    for (const { image, imageShape, histograms } of color)
      for (const { bins, features } of histograms) {
        const { shape, data } = colorHistogram(
          { shape: [1, image.length], data: Uint8Array.from(image) },
          { imageShape, bins },
        );
        expect(shape).toEqual([1, bins]);
        data.forEach((x, i) => expect(Math.abs(x - features[i]!)).toBeLessThan(1e-14));
      }
  });

  test('counts the hues of each image, grey as red', () => {
    const images = row([red, cyan, darkGreen, grey], [cyan, cyan, cyan, cyan]);
    expect(colorHistogram(images, { imageShape: [3, 1, 4], bins: 4 })).toEqual({
      shape: [2, 4],
      data: Float64Array.of(0.5, 0.25, 0.25, 0, 0, 0, 1, 0),
    });
  });

  test('counts hues, saturations and values one after the other', () => {
    const images = row([red, darkGreen, grey, grey]);
    expect(colorHistogram(images, { imageShape: [3, 2, 2], space: 'hsv', bins: [3, 2, 4] })).toEqual({
      shape: [1, 9],
      data: Float64Array.of(0.75, 0.25, 0, /**/ 0.5, 0.5, /**/ 0, 0.25, 0.5, 0.25),
    });
  });

  test('counts combinations, the value varying fastest', () => {
    const images = row([red, darkGreen, grey, grey]);
    const { shape, data } = colorHistogram(images, { imageShape: [3, 2, 2], space: 'joint', bins: [3, 2, 4] });
    expect(shape).toEqual([1, 24]);
    const expected = new Float64Array(24);
    expected[4 + 3] = 0.25; // red: hue 0, saturation 1, value 3
    expected[8 + 4 + 1] = 0.25; // dark green: hue 1, saturation 1, value 1
    expected[2] = 0.5; // grey: hue 0, saturation 0, value 2
    expect(data).toEqual(expected);
  });

  test('takes numbers up to 1 where white is 1', () => {
    const bytes = row([red, darkGreen, grey, cyan]);
    const fractions = { shape: bytes.shape, data: Float64Array.from(bytes.data, (x) => x / 255) };
    const options = { imageShape: [3, 2, 2], space: 'joint', bins: 5 } as const;
    expect(colorHistogram(fractions, { ...options, white: 1 })).toEqual(colorHistogram(bytes, options));
  });

  const byte = fc.integer({ min: 0, max: 255 });
  property.prop([byte, byte, byte, fc.integer({ min: 1, max: 60 })])(
    'puts every integer colour into the bin it belongs to, on the end of one too',
    (red, green, blue, bins) => {
      const { data } = colorHistogram(row([[red, green, blue]]), { imageShape: [3, 1, 1], bins });
      const [largest, chroma] = [Math.max(red, green, blue), Math.max(red, green, blue) - Math.min(red, green, blue)];
      const sixths =
        largest === red ? green - blue : largest === green ? 2 * chroma + blue - red : 4 * chroma + red - green;
      const turn = BigInt(sixths < 0 ? sixths + 6 * chroma : sixths); // hue · 6 · chroma
      const bin = chroma === 0 ? 0 : Number((turn * BigInt(bins)) / BigInt(6 * chroma));
      expect(data.findIndex((x) => x === 1)).toBe(bin);
    },
  );

  property.prop([fc.uint8Array({ minLength: 24, maxLength: 24 }), fc.constantFrom('hue', 'hsv', 'joint')])(
    'has the sum 1 for each histogram, which is that of the joint one over the other channels',
    (data, space) => {
      const images = { shape: [2, 12], data };
      const total = colorHistogram(images, { imageShape: [3, 2, 2], space, bins: 3 }).data.reduce(
        (sum, x) => sum + x,
        0,
      );
      expect(total).toBeCloseTo(space === 'hsv' ? 6 : 2, 12);
      const joint = colorHistogram(images, { imageShape: [3, 2, 2], space: 'joint', bins: 3 }).data;
      const hues = colorHistogram(images, { imageShape: [3, 2, 2], bins: 3 }).data;
      hues.forEach((x, i) =>
        expect(joint.subarray(9 * i, 9 * i + 9).reduce((sum, y) => sum + y, 0)).toBeCloseTo(x, 12),
      );
    },
  );

  test('of no images is empty', () => {
    const none = { shape: [0, 12], data: new Uint8Array(0) };
    expect(colorHistogram(none, { imageShape: [3, 2, 2] })).toEqual({ shape: [0, 10], data: new Float64Array(0) });
  });

  const images = { shape: [1, 12], data: new Float64Array(12) };
  const withPixel = (pixel: number) => ({ shape: [1, 12], data: new Float64Array(12).fill(pixel) });
  const shapeRule = 'imageShape must be [height, width] or [channels, height, width], of positive integers';
  const binsRule = 'bins must be a positive integer, or one for each of hue, saturation and value';
  test.for<[options: Record<string, unknown>, message: string, value?: typeof images]>([
    [{ imageShape: [3, 4] }, 'imageShape must be [3, height, width], as grey images have no hue, got [3, 4]'],
    [{ imageShape: [1, 3, 4] }, 'imageShape must be [3, height, width], as grey images have no hue, got [1, 3, 4]'],
    [{ imageShape: [12] }, `${shapeRule}, got [12]`],
    [{ imageShape: [3, 0, 4] }, `${shapeRule}, got [3, 0, 4]`],
    [{ imageShape: [3, 1.5, 4] }, `${shapeRule}, got [3, 1.5, 4]`],
    [{ imageShape: [3, 2, 3] }, 'images must have 18 numbers each, as imageShape [3, 2, 3] has, got shape [1, 12]'],
    [{}, 'images must have 12 numbers each, as imageShape [3, 2, 2] has, got shape []', { ...images, shape: [] }],
    [{ space: 'rgb' }, "space must be 'hue', 'hsv' or 'joint', got 'rgb'"],
    [{ bins: 0 }, `${binsRule}, got 0`],
    [{ bins: 2.5 }, `${binsRule}, got 2.5`],
    [{ bins: [4, 4] }, `${binsRule}, got 4,4`],
    [{ bins: [4, 4, -1] }, `${binsRule}, got 4,4,-1`],
    [{ white: 0 }, 'white must be a positive number, got 0'],
    [{ white: Number.NaN }, 'white must be a positive number, got NaN'],
    [{}, 'pixels must be from 0 to white (255), got 256, 256, 256 in image 0', withPixel(256)],
    [{}, 'pixels must be from 0 to white (255), got -1, -1, -1 in image 0', withPixel(-1)],
    [{}, 'pixels must be finite numbers, got NaN in image 0', withPixel(Number.NaN)],
  ])('refuses %j: %s', ([options, message, value = images]) => {
    const malformed = { imageShape: [3, 2, 2], ...options } as unknown as ColorHistogramOptions; // what the types forbid
    expect(() => colorHistogram(value, malformed)).toThrow(`colorHistogram: ${message}`);
  });
});
