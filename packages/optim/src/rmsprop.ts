import { add, div, mul, sqrt, square, sub } from '@adjoint/ops';
import { decayed } from './decay.ts';
import { aFlag, aFraction, aPositive, aRate, byDefault, hyperparametersOf, notNegative } from './hyperparameter.ts';
import { type Rate, rateAt } from './rate.ts';
import { type Optimizer, perParameter } from './optimizer.ts';
import { running } from './running-mean.ts';

/** What RMSProp needs to know. */
export interface RmspropOptions {
  /** How far a step goes; 0.01 if not given. */
  readonly learningRate?: Rate;
  /** How much of the running mean of squares stays from step to step; 0.99 if not given. */
  readonly alpha?: number;
  /** Added to what is divided by; 1e-8 if not given. */
  readonly epsilon?: number;
  /** How much of the velocity stays from step to step; 0 if not given. */
  readonly momentum?: number;
  /** Whether to divide by the standard deviation instead of the root of the mean square; false if not given. */
  readonly centered?: boolean;
  /** Times the parameter, added to its gradient; 0 if not given. */
  readonly weightDecay?: number;
}

/**
 * v' = α·v + (1 − α)·g² and w − η·g / (√v' + ε) (Tieleman and Hinton 2012, lecture 6.5); centred, v' − m'² in place of v', with the running
 * mean m of g (Graves 2013, arXiv 1308.0850); with momentum, w − η·b' where b' = μ·b + g / (√v' + ε). As in PyTorch.
 */
export const rmsprop = (options: RmspropOptions = {}): Optimizer => {
  const schema = {
    learningRate: byDefault(aRate, 0.01),
    alpha: byDefault(aFraction, 0.99),
    epsilon: byDefault(aPositive, 1e-8),
    momentum: byDefault(aFraction, 0),
    centered: byDefault(aFlag, false),
    weightDecay: byDefault(notNegative, 0),
  };
  const { learningRate, alpha, epsilon, momentum, centered, weightDecay } = hyperparametersOf(
    'rmsprop',
    schema,
    options,
  );
  return (at) => {
    const rate = rateAt(learningRate, at);
    return perParameter(at, ({ parameter, gradient, remember }) => {
      const slope = decayed(gradient, weightDecay, parameter);
      const meanSquare = running(remember, 'mean square', alpha, square(slope));
      const means = centered ? [running(remember, 'mean', alpha, slope)] : [];
      const spread = means.reduce((rest, mean) => sub(rest, square(mean.next)), meanSquare.next);
      const step = div(slope, add(sqrt(spread), epsilon));
      if (momentum === 0) return { descent: mul(rate, step), updates: [meanSquare, ...means] };
      const velocity = remember('velocity');
      const next = add(mul(momentum, velocity), step);
      return { descent: mul(rate, next), updates: [meanSquare, ...means, { leaf: velocity, next }] };
    });
  };
};
