import { add, constant, input, label, parameter, type Tensor, toValue } from '@adjoint/graph';
import { div, exp, less, log, matmul, mean, mul, squaredError, sub, where } from '@adjoint/ops';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { BatchSource } from './batch-source.ts';
import { frozen } from './chain.ts';
import { fit, type FitEvent, resultOf } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { perParameter } from './optimizer.ts';
import { sgd } from './sgd.ts';

const x = input('x', ['batch']);
const y = input('y', ['batch']);
const w = parameter('w', []);
const line = mean(squaredError(mul(w, x), y));
const good = { x: [1, 2], y: [2, 4] };
const optimizer = sgd({ learningRate: 0.01 });

/** Good batches, but for those at some steps, from 0. */
const withBad = (bad: Readonly<Record<number, object>>): BatchSource => ({
  count: 4,
  at: (epoch, index) => ({ ...good, ...bad[4 * epoch + index] }),
});

const eventsOf = async (options: FitOptions): Promise<readonly FitEvent[]> => {
  const events: FitEvent[] = [];
  for await (const event of fit(options)) events.push(event);
  return events;
};

describe('a step that is not finite', () => {
  property.prop([fc.integer({ min: 0, max: 7 })])(
    'is the last, and leaves parameters and states as they were before it',
    async (bad) => {
      const data = withBad({ [bad]: { x: [1, NaN] } });
      const events = await eventsOf({ loss: line, optimizer, data, epochs: 2 });
      const controller = new AbortController();
      let before = await resultOf(fit({ loss: line, optimizer, data, epochs: 0 }));
      if (bad > 0)
        for await (const event of fit({ loss: line, optimizer, data, epochs: 2, signal: controller.signal })) {
          if (event.type === 'step' && event.step === bad) controller.abort();
          if (event.type === 'stopped') before = event.result;
        }
      expect(events.filter(({ type }) => type === 'step')).toHaveLength(bad);
      expect(events.at(-1)).toEqual({
        type: 'stopped',
        result: {
          ...before,
          reason: 'not finite',
          culprit: { operation: 'input', expression: 'x' },
          epochs: Math.floor(Math.max(0, bad) / 4),
          steps: bad,
        },
      });
    },
  );
  test('of a learning rate far too large ends with finite parameters', async () => {
    const result = await resultOf(
      fit({ loss: line, optimizer: sgd({ learningRate: 1e100 }), data: good, epochs: 1000 }),
    );
    expect(result).toMatchObject({ reason: 'not finite', culprit: { operation: expect.any(String) as string } });
    expect(result.parameters['w']!.data.every(Number.isFinite)).toBe(true);
    expect(result.steps).toBeLessThan(10);
  });
  test('is found where the loss is fine and only an update is not', async () => {
    const broken = (at: Parameters<typeof perParameter>[0]) =>
      perParameter(at, ({ gradient }) => ({ descent: div(gradient, sub(gradient, gradient)) }));
    const result = await resultOf(fit({ loss: line, optimizer: broken, data: good, epochs: 3 }));
    expect(result).toMatchObject({ reason: 'not finite', culprit: { operation: 'div' }, steps: 0 });
    expect(result.parameters).toEqual({ w: toValue(0) });
  });
  test('is no infinite loss by itself, nor an infinity that was there before', async () => {
    const loss = add(mean(div(1, x)), mul(0, w));
    const result = await resultOf(fit({ loss, optimizer: frozen, data: { x: [0, 1] }, epochs: 2 }));
    expect(result).toMatchObject({ reason: 'finished', steps: 2 });
    const start = { w: toValue(Infinity) };
    const other = await resultOf(fit({ loss: exp(w), optimizer: frozen, data: {}, epochs: 2, start }));
    expect(other).toMatchObject({ reason: 'finished', steps: 2 });
    expect(result).not.toHaveProperty('culprit');
  });
});

describe('the culprit', () => {
  const v = parameter('v', [2]);
  const M = input('M', [2, 2]);
  test.each<[string, Tensor<[]>, object, { readonly operation: string; readonly expression: string }]>([
    ['a logarithm of less than nothing', mean(log(sub(v, 1))), {}, { operation: 'log', expression: 'log(sub(v, 1))' }],
    [
      'an infinity that becomes a NaN later',
      mean(mul(v, log(mul(v, v)))),
      {},
      { operation: 'log', expression: 'log(mul(v, v))' },
    ],
    [
      'what is labelled, by its label',
      mean(label('likelihood', log(sub(v, 1)))),
      {},
      { operation: 'likelihood', expression: 'likelihood(sub(v, 1))' },
    ],
    [
      'the data',
      mean(matmul(M, v)),
      {
        M: [
          [1, 2],
          [NaN, 3],
        ],
      },
      { operation: 'input', expression: 'M' },
    ],
    ['a constant', mean(mul(v, constant(NaN))), {}, { operation: 'constant', expression: 'NaN' }],
    [
      'no infinity that something absorbed',
      add(mean(exp(where(less(v, 1), -Infinity, v))), mean(log(sub(v, 1)))),
      {},
      { operation: 'log', expression: 'log(sub(v, 1))' },
    ],
  ])('is %s', async (_, loss, data, culprit) => {
    const result = await resultOf(fit({ loss, optimizer, data: data as FitOptions['data'], epochs: 2 }));
    expect(result).toMatchObject({ reason: 'not finite', culprit, steps: 0 });
  });
  test('is found in a graph of a hundred thousand nodes', async () => {
    let deep: Tensor<[]> = log(sub(w, 1));
    for (let i = 0; i < 100_000; i++) deep = add(deep, 1);
    const result = await resultOf(fit({ loss: deep, optimizer, data: {}, epochs: 1 }));
    expect(result.culprit).toMatchObject({ operation: 'log' });
  });
});
