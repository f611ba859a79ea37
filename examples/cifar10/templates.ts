import type { ImageShape } from '@adjoint/datasets';
import type { Value } from '@adjoint/graph';
import * as Plot from '@observablehq/plot';
import { pngAddress } from './png.ts';

/** A linear classifier's weights on pixels, one column a class. */
export interface Weights {
  readonly name: string;
  readonly W: Value;
}

/** The weights of every class as an image, each stretched from black to white, one row a classifier. */
export const templates = (
  classifiers: readonly Weights[],
  { classes, imageShape }: { readonly classes: readonly string[]; readonly imageShape: ImageShape },
): Plot.PlotOptions => {
  const pictures = classifiers.flatMap(({ name, W }) =>
    classes.map((label, k) => ({ name, label, address: templateOf(W, k, imageShape) })),
  );
  return {
    width: 980,
    height: 60 + 92 * classifiers.length,
    marginTop: 30,
    marginLeft: 70,
    marginRight: 10,
    marginBottom: 10,
    x: { type: 'band', domain: classes, label: null, axis: 'top', tickSize: 0, padding: 0.05 },
    y: { type: 'band', domain: classifiers.map(({ name }) => name), label: null, tickSize: 0, padding: 0.05 },
    marks: [
      Plot.image(pictures, {
        x: 'label',
        y: 'name',
        src: 'address',
        width: 84,
        height: 84,
        imageRendering: 'pixelated',
      }),
    ],
  };
};

/** Column `k` of the weights as a picture; a template of one plane is grey. */
const templateOf = ({ shape, data }: Value, k: number, imageShape: ImageShape): string => {
  const [pixels, classes] = shape as readonly [number, number]; // a matrix, as declared
  const weights = Float64Array.from({ length: pixels }, (_, i) => data[i * classes + k]!);
  const [lowest, highest] = [weights.reduce((a, b) => Math.min(a, b)), weights.reduce((a, b) => Math.max(a, b))];
  const [height, width] = imageShape.slice(-2) as [number, number]; // the last two sizes of either kind
  const size = height * width;
  const planes = pixels / size;
  const colors = new Uint8Array(3 * size).map((_, i) => {
    const weight = weights[(planes === 3 ? i % 3 : 0) * size + Math.floor(i / 3)]!;
    return Math.round((255 * (weight - lowest)) / (highest - lowest));
  });
  return pngAddress(width, height, colors);
};
