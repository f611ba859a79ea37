import { AdjointError } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { draws, grid, logBetween } from './candidates.ts';
import type { OptimError } from './error.ts';
import { search, type SearchOptions } from './search.ts';
import type { Trial, TrialPlace } from './trial.ts';

const acts = new URL('../fixtures/trials/acting.mjs', import.meta.url);
const regresses = new URL('../fixtures/trials/regression.ts', import.meta.url);
const trialIn = async <H>(module: URL): Promise<Trial<H>> =>
  ((await import(module.href)) as { readonly default: Trial<H> }).default; // as the module says
const acting = await trialIn<{ readonly value: number }>(acts);
const regression = await trialIn<{ readonly lambda: number; readonly rate: number }>(regresses);

const failureOf = async (promise: Promise<unknown>): Promise<OptimError> => {
  const error = await promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (!(error instanceof AdjointError)) throw error;
  return error.failure as OptimError;
};

/** Candidates that say themselves how well they do. */
const valued = (values: readonly number[]) => values.map((value, id) => ({ value, id }));
type Valued = ReturnType<typeof valued>[number];
const said: Trial<Valued> = ({ value }) => ({ loss: value });
const idsOf = (rows: readonly { readonly hyperparameters: Valued }[]) =>
  rows.map(({ hyperparameters }) => hyperparameters.id);

describe('a search', () => {
  test('ranks candidates by their mean loss, smallest first', async () => {
    const { best, rows } = await search(said, { candidates: valued([3, 1, 2]), folds: 2 });
    expect(idsOf(rows)).toEqual([1, 2, 0]);
    expect(best).toBe(rows[0]);
    expect(best).toEqual({
      hyperparameters: { value: 1, id: 1 },
      folds: [{ loss: 1 }, { loss: 1 }],
      mean: { loss: 1 },
      spread: { loss: 0 },
    });
  });

  test('ranks by the score asked for, largest first where asked for', async () => {
    const trial: Trial<Valued> = ({ value }) => ({ loss: value, accuracy: 1 - (value - 2) ** 2 });
    const { rows } = await search(trial, { candidates: valued([1, 2, 4]), folds: 2, on: 'accuracy', goal: 'largest' });
    expect(idsOf(rows)).toEqual([1, 0, 2]);
  });

  test.each(['smallest', 'largest'] as const)('puts NaN last, and of equals the earlier first: %s', async (goal) => {
    const { rows } = await search(said, {
      candidates: valued([Number.NaN, 1, 1, Number.NaN, Infinity, 1]),
      folds: 2,
      goal,
    });
    expect(idsOf(rows)).toEqual(goal === 'smallest' ? [1, 2, 5, 4, 0, 3] : [4, 1, 2, 5, 0, 3]);
  });

  property.prop([
    fc.array(fc.constantFrom(0, 1, 2, 3, Infinity, -Infinity, Number.NaN), { minLength: 1, maxLength: 20 }),
  ])('has every candidate once, in order of its score', async (values) => {
    const { rows } = await search(said, { candidates: valued(values), folds: 2 });
    const cost = (id: number) => (Number.isNaN(values[id]) ? [1, 0, id] : [0, values[id]!, id]);
    const compare = (a: number, b: number) =>
      cost(a)
        .map((key, i) => (key === cost(b)[i] ? 0 : key - cost(b)[i]!))
        .find((sign) => sign !== 0) ?? 0;
    expect(idsOf(rows)).toEqual([...values.keys()].toSorted(compare));
  });

  test.each([1, 2, 5])('finds the same bits with %d workers as here', async (workers) => {
    const candidates = grid({ value: [3, 0.1, 0.7] });
    const options = { candidates, folds: 2, on: 'accuracy', goal: 'largest' } as const;
    expect(await search(acts, { ...options, workers })).toEqual(await search(acting, options));
  });

  test('runs folds of different candidates at the same time', async () => {
    const meeting = new Int32Array(new SharedArrayBuffer(4));
    const candidates = [1, 2].map((id) => ({ id, act: 'meet', meeting, count: 4 }));
    await search(acts, { candidates, folds: 2, workers: 4 });
    expect(meeting[0]).toBe(4);
  });

  test('of a training run finds the strength of regularization that fits, in TypeScript workers', async () => {
    const candidates = draws({ lambda: logBetween(1e-3, 1e2), rate: () => 0.01 }, { count: 4, seed: 1 });
    const options = { candidates, folds: 3, halving: { budget: 5, growth: 2 } };
    const here = await search(regression, options);
    expect(here.best.hyperparameters.lambda).toBe(Math.min(...candidates.map(({ lambda }) => lambda)));
    expect(await search(regresses, { ...options, workers: 2 })).toEqual(here);
  });
});

describe('halving', () => {
  test('keeps one in so many candidates from round to round, while budgets grow', async () => {
    const asked: (TrialPlace & { readonly id: number })[] = [];
    const trial: Trial<Valued> = ({ id, value }, at) => {
      asked.push({ ...at, id });
      return { loss: value / at.budget! };
    };
    const candidates = valued([8, 3, 5, 1, 7, 2, 4, 6, 9]);
    const { rows } = await search(trial, { candidates, folds: 2, halving: { budget: 2, growth: 2 } });
    expect(rows.map(({ hyperparameters }) => hyperparameters.value)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(rows.map(({ budget }) => budget)).toEqual([8, 8, 4, 4, 2, 2, 2, 2, 2]); // two are left, and one would be next
    expect(rows[0]!.mean).toEqual({ loss: 1 / 8 });
    const rounds = [2, 4, 8].map((budget) =>
      asked.filter((at) => at.budget === budget && at.fold === 1).map(({ id }) => id),
    );
    expect(rounds).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
      [1, 3, 5, 6],
      [3, 5],
    ]);
  });

  test('goes by the scores of the round, not of earlier ones', async () => {
    const trial: Trial<Valued> = ({ value }, { budget }) => ({ loss: budget === 1 ? value : -value });
    const { rows } = await search(trial, {
      candidates: valued([1, 2, 3, 4]),
      folds: 2,
      halving: { budget: 1, growth: 2 },
    });
    expect(idsOf(rows)).toEqual([1, 0, 2, 3]);
  });

  test('settles ties of any round in favour of the earlier candidate', async () => {
    const trial: Trial<Valued> = ({ value }, { budget }) => ({ loss: budget === 1 ? value : 0 });
    const { rows } = await search(trial, {
      candidates: valued([2, 1, 3, 4]),
      folds: 2,
      halving: { budget: 1, growth: 2 },
    });
    expect(idsOf(rows)).toEqual([0, 1, 2, 3]);
  });

  test('takes a candidate that is listed twice for two', async () => {
    const twice = { value: 1, id: 0 };
    const candidates = [twice, twice, twice, twice];
    const { rows } = await search(said, { candidates, folds: 2, halving: { budget: 1, growth: 2 } });
    expect(rows.map(({ budget }) => budget)).toEqual([2, 2, 1, 1]);
  });

  property.prop([fc.array(fc.integer(), { minLength: 1, maxLength: 30 }), fc.integer({ min: 2, max: 5 })])(
    'never loses the best of candidates whose order stays, nor any row',
    async (values, growth) => {
      const { best, rows } = await search(said, {
        candidates: valued(values),
        folds: 2,
        halving: { budget: 1, growth },
      });
      expect(best.mean['loss']).toBe(Math.min(...values));
      expect(idsOf(rows).toSorted((a, b) => a - b)).toEqual([...values.keys()]);
      const budgets = rows.map(({ budget }) => budget!);
      expect(budgets).toEqual(budgets.toSorted((a, b) => b - a));
    },
  );
});

describe('the table', () => {
  test('aligns hyperparameters and scores, and marks the best', async () => {
    const trial: Trial<{ readonly lambda: number; readonly squared: boolean }> = ({ lambda, squared }, { fold }) => ({
      loss: lambda + (squared ? 0.5 : 0) + fold * lambda,
      accuracy: 1 / (3 + fold),
    });
    const { table } = await search(trial, {
      candidates: grid({ lambda: [10, 0.001], squared: [true, false] }),
      folds: 2,
    });
    expect(table.split('\n')).toEqual([
      '   lambda  squared  loss              accuracy',
      '*  0.001   false    0.0015 ± 0.00071  0.2917 ± 0.059',
      '   0.001   true     0.5015 ± 0.00071  0.2917 ± 0.059',
      '   10      false    15     ± 7.1      0.2917 ± 0.059',
      '   10      true     15.5   ± 7.1      0.2917 ± 0.059',
    ]);
  });

  test('tells the budgets where the search halves, and leaves empty what a candidate has not', async () => {
    const trial: Trial<{ readonly depth: number; readonly rate?: number }> = ({ depth }) => ({ loss: depth });
    const candidates = [{ depth: 3 }, { depth: 1, rate: 0.1 }, { depth: Number.NaN }, { depth: 2 }];
    const { table } = await search(trial, { candidates, folds: 2, halving: { budget: 5, growth: 2 } });
    expect(table.split('\n')).toEqual([
      '   depth  rate  budget  loss',
      '*  1      0.1   10      1   ± 0',
      '   2            10      2   ± 0',
      '   3            5       3   ± 0',
      '   NaN          5       NaN ± NaN',
    ]);
  });
});

test.each<readonly [object, string]>([
  [{ candidates: [] }, 'candidates must list at least one, got an object'],
  [{ candidates: [{ value: 1 }, 3] }, 'candidates[1] must be hyperparameters by name, got 3'],
  [{ folds: 1 }, 'folds must be a whole number from 2 up, got 1'],
  [{ goal: 'least' }, "goal must be smallest or largest, got 'least'"],
  [{ halving: { budget: 1, growth: 1 } }, 'halving.growth must be a whole number from 2 up, got 1'],
  [{ halving: { budget: 0, growth: 2 } }, 'halving.budget must be a positive number, got 0'],
  [{ halving: { budget: 1, growth: 2, rounds: 3 } }, 'halving.rounds is no option, got 3'],
  [{ workers: 1.5 }, 'workers must be a whole number from 1 up, got 1.5'],
  [{ workers: 3 }, 'workers need a trial that is the URL of a module, got 3'],
  [{ on: 'acuracy' }, "on must be the name of a score (accuracy, loss), got 'acuracy'"],
])('bad options are refused by name and value: %j', async (options, message) => {
  const trial: Trial<Valued> = () => ({ loss: 0, accuracy: 1 });
  const all = { candidates: valued([1, 2]), folds: 2, ...options } as SearchOptions<Valued>;
  expect(await failureOf(search(trial, all))).toMatchObject({ _tag: 'InvalidOption', message: `search: ${message}` });
});

test('a score that no trial returns is refused after the first trial', async () => {
  let runs = 0;
  const trial: Trial<Valued> = () => ({ error: runs++ });
  expect((await failureOf(search(trial, { candidates: valued([1, 2]), folds: 3 }))).message).toContain('on must be');
  expect(runs).toBe(1);
});

test('a failing trial is named with its budget where the search halves', async () => {
  const trial: Trial<Valued> = ({ value }, { budget }) => {
    if (budget === 2) throw new Error('out of patience');
    return { loss: value };
  };
  const halving = { budget: 1, growth: 2 };
  expect((await failureOf(search(trial, { candidates: valued([1, 2, 3, 4]), folds: 2, halving }))).message).toBe(
    'search: the trial of { value: 1, id: 0 } in fold 0 with budget 2 must return scores, got an error: out of patience',
  );
});

test('an abort ends a search between its rounds too', async () => {
  const controller = new AbortController();
  const trial: Trial<Valued> = ({ value }, { budget }) => {
    if (budget === 2) controller.abort();
    return { loss: value };
  };
  const { signal } = controller;
  const options = { candidates: valued([1, 2, 3, 4]), folds: 2, halving: { budget: 1, growth: 2 }, signal };
  expect((await failureOf(search(trial, options)))._tag).toBe('TrialsAborted');
});
