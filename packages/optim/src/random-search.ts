import { deriveKey, normals, orThrow } from '@adjoint/graph';
import * as z from 'zod/mini';
import type { Method } from './method.ts';
import { decodeOptions } from './option.ts';
import { along, scaledBy } from './vector.ts';

/** What random search needs to know. */
export interface RandomSearchOptions {
  /** How many points it draws. */
  readonly samples: number;
  /** The standard deviation of every parameter, around 0; 1 if not given. */
  readonly scale?: number;
  /** What the points are drawn from; 0 if not given. */
  readonly seed?: number;
}

/**
 * Draws points and keeps the best one: the first, very bad idea of Stanford's CS231n, Optimization, strategy 1. An iteration
 * is a sample. An option out of range is an `InvalidOption`.
 */
export const randomSearch = (options: RandomSearchOptions): Method => {
  const { samples, scale = 1, seed = 0 } = orThrow(decodeOptions('randomSearch', searchSchema, options));
  return {
    name: 'randomSearch',
    usesGradient: false,
    *iterates(objective, start) {
      let best = start;
      for (let sample = 0; sample < samples; sample++) {
        const found = objective.at(scaledBy(scale, normals(deriveKey(seed, sample), start.point.length)));
        if (found.value < best.value) best = found;
        yield best;
      }
      return 'iterations';
    },
  };
};

/** What random local search needs to know. */
export interface RandomLocalSearchOptions {
  /** The standard deviation of every parameter around the best point so far. */
  readonly step: number;
  /** What the points are drawn from; 0 if not given. */
  readonly seed?: number;
}

/**
 * Tries a random step from the best point so far, and takes it if it goes down: CS231n, Optimization, strategy 2. An iteration
 * is a try. An option out of range is an `InvalidOption`.
 */
export const randomLocalSearch = (options: RandomLocalSearchOptions): Method => {
  const { step, seed = 0 } = orThrow(decodeOptions('randomLocalSearch', localSchema, options));
  return {
    name: 'randomLocalSearch',
    usesGradient: false,
    *iterates(objective, start) {
      let best = start;
      for (let sample = 0; ; sample++) {
        const found = objective.at(along(best.point, step, normals(deriveKey(seed, sample), best.point.length)));
        if (found.value < best.value) best = found;
        yield best;
      }
    },
  };
};

const mustBePositive = 'must be a positive number';
const mustBeCount = 'must be a whole number of at least 1';
const positive = z.number(mustBePositive).check(z.positive(mustBePositive));
const seedOption = z.optional(z.int('must be a whole number'));

const searchSchema = z.strictObject({
  samples: z.int(mustBeCount).check(z.minimum(1, mustBeCount)),
  scale: z.optional(positive),
  seed: seedOption,
});

const localSchema = z.strictObject({ step: positive, seed: seedOption });
