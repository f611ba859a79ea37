import { isRecord, orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import * as z from 'zod/mini';
import { withCrew } from './crew.ts';
import { crossValidateAll, type CrossValidation, type CrossValidationOptions, atLeastTwo } from './cross-validation.ts';
import { invalidOption, type OptimError } from './error.ts';
import { aCount, aPositive } from './hyperparameter.ts';
import { decodeOptions } from './option.ts';
import { aGoal, type Goal } from './patience.ts';
import type { Scores } from './progress.ts';
import { tableOf } from './table.ts';
import { listed, type Trial } from './trial.ts';

/** What to search through, and for what. */
export interface SearchOptions<H> extends CrossValidationOptions {
  /** The hyperparameters to compare: from `grid` or `draws`, or any list. */
  readonly candidates: readonly H[];
  /** The score that decides, by its mean over the folds: `loss` if not given. */
  readonly on?: string;
  /** Which score is the best: the smallest if not given; for an accuracy, the largest. */
  readonly goal?: Goal;
  /** Gives little effort to most candidates and much to few. */
  readonly halving?: HalvingOptions;
}

/** Successive halving: rounds in which ever fewer candidates get ever more effort. */
export interface HalvingOptions {
  /** The effort of the first round, such as a number of epochs; trials get it as `budget`. */
  readonly budget: number;
  /** By how much the budget grows from round to round; one candidate in as many goes on. At least 2. */
  readonly growth: number;
}

/** A candidate and how well it did. */
export interface SearchRow<H> extends CrossValidation {
  readonly hyperparameters: H;
  /** The largest budget that it got, where the search halves. */
  readonly budget?: number;
}

/** What a search found. */
export interface SearchResult<H> {
  readonly best: SearchRow<H>;
  /** One for each candidate, best first; those that left early come after those that stayed. NaN is worse than any number, and of equals the earlier candidate is better. */
  readonly rows: readonly SearchRow<H>[];
  /** The rows as text, with mean ± spread of each score; a star marks the best. */
  readonly table: string;
}

/**
 * Cross-validates candidates and ranks them. All folds of all candidates run in parallel where the trial is a module, see
 * `crossValidate`; the ranking does not depend on how many workers there are. With `halving`, all candidates get the first
 * budget, the best of them a larger one, and so on until one is left (Jamieson and Talwalkar 2016, successive halving).
 *
 * Errors are those of `crossValidate`; no candidates, or a score to decide by that trials do not return, is an `InvalidOption`.
 *
 * @example
 * ```ts
 * import { grid, search } from '@adjoint/optim';
 *
 * const candidates = grid({ rate: [0.01, 0.1, 1], steps: [10, 100] });
 * const trial = ({ rate, steps }: { rate: number; steps: number }, { fold }: { fold: number }) => {
 *   let x = 1 + fold;
 *   for (let step = 0; step < steps; step++) x -= rate * 2 * x; // down the slope of x²
 *   return { loss: x * x };
 * };
 * const { best, table } = await search(trial, { candidates, folds: 2 });
 * console.log(table);
 * if (best.hyperparameters.rate !== 0.1) throw new Error('a rate of 0.1 is best');
 * ```
 */
export const search = async <H extends object>(
  trial: Trial<NoInfer<H>> | URL,
  options: SearchOptions<H>,
): Promise<SearchResult<H>> => {
  const { folds, workers, halving, on = 'loss', goal = 'smallest' } = orThrow(decodeOptions('search', schema, options));
  const { candidates, signal } = options;
  const accept = (scores: Scores): E.Either<OptimError, unknown> =>
    Object.hasOwn(scores, on)
      ? E.right(scores)
      : E.left(invalidOption('search', 'on', `must be the name of a score (${listed(Object.keys(scores))})`, on));
  const crew = { trial, workers, jobs: candidates.length * folds, signal, accept };
  const rows = await withCrew<H, readonly SearchRow<H>[]>('search', crew, (run) => {
    // entrants are candidates by number, in ascending order, so that sorting settles ties in favour of the earlier one
    const rowsOf = async (entrants: readonly number[], round: number): Promise<readonly SearchRow<H>[]> => {
      const entering = entrants.map((entrant) => candidates[entrant]!);
      const effort = halving ? { budget: halving.budget * halving.growth ** round } : {};
      const validations = await crossValidateAll(run, entering, { folds, ...effort });
      const ranked = validations
        .map((scores, i) => ({ entrant: entrants[i]!, row: { hyperparameters: entering[i]!, ...effort, ...scores } }))
        .toSorted((a, b) => compare(a.row.mean[on]!, b.row.mean[on]!, goal));
      const rows = ranked.map(({ row }) => row);
      const kept = Math.floor(rows.length / (halving?.growth ?? rows.length));
      if (kept <= 1) return rows;
      const staying = ranked.slice(0, kept).map(({ entrant }) => entrant);
      staying.sort((a, b) => a - b);
      return [...(await rowsOf(staying, round + 1)), ...rows.slice(kept)];
    };
    return rowsOf([...candidates.keys()], 0);
  });
  return { best: rows[0]!, rows, table: tableOf(rows) };
};

/** Negative where the first score is better than the second, positive where it is worse. */
const compare = (a: number, b: number, goal: Goal): number => {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const [less, more] = goal === 'smallest' ? [a, b] : [b, a];
  return Number(less > more) - Number(less < more); // not their difference: of infinities it is NaN
};

const halvingSchema = z.strictObject(
  { budget: aPositive, growth: atLeastTwo },
  'must be an object with budget and growth',
);

const schema = z.strictObject({
  candidates: z
    .array(z.custom<object>(isRecord, 'must be hyperparameters by name'), 'must be a list of hyperparameters')
    .check(z.minLength(1, 'must list at least one')),
  folds: atLeastTwo,
  on: z.optional(z.string('must be the name of a score')),
  goal: z.optional(aGoal),
  workers: z.optional(aCount),
  halving: z.optional(halvingSchema),
  signal: z.optional(z.unknown()),
});
