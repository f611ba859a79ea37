import type { Value } from '@adjoint/graph';

/** Loss and metrics, by name. */
export type Scores = Readonly<Record<string, number>>;

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

/** How far a training run is. */
export interface Progress {
  /** How many epochs were gone through to their end. */
  readonly epochs: number;
  /** The next batch of the epoch under way, from 0. */
  readonly index: number;
  readonly steps: number;
  /** The scores of the epoch under way, each summed over its samples. */
  readonly totals: Scores;
  readonly samples: number;
  /** The best epoch so far, where somebody is patient. */
  readonly best: Best | undefined;
  /** How many epochs there were since. */
  readonly waited: number;
  /** What is left of learning rates. */
  readonly reduction: number;
  /** The best score so far, where plateaus are looked for. */
  readonly reached: number | undefined;
  /** How many epochs there were since, or since the last reduction. */
  readonly stalled: number;
}

/** Before the first step. */
export const noProgress: Progress = {
  epochs: 0,
  index: 0,
  steps: 0,
  totals: {},
  samples: 0,
  best: undefined,
  waited: 0,
  reduction: 1,
  reached: undefined,
  stalled: 0,
};

/** After one more step, on a batch of so many samples. */
export const afterStep = (progress: Progress, scores: Scores, samples: number): Progress => ({
  ...progress,
  index: progress.index + 1,
  steps: progress.steps + 1,
  totals: mapScores(scores, (score, name) => (progress.totals[name] ?? 0) + samples * score),
  samples: progress.samples + samples,
});

/** After the end of the epoch under way. */
export const afterEpoch = (progress: Progress): Progress => ({
  ...progress,
  epochs: progress.epochs + 1,
  index: 0,
  totals: {},
  samples: 0,
});

/** The means of the scores over the samples of the epoch under way. */
export const meansOf = ({ totals, samples }: Progress): Scores => mapScores(totals, (total) => total / samples);

const mapScores = (scores: Scores, change: (score: number, name: string) => number): Scores =>
  Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, change(score, name)]));
