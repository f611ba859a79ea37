import { add, div, mul, sqrt, square } from '@adjoint/ops';
import { decayed } from './decay.ts';
import { aFraction, aPositive, aRate, byDefault, hyperparametersOf, notNegative } from './hyperparameter.ts';
import { type Rate, rateAt } from './rate.ts';
import { type Optimizer, perParameter } from './optimizer.ts';
import { running } from './running-mean.ts';

/** What Adadelta needs to know. */
export interface AdadeltaOptions {
  /** How far a step goes; 1 if not given. */
  readonly learningRate?: Rate;
  /** How much of the running means of squares stays from step to step; 0.9 if not given. */
  readonly rho?: number;
  /** Added to both mean squares; 1e-6 if not given. */
  readonly epsilon?: number;
  /** Times the parameter, added to its gradient; 0 if not given. */
  readonly weightDecay?: number;
}

/** d = g·√(u + ε) / √(v' + ε), where v and u are running means of g² and d², and w − η·d (Zeiler 2012, arXiv 1212.5701), as in PyTorch. */
export const adadelta = (options: AdadeltaOptions = {}): Optimizer => {
  const schema = {
    learningRate: byDefault(aRate, 1),
    rho: byDefault(aFraction, 0.9),
    epsilon: byDefault(aPositive, 1e-6),
    weightDecay: byDefault(notNegative, 0),
  };
  const { learningRate, rho, epsilon, weightDecay } = hyperparametersOf('adadelta', schema, options);
  return (at) => {
    const rate = rateAt(learningRate, at);
    return perParameter(at, ({ parameter, gradient, remember }) => {
      const slope = decayed(gradient, weightDecay, parameter);
      const meanSquare = running(remember, 'mean square', rho, square(slope));
      const moved = remember('mean square of steps');
      const step = mul(div(sqrt(add(moved, epsilon)), sqrt(add(meanSquare.next, epsilon))), slope);
      const next = add(mul(rho, moved), mul(1 - rho, square(step)));
      return { descent: mul(rate, step), updates: [meanSquare, { leaf: moved, next }] };
    });
  };
};
