import { add, div, filled, mul, sqrt, square, sub } from '@adjoint/ops';
import { decayed } from './decay.ts';
import { aPositive, aRate, byDefault, hyperparametersOf, notNegative } from './hyperparameter.ts';
import { type Rate, rateAt } from './rate.ts';
import { type Optimizer, perParameter } from './optimizer.ts';

/** What AdaGrad needs to know. */
export interface AdagradOptions {
  /** How far a step goes; 0.01 if not given. */
  readonly learningRate?: Rate;
  /** How fast the rate falls besides, as η / (1 + decay·(t − 1)); 0 if not given. */
  readonly learningRateDecay?: number;
  /** What the sum of squares starts from; 0 if not given. */
  readonly initialSum?: number;
  /** Added to what is divided by; 1e-10 if not given. */
  readonly epsilon?: number;
  /** Times the parameter, added to its gradient; 0 if not given. */
  readonly weightDecay?: number;
}

/** s' = s + g² and w − η·g / (√s' + ε) (Duchi, Hazan and Singer 2011), as in PyTorch. */
export const adagrad = (options: AdagradOptions = {}): Optimizer => {
  const schema = {
    learningRate: byDefault(aRate, 0.01),
    learningRateDecay: byDefault(notNegative, 0),
    initialSum: byDefault(notNegative, 0),
    epsilon: byDefault(aPositive, 1e-10),
    weightDecay: byDefault(notNegative, 0),
  };
  const { learningRate, learningRateDecay, initialSum, epsilon, weightDecay } = hyperparametersOf(
    'adagrad',
    schema,
    options,
  );
  return (at) => {
    const full = rateAt(learningRate, at);
    const rate = learningRateDecay === 0 ? full : div(full, add(1, mul(learningRateDecay, sub(at.step, 1))));
    return perParameter(at, ({ parameter, gradient, remember }) => {
      const slope = decayed(gradient, weightDecay, parameter);
      const total = remember('sum of squares', filled(initialSum));
      const next = add(total, square(slope));
      return { descent: mul(rate, div(slope, add(sqrt(next), epsilon))), updates: [{ leaf: total, next }] };
    });
  };
};
