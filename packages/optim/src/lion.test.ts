import { nameOf, parameter, toValue } from '@adjoint/graph';
import { mul, sum } from '@adjoint/ops';
import { expect, test } from 'vitest';
import { fit, resultOf } from './fit.ts';
import { lion } from './lion.ts';

const w = parameter('w', [3]);
const loss = sum(mul(mul(w, w), w)); // of gradient 3w²
const start = [0.3, -0.2, 0];

/** Algorithm 2 of the paper, on numbers. */
const expected = (steps: number, rate: number, [beta1, beta2]: readonly [number, number], decay: number) => {
  let [at, mean] = [start, [0, 0, 0]];
  for (let step = 0; step < steps; step++) {
    const slope = at.map((x) => 3 * x ** 2);
    const direction = slope.map((g, i) => Math.sign(beta1 * mean[i]! + (1 - beta1) * g));
    mean = slope.map((g, i) => beta2 * mean[i]! + (1 - beta2) * g);
    at = at.map((x, i) => x - rate * (direction[i]! + decay * x));
  }
  return [at, mean];
};

test.each<[string, Parameters<typeof lion>[0], ReturnType<typeof expected>]>([
  ['as it is by default', undefined, expected(20, 1e-4, [0.9, 0.99], 0)],
  [
    'with other options',
    { learningRate: 0.01, betas: [0.5, 0.8], weightDecay: 0.2 },
    expected(20, 0.01, [0.5, 0.8], 0.2),
  ],
])("lion goes the paper's way %s", async (_, options, [at, mean]) => {
  const run = fit({ loss, optimizer: lion(options), data: {}, epochs: 20, start: { w: toValue(start) } });
  const { parameters, states } = await resultOf(run);
  parameters[nameOf(w)!]!.data.forEach((element, i) => expect(element).toBeCloseTo(at![i]!, 14));
  states['mean of w']!.data.forEach((element, i) => expect(element).toBeCloseTo(mean![i]!, 14));
});
