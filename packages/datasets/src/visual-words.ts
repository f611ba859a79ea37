import { deriveKey, formatShape, type Key, uniforms, type Value } from '@adjoint/graph';
import { type ImageShape, type Images, imagesOf } from './image.ts';
import { kMeans, type KMeansOptions } from './k-means.ts';
import { demandOption, isCount } from './option.ts';

/** How images are cut into patches, and how many kinds of patch there are. */
export interface VisualWordsOptions extends Pick<KMeansOptions, 'method' | 'iterations' | 'batch'> {
  /** `[height, width]` where the images are grey, `[channels, height, width]` where they have several planes. */
  readonly imageShape: ImageShape;
  /** The number of words in the codebook. */
  readonly words: number;
  /** Decides which patches the words are learned from, and where k-means starts. */
  readonly seed: Key;
  /** The height and width of a patch in pixels: `[6, 6]` unless given. */
  readonly patch?: readonly [height: number, width: number];
  /** How many pixels lie between a patch and the next one, across and down: 2 unless given. */
  readonly stride?: number;
  /** From how many patches the words are learned: 10,000 unless given, or all there are if fewer. */
  readonly samples?: number;
  /**
   * `'contrast'`, unless given, takes from each patch its mean and divides it by √(variance + `softening`), so that words are
   * forms, not brightnesses (Coates, Lee and Ng 2011); `'none'` compares patches as they are.
   */
  readonly normalization?: 'contrast' | 'none';
  /** Keeps flat patches flat where contrast is normalized: 10 unless given, which suits pixels up to 255. */
  readonly softening?: number;
  /** Rows and columns of regions, each with its own histogram (Lazebnik, Schmid and Ponce 2006): `[1, 1]` unless given. */
  readonly regions?: readonly [rows: number, columns: number];
}

/** A codebook of patches, and how images are described by it. */
export interface VisualWords {
  /** `[words, channels·height·width of a patch]`: the words, normalized as patches are. */
  readonly codebook: Value<Float64Array>;
  /**
   * The fraction of each image's patches that lie nearest to each word: `[n, channels·height·width]` gives `[n, words]`, or
   * `[n, rows·columns·words]` with several regions, region by region; a row's sum is 1. Rows of another size are an `UnfitShape`.
   */
  readonly apply: (images: Value) => Value<Float64Array>;
}

/**
 * Learns a codebook of visual words from images: the k-means centers of patches sampled from them (bag of visual words: Csurka
 * et al. 2004). Learn it from the training part alone, and apply it to both parts.
 *
 * Options outside their range, patches larger than an image, more regions than patches across or down, and more words than
 * patches are an `UnfitOption`, rows of another size an `UnfitShape`.
 *
 * @example
 * ```ts
 * import { digits, splitData, visualWords } from '@adjoint/datasets';
 *
 * const { data, imageShape } = await digits();
 * const { train, test } = splitData(data, { test: 0.2, seed: 1 });
 * const { apply } = visualWords(train.images, { imageShape, patch: [3, 3], words: 20, seed: 1 });
 * console.log(apply(train.images).shape, apply(test.images).shape); // [ 1438, 20 ] [ 359, 20 ]
 * ```
 */
export const visualWords = (value: Value, options: VisualWordsOptions): VisualWords => {
  const { imageShape, words, seed, samples = 10_000, regions = [1, 1], method, iterations, batch } = options;
  const images = imagesOf(operation, value, imageShape);
  const patches = patchesOf(images, options);
  const { places, width, cut } = patches;
  const total = images.count * places[0] * places[1];
  demand(Number.isInteger(seed), 'seed must be an integer', seed);
  demand(isCount(samples), 'samples must be a positive integer', samples);
  const count = Math.min(samples, total);
  demand(isCount(words, count), `words must be a positive integer and at most the patches sampled (${count})`, words);
  const areRegions = regions.length === 2 && regions.every((size, axis) => isCount(size, places[axis]));
  demand(
    areRegions,
    `regions must be [rows, columns], at most the patches ${formatShape(places)}`,
    formatShape(regions),
  );

  const key = deriveKey(seed, 'visualWords');
  const sample = new Float64Array(count * width);
  const chosen = sampleEvenly(total, count, deriveKey(key, 'patches'));
  let taken = 0;
  images.forEach((pixels, image) => {
    const first = image * places[0] * places[1];
    for (; taken < count && chosen[taken]! < first + places[0] * places[1]; taken++)
      cut(pixels, chosen[taken]! - first, sample, taken);
  });
  const { centers, assign } = kMeans(
    { shape: [count, width], data: sample },
    {
      count: words,
      seed: deriveKey(key, 'words'),
      ...(method === undefined ? {} : { method }),
      ...(iterations === undefined ? {} : { iterations }),
      ...(batch === undefined ? {} : { batch }),
    },
  );
  return {
    codebook: centers,
    apply: (value) => {
      const images = imagesOf(operation, value, imageShape);
      const features = regions[0] * regions[1] * words;
      const data = new Float64Array(images.count * features);
      const perImage = places[0] * places[1];
      const all = { shape: [perImage, width], data: new Float64Array(perImage * width) };
      images.forEach((pixels, image) => {
        for (let place = 0; place < perImage; place++) cut(pixels, place, all.data, place);
        assign(all).data.forEach((word, place) => {
          const row = Math.floor((Math.floor(place / places[1]) * regions[0]) / places[0]);
          const column = Math.floor(((place % places[1]) * regions[1]) / places[1]);
          data[image * features + (row * regions[1] + column) * words + word]!++;
        });
      });
      return { shape: [images.count, features], data: data.map((count) => count / perImage) };
    },
  };
};

const operation = 'visualWords';

const demand = (holds: boolean, rule: string, got: unknown): void => demandOption(operation, holds, rule, got);

/** `count` of the numbers 0 to `total - 1` in order, one from each of as many equal parts. */
const sampleEvenly = (total: number, count: number, key: Key): Float64Array =>
  uniforms(key, count).map((uniform, part) => Math.floor(((part + uniform) * total) / count));

/** Where the patches of an image lie, and how one is cut out. */
interface Patches {
  /** How many there are down and across. */
  readonly places: readonly [number, number];
  /** How many numbers a patch has. */
  readonly width: number;
  /** Writes the patch at a place, in row-major order, to row `row` of a matrix, normalized. */
  readonly cut: (pixels: Float64Array, place: number, matrix: Float64Array, row: number) => void;
}

const patchesOf = ({ channels, height, width }: Images, options: VisualWordsOptions): Patches => {
  const { patch = [6, 6], stride = 2, normalization = 'contrast', softening = 10 } = options;
  const isPatch = patch.length === 2 && isCount(patch[0], height) && isCount(patch[1], width);
  demand(isPatch, `patch must be [height, width], at most [${height}, ${width}]`, formatShape(patch));
  demand(isCount(stride), 'stride must be a positive integer', stride);
  const isKnown = normalization === 'contrast' || normalization === 'none';
  demand(isKnown, "normalization must be 'contrast' or 'none'", `'${String(normalization)}'`);
  demand(softening > 0 && softening < Infinity, 'softening must be a positive number', softening);
  const across = Math.floor((width - patch[1]) / stride) + 1;
  const size = channels * patch[0] * patch[1];
  return {
    places: [Math.floor((height - patch[0]) / stride) + 1, across],
    width: size,
    cut: (pixels, place, matrix, row) => {
      const top = Math.floor(place / across) * stride;
      const left = (place % across) * stride;
      let at = row * size;
      for (let channel = 0; channel < channels; channel++)
        for (let i = 0; i < patch[0]; i++) {
          const from = (channel * height + top + i) * width + left;
          for (let j = 0; j < patch[1]; j++) matrix[at++] = pixels[from + j]!;
        }
      if (normalization === 'contrast') normalizeContrast(matrix, row * size, at, softening);
    },
  };
};

/** (x − mean)/√(variance + softening) for part of an array, in place. */
const normalizeContrast = (x: Float64Array, start: number, end: number, softening: number): void => {
  let mean = 0;
  for (let i = start; i < end; i++) mean += x[i]! / (end - start);
  let variance = 0;
  for (let i = start; i < end; i++) variance += (x[i]! - mean) ** 2 / (end - start);
  const scale = 1 / Math.sqrt(variance + softening);
  for (let i = start; i < end; i++) x[i] = (x[i]! - mean) * scale;
};
