import { either as E } from 'fp-ts';
import { type OptimError, unfitTrial } from './error.ts';
import type { Scores } from './progress.ts';

/** Where among the folds and rounds of a comparison a trial is. */
export interface TrialPlace {
  /** The fold to test on, from 0. */
  readonly fold: number;
  /** How many folds there are. */
  readonly folds: number;
  /** How much effort to make, such as how many epochs, where a search halves its candidates. */
  readonly budget?: number;
  /** Says when the result is no longer wanted. A trial in a worker has none: its worker ends instead. */
  readonly signal?: AbortSignal;
}

/**
 * What is compared: trains with some hyperparameters on all folds of the data but one, and scores on that one. It divides the
 * data itself, with a seed of its own, and returns scores of the same names each time.
 */
export type Trial<H> = (hyperparameters: H, at: TrialPlace) => Scores | Promise<Scores>;

/** One call of a trial. */
export interface Job<H> {
  readonly hyperparameters: H;
  readonly at: Omit<TrialPlace, 'signal'>;
}

/** What a trial returned as scores, if they are numbers by name; those names are `expected` where an earlier trial had some. */
export const decodeScores = <H>(
  operation: string,
  job: Job<H>,
  returned: unknown,
  expected: readonly string[] | undefined,
): E.Either<OptimError, Scores> => {
  const refused = (rule: string, got: string) => E.left(unfitTrial(operation, rule, `${got} for ${inWords(job)}`));
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned))
    return refused('must return numbers by name', brief(returned));
  const scores = Object.entries(returned as Readonly<Record<string, unknown>>);
  if (scores.length === 0) return refused('must return at least one score', '{}');
  const strange = scores.find(([, score]) => typeof score !== 'number');
  if (strange) return refused(`must return a number as ${strange[0]}`, brief(strange[1]));
  const names = scores.map(([name]) => name);
  if (expected && listed(names) !== listed(expected))
    return refused(`must return the same scores each time (${listed(expected)})`, listed(names));
  return E.right(returned as Scores); // every entry is a number
};

/** A call of a trial as messages name it: `{ lambda: 0.1 } in fold 2`. */
export const inWords = <H>({ hyperparameters, at }: Job<H>): string =>
  `${brief(hyperparameters)} in fold ${at.fold}${at.budget === undefined ? '' : ` with budget ${at.budget}`}`;

/** Names in an order that does not depend on where they come from. */
export const listed = (names: readonly string[]): string => names.toSorted().join(', ');

/** A value in a few words, on one line. */
export const brief = (value: unknown): string => {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return value.name || 'a function';
  if (Array.isArray(value)) return `[${value.map(brief).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([name, entry]) => `${name}: ${brief(entry)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
};
