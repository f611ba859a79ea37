import { AdjointError, input, parameter, type Tensor, toValue } from '@adjoint/graph';
import { add, mean, mul, squaredError } from '@adjoint/ops';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fit, type FitEvent, type FitResult, resultOf } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { momentum, sgd } from './sgd.ts';

// every epoch moves w by 1: 1, 2, 3, ...
const w = parameter('w', []);
const loss = mul(-1, w);
const base: FitOptions = { loss, optimizer: sgd({ learningRate: 1 }), data: {}, epochs: 10 };

/** A run whose validation scores are as given, epoch after epoch. */
const scripted = (scores: readonly number[], patience: FitOptions['patience']): FitOptions => ({
  ...base,
  data: { count: 1, at: (epoch) => ({ score: scores[epoch]! }) },
  metrics: { score: input('score', []) as Tensor<[]> },
  epochs: scores.length,
  patience: { on: 'score', ...patience! },
});

describe('patience', () => {
  test.each<[string, readonly number[], FitOptions['patience'], Partial<FitResult>, number | undefined]>([
    ['lasts while scores fall', [5, 4, 3, 2], { epochs: 1 }, { reason: 'finished', epochs: 4 }, 4],
    ['ends after so many epochs', [5, 4, 4, 5, 1], { epochs: 2 }, { reason: 'patience', epochs: 4 }, 2],
    ['starts anew with each better one', [5, 6, 4, 5, 3, 3], { epochs: 2 }, { reason: 'finished', epochs: 6 }, 5],
    ['takes less than minDelta for nothing', [5, 4.5, 4, 3], { epochs: 2, minDelta: 1 }, { reason: 'patience' }, 1],
    ['counts from the best', [5, 4.5, 3.5, 3], { epochs: 2, minDelta: 1 }, { reason: 'finished' }, 3],
    ['takes NaN for no better', [NaN, 3, NaN, NaN, 1], { epochs: 2 }, { reason: 'patience', epochs: 4 }, 2],
    ['knows no best where all is NaN', [NaN, NaN, 1], { epochs: 2 }, { reason: 'patience', epochs: 2 }, undefined],
    ['is finished where it ends with the last epoch', [1, 2, 3], { epochs: 2 }, { reason: 'finished', epochs: 3 }, 1],
  ])('%s', async (_, scores, patience, expected, best) => {
    const result = await resultOf(fit(scripted(scores, patience)));
    expect(result).toMatchObject(expected);
    if (best === undefined) expect(result).not.toHaveProperty('best');
    else
      expect(result.best).toEqual({
        epoch: best,
        on: 'score',
        score: scores[best - 1],
        parameters: { w: toValue(best) },
      });
    expect(result.parameters).toEqual({ w: toValue(result.epochs) });
  });
  test('looks at the loss if nothing is named', async () => {
    const rising = { ...base, loss: mul(w, w), start: { w: toValue(1) }, optimizer: sgd({ learningRate: 2 }) };
    expect(await resultOf(fit({ ...rising, patience: { epochs: 3 } }))).toMatchObject({
      reason: 'patience',
      epochs: 4,
      best: { on: 'loss', epoch: 1, score: 1 },
    });
  });
  test('looks at validation where there is some', async () => {
    const x = input('x', []);
    const validated = { ...base, loss: squaredError(w, x) as Tensor<[]>, optimizer: sgd({ learningRate: 0.25 }) };
    const result = await resultOf(
      fit({ ...validated, data: { x: 4 }, validation: { x: 1.5 }, patience: { epochs: 1 } }),
    );
    expect(result).toMatchObject({ reason: 'patience', epochs: 2, best: { epoch: 1, score: 0.25 } }); // w is 2, then 3
    expect(result.best!.parameters).toEqual({ w: toValue(2) });
  });
  test('is none of a run without: the result has no best', async () => {
    expect(await resultOf(fit(base))).not.toHaveProperty('best');
  });
});

describe('patience with a checkpoint', () => {
  const scores = [9, 8, 9, 7, 8, 8, 8, 1];
  const named = parameter('best w', []); // a name that is in the way of those of the best parameters
  const options: FitOptions = {
    ...scripted(scores, { epochs: 3 }),
    loss: add(loss, mean(mul(named, named))),
    optimizer: momentum({ learningRate: 0.1 }),
  };
  test.each([1, 2, 3, 4, 5, 6, 7])('goes on after an abort at step %d as if nothing had ended', async (k) => {
    const folder = await mkdtemp(join(tmpdir(), 'adjoint-patience-'));
    const checkpoint = { path: join(folder, 'run.safetensors') };
    const controller = new AbortController();
    const events: FitEvent[] = [];
    for await (const event of fit({ ...options, checkpoint, signal: controller.signal })) {
      events.push(event);
      if (event.type === 'step' && event.step === k) controller.abort();
    }
    const rest = await resultOf(fit({ ...options, checkpoint }));
    const again = await resultOf(fit({ ...options, checkpoint }));
    const foreign = resultOf(fit({ ...options, checkpoint, patience: { epochs: 3, on: 'loss' } }));
    await expect(foreign).rejects.toMatchObject({ failure: { _tag: 'ForeignCheckpoint' } });
    await rm(folder, { recursive: true });
    const whole = await resultOf(fit(options));
    expect(whole).toMatchObject({ reason: 'patience', epochs: 7, best: { epoch: 4 } });
    expect(rest).toEqual(whole);
    expect(again).toEqual(whole);
  });
});

test.each<[string, unknown, string]>([
  ['no epochs', {}, 'fit: patience.epochs must be a whole number from 1 up, got undefined'],
  ['zero epochs', { epochs: 0 }, 'fit: patience.epochs must be a whole number from 1 up, got 0'],
  ['a number alone', 3, 'fit: patience must be an object with epochs, got 3'],
  ['a negative delta', { epochs: 1, minDelta: -1 }, 'fit: patience.minDelta must be a number from 0 up, got -1'],
  ['an unknown score', { epochs: 1, on: 'accuracy' }, "fit: patience.on must name a score (loss), got 'accuracy'"],
  ['a misspelling', { epochs: 1, delta: 1 }, 'fit: patience.delta is no option, got 1'],
])('%s is refused as patience', async (_, patience, message) => {
  const error: unknown = await resultOf(fit({ ...base, patience: patience as never })).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(AdjointError);
  expect((error as AdjointError).failure).toMatchObject({ _tag: 'InvalidOption', message });
});
