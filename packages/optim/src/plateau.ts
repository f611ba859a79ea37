import { input, leavesOf, orThrow, type Tensor } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import * as z from 'zod/mini';
import { invalidOption } from './error.ts';
import { aPositive, notNegative } from './hyperparameter.ts';
import type { Update } from './optimizer.ts';
import { isBetter, type PatienceOptions, patienceShape, watched } from './patience.ts';
import type { Progress, Scores } from './progress.ts';

/** When and by how much learning rates fall because nothing gets better any more. */
export interface PlateauOptions extends PatienceOptions {
  /** What the rates are multiplied by each time, less than 1: 0.1 if not given. */
  readonly factor?: number;
  /** The least that may be left of them, as a fraction of what they would be: 0 if not given. */
  readonly lowest?: number;
}

const factorRule = 'must be in (0, 1)';

/** What `plateau` must be. */
export const plateauSchema = z.strictObject(
  {
    ...patienceShape,
    factor: z.optional(aPositive.check(z.refine((value) => value < 1, factorRule))),
    lowest: z.optional(notNegative.check(z.refine((value) => value <= 1, 'must be in [0, 1]'))),
  },
  'must be an object with epochs',
);

/** What is left of learning rates, as a leaf that is bound at every step. */
export const reductionLeaf: Tensor<[]> = input('reduction of learning rates', []);

/** Refuses a plateau that would change nothing, because no rule takes its rate from `rateAt`. */
export const demandReducible = (updates: readonly Update[]): void => {
  if (!leavesOf(...updates.map(({ next }) => next)).includes(reductionLeaf))
    orThrow(E.left(invalidOption('fit', 'plateau', 'must change a learning rate', 'an optimizer without one')));
};

/** The progress after an epoch with such scores: where none was better for as long as it may take, less is left of the rates. */
export const reduced = (progress: Progress, plateau: PlateauOptions, scores: Scores): Progress => {
  const score = watched(scores, plateau);
  if (isBetter(score, progress.reached, plateau)) return { ...progress, reached: score, stalled: 0 };
  const stalled = progress.stalled + 1;
  if (stalled < plateau.epochs) return { ...progress, stalled };
  const { factor = 0.1, lowest = 0 } = plateau;
  return { ...progress, stalled: 0, reduction: Math.max(progress.reduction * factor, lowest) };
};
