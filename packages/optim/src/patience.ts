import type { Value } from '@adjoint/graph';
import * as z from 'zod/mini';
import { aCount, notNegative } from './hyperparameter.ts';
import type { Progress, Scores } from './progress.ts';

/** What shall get better from epoch to epoch, and how long it may take. */
export interface PatienceOptions {
  /** A score by name: the loss if not given, or a metric; that of validation where there is one. */
  readonly on?: string;
  /** Which score is better: the smallest if not given; for an accuracy, the largest. */
  readonly goal?: Goal;
  /** How many epochs in a row it may go without getting better. */
  readonly epochs: number;
  /** By how much it must be better than the best to count as better: 0 if not given, so anything better does. */
  readonly minDelta?: number;
}

/** Which of two scores is the better one. */
export type Goal = 'smallest' | 'largest';

/** What `goal` must be. */
export const aGoal: z.ZodMiniType<Goal> = z.enum(['smallest', 'largest'], 'must be smallest or largest');

/** What the options of `patience` must be, each by itself. */
export const patienceShape = {
  on: z.optional(z.string('must be the name of a score')),
  goal: z.optional(aGoal),
  epochs: aCount,
  minDelta: z.optional(notNegative),
};

/** What `patience` must be. */
export const patienceSchema = z.strictObject(patienceShape, 'must be an object with epochs');

/** The score that is watched. */
export const watched = (scores: Scores, { on = 'loss' }: PatienceOptions): number => scores[on]!;

/** Whether a score is better than the best so far, if there is one; NaN never is. */
export const isBetter = (
  score: number,
  best: number | undefined,
  { goal = 'smallest', minDelta = 0 }: PatienceOptions,
): boolean => {
  const sign = goal === 'smallest' ? 1 : -1;
  return sign * score < (best === undefined ? Infinity : sign * best) - minDelta;
};

/** The progress after an epoch with such scores: it either was the best so far, or there was one more without a better one. */
export const judged = (
  progress: Progress,
  patience: PatienceOptions,
  scores: Scores,
  parameters: Readonly<Record<string, Value>>,
): Progress => {
  const score = watched(scores, patience);
  return isBetter(score, progress.best?.score, patience)
    ? { ...progress, best: { epoch: progress.epochs, on: patience.on ?? 'loss', score, parameters }, waited: 0 }
    : { ...progress, waited: progress.waited + 1 };
};

/** Whether there was no better epoch for too long. */
export const isExhausted = ({ waited }: Progress, patience: PatienceOptions | undefined): boolean =>
  patience !== undefined && waited >= patience.epochs;
