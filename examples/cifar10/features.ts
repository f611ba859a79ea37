import { colorHistogram, hog, type Split, standardization, visualWords } from '@adjoint/datasets';
import type { Value } from '@adjoint/graph';
import type { Choices } from './command-line.ts';
import type { Images } from './images.ts';
import type { Described, Scaling } from './linear-classifier.ts';

/** The images by features in place of pixels. */
export interface Features extends Split<Described> {
  /** What the features are. */
  readonly name: string;
  /** What standardizes them, learned from the training set. */
  readonly scaling: Scaling;
}

/** Edges in four by four cells; where there is colour ten bins of hue; and as many visual words as were asked for. */
export const featuresOf = (
  { train, test, imageShape }: Images,
  { words, seed }: Pick<Choices, 'words' | 'seed'>,
): Features => {
  const [height, width] = imageShape.slice(-2) as [number, number]; // the last two sizes of either kind
  const cell = [Math.floor(height / 4), Math.floor(width / 4)] as const;
  const kinds: Record<string, (images: Value) => Value> = { HOG: (images) => hog(images, { imageShape, cell }) };
  if (imageShape.length === 3) kinds['hues'] = (images) => colorHistogram(images, { imageShape });
  if (words > 0) kinds['words'] = visualWords(train.images, { imageShape, words, seed }).apply;

  const describe = (images: Value): Value => sideBySide(Object.values(kinds).map((kind) => kind(images)));
  const features = describe(train.images);
  return {
    name: Object.keys(kinds).join(', '),
    train: { images: features, labels: train.labels },
    test: { images: describe(test.images), labels: test.labels },
    scaling: standardization(features),
  };
};

/** Matrices of equally many rows as one. */
const sideBySide = (parts: readonly Value[]): Value => {
  const rows = parts[0]!.shape[0]!;
  const width = parts.reduce((sum, { shape }) => sum + shape[1]!, 0);
  const data = new Float64Array(rows * width);
  let from = 0;
  for (const { shape, data: part } of parts) {
    const columns = shape[1]!;
    for (let row = 0; row < rows; row++)
      data.set(part.subarray(row * columns, (row + 1) * columns), row * width + from);
    from += columns;
  }
  return { shape: [rows, width], data };
};
