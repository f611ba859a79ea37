import { deriveKey, type Key, normals, type Value } from '@adjoint/graph';
import { demandOption, isCount } from './option.ts';
import type { Samples } from './samples.ts';

/** How samples are made up. */
export interface SyntheticOptions {
  /** The number of samples of each class; 100 unless given. */
  readonly perClass?: number;
  /** The standard deviation of the normal noise, from 0 on. Without noise the samples lie exactly where the formula says. */
  readonly noise?: number;
  /** Decides the noise: the same seed gives the same numbers on every platform; 0 unless given. */
  readonly seed?: Key;
}

/** Throws an `UnfitOption` for counts, noise or a seed that cannot be. */
export const checkSynthetic = (
  operation: string,
  { perClass, noise, seed }: Required<SyntheticOptions>,
  classes: number,
): void => {
  demandOption(operation, isCount(perClass, mostSamples), `perClass must be a positive integer up to 2^24`, perClass);
  demandOption(operation, isCount(classes, mostSamples), 'classes must be a positive integer up to 2^24', classes);
  demandOption(operation, noise >= 0 && noise < Infinity, 'noise must be a number from 0 on', noise);
  demandOption(operation, Number.isInteger(seed), 'seed must be an integer', seed);
};

/** Samples class after class: `pointOf` gives the features of sample `index` of class `label`, to which noise is added. */
export const sampleClasses = (
  operation: string,
  { perClass, noise, seed }: Required<SyntheticOptions>,
  classes: number,
  width: number,
  pointOf: (label: number, index: number) => ArrayLike<number>,
): Samples => {
  const rows = classes * perClass;
  const features = new Float64Array(rows * width);
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    labels[row] = Math.floor(row / perClass);
    features.set(pointOf(labels[row]!, row % perClass), row * width);
  }
  return {
    features: withNoise(operation, { shape: [rows, width], data: features }, noise, seed),
    labels: { shape: [rows], data: labels },
  };
};

/** A value with normal noise of a standard deviation added to each element. */
export const withNoise = (
  operation: string,
  { shape, data }: Value<Float64Array>,
  deviation: number,
  seed: Key,
): Value<Float64Array> => {
  if (deviation === 0) return { shape, data };
  const noise = normals(deriveKey(seed, operation, 'noise'), data.length);
  return { shape, data: data.map((x, i) => x + deviation * noise[i]!) };
};

/** Number `index` of `count` numbers at equal distances, the first and the last of them exactly as given. */
export const between = (first: number, last: number, index: number, count: number): number =>
  count === 1 ? first : first + ((last - first) * index) / (count - 1);

const mostSamples = 2 ** 24;
