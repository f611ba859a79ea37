import { orThrow } from '@adjoint/graph';
import * as z from 'zod/mini';
import { type RunJobs, withCrew } from './crew.ts';
import { aCount } from './hyperparameter.ts';
import { decodeOptions } from './option.ts';
import type { Scores } from './progress.ts';
import type { Trial } from './trial.ts';

/** How to cross-validate. */
export interface CrossValidationOptions {
  /** How many parts the data have, each of which is tested on once: at least 2. */
  readonly folds: number;
  /** How many threads a trial that is a module runs in: if not given, as many as the machine runs at once. */
  readonly workers?: number;
  /** Ends it with a `TrialsAborted`: at once where trials run in workers, else without waiting for the trial under way. */
  readonly signal?: AbortSignal;
}

/** How well some hyperparameters do on data that were not trained on. */
export interface CrossValidation {
  /** The scores of every fold. */
  readonly folds: readonly Scores[];
  /** Their means over the folds. */
  readonly mean: Scores;
  /** Their sample standard deviations: √(Σ(score − mean)² / (folds − 1)). */
  readonly spread: Scores;
}

/**
 * Runs a trial on every fold of its data. A trial that is a function runs here, one fold after the other; one that is the URL
 * of a module whose default export is such a function runs in worker threads (in Node only), as many folds at once as there
 * are workers. Scores are the same bits either way. A module may be TypeScript where Node reads it or tsx is installed.
 *
 * A trial that throws or whose worker ends is a `TrialFailed`, one that cannot be loaded or returns no scores an `UnfitTrial`,
 * an option out of range an `InvalidOption`. Whatever happens, no worker is left behind.
 *
 * @example
 * ```ts
 * import { crossValidate } from '@adjoint/optim';
 *
 * const heights = [1.61, 1.72, 1.68, 1.93, 1.75, 1.81];
 * const trial = ({ shrinkage }: { shrinkage: number }, { fold, folds }: { fold: number; folds: number }) => {
 *   const test = heights.filter((_, row) => row % folds === fold);
 *   const train = heights.filter((_, row) => row % folds !== fold);
 *   const guess = train.reduce((sum, height) => sum + height, 0) / (train.length + shrinkage);
 *   return { loss: test.reduce((sum, height) => sum + (height - guess) ** 2, 0) / test.length };
 * };
 * const { mean, spread } = await crossValidate(trial, { shrinkage: 0.1 }, { folds: 3 });
 * console.log(mean['loss'], spread['loss']); // ≈ 0.0123 ≈ 0.0162
 * ```
 *
 * Given `new URL('./trial.js', import.meta.url)` in place of the function, whose default export it is then, it runs in threads.
 */
export const crossValidate = async <H extends object>(
  trial: Trial<NoInfer<H>> | URL,
  hyperparameters: H,
  options: CrossValidationOptions,
): Promise<CrossValidation> => {
  const { folds, workers } = orThrow(decodeOptions('crossValidate', schema, options));
  const crew = { trial, workers, jobs: folds, signal: options.signal };
  const [validation] = await withCrew<H, readonly CrossValidation[]>('crossValidate', crew, (run) =>
    crossValidateAll(run, [hyperparameters], { folds }),
  );
  return validation!;
};

/** Cross-validates several candidates at once, so that no worker idles while another still has folds to do. */
export const crossValidateAll = async <H>(
  run: RunJobs<H>,
  candidates: readonly H[],
  { folds, ...effort }: { readonly folds: number; readonly budget?: number },
): Promise<readonly CrossValidation[]> => {
  const scores = await run(
    candidates.flatMap((hyperparameters) =>
      Array.from({ length: folds }, (_, fold) => ({ hyperparameters, at: { fold, folds, ...effort } })),
    ),
  );
  return candidates.map((_, index) => summary(scores.slice(index * folds, (index + 1) * folds)));
};

/** How many folds, or to how many parts: fewer than two make no sense. */
export const atLeastTwo = z
  .int('must be a whole number from 2 up')
  .check(z.minimum(2, 'must be a whole number from 2 up'));

const summary = (folds: readonly Scores[]): CrossValidation => {
  const perScore = (combine: (scores: readonly number[]) => number): Scores =>
    Object.fromEntries(Object.keys(folds[0]!).map((name) => [name, combine(folds.map((scores) => scores[name]!))]));
  return { folds, mean: perScore(meanOf), spread: perScore(deviationOf) };
};

const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

const deviationOf = (numbers: readonly number[]): number => {
  const mean = meanOf(numbers);
  return Math.sqrt(numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / (numbers.length - 1));
};

const schema = z.strictObject({ folds: atLeastTwo, workers: z.optional(aCount), signal: z.optional(z.unknown()) });
