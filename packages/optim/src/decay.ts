import type { Tensor } from '@adjoint/graph';
import { abs, add, maximum, mul, sign, sub } from '@adjoint/ops';
import { aRateFromZero, hyperparametersOf } from './hyperparameter.ts';
import { type Rate, rateAt, scheduled } from './rate.ts';
import { type Optimizer, perParameter } from './optimizer.ts';

/**
 * Adds λ·w to what a parameter goes down by. Before a rule in a chain that is the gradient of λ/2·w², the coupled form; after it the
 * parameter loses the part λ of itself at every step, whatever the gradient: the decoupled form (Loshchilov and Hutter 2019, arXiv
 * 1711.05101), where a schedule for λ may follow the learning rate.
 */
export const weightDecay = (strength: Rate): Optimizer => {
  const { strength: decay } = hyperparametersOf('weightDecay', { strength: aRateFromZero }, { strength });
  return (at) => {
    const rate = scheduled(decay, at.step);
    return perParameter(at, ({ parameter, gradient }) => ({ descent: add(gradient, mul(rate, parameter)) }));
  };
};

/**
 * Moves every parameter towards 0 by a strength after the step, and to exactly 0 where it is no further away: the proximal map of
 * strength·|w|, sign(w)·max(|w| − strength, 0) (soft thresholding; Parikh and Boyd 2014, section 6.5.2). For a penalty λ·|w| the strength is
 * the learning rate times λ, and falls with it on plateaus. Last in a chain.
 */
export const proximalL1 = (strength: Rate): Optimizer => {
  const { strength: threshold } = hyperparametersOf('proximalL1', { strength: aRateFromZero }, { strength });
  return (at) => {
    const rate = rateAt(threshold, at);
    return perParameter(at, ({ parameter, gradient }) => {
      const moved = sub(parameter, gradient);
      const shrunk = mul(sign(moved), maximum(sub(abs(moved), rate), 0));
      return { descent: sub(parameter, shrunk) }; // w − (w − 0) is exactly 0
    });
  };
};

/** A gradient with that of λ/2·w² added; the gradient itself where λ is 0. */
export const decayed = (gradient: Tensor, strength: number, parameter: Tensor): Tensor =>
  strength === 0 ? gradient : add(gradient, mul(strength, parameter));
