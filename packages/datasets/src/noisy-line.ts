import { deriveKey, type Key, uniforms, type Value } from '@adjoint/graph';
import { demandOption, isCount } from './option.ts';
import { withNoise } from './synthetic.ts';

/** How samples of a line are made up. */
export interface NoisyLineOptions {
  /** The number of samples; 100 unless given. */
  readonly rows?: number;
  /** The slope along each feature; `[2]`, a line proper, unless given. */
  readonly weights?: readonly number[];
  /** The height at 0; 1 unless given. */
  readonly bias?: number;
  /** The standard deviation of the normal noise on the targets, from 0 on; 0.1 unless given. */
  readonly noise?: number;
  /** Decides the features and the noise: the same seed gives the same numbers on every platform; 0 unless given. */
  readonly seed?: Key;
}

/** Samples of a quantity to predict: `features` `[rows, features]` and `targets` `[rows]`. */
export type RegressionSamples = Readonly<{ features: Value<Float64Array>; targets: Value<Float64Array> }>;

/**
 * Samples of a line, or of a plane where there are several weights: `features` `[rows, weights]`, drawn evenly from -1 to 1,
 * and `targets` `[rows]`, features · weights + bias with noise. Options that cannot be are an `UnfitOption`.
 *
 * @example
 * ```ts
 * import { noisyLine } from '@adjoint/datasets';
 *
 * const { features, targets } = noisyLine({ weights: [3, -1], noise: 0.5 });
 * console.log(features.shape, targets.shape); // [ 100, 2 ] [ 100 ]
 * ```
 */
export const noisyLine = ({
  rows = 100,
  weights = [2],
  bias = 1,
  noise = 0.1,
  seed = 0,
}: NoisyLineOptions = {}): RegressionSamples => {
  const demand = (holds: boolean, rule: string, got: unknown): void => demandOption('noisyLine', holds, rule, got);
  demand(isCount(rows, 2 ** 24), 'rows must be a positive integer up to 2^24', rows);
  const areWeights = weights.length > 0 && weights.every(Number.isFinite);
  demand(areWeights, 'weights must be one finite number or more', JSON.stringify(weights));
  demand(Number.isFinite(bias), 'bias must be a finite number', bias);
  demand(noise >= 0 && noise < Infinity, 'noise must be a number from 0 on', noise);
  demand(Number.isInteger(seed), 'seed must be an integer', seed);

  const width = weights.length;
  const features = uniforms(deriveKey(seed, 'noisyLine', 'features'), rows * width).map((uniform) => 2 * uniform - 1);
  const heights = Float64Array.from({ length: rows }, (_, row) =>
    weights.reduce((height, weight, column) => height + weight * features[row * width + column]!, bias),
  );
  return {
    features: { shape: [rows, width], data: features },
    targets: withNoise('noisyLine', { shape: [rows], data: heights }, noise, seed),
  };
};
