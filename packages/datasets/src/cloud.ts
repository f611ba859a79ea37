import { deriveKey, formatShape, uniforms } from '@adjoint/graph';
import { demandOption, isCount } from './option.ts';
import type { Samples } from './samples.ts';
import { checkSynthetic, sampleClasses, type SyntheticOptions } from './synthetic.ts';

/** How clouds of points are made up. */
export interface BlobsOptions extends SyntheticOptions {
  /** The number of clouds, each a class; as many as there are centers, else 3 unless given. */
  readonly classes?: number;
  /** The number of features; that of the centers, else 2 unless given. */
  readonly dimensions?: number;
  /** Where the clouds lie, one row each; drawn evenly from -10 to 10 unless given. */
  readonly centers?: readonly (readonly number[])[];
}

/**
 * Round clouds of points, a class each: `features` `[classes · perClass, dimensions]` and `labels`, class after class. Normal
 * noise (1 unless given) is added to each class's center. Source: scikit-learn's `make_blobs`. Options that cannot be, or do
 * not agree with the centers, are an `UnfitOption`.
 *
 * @example
 * ```ts
 * import { blobs } from '@adjoint/datasets';
 *
 * const { features, labels } = blobs({ centers: [[0, 0], [3, 3]], seed: 1 }); // prettier-ignore
 * console.log(features.shape, labels.shape); // [ 200, 2 ] [ 200 ]
 * ```
 */
export const blobs = ({
  centers,
  classes = centers?.length ?? 3,
  dimensions = centers?.[0]?.length ?? 2,
  perClass = 100,
  noise = 1,
  seed = 0,
}: BlobsOptions = {}): Samples => {
  checkSynthetic('blobs', { perClass, noise, seed }, classes);
  demandOption('blobs', isCount(dimensions), 'dimensions must be a positive integer', dimensions);
  if (centers !== undefined) {
    const fits =
      centers.length === classes &&
      centers.every((center) => center.length === dimensions && center.every(Number.isFinite));
    const rule = `centers must be finite numbers of shape ${formatShape([classes, dimensions])}`;
    demandOption('blobs', fits, rule, JSON.stringify(centers));
  }
  const drawn = centers ?? centersOf(uniforms(deriveKey(seed, 'blobs', 'centers'), classes * dimensions), dimensions);
  return sampleClasses('blobs', { perClass, noise, seed }, classes, dimensions, (label) => drawn[label]!);
};

/**
 * The exclusive or: `features` `[2 · perClass, 2]` and `labels`, class after class. The samples of class 0 lie at (0, 0) and
 * (1, 1) by turns, those of class 1 at (0, 1) and (1, 0), with normal noise (0.1 unless given) around them; with `perClass` 2
 * and no noise they are the truth table. No linear classifier separates them. Options that cannot be are an `UnfitOption`.
 */
export const xor = ({ perClass = 100, noise = 0.1, seed = 0 }: SyntheticOptions = {}): Samples => {
  checkSynthetic('xor', { perClass, noise, seed }, 2);
  return sampleClasses('xor', { perClass, noise, seed }, 2, 2, (label, index) => [index % 2, (index + label) % 2]);
};

const centersOf = (uniform: Float64Array, dimensions: number): readonly Float64Array[] =>
  Array.from({ length: uniform.length / dimensions }, (_, label) =>
    uniform.subarray(label * dimensions, (label + 1) * dimensions).map((u) => 20 * u - 10),
  );
