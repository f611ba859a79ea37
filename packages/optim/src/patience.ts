import type { Value } from '@adjoint/graph';
import * as z from 'zod/mini';
import type { Progress, Scores } from './progress.ts';

/** When to stop because nothing gets better any more. */
export interface PatienceOptions {
  /** What shall get smaller: the loss if not given, or a metric by name; that of validation where there is one. For an accuracy, report the error. */
  readonly on?: string;
  /** How many epochs in a row it may go without getting better. */
  readonly epochs: number;
  /** How much smaller than the best it must be to count as better: 0 if not given, so anything smaller does. */
  readonly minDelta?: number;
}

/** The best epoch so far. */
export interface Best {
  /** From 1. */
  readonly epoch: number;
  /** What was looked at: the loss or a metric, by name. */
  readonly on: string;
  readonly score: number;
  /** The trained parameters after that epoch, by name. */
  readonly parameters: Readonly<Record<string, Value>>;
}

/** What `patience` must be. */
export const patienceSchema = z.strictObject(
  {
    on: z.optional(z.string('must be the name of a score')),
    epochs: z.int('must be a whole number of at least 1').check(z.minimum(1, 'must be a whole number of at least 1')),
    minDelta: z.optional(
      z.number('must be a number of at least 0').check(z.nonnegative('must be a number of at least 0')),
    ),
  },
  'must be an object with epochs',
);

/** The progress after an epoch with such scores: it either was the best so far, or there was one more without a better one. */
export const judged = (
  progress: Progress,
  { on = 'loss', minDelta = 0 }: PatienceOptions,
  scores: Scores,
  parameters: Readonly<Record<string, Value>>,
): Progress => {
  const score = scores[on]!;
  return score < (progress.best?.score ?? Infinity) - minDelta // never so for NaN
    ? { ...progress, best: { epoch: progress.epochs, on, score, parameters }, waited: 0 }
    : { ...progress, waited: progress.waited + 1 };
};

/** Whether there was no better epoch for too long. */
export const isExhausted = ({ waited }: Progress, patience: PatienceOptions | undefined): boolean =>
  patience !== undefined && waited >= patience.epochs;
