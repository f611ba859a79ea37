import { countOf, formatShape, orThrow, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { unfitShape } from './error.ts';
import { demandOption, isCount } from './option.ts';

/**
 * The shape of one image: `[height, width]` where it is grey, `[channels, height, width]` where it has several planes, one
 * after the other, as those of CIFAR-10.
 */
export type ImageShape =
  | readonly [height: number, width: number]
  | readonly [channels: number, height: number, width: number];

/** Images of one shape, ready to be visited one by one. */
export interface Images {
  /** How many there are. */
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Calls `visit` with the pixels of each image, plane by plane and row by row, in an array that the next image overwrites. */
  readonly forEach: (visit: (pixels: Float64Array, index: number) => void) => void;
}

/**
 * The images in the rows of a value `[images, ...]`, each with as many numbers as `imageShape`; rows of another size are an
 * `UnfitShape`, an `imageShape` that is none, and pixels that are infinite or NaN, an `UnfitOption`.
 */
export const imagesOf = (operation: string, { shape, data }: Value, imageShape: ImageShape): Images => {
  const isShape = (imageShape.length === 2 || imageShape.length === 3) && imageShape.every((size) => isCount(size));
  const rule = 'imageShape must be [height, width] or [channels, height, width], of positive integers';
  demandOption(operation, isShape, rule, formatShape(imageShape));
  const [count, ...rest] = shape;
  const size = countOf(imageShape);
  if (count === undefined || countOf(rest) !== size) {
    const rule = `images must have ${size} numbers each, as imageShape ${formatShape(imageShape)} has`;
    return orThrow(E.left(unfitShape(operation, rule, shape)));
  }
  const [channels, height, width] = imageShape.length === 3 ? imageShape : [1, ...imageShape];
  return {
    count,
    channels,
    height,
    width,
    forEach: (visit) => {
      const pixels = new Float64Array(size);
      for (let index = 0; index < count; index++) {
        pixels.set(data.subarray(index * size, (index + 1) * size));
        const wrong = pixels.findIndex((x) => !Number.isFinite(x));
        if (wrong !== -1)
          demandOption(operation, false, 'pixels must be finite numbers', `${pixels[wrong]} in image ${index}`);
        visit(pixels, index);
      }
    },
  };
};
