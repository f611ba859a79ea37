import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { hog, type HogOptions } from './hog.ts';

interface HogCase {
  readonly image: readonly number[];
  readonly options: Required<HogOptions>;
  readonly features: readonly number[];
}
const { hog: cases } = JSON.parse(readFileSync(new URL('../fixtures/features.json', import.meta.url), 'utf8')) as {
  readonly hog: readonly HogCase[]; // as features.py writes it
};

/** An image of 8×8 whose pixel at (row, column) is a function of both. */
const imageOf = (pixel: (row: number, column: number) => number) => ({
  shape: [1, 64],
  data: Float64Array.from({ length: 64 }, (_, i) => pixel(Math.floor(i / 8), i % 8)),
});
const plain = { imageShape: [8, 8], block: [1, 1], normalization: 'none' } as const;

describe('hog', () => {
  test.for(cases.map(({ options, ...rest }) => [JSON.stringify(options), { options, ...rest }] as const))(
    "has scikit-image's figures for %s",
    ([, { image, options, features }]) => {
      const { shape, data } = hog({ shape: [1, image.length], data: Float64Array.from(image) }, options);
      expect(shape).toEqual([1, features.length]);
      data.forEach((x, i) => expect(Math.abs(x - features[i]!)).toBeLessThan(1e-14));
    },
  );

  test('takes nine angles, cells of 8×8 and blocks of 2×2 normalized with L2-Hys unless told otherwise', () => {
    const { image, options, features } = cases[0]!;
    const bytes = { shape: [1, image.length], data: Uint8Array.from(image) };
    const { data } = hog(bytes, { imageShape: options.imageShape });
    expect(data).toHaveLength(324);
    data.forEach((x, i) => expect(Math.abs(x - features[i]!)).toBeLessThan(1e-14));
  });

  test.for<[name: string, pixel: (row: number, column: number) => number, bin: number, mean: number]>([
    ['a slope to the right', (_, column) => 3 * column, 0, (48 * 6) / 64],
    ['a slope to the left', (_, column) => -3 * column, 0, (48 * 6) / 64],
    ['a slope downwards', (row) => 3 * row, 2, (48 * 6) / 64],
    ['a slope upwards', (row) => -3 * row, 2, (48 * 6) / 64],
  ])('gathers the gradients of %s under its angle, and none at the border', ([, pixel, bin, mean]) => {
    const { data } = hog(imageOf(pixel), { ...plain, orientations: 4 });
    expect([...data]).toEqual([0, 1, 2, 3].map((i) => (i === bin ? mean : 0)));
  });

  test('puts an angle on the end of a bin into the upper one', () => {
    // along the diagonal inside, level or upright at the border
    const { data } = hog(
      imageOf((row, column) => row + column),
      { ...plain, orientations: 4 },
    );
    expect(data[1]).toBeCloseTo((36 * Math.sqrt(8)) / 64, 6);
    const { data: other } = hog(
      imageOf((row, column) => row - column),
      { ...plain, orientations: 4 },
    );
    expect(other[3]).toBeCloseTo((36 * Math.sqrt(8)) / 64, 6);
  });

  test('loses no gradient whose angle is just below 0', () => {
    // its four neighbours see the bright pixel at (3, 4); to one of them the row below is the least bit darker
    const value = imageOf((row, column) => (row === 3 && column === 4 ? 1 : row === 4 && column === 3 ? -1e-17 : 0));
    const { data } = hog(value, plain);
    expect(data.reduce((sum, x) => sum + x, 0)).toBe(4 / 64);
  });

  test('takes for each pixel the channel with the longest gradient', () => {
    const weak = imageOf((row) => row).data;
    const strong = imageOf((_, column) => 2 * column).data;
    const value = { shape: [1, 128], data: Float64Array.of(...weak, ...strong) };
    const { data } = hog(value, { ...plain, imageShape: [2, 8, 8], orientations: 2 });
    // in the first and the last column the strong channel has no gradient
    expect([...data]).toEqual([(48 * 4) / 64, (2 * 6 * 2) / 64]);
  });

  test('takes the first of channels whose gradients are equally long', () => {
    const [down, across] = [imageOf((row) => row).data, imageOf((_, column) => column).data];
    const options = { ...plain, imageShape: [2, 8, 8], orientations: 2 } as const;
    // 36 pixels have both gradients, 12 more at the border have either
    const downFirst = hog({ shape: [1, 128], data: Float64Array.of(...down, ...across) }, options).data;
    const acrossFirst = hog({ shape: [1, 128], data: Float64Array.of(...across, ...down) }, options).data;
    expect([...downFirst, ...acrossFirst].map((x) => x * 32)).toEqual([12, 48, 48, 12]);
  });

  test('treats images one by one', () => {
    const slopes = [1, 2, 3].map((slope) => imageOf((row, column) => slope * row * column).data);
    const together = hog({ shape: [3, 64], data: Float64Array.of(...slopes.flatMap((x) => [...x])) }, plain);
    expect(together.shape).toEqual([3, 9]);
    expect([...together.data]).toEqual(slopes.flatMap((data) => [...hog({ shape: [1, 64], data }, plain).data]));
  });

  const image = fc.uint8Array({ minLength: 192, maxLength: 192 });
  property.prop([image, fc.integer({ min: 1, max: 100 })])('does not change with brightness', (data, brighter) => {
    const brightened = Float64Array.from(data, (x) => x + brighter);
    const options = { imageShape: [12, 16], cell: [4, 4] } as const;
    expect(hog({ shape: [1, 192], data: brightened }, options)).toEqual(hog({ shape: [1, 192], data }, options));
  });

  property.prop([image, fc.constantFrom('L2', 'L2-Hys', 'L1', 'L1-sqrt')])(
    'has no block longer than 1 by its norm',
    (data, normalization) => {
      const features = hog({ shape: [1, 192], data }, { imageShape: [3, 8, 8], cell: [4, 4], normalization }).data;
      const power = normalization === 'L1' ? 1 : 2;
      expect(features.reduce((sum, x) => sum + x ** power, 0)).toBeLessThan(1 + 1e-12);
    },
  );

  test('of no images is empty', () => {
    const none = { shape: [0, 64], data: new Uint8Array(0) };
    expect(hog(none, { imageShape: [8, 8], block: [1, 1] })).toEqual({ shape: [0, 9], data: new Float64Array(0) });
  });

  const names = 'L1, L1-sqrt, L2, L2-Hys, none';
  test.for<[options: Record<string, unknown>, message: string]>([
    [
      { imageShape: [64] },
      'imageShape must be [height, width] or [channels, height, width], of positive integers, got [64]',
    ],
    [{ imageShape: [3, 8, 8] }, 'images must have 192 numbers each, as imageShape [3, 8, 8] has, got shape [1, 64]'],
    [{ orientations: 0 }, 'orientations must be a positive integer, got 0'],
    [{ orientations: 4.5 }, 'orientations must be a positive integer, got 4.5'],
    [{ cell: [0, 8] }, 'cell must be [height, width], of positive integers, got [0, 8]'],
    [{ cell: [8] }, 'cell must be [height, width], of positive integers, got [8]'],
    [{ block: [1, -1] }, 'block must be [height, width], of positive integers, got [1, -1]'],
    [{ block: [2, 2] }, 'block must be at most the cells of an image ([1, 1]), got [2, 2]'],
    [{ cell: [9, 9] }, 'block must be at most the cells of an image ([0, 0]), got [1, 1]'],
    [{ normalization: 'l2' }, `normalization must be one of ${names}, got 'l2'`],
    [{ normalization: 'toString' }, `normalization must be one of ${names}, got 'toString'`],
  ])('refuses %j: %s', ([options, message]) => {
    const malformed = { ...plain, ...options } as unknown as HogOptions; // what the types forbid
    expect(() =>
      hog(
        imageOf(() => 0),
        malformed,
      ),
    ).toThrow(`hog: ${message}`);
  });

  test('refuses pixels that are no numbers', () => {
    const message = 'hog: pixels must be finite numbers, got';
    expect(() =>
      hog(
        imageOf((row) => (row === 3 ? Number.NaN : 0)),
        plain,
      ),
    ).toThrow(`${message} NaN in image 0`);
    expect(() =>
      hog(
        imageOf((row) => (row === 3 ? Infinity : 0)),
        plain,
      ),
    ).toThrow(`${message} Infinity in image 0`);
  });
});
