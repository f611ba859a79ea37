import type { Tensor } from '@adjoint/graph';
import { add, div, equal, mod, where } from '@adjoint/ops';
import { aCount, hyperparametersOf } from './hyperparameter.ts';
import { type Optimizer, perParameter, type Update } from './optimizer.ts';

/**
 * Applies a rule at every n-th step, to the mean of the last n gradients; between these nothing moves. Of a loss that is a mean over samples,
 * n batches of one size do what one batch n times as large would: where PyTorch is given loss / n. The rule, and the schedules in it,
 * count the steps at which it applies.
 */
export const accumulateGradients = (count: number, rule: Optimizer): Optimizer => {
  const { count: n } = hyperparametersOf('accumulateGradients', { count: aCount }, { count });
  return (at) => {
    const isDue = equal(mod(at.step, n), 0);
    const sums = perParameter(at, ({ gradient, remember }) => {
      const sum = remember('sum of gradients');
      const descent = add(sum, gradient);
      return { descent, updates: [{ leaf: sum, next: where(isDue, 0, descent) as Tensor }] };
    });
    const gradients = sums.descent.map((sum): Tensor => div(sum, n));
    const { descent, updates } = rule({ ...at, gradients, step: div(at.step, n), scope: `${at.scope}accumulated.` });
    return {
      descent: descent.map((step) => where(isDue, step, 0) as Tensor),
      updates: [
        ...sums.updates,
        ...updates.map(({ leaf, next }): Update => ({ leaf, next: where(isDue, next as Tensor, leaf as Tensor) })),
      ],
    };
  };
};
