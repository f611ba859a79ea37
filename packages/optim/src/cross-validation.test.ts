import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { AdjointError } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { crossValidate } from './cross-validation.ts';
import type { OptimError } from './error.ts';
import type { Trial } from './trial.ts';

const acts = new URL('../fixtures/trials/acting.mjs', import.meta.url);
const regresses = new URL('../fixtures/trials/regression.ts', import.meta.url);
const nameless = new URL('../fixtures/trials/nameless.mjs', import.meta.url);
const broken = new URL('../fixtures/trials/broken.mjs', import.meta.url);
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

describe('cross-validation', () => {
  test('tests on every fold once, in order', async () => {
    const places: unknown[] = [];
    const { folds } = await crossValidate(
      ({ offset }, at) => {
        places.push(at);
        return { loss: at.fold + offset };
      },
      { offset: 1 },
      { folds: 3 },
    );
    expect(places).toEqual([0, 1, 2].map((fold) => ({ fold, folds: 3 })));
    expect(folds).toEqual([{ loss: 1 }, { loss: 2 }, { loss: 3 }]);
  });

  test('gives means and sample standard deviations over the folds', async () => {
    const losses = [2, 4, 4, 4, 5, 5, 7, 9]; // Σ(x − 5)² = 32
    const trial: Trial<object> = (_, { fold }) => ({ loss: losses[fold]!, error: 3 });
    const { mean, spread } = await crossValidate(trial, {}, { folds: 8 });
    expect(mean).toEqual({ loss: 5, error: 3 });
    expect(spread).toEqual({ loss: Math.sqrt(32 / 7), error: 0 });
  });

  property.prop([
    fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 9 }),
    fc.integer(),
  ])('has a spread that does not change where all scores move together', async (losses, shift) => {
    const spreadOf = async (offset: number): Promise<number> => {
      const trial: Trial<object> = (_, { fold }) => ({ loss: losses[fold]! + offset });
      return (await crossValidate(trial, {}, { folds: losses.length })).spread['loss']!;
    };
    const scale = Math.max(...losses.map(Math.abs), Math.abs(shift % 1000));
    expect(Math.abs((await spreadOf(shift % 1000)) - (await spreadOf(0)))).toBeLessThanOrEqual(1e-12 * scale);
  });

  test('lets NaN scores through', async () => {
    const { mean } = await crossValidate(() => ({ loss: Number.NaN }), {}, { folds: 2 });
    expect(mean).toEqual({ loss: Number.NaN });
  });
});

describe('workers', () => {
  test.each([1, 2, 3, 8])('give the same bits as this thread: %d of them', async (workers) => {
    const here = await crossValidate(acting, { value: 0.1 }, { folds: 5 });
    expect(await crossValidate(acts, { value: 0.1 }, { folds: 5, workers })).toEqual(here);
  });

  test('run a TypeScript module that trains, to the same bits as here', async () => {
    const hyperparameters = { lambda: 0.01, rate: 0.05 };
    const here = await crossValidate(regression, hyperparameters, { folds: 3 });
    expect(here.mean['loss']).toBeLessThan(2);
    expect(await crossValidate(regresses, hyperparameters, { folds: 3, workers: 2 })).toEqual(here);
  });

  test('work at the same time: two folds meet', async () => {
    const meeting = new Int32Array(new SharedArrayBuffer(4));
    await crossValidate(acts, { act: 'meet', meeting, count: 2 }, { folds: 2, workers: 2 });
    expect(meeting[0]).toBe(2);
  });

  test.each([
    [1, 1],
    [2, 2],
    [9, 4],
  ])('are as many as asked for, and no more than folds: %d asked for, %d there', async (workers, threads) => {
    const { folds } = await crossValidate(acts, { act: 'tell the thread' }, { folds: 4, workers });
    const used = new Set(folds.map(({ thread }) => thread));
    expect(used.has(0)).toBe(false);
    expect(used.size).toBeGreaterThanOrEqual(Math.min(workers, 2));
    expect(used.size).toBeLessThanOrEqual(threads);
  });
});

describe('a trial that fails', () => {
  const throws: Trial<{ readonly lambda: number }> = (_, { fold }) => {
    if (fold === 1) throw new RangeError('too steep');
    return { loss: 1 };
  };

  test('is named with its hyperparameters and fold, and what it threw is the cause', async () => {
    expect(await failureOf(crossValidate(throws, { lambda: 0.1 }, { folds: 3 }))).toMatchObject({
      _tag: 'TrialFailed',
      trial: '{ lambda: 0.1 } in fold 1',
      reason: 'too steep',
      cause: new RangeError('too steep'),
      message: 'crossValidate: the trial of { lambda: 0.1 } in fold 1 must return scores, got an error: too steep',
    });
  });

  test.each([
    ['throw', 'too steep'],
    ['throw later', expect.stringContaining('JSON')],
    ['throw a function', '() => {}'],
    ['return a function', expect.stringContaining('could not be cloned')],
    ['exit', 'its worker ended with exit code 3'],
    ['exit in fold 1', 'its worker ended with exit code 3'],
  ])('in a worker is told of too: %s', async (act, reason) => {
    const failure = await failureOf(crossValidate(acts, { act }, { folds: 4, workers: 2 }));
    expect(failure).toMatchObject({ _tag: 'TrialFailed', reason, cause: expect.any(Error) });
    expect(failure).toMatchObject({ trial: expect.stringMatching(`{ act: '${act}' } in fold [01]`) });
  });

  test('keeps the kind of error that it threw in a worker', async () => {
    const failure = await failureOf(crossValidate(acts, { act: 'throw' }, { folds: 2 }));
    expect((failure as { cause?: unknown }).cause).toBeInstanceOf(RangeError);
  });
});

describe('a trial that is none', () => {
  test.each<readonly [string, unknown, string]>([
    ['a number', 1, 'must return numbers by name, got 1'],
    ['nothing', undefined, 'must return numbers by name, got undefined'],
    ['a list', [1], 'must return numbers by name, got [1]'],
    ['no scores', {}, 'must return at least one score, got {}'],
    ['text', { loss: 'low' }, "must return a number as loss, got 'low'"],
    ['a big integer', { loss: 1n }, 'must return a number as loss, got 1'],
  ])('is refused with what it returned: %s', async (_, returned, rule) => {
    const failure = await failureOf(crossValidate((() => returned) as Trial<object>, { a: 1 }, { folds: 2 }));
    expect(failure._tag).toBe('UnfitTrial');
    expect(failure.message).toBe(`crossValidate: the trial ${rule} for { a: 1 } in fold 0`);
  });

  test('is refused where the names of scores differ between folds', async () => {
    const trial: Trial<object> = (_, { fold }) => (fold < 2 ? { loss: 1, error: 0 } : { loss: 1 });
    expect((await failureOf(crossValidate(trial, {}, { folds: 3 }))).message).toBe(
      'crossValidate: the trial must return the same scores each time (error, loss), got loss for {} in fold 2',
    );
  });

  test('is refused as a module too, when it returns no numbers', async () => {
    const failure = await failureOf(crossValidate(acts, { act: 'return text' }, { folds: 2 }));
    expect(failure.message).toContain("the trial must return a number as loss, got 'low' for { act: 'return text' }");
  });

  test.each([
    [nameless, 'must export a function as its default, got undefined from file:'],
    [broken, 'must be a module that loads, got nothing to load from file:'],
    [new URL('missing.mjs', acts), 'must be a module that loads, got Cannot find module'],
  ])('is refused as a module that has none: %s', async (module, rule) => {
    const failure = await failureOf(crossValidate(module, {}, { folds: 2, workers: 2 }));
    expect(failure._tag).toBe('UnfitTrial');
    expect(failure.message).toContain(`crossValidate: the trial ${rule}`);
  });

  test('is refused with hyperparameters that cannot reach a worker', async () => {
    const failure = await failureOf(crossValidate(acts, { kernel: () => 1 }, { folds: 2, workers: 2 }));
    expect(failure.message).toMatch(
      'the trial must have hyperparameters of plain data, got { kernel: kernel } in fold',
    );
  });

  test.skipIf('typescript' in process.features)('is refused in TypeScript where tsx is not installed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'adjoint-'));
    try {
      const path = join(folder, 'trial.ts');
      await writeFile(path, 'export default () => ({ loss: 0 });');
      const failure = await failureOf(crossValidate(pathToFileURL(path), {}, { folds: 2 }));
      expect(failure.message).toContain(
        'the trial must be JavaScript, or tsx must be installed, got TypeScript from file:',
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('an abort', () => {
  test('before the start runs nothing', async () => {
    let runs = 0;
    const trial: Trial<object> = () => ({ loss: runs++ });
    const failure = await failureOf(crossValidate(trial, {}, { folds: 2, signal: AbortSignal.abort('enough') }));
    expect(failure).toMatchObject({ _tag: 'TrialsAborted', operation: 'crossValidate', cause: 'enough' });
    expect(failure.message).toBe('crossValidate: the signal must let all trials end, got an abort: enough');
    expect(runs).toBe(0);
  });

  test('does not wait for a trial that does not end', async () => {
    const trial: Trial<object> = () => new Promise(() => {});
    const failure = await failureOf(crossValidate(trial, {}, { folds: 2, signal: AbortSignal.timeout(20) }));
    expect(failure._tag).toBe('TrialsAborted');
  });

  test('ends trials that never let others have a turn, after the one under way', async () => {
    let runs = 0;
    const trial: Trial<object> = () => {
      for (const start = Date.now(); Date.now() - start < 15;);
      return { loss: runs++ };
    };
    const failure = await failureOf(crossValidate(trial, {}, { folds: 1000, signal: AbortSignal.timeout(50) }));
    expect(failure._tag).toBe('TrialsAborted');
    const before = runs;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(runs).toBeLessThanOrEqual(before + 1);
    expect(runs).toBeLessThan(100);
  });

  test('is what the signal of a trial that runs here says', async () => {
    const { signal } = new AbortController();
    const seen: unknown[] = [];
    const trial: Trial<object> = (_, at) => ({ loss: seen.push(at.signal) });
    await crossValidate(trial, {}, { folds: 2, signal });
    expect(seen).toEqual([signal, signal]);
  });

  test('ends workers in the middle of an endless loop', async () => {
    const began = Date.now();
    const signal = AbortSignal.timeout(300);
    const failure = await failureOf(crossValidate(acts, { act: 'loop' }, { folds: 4, workers: 2, signal }));
    expect(failure._tag).toBe('TrialsAborted');
    expect(Date.now() - began).toBeLessThan(5000);
  });
});

test.each(['exit', 'throw', 'loop', ''])('a process ends by itself after trials in workers: %s', async (act) => {
  const program = `
    import { crossValidate } from '@adjoint/optim';
    const signal = AbortSignal.timeout(${act === 'loop' ? 1500 : 20_000});
    const trial = new URL(${JSON.stringify(acts.href)});
    await crossValidate(trial, { act: '${act}' }, { folds: 4, workers: 2, signal }).then(
      () => console.log('done'),
      ({ failure }) => console.log(failure._tag),
    );`;
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const args = ['--conditions=@adjoint/source', '--import', 'tsx', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, timeout: 15_000 });
  expect(stdout.trim()).toBe({ exit: 'TrialFailed', throw: 'TrialFailed', loop: 'TrialsAborted' }[act] ?? 'done');
});

test.each<readonly [object, string]>([
  [{ folds: 1 }, 'folds must be a whole number from 2 up, got 1'],
  [{ folds: 2.5 }, 'folds must be a whole number from 2 up, got 2.5'],
  [{}, 'folds must be a whole number from 2 up, got undefined'],
  [{ folds: 2, workers: 0 }, 'workers must be a whole number from 1 up, got 0'],
  [{ folds: 2, workers: 2 }, 'workers need a trial that is the URL of a module, got 2'],
  [{ folds: 2, threads: 2 }, 'threads is no option, got 2'],
])('bad options are refused by name and value: %j', async (options, message) => {
  const failure = await failureOf(crossValidate(() => ({ loss: 0 }), {}, options as { folds: number }));
  expect(failure).toMatchObject({ _tag: 'InvalidOption', message: `crossValidate: ${message}` });
});
