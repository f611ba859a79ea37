import { elementary, formatShape, type Value } from '@adjoint/graph';
import { type ImageShape, type Images, imagesOf } from './image.ts';
import { demandOption, isCount } from './option.ts';

/**
 * How the histograms of a block are scaled, v being all of them and ε = 1e-5: `'L1'` is v/(‖v‖₁ + ε), `'L1-sqrt'` the square root
 * of that, `'L2'` is v/√(‖v‖² + ε²), and `'L2-Hys'` that again after entries above 0.2 are cut to it; `'none'` leaves them alone.
 */
export type BlockNormalization = 'L1' | 'L1-sqrt' | 'L2' | 'L2-Hys' | 'none';

/** How gradients are gathered in histograms. */
export interface HogOptions {
  /** `[height, width]`, or `[channels, height, width]`: of several channels, each pixel takes the one whose gradient is longest. */
  readonly imageShape: ImageShape;
  /** The number of equal bins for the angle between 0° and 180°: 9 unless given. */
  readonly orientations?: number;
  /** The height and width of a cell in pixels, `[8, 8]` unless given. What is left over at the right and the bottom is not used. */
  readonly cell?: readonly [height: number, width: number];
  /** The height and width of a block in cells, `[2, 2]` unless given. */
  readonly block?: readonly [height: number, width: number];
  /** `'L2-Hys'` unless given. */
  readonly normalization?: BlockNormalization;
}

/**
 * Histograms of oriented gradients (Dalal and Triggs 2005): images `[n, channels·height·width]` give `[n, features]`. Each cell
 * has the mean gradient length of its pixels by angle; each block of cells, one at every place it fits, has its cells' histograms,
 * normalized together. A row is [blocks down, blocks across, cells down, cells across, orientations], flattened.
 *
 * Gradients are centered differences (x[i+1] − x[i−1], not halved) and 0 along the border; angles are of (columns, rows) modulo
 * 180°; nothing is interpolated. These are the figures of scikit-image's `hog`, whose own blocks are `[3, 3]` unless given. With
 * `block: [1, 1], normalization: 'none'` it is close to the `hog_feature` of the CS231n assignment, which takes forward differences
 * of a grey image and leaves out the gradients that point left.
 *
 * Options outside their range, or blocks that no image has room for, are an `UnfitOption`, rows of another size an `UnfitShape`.
 *
 * @example
 * ```ts
 * import { digits, hog } from '@adjoint/datasets';
 *
 * const { data, imageShape } = await digits();
 * console.log(hog(data.images, { imageShape, cell: [4, 4] }).shape); // [ 1797, 36 ]
 * ```
 */
export const hog = (value: Value, options: HogOptions): Value<Float64Array> => {
  const { imageShape, orientations = 9, cell = [8, 8], block = [2, 2], normalization = 'L2-Hys' } = options;
  const images = imagesOf(operation, value, imageShape);
  demand(isCount(orientations), 'orientations must be a positive integer', orientations);
  demand(arePair(cell), 'cell must be [height, width], of positive integers', formatShape(cell));
  demand(arePair(block), 'block must be [height, width], of positive integers', formatShape(block));
  const names = Object.keys(normalizations);
  demand(names.includes(normalization), `normalization must be one of ${names.join(', ')}`, `'${normalization}'`);
  const cells = [Math.floor(images.height / cell[0]), Math.floor(images.width / cell[1])] as const;
  const blocks = [cells[0] - block[0] + 1, cells[1] - block[1] + 1] as const;
  const fits = blocks[0] >= 1 && blocks[1] >= 1;
  demand(fits, `block must be at most the cells of an image (${formatShape(cells)})`, formatShape(block));

  const normalize = normalizations[normalization];
  const line = block[1] * orientations; // the histograms of a row of cells within a block
  const features = blocks[0] * blocks[1] * block[0] * line;
  const data = new Float64Array(images.count * features);
  const histograms = new Float32Array(cells[0] * cells[1] * orientations);
  images.forEach((pixels, image) => {
    gather(pixels, images, cell, cells, orientations, histograms);
    let at = image * features;
    for (let row = 0; row < blocks[0]; row++)
      for (let column = 0; column < blocks[1]; column++) {
        const start = at;
        for (let i = 0; i < block[0]; i++, at += line) {
          const from = ((row + i) * cells[1] + column) * orientations;
          for (let j = 0; j < line; j++) data[at + j] = histograms[from + j]!;
        }
        normalize(data.subarray(start, at));
      }
  });
  return { shape: [images.count, features], data };
};

const operation = 'hog';

const demand = (holds: boolean, rule: string, got: unknown): void => demandOption(operation, holds, rule, got);

const arePair = (sizes: readonly number[]): boolean => sizes.length === 2 && sizes.every((size) => isCount(size));

/**
 * The histograms of all cells of one image, `[cells down, cells across, orientations]`, written over what was there. They are in
 * single precision as scikit-image's are: its figures could not be had to more than seven digits otherwise.
 */
const gather = (
  pixels: Float64Array,
  { channels, height, width }: Images,
  cell: readonly [number, number],
  cells: readonly [number, number],
  orientations: number,
  histograms: Float32Array,
): void => {
  const binWidth = 180 / orientations;
  histograms.fill(0);
  for (let row = 0; row < cells[0] * cell[0]; row++) {
    const isInner = row > 0 && row < height - 1;
    for (let column = 0; column < cells[1] * cell[1]; column++) {
      let down = 0;
      let across = 0;
      let square = 0; // of the longest gradient's length
      for (let channel = 0; channel < channels; channel++) {
        const at = (channel * height + row) * width + column;
        const dy = isInner ? pixels[at + width]! - pixels[at - width]! : 0;
        const dx = column > 0 && column < width - 1 ? pixels[at + 1]! - pixels[at - 1]! : 0;
        if (dx * dx + dy * dy <= square) continue;
        square = dx * dx + dy * dy;
        down = dy;
        across = dx;
      }
      if (square === 0) continue;
      const place = Math.floor(row / cell[0]) * cells[1] + Math.floor(column / cell[1]);
      histograms[place * orientations + binOf(down, across, binWidth, orientations)]! += Math.sqrt(square);
    }
  }
  const area = cell[0] * cell[1];
  for (let i = 0; i < histograms.length; i++) histograms[i]! /= area;
};

/** The bin of a gradient's angle modulo 180°. A bin holds its lower end, and the last one what rounds to 180. */
const binOf = (down: number, across: number, binWidth: number, orientations: number): number => {
  const degrees = elementary.atan2(down, across) * (180 / Math.PI);
  const angle = degrees < 0 ? degrees + 180 : degrees === 180 ? 0 : degrees;
  return Math.min(Math.floor(angle / binWidth), orientations - 1);
};

const epsilon = 1e-5;

const sumOfSquares = (block: Float64Array): number => block.reduce((sum, x) => sum + x * x, 0);

const divide = (block: Float64Array, by: number): void => {
  for (let i = 0; i < block.length; i++) block[i]! /= by;
};

const divideByLength = (block: Float64Array): void => divide(block, Math.sqrt(sumOfSquares(block) + epsilon * epsilon));

const divideBySum = (block: Float64Array): void => divide(block, block.reduce((sum, x) => sum + x, 0) + epsilon);

/** Each in place; the entries of a block are never negative. */
const normalizations: Readonly<Record<BlockNormalization, (block: Float64Array) => void>> = {
  L1: divideBySum,
  'L1-sqrt': (block) => {
    divideBySum(block);
    for (let i = 0; i < block.length; i++) block[i] = Math.sqrt(block[i]!);
  },
  L2: divideByLength,
  'L2-Hys': (block) => {
    divideByLength(block);
    for (let i = 0; i < block.length; i++) block[i] = Math.min(block[i]!, 0.2);
    divideByLength(block);
  },
  none: () => {},
};
