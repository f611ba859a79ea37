import { add, mul, sign } from '@adjoint/ops';
import { decayed } from './decay.ts';
import { aRate, byDefault, hyperparametersOf, notNegative, twoFractions } from './hyperparameter.ts';
import { type Rate, rateAt } from './rate.ts';
import { type Optimizer, perParameter } from './optimizer.ts';
import { running } from './running-mean.ts';

/** What Lion needs to know. */
export interface LionOptions {
  /** How far each element goes at every step; 1e-4 if not given. */
  readonly learningRate?: Rate;
  /** How much of the running mean counts in the step, and how much of it stays; [0.9, 0.99] if not given. */
  readonly betas?: readonly [number, number];
  /** Decoupled: η·λ·w is taken away besides; 0 if not given. */
  readonly weightDecay?: number;
}

/** w − η·(sign(β₁·m + (1 − β₁)·g) + λ·w), then m' = β₂·m + (1 − β₂)·g (Chen et al. 2023, arXiv 2302.06675, algorithm 2). */
export const lion = (options: LionOptions = {}): Optimizer => {
  const { learningRate, betas, weightDecay } = hyperparametersOf('lion', schema, options);
  return (at) => {
    const rate = rateAt(learningRate, at);
    return perParameter(at, ({ parameter, gradient, remember }) => {
      const mean = running(remember, 'mean', betas[1], gradient);
      const direction = sign(add(mul(betas[0], mean.leaf), mul(1 - betas[0], gradient)));
      return { descent: mul(rate, decayed(direction, weightDecay, parameter)), updates: [mean] };
    });
  };
};

const schema = {
  learningRate: byDefault(aRate, 1e-4),
  betas: byDefault(twoFractions, [0.9, 0.99]),
  weightDecay: byDefault(notNegative, 0),
};
