import type { Value } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { digits } from './digits.ts';
import { visualWords, type VisualWordsOptions } from './visual-words.ts';

/** Images of 4×4 in which every patch of 2×2 at a stride of 2 is one of: dark, bright, bright above, bright on the left. */
const kinds = [
  [0, 0, 0, 0],
  [200, 200, 200, 200],
  [200, 200, 0, 0],
  [200, 0, 200, 0],
] as const;
const imagesOf = (...images: readonly (readonly [number, number, number, number])[]): Value => ({
  shape: [images.length, 16],
  data: Uint8Array.from(
    images.flatMap((quarters) =>
      Array.from({ length: 16 }, (_, i) => {
        const [row, column] = [i >> 2, i & 3];
        return kinds[quarters[(row >> 1) * 2 + (column >> 1)]!]![(row & 1) * 2 + (column & 1)]!;
      }),
    ),
  ),
});
const tiles = { imageShape: [4, 4], patch: [2, 2], stride: 2, words: 4, seed: 1, normalization: 'none' } as const;
const training = imagesOf([0, 1, 2, 3], [3, 2, 1, 0], [0, 0, 1, 2], [3, 3, 1, 2]);

/** The word for each kind of tile. */
const wordsFor = ({ apply }: ReturnType<typeof visualWords>): readonly number[] =>
  kinds.map((_, kind) => apply(imagesOf([kind, kind, kind, kind])).data.indexOf(1));

describe('visualWords', () => {
  test('learns the patches that images are made of', () => {
    const { codebook } = visualWords(training, tiles);
    expect(codebook.shape).toEqual([4, 4]);
    const words = [0, 1, 2, 3].map((word) => codebook.data.slice(4 * word, 4 * word + 4).join());
    expect(words.toSorted()).toEqual(kinds.map((kind) => kind.join()).toSorted());
  });

  test('counts the words of images it has not seen', () => {
    const learned = visualWords(training, tiles);
    const words = wordsFor(learned);
    expect(new Set(words).size).toBe(4);
    const { shape, data } = learned.apply(imagesOf([0, 0, 0, 2], [1, 2, 3, 3]));
    expect(shape).toEqual([2, 4]);
    expect(words.map((word) => data[word])).toEqual([0.75, 0, 0.25, 0]);
    expect(words.map((word) => data[4 + word])).toEqual([0, 0.25, 0.25, 0.5]);
  });

  test('counts them region by region', () => {
    const words = wordsFor(visualWords(training, tiles));
    const { apply } = visualWords(training, { ...tiles, regions: [2, 1] });
    const { shape, data } = apply(imagesOf([0, 1, 2, 2]));
    expect(shape).toEqual([1, 8]);
    expect(words.map((word) => data[word])).toEqual([0.25, 0.25, 0, 0]);
    expect(words.map((word) => data[4 + word])).toEqual([0, 0, 0.5, 0]);
    const { apply: applyQuarters } = visualWords(training, { ...tiles, regions: [2, 2] });
    const quarters = applyQuarters(imagesOf([3, 1, 0, 2])).data;
    [3, 1, 0, 2].forEach((kind, region) => expect(quarters[4 * region + words[kind]!]).toBe(0.25));
  });

  test.for<[imageShape: [number, number], regions: [number, number]]>([
    [
      [8, 2],
      [2, 1],
    ],
    [
      [2, 8],
      [1, 2],
    ],
  ])('divides images of %j into regions of equally many patches', ([imageShape, regions]) => {
    const tall = [0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9];
    const pixels = imageShape[0] === 8 ? tall : tall.map((_, i) => (i % 8 < 4 ? 0 : 9));
    const value = { shape: [1, 16], data: Uint8Array.from(pixels) };
    const { apply } = visualWords(value, { ...tiles, imageShape, regions, words: 2 });
    const [first, second] = [apply(value).data.slice(0, 2), apply(value).data.slice(2)];
    expect(first.toSorted()).toEqual(Float64Array.of(0, 0.5));
    expect(second).toEqual(first.toReversed());
  });

  test('learns from other patches with another seed', () => {
    const image = { shape: [1, 400], data: Uint16Array.from({ length: 400 }, (_, i) => i) };
    const wordsOf = (seed: number) =>
      visualWords(image, { ...tiles, imageShape: [20, 20], samples: 10, words: 10, seed }).codebook.data.toSorted();
    expect(wordsOf(2)).not.toEqual(wordsOf(1));
    expect(wordsOf(1)).toEqual(wordsOf(1));
  });

  test('compares forms, not brightnesses, where contrast is normalized', () => {
    const { codebook, apply } = visualWords(training, { ...tiles, words: 3, normalization: 'contrast' });
    expect(apply(imagesOf([0, 0, 0, 0]))).toEqual(apply(imagesOf([1, 1, 1, 1])));
    // (200 − 100)/√(100² + 10) for the brighter half of a patch, and 0 for all of a flat one
    const high = 100 / Math.sqrt(10_010);
    const words = [0, 1, 2].map((word) => [...codebook.data.subarray(4 * word, 4 * word + 4)]);
    for (const expected of [
      [0, 0, 0, 0],
      [high, high, -high, -high],
      [high, -high, high, -high],
    ])
      expect(words.some((word) => word.every((x, i) => Math.abs(x - expected[i]!) < 1e-12))).toBe(true);
  });

  test('cuts patches through all channels', () => {
    // the second channel alone tells two images apart
    const value = { shape: [2, 8], data: Uint8Array.of(9, 9, 9, 9, 0, 0, 0, 0, 9, 9, 9, 9, 50, 50, 50, 50) };
    const { codebook, apply } = visualWords(value, { ...tiles, imageShape: [2, 2, 2], words: 2 });
    expect(codebook.shape).toEqual([2, 8]);
    expect(apply(value).data.toSorted()).toEqual(Float64Array.of(0, 0, 1, 1));
    expect(apply(value).data[0]).not.toBe(apply(value).data[2]);
  });

  test('tells the digits apart better than chance by their words alone', async () => {
    const { images, labels } = (await digits()).data;
    const { apply } = visualWords(images, {
      imageShape: [8, 8],
      words: 30,
      patch: [3, 3],
      stride: 1,
      seed: 1,
      softening: 1,
    });
    const { data } = apply(images);
    // the nearest of the classes' mean histograms, learned from the first 1,000 images
    const means = Array.from({ length: 10 }, (_, digit) => {
      const own = [...labels.data.keys()].filter((i) => i < 1000 && labels.data[i] === digit);
      return Array.from({ length: 30 }, (_, j) => own.reduce((sum, i) => sum + data[30 * i + j]!, 0) / own.length);
    });
    let right = 0;
    for (let i = 1000; i < 1797; i++) {
      const squares = means.map((mean) => mean.reduce((sum, x, j) => sum + (x - data[30 * i + j]!) ** 2, 0));
      if (squares.indexOf(Math.min(...squares)) === labels.data[i]) right++;
    }
    expect(right / 797).toBeGreaterThan(0.5);
  });

  const pixels = fc.uint8Array({ minLength: 3 * 96, maxLength: 3 * 96 });
  const options = { imageShape: [2, 6, 8], patch: [3, 2], stride: 1, samples: 40, words: 5, iterations: 3 } as const;
  property.prop([pixels, fc.integer(), fc.constantFrom('lloyd', 'miniBatch')])(
    'gives histograms with the sum 1, the same for the same seed',
    (data, seed, method) => {
      const value = { shape: [3, 96], data };
      const histograms = visualWords(value, { ...options, seed, method, batch: 10, regions: [2, 3] }).apply(value);
      expect(histograms.shape).toEqual([3, 30]);
      for (let i = 0; i < 3; i++)
        expect(histograms.data.subarray(30 * i, 30 * i + 30).reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
      const again = visualWords(value, { ...options, seed, method, batch: 10, regions: [2, 3] }).apply(value);
      expect(again).toEqual(histograms);
    },
  );

  property.prop([pixels])('treats images one by one', (data) => {
    const { apply } = visualWords({ shape: [3, 96], data }, { ...options, seed: 1 });
    const alone = [0, 1, 2].flatMap((i) => [...apply({ shape: [1, 96], data: data.slice(96 * i, 96 * (i + 1)) }).data]);
    expect(alone).toEqual([...apply({ shape: [3, 96], data }).data]);
    expect(apply({ shape: [0, 96], data: new Uint8Array(0) }).shape).toEqual([0, 5]);
  });

  const shapeRule = 'imageShape must be [height, width] or [channels, height, width], of positive integers';
  const patchRule = 'patch must be [height, width], at most [4, 4]';
  const wordsRule = 'words must be a positive integer and at most the patches sampled';
  const regionsRule = 'regions must be [rows, columns], at most the patches [2, 2]';
  test.for<[options: Record<string, unknown>, message: string]>([
    [{ imageShape: [16] }, `visualWords: ${shapeRule}, got [16]`],
    [
      { imageShape: [3, 4] },
      'visualWords: images must have 12 numbers each, as imageShape [3, 4] has, got shape [4, 16]',
    ],
    [{ patch: [5, 2] }, `visualWords: ${patchRule}, got [5, 2]`],
    [{ patch: [2, 0] }, `visualWords: ${patchRule}, got [2, 0]`],
    [{ patch: [2] }, `visualWords: ${patchRule}, got [2]`],
    [{ stride: 0 }, 'visualWords: stride must be a positive integer, got 0'],
    [{ normalization: 'white' }, "visualWords: normalization must be 'contrast' or 'none', got 'white'"],
    [{ softening: 0 }, 'visualWords: softening must be a positive number, got 0'],
    [{ seed: 1.5 }, 'visualWords: seed must be an integer, got 1.5'],
    [{ samples: 0 }, 'visualWords: samples must be a positive integer, got 0'],
    [{ words: 0 }, `visualWords: ${wordsRule} (16), got 0`],
    [{ words: 17 }, `visualWords: ${wordsRule} (16), got 17`],
    [{ words: 4, samples: 3 }, `visualWords: ${wordsRule} (3), got 4`],
    [{ regions: [3, 1] }, `visualWords: ${regionsRule}, got [3, 1]`],
    [{ regions: [0, 1] }, `visualWords: ${regionsRule}, got [0, 1]`],
    [{ method: 'elkan' }, "kMeans: method must be 'lloyd' or 'miniBatch', got 'elkan'"],
  ])('refuses %j: %s', ([options, message]) => {
    const malformed = { ...tiles, ...options } as unknown as VisualWordsOptions; // what the types forbid
    expect(() => visualWords(training, malformed)).toThrow(message);
  });

  test('refuses images of another size, and pixels that are no numbers', () => {
    const { apply } = visualWords(training, tiles);
    const rule = 'visualWords: images must have 16 numbers each, as imageShape [4, 4] has, got shape [1, 9]';
    expect(() => apply({ shape: [1, 9], data: new Float64Array(9) })).toThrow(rule);
    const broken = { shape: [1, 16], data: new Float64Array(16).fill(Number.NaN) };
    expect(() => apply(broken)).toThrow('visualWords: pixels must be finite numbers, got NaN in image 0');
  });
});
