import { input, parameter, toValue } from '@adjoint/graph';
import { add, l1, l2, mean, mul, squaredError, sub, sum } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { adam, adamw } from './adam.ts';
import { chain } from './chain.ts';
import { proximalL1, weightDecay } from './decay.ts';
import { fit, resultOf } from './fit.ts';
import type { Optimizer } from './optimizer.ts';
import { exponentialDecay } from './schedule.ts';
import { sgd } from './sgd.ts';

const w = parameter('w', [4]);
const target = input('target', [4]);
const distance = mean(squaredError(w, target));
const start = { w: toValue([1, -2, 0.5, 0.01]) };
const data = { target: [2, 0, 0.01, -0.01] };

const after = async (optimizer: Optimizer, loss = distance, epochs = 10): Promise<readonly number[]> => {
  const { parameters } = await resultOf(fit({ loss, optimizer, data, epochs, start }));
  return Array.from(parameters['w']!.data);
};

const expectClose = (found: readonly number[], expected: readonly number[]): void => {
  found.forEach((element, i) => expect(element).toBeCloseTo(expected[i]!, 12));
};

describe('weight decay', () => {
  test.each([
    ['sgd', sgd({ learningRate: 0.1 })],
    ['adam', adam({ learningRate: 0.1 })],
  ])('before %s is the gradient of λ/2·w²', async (_, rule) => {
    const coupled = await after(chain(weightDecay(0.3), rule));
    expectClose(coupled, await after(rule, add(distance, mul(0.15, l2(w)))));
  });
  test("after adam, at the learning rate times λ, is adamw's", async () => {
    const learningRate = exponentialDecay({ learningRate: 0.1, factor: 0.8 });
    const decoupled = await after(
      chain(
        adam({ learningRate }),
        weightDecay((step) => mul(0.3, learningRate(step))),
      ),
    );
    expectClose(decoupled, await after(adamw({ learningRate, weightDecay: 0.3 })));
    const coupled = await after(adam({ learningRate, weightDecay: 0.3 }));
    expect(Math.abs(coupled[0]! - decoupled[0]!)).toBeGreaterThan(1e-3);
  });
  test('of 0 changes nothing', async () => {
    expect(await after(chain(weightDecay(0), adam()))).toEqual(await after(adam()));
  });
});

describe('the proximal map of l1', () => {
  const steady = sgd({ learningRate: 0.5 });
  test('makes weights exactly zero', async () => {
    const found = await after(chain(steady, proximalL1(0.01)), distance, 200);
    expect(found.map((element) => element === 0)).toEqual([false, true, true, true]);
  });
  test('ends where the subgradient of the penalty would', async () => {
    const [lambda, rate] = [0.02, 0.5];
    const found = await after(chain(sgd({ learningRate: rate }), proximalL1(rate * lambda)), distance, 400);
    // the minimum of (w − a)²/4 + λ·|w| is sign(a)·max(|a| − 2λ, 0)
    expectClose(
      found,
      data.target.map((a) => Math.sign(a) * Math.max(Math.abs(a) - 2 * lambda, 0)),
    );
    const direct = await after(sgd({ learningRate: 0.01 }), add(distance, mul(lambda, l1(w))), 4000);
    direct.forEach((element, i) => expect(element).toBeCloseTo(found[i]!, 3));
  });
  test('moves by its strength what does not reach zero', async () => {
    const still = sum(mul(0, w));
    expectClose(await after(chain(steady, proximalL1(0.1)), still, 1), [0.9, -1.9, 0.4, 0]);
  });
  test('follows a schedule', async () => {
    const still = sum(mul(0, sub(w, 1)));
    const strength = exponentialDecay({ learningRate: 0.1, factor: 0.5 });
    expectClose(await after(chain(steady, proximalL1(strength)), still, 2), [0.85, -1.85, 0.35, 0]);
  });
});
