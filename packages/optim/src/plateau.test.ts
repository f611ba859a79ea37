import { AdjointError, input, parameter, type Tensor, toValue } from '@adjoint/graph';
import { mul } from '@adjoint/ops';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adam } from './adam.ts';
import { chain, forParameters } from './chain.ts';
import { proximalL1, weightDecay } from './decay.ts';
import { fit, resultOf } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import type { Optimizer } from './optimizer.ts';
import type { PlateauOptions } from './plateau.ts';
import { exponentialDecay } from './schedule.ts';
import { sgd } from './sgd.ts';

// the slope is −1, so w moves by what is left of the learning rate, 1
const w = parameter('w', []);
const base: FitOptions = { loss: mul(-1, w), optimizer: sgd({ learningRate: 1 }), data: {}, epochs: 10 };

/** A run whose scores are as given, epoch after epoch. */
const scripted = (scores: readonly number[], plateau: PlateauOptions): FitOptions => ({
  ...base,
  data: { count: 1, at: (epoch) => ({ score: scores[epoch]! }) },
  metrics: { score: input('score', []) as Tensor<[]> },
  epochs: scores.length,
  plateau: { on: 'score', factor: 0.5, ...plateau },
});

/** What is left of the rates in each epoch, from how far it moves w; and what the events said. */
const followed = async (options: FitOptions) => {
  const told: string[] = [];
  const rates: number[] = [];
  let before = 0;
  for await (const event of fit({ ...options, metrics: { ...options.metrics, w } })) {
    if (event.type === 'plateau') told.push(`${event.epoch}: ${event.reduction}`);
    if (event.type === 'epoch' && event.epoch > 1) rates.push(event.scores['w']! - before);
    if (event.type === 'epoch') before = event.scores['w']!;
    if (event.type === 'stopped') rates.push(event.result.parameters['w']!.data[0]! - before);
  }
  return { told, rates };
};

describe('on a plateau', () => {
  test.each<[string, readonly number[], PlateauOptions, readonly number[], readonly string[]]>([
    ['rates stay while scores fall', [4, 3, 2, 1], { epochs: 1 }, [1, 1, 1, 1], []],
    ['they fall after so many epochs', [4, 4, 4, 4], { epochs: 2 }, [1, 1, 1, 0.5], ['3: 0.5']],
    ['and again after as many', [4, 4, 4, 4, 4], { epochs: 2 }, [1, 1, 1, 0.5, 0.5], ['3: 0.5', '5: 0.25']],
    ['a better one counts anew', [4, 4, 3, 3, 3], { epochs: 2 }, [1, 1, 1, 1, 1], ['5: 0.5']],
    [
      'less than minDelta is nothing',
      [4, 3.5, 2.9, 2.9],
      { epochs: 1, minDelta: 1 },
      [1, 1, 0.5, 0.5],
      ['2: 0.5', '4: 0.25'],
    ],
    ['they fall no lower than told', [4, 4, 4], { epochs: 1, lowest: 0.4 }, [1, 1, 0.5], ['2: 0.5', '3: 0.4']],
    ['and then nothing more is said', [4, 4, 4], { epochs: 1, lowest: 0.5 }, [1, 1, 0.5], ['2: 0.5']],
    ['the largest may be the better', [1, 2, 2], { epochs: 1, goal: 'largest' }, [1, 1, 1], ['3: 0.5']],
    ['NaN is no better', [NaN, NaN, 3], { epochs: 2 }, [1, 1, 0.5], ['2: 0.5']],
  ])('%s', async (_, scores, plateau, rates, told) => {
    expect(await followed(scripted(scores, plateau))).toEqual({ rates, told });
  });
  test('a tenth is left if no factor is given, of the loss if nothing is named, in validation where there is some', async () => {
    const x = input('x', []);
    const validated = { ...base, loss: mul(w, x) as Tensor<[]>, data: { x: -1 }, validation: { x: 1 }, epochs: 2 };
    expect((await followed({ ...validated, plateau: { epochs: 1 } })).told).toEqual(['2: 0.1']);
  });
  test('schedules go on, and fall by as much', async () => {
    const optimizer = sgd({ learningRate: exponentialDecay({ learningRate: 1, factor: 0.5 }) });
    const { rates } = await followed({ ...scripted([4, 4, 4], { epochs: 1 }), optimizer });
    expect(rates).toEqual([1, 0.5, 0.125]);
  });
  test('within a chain too, where a coupled decay stays and the threshold of a proximal step falls', async () => {
    const options = { ...scripted([4, 4, 4], { epochs: 2 }), start: { w: toValue(0) } };
    const thresholds = { ...options, optimizer: chain(sgd({ learningRate: 1 }), proximalL1(0.5)) };
    expect((await followed({ ...thresholds, epochs: 4, data: { score: 4 } })).rates).toEqual([0.5, 0.5, 0.5, 0.25]);
    const decayed = { ...options, optimizer: chain(weightDecay(0.5), sgd({ learningRate: 1 })) };
    const rates = [1, 0.5, 0.25, 0.5 * (1 - 0.875)];
    expect((await followed({ ...decayed, epochs: 4, data: { score: 4 } })).rates).toEqual([...rates]);
  });
  test('adam falls by as much', async () => {
    const optimizer = adam({ learningRate: 1, epsilon: 1e-300 });
    const { rates } = await followed({ ...scripted([4, 4, 4], { epochs: 1 }), optimizer });
    expect(rates[1]! / rates[0]!).toBeCloseTo(1, 12);
    expect(rates[2]! / rates[1]!).toBeCloseTo(0.5, 12);
  });
});

describe('what is left of the rates', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adjoint-plateau-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([1, 2, 3, 4, 5, 6])('goes on after an abort at step %d as if nothing had ended', async (k) => {
    const options = scripted([9, 9, 8, 8, 8, 8, 7], { epochs: 2 });
    const checkpoint = { path: join(folder, `${k}.safetensors`) };
    const controller = new AbortController();
    for await (const event of fit({ ...options, checkpoint, signal: controller.signal }))
      if (event.type === 'step' && event.step === k) controller.abort();
    expect(await resultOf(fit({ ...options, checkpoint }))).toEqual(await resultOf(fit(options)));
  });
});

const stubborn: Optimizer = ({ gradients }) => ({ descent: gradients, updates: [] });

test.each<[string, PlateauOptions, Optimizer, string]>([
  ['a rule that takes no rate', { epochs: 1 }, stubborn, 'fit: plateau must change a learning rate, got'],
  [
    'a rule for nothing',
    { epochs: 1 },
    chain(stubborn, forParameters([], sgd({ learningRate: 1 }))),
    'fit: plateau must change a learning rate, got',
  ],
  ['a factor of 1', { epochs: 1, factor: 1 }, base.optimizer, 'fit: plateau.factor must be in (0, 1), got 1'],
  ['a factor of 0', { epochs: 1, factor: 0 }, base.optimizer, 'fit: plateau.factor must be a positive number, got 0'],
  ['more than all of it', { epochs: 1, lowest: 2 }, base.optimizer, 'fit: plateau.lowest must be in [0, 1], got 2'],
  ['no epochs', { epochs: 0 }, base.optimizer, 'fit: plateau.epochs must be a whole number from 1 up, got 0'],
  ['no score', { epochs: 1, on: 'error' }, base.optimizer, "fit: plateau.on must name a score (loss), got 'error'"],
  [
    'no goal',
    { epochs: 1, goal: 'best' as never },
    base.optimizer,
    "fit: plateau.goal must be smallest or largest, got 'best'",
  ],
])('%s is refused', async (_, plateau, optimizer, message) => {
  const error = await resultOf(fit({ ...base, optimizer, plateau })).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(AdjointError);
  expect((error as AdjointError).message).toContain(message);
});
