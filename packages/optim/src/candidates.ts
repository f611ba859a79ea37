import { deriveKey, elementary, type Key, orThrow, uniforms } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { invalidOption } from './error.ts';

/** From which values a hyperparameter is drawn: a function that takes numbers spread evenly from 0 to 1 to them. */
export type Distribution<A> = (uniform: number) => A;

/** How to draw candidates. */
export interface DrawOptions {
  /** How many. Fewer are the first of more. */
  readonly count: number;
  /** Decides which: the same seed gives the same candidates on every platform. */
  readonly seed: Key;
}

/**
 * Every combination of some values of each hyperparameter, in order: the last one changes fastest. A list without values is an
 * `InvalidOption`.
 *
 * @example
 * ```ts
 * import { grid } from '@adjoint/optim';
 *
 * grid({ lambda: [1e-4, 1e-3], squared: [true, false] }).length; // 4, the first of them { lambda: 1e-4, squared: true }
 * ```
 */
export const grid = <const S extends Readonly<Record<string, readonly unknown[]>>>(
  values: S,
): readonly { readonly [K in keyof S]: S[K][number] }[] => {
  let combinations: readonly Readonly<Record<string, unknown>>[] = [{}];
  for (const [name, choices] of Object.entries(values)) {
    demandValues('grid', name, choices);
    combinations = combinations.flatMap((chosen) => choices.map((choice) => ({ ...chosen, [name]: choice })));
  }
  return combinations as readonly { readonly [K in keyof S]: S[K][number] }[]; // one choice for each name
};

/**
 * Candidates at random, each hyperparameter from a distribution of its own. What is drawn of one depends on the seed, its name
 * and the number of the candidate alone. A count that is no positive whole number, or a seed that is no integer, is an
 * `InvalidOption`. Random candidates cover a space better than a grid where few hyperparameters matter (Bergstra and Bengio 2012).
 *
 * @example
 * ```ts
 * import { anyOf, between, draws, logBetween } from '@adjoint/optim';
 *
 * const space = { lambda: logBetween(1e-6, 1), delta: between(0.5, 2), squared: anyOf([true, false]) };
 * const candidates = draws(space, { count: 20, seed: 1 });
 * console.log(candidates[0]!.lambda);
 * ```
 */
export const draws = <H extends object>(
  space: { readonly [K in keyof H]: Distribution<H[K]> },
  { count, seed }: DrawOptions,
): readonly H[] => {
  demand(Number.isSafeInteger(count) && count >= 1, 'draws', 'count', 'must be a whole number from 1 up', count);
  demand(Number.isInteger(seed), 'draws', 'seed', 'must be an integer', seed);
  const columns = Object.entries<Distribution<unknown>>(space).map(([name, distribution]) => {
    demand(typeof distribution === 'function', 'draws', name, 'must be a distribution', distribution);
    return [
      name,
      [...uniforms(deriveKey(seed, 'draws', name), count)].map((uniform) => distribution(uniform)),
    ] as const;
  });
  const rowOf = (row: number) => Object.fromEntries(columns.map(([name, values]) => [name, values[row]]));
  return Array.from({ length: count }, (_, row) => rowOf(row) as H); // one value for each name
};

/** All numbers between two, each as likely as any other. Bounds that are not finite, or not in order, are an `InvalidOption`. */
export const between = (low: number, high: number): Distribution<number> => {
  demand(Number.isFinite(low), 'between', 'low', 'must be a finite number', low);
  demandHigher('between', low, high);
  return (uniform) => clamp((1 - uniform) * low + uniform * high, low, high);
};

/**
 * All numbers between two, each order of magnitude as likely as any other: for learning rates and strengths of regularization.
 * Bounds that are not finite and positive, or not in order, are an `InvalidOption`.
 */
export const logBetween = (low: number, high: number): Distribution<number> => {
  demand(low > 0 && low < Infinity, 'logBetween', 'low', 'must be a finite number above 0', low);
  demandHigher('logBetween', low, high);
  const [from, to] = [elementary.log(low), elementary.log(high)];
  return (uniform) => clamp(elementary.exp((1 - uniform) * from + uniform * to), low, high);
};

/** Some values, each as likely as any other. A list without values is an `InvalidOption`. */
export const anyOf = <const A>(values: readonly A[]): Distribution<A> => {
  demandValues('anyOf', 'values', values);
  return (uniform) => values[Math.floor(uniform * values.length)]!;
};

const clamp = (number: number, low: number, high: number): number => Math.min(Math.max(number, low), high);

const demandHigher = (operation: string, low: number, high: number): void =>
  demand(high > low && high < Infinity, operation, 'high', `must be a finite number above ${low}`, high);

const demandValues = (operation: string, option: string, values: unknown): void => {
  const got: unknown = Array.isArray(values) ? values.length : values;
  demand(Array.isArray(values) && values.length > 0, operation, option, 'must list at least one value', got);
};

const demand = (holds: boolean, operation: string, option: string, rule: string, got: unknown): void => {
  if (!holds) orThrow(E.left(invalidOption(operation, option, rule, got)));
};
