import { input, parameter, toValue } from '@adjoint/graph';
import { mean, mul, squaredError } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { accumulateGradients } from './accumulation.ts';
import { adam } from './adam.ts';
import type { BatchSource } from './batch-source.ts';
import { fit, resultOf } from './fit.ts';
import type { Optimizer } from './optimizer.ts';
import { stepDecay } from './schedule.ts';
import { momentum, sgd } from './sgd.ts';

const x = input('x', ['batch']);
const y = input('y', ['batch']);
const w = parameter('w', []);
const loss = mean(squaredError(mul(w, x), y));
const points = { x: [1, 2, 3, 4, 5, 6], y: [3, 1, 4, 1, 5, 9] };

const batchesOf = (size: number): BatchSource => ({
  count: points.x.length / size,
  at: (_, index) => ({
    x: points.x.slice(index * size, (index + 1) * size),
    y: points.y.slice(index * size, (index + 1) * size),
  }),
});

const after = async (optimizer: Optimizer, size: number, epochs: number): Promise<number> =>
  (await resultOf(fit({ loss, optimizer, data: batchesOf(size), epochs }))).parameters['w']!.data[0]!;

const learningRate = stepDecay({ learningRate: 0.01, every: 2, factor: 0.5 });
const rules: readonly (readonly [string, Optimizer])[] = [
  ['sgd', sgd({ learningRate })],
  ['momentum', momentum({ learningRate, dampening: 0.5 })],
  ['adam', adam({ learningRate })],
];

describe.each(rules)('gradients accumulated for %s', (_, rule) => {
  test.each([1, 2, 3])('over batches of %d make the step of one batch that holds them all', async (size) => {
    const whole = await after(rule, 6, 5);
    expect(await after(accumulateGradients(6 / size, rule), size, 5)).toBeCloseTo(whole, 12);
  });
  test('one at a time are the rule itself', async () => {
    expect(await after(accumulateGradients(1, rule), 2, 3)).toBe(await after(rule, 2, 3));
  });
});

test('nothing moves before the gradients are complete, and their sum starts again after', async () => {
  const found: [number, number][] = [];
  for (let epochs = 1; epochs <= 4; epochs++) {
    const optimizer = accumulateGradients(2, sgd({ learningRate: 0.1 }));
    const data = { x: [1], y: [0] };
    const { parameters, states } = await resultOf(fit({ loss, optimizer, data, epochs, start: { w: toValue(1) } }));
    found.push([parameters['w']!.data[0]!, states['sum of gradients of w']!.data[0]!]);
  }
  expect(found).toEqual(
    [
      [1, 2],
      [0.8, 0],
      [0.8, 1.6],
      [0.64, 0],
    ].map((row) => row.map((number) => expect.closeTo(number, 14) as number)),
  );
});
