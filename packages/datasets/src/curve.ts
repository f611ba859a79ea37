import { deriveKey, elementary, normals } from '@adjoint/graph';
import { demandOption } from './option.ts';
import type { Samples } from './samples.ts';
import { between, checkSynthetic, sampleClasses, type SyntheticOptions } from './synthetic.ts';

/** How a spiral is made up. Its noise is that of the angles, in radians. */
export interface SpiralOptions extends SyntheticOptions {
  /** The number of arms, each a class; 3 unless given. */
  readonly classes?: number;
}

/**
 * Arms of a spiral, a class each: `features` `[classes · perClass, 2]`, class after class from the center outwards; and
 * `labels`. Along arm j the radius r goes evenly from 0 to 1 and the angle t from 4j to 4(j + 1), to which noise is added
 * (0.2 unless given); the point is (r sin t, r cos t). No linear classifier separates them. Source: the case study of CS231n.
 * Options that cannot be are an `UnfitOption`.
 *
 * @example
 * ```ts
 * import { spiral, splitData } from '@adjoint/datasets';
 *
 * const { train, test } = splitData(spiral(), { test: 0.2, seed: 1, stratify: 'labels' });
 * console.log(train.features.shape, test.features.shape); // [ 240, 2 ] [ 60, 2 ]
 * ```
 */
export const spiral = ({ classes = 3, perClass = 100, noise = 0.2, seed = 0 }: SpiralOptions = {}): Samples => {
  const options = { perClass, noise, seed };
  checkSynthetic('spiral', options, classes);
  const turns = noise === 0 ? undefined : normals(deriveKey(seed, 'spiral', 'noise'), classes * perClass);
  return sampleClasses('spiral', { ...options, noise: 0 }, classes, 2, (label, index) => {
    const radius = between(0, 1, index, perClass);
    const turn = turns === undefined ? 0 : noise * turns[label * perClass + index]!;
    const angle = between(4 * label, 4 * (label + 1), index, perClass) + turn;
    return [radius * sin(angle), radius * cos(angle)];
  });
};

/**
 * Two half circles that hold each other: `features` `[2 · perClass, 2]` and `labels`, class after class. The first runs over
 * the top of the unit circle, the second through (1 - cos t, 1/2 - sin t); normal noise (0.1 unless given) is added.
 * Source: scikit-learn's `make_moons`. Options that cannot be are an `UnfitOption`.
 */
export const moons = ({ perClass = 100, noise = 0.1, seed = 0 }: SyntheticOptions = {}): Samples => {
  checkSynthetic('moons', { perClass, noise, seed }, 2);
  return sampleClasses('moons', { perClass, noise, seed }, 2, 2, (label, index) => {
    const angle = between(0, Math.PI, index, perClass);
    return label === 0 ? [cos(angle), sin(angle)] : [1 - cos(angle), 0.5 - sin(angle)];
  });
};

/** How circles are made up. */
export interface CirclesOptions extends SyntheticOptions {
  /** The radius of the inner circle, between 0 and 1; 0.5 unless given. */
  readonly factor?: number;
}

/**
 * A circle within the unit circle: `features` `[2 · perClass, 2]` and `labels`, the outer circle first. The points lie at equal
 * distances; normal noise (0.05 unless given) is added. Source: scikit-learn's `make_circles`. Options that cannot be are an
 * `UnfitOption`.
 */
export const circles = ({ perClass = 100, noise = 0.05, seed = 0, factor = 0.5 }: CirclesOptions = {}): Samples => {
  checkSynthetic('circles', { perClass, noise, seed }, 2);
  demandOption('circles', factor > 0 && factor < 1, 'factor must be between 0 and 1', factor);
  return sampleClasses('circles', { perClass, noise, seed }, 2, 2, (label, index) => {
    const angle = (2 * Math.PI * index) / perClass;
    const radius = label === 0 ? 1 : factor;
    return [radius * cos(angle), radius * sin(angle)];
  });
};

const { cos, sin } = elementary; // the platform's own differ in their last bits
