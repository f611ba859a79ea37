import { add, equal, mul, where } from '@adjoint/ops';
import { aFlag, aFraction, aRate, byDefault, hyperparametersOf, notNegative } from './hyperparameter.ts';
import { type Rate, rateAt } from './rate.ts';
import { decayed } from './decay.ts';
import { type Optimizer, perParameter } from './optimizer.ts';

/** What gradient descent needs to know. */
export interface SgdOptions {
  /** How far a step goes along the negative gradient; positive. */
  readonly learningRate: Rate;
  /** How much of the velocity stays from step to step; 0 if not given. */
  readonly momentum?: number;
  /** The part of the gradient that the velocity does not take up after the first step; 0 if not given. */
  readonly dampening?: number;
  /** Whether to look ahead along the velocity; false if not given. */
  readonly nesterov?: boolean;
  /** Times the parameter, added to its gradient: that of λ/2·w²; 0 if not given. */
  readonly weightDecay?: number;
}

/**
 * Gradient descent, w − η·g with g = ∂loss/∂w; on mini-batches, stochastic gradient descent. With momentum μ and dampening τ,
 * v' = μ·v + (1 − τ)·g (g at the first step) and w − η·v' or, with `nesterov`, w − η·(g + μ·v'): PyTorch's `SGD` (Sutskever et al.
 * 2013). Anything out of range, or an option of another name, is an `InvalidOption`.
 */
export const sgd = (options: SgdOptions): Optimizer => {
  const { learningRate, momentum, dampening, nesterov, weightDecay } = hyperparametersOf('sgd', schema, options);
  return (at) => {
    const rate = rateAt(learningRate, at);
    return perParameter(at, ({ parameter, gradient, remember }) => {
      const slope = decayed(gradient, weightDecay, parameter);
      if (momentum === 0) return { descent: mul(rate, slope) };
      const velocity = remember('velocity');
      const taken = dampening === 0 ? slope : where(equal(at.step, 1), slope, mul(1 - dampening, slope));
      const next = add(mul(momentum, velocity), taken);
      const ahead = nesterov ? add(slope, mul(momentum, next)) : next;
      return { descent: mul(rate, ahead), updates: [{ leaf: velocity, next }] };
    });
  };
};

/** `sgd` with momentum, 0.9 if not given (Polyak 1964). */
export const momentum = (options: SgdOptions): Optimizer => sgd({ momentum: 0.9, ...options });

/** `sgd` with momentum, 0.9 if not given, that looks ahead (Nesterov 1983). */
export const nesterov = (options: SgdOptions): Optimizer => sgd({ momentum: 0.9, ...options, nesterov: true });

const schema = {
  learningRate: aRate,
  momentum: byDefault(aFraction, 0),
  dampening: byDefault(aFraction, 0),
  nesterov: byDefault(aFlag, false),
  weightDecay: byDefault(notNegative, 0),
};
