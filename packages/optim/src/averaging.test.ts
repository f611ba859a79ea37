import { parameter, toValue } from '@adjoint/graph';
import { add, l2, normal } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { adam } from './adam.ts';
import { averagesIn, averageWeights } from './averaging.ts';
import { chain } from './chain.ts';
import { fit, resultOf } from './fit.ts';

const W = parameter('W', [2, 2], normal());
const b = parameter('b', [], normal());
const loss = add(l2(W), l2(b));
const rule = adam({ learningRate: 0.1 });
const optimizer = chain(rule, averageWeights({ decay: 0.75 }));

const after = (epochs: number) => resultOf(fit({ loss, optimizer, data: {}, epochs, seed: 5 }));

describe('averaged weights', () => {
  test('are the exponential moving average, from the first step on', async () => {
    let average: number | undefined;
    for (let epochs = 1; epochs <= 6; epochs++) {
      const { parameters, states } = await after(epochs);
      const weight = parameters['b']!.data[0]!;
      average = average === undefined ? weight : 0.75 * average + 0.25 * weight;
      expect(states['average of b']!.data[0]).toBeCloseTo(average, 14);
    }
  });
  test('change nothing of the way', async () => {
    const plain = await resultOf(fit({ loss, optimizer: rule, data: {}, epochs: 6, seed: 5 }));
    expect((await after(6)).parameters).toEqual(plain.parameters);
  });
  test('are found among the states by the names of their parameters', async () => {
    const { states } = await after(3);
    expect(averagesIn(states)).toEqual({ W: states['average of W'], b: states['average of b'] });
    expect(averagesIn({ 'steps made': toValue(1) })).toEqual({});
  });
  test('with no memory are the weights', async () => {
    const forgetful = await resultOf(
      fit({ loss, optimizer: chain(rule, averageWeights({ decay: 0 })), data: {}, epochs: 4, seed: 5 }),
    );
    expect(averagesIn(forgetful.states)).toEqual(forgetful.parameters);
  });
});
