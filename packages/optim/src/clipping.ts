import { clamp, div, greater, hypot, mul, norm, where } from '@adjoint/ops';
import { constant, type Tensor } from '@adjoint/graph';
import { aPositive, hyperparametersOf } from './hyperparameter.ts';
import { type Optimizer, perParameter } from './optimizer.ts';

/** Every element brought between −limit and limit. */
export const clipByValue = (limit: number): Optimizer => {
  const { limit: max } = hyperparametersOf('clipByValue', { limit: aPositive }, { limit });
  return (at) => perParameter(at, ({ gradient }) => ({ descent: clamp(gradient, { min: -max, max }) }));
};

/**
 * All gradients, as one long vector, scaled to the length `limit` where they are longer: g·min(1, limit / |g|) (Pascanu, Mikolov and Bengio
 * 2013, arXiv 1211.5063). Of shorter ones no bit changes.
 */
export const clipByGlobalNorm = (limit: number): Optimizer => {
  const { limit: longest } = hyperparametersOf('clipByGlobalNorm', { limit: aPositive }, { limit });
  return (at) => {
    const length = at.gradients
      .map((gradient): Tensor<[]> => norm(gradient) as Tensor<[]>)
      .reduce(hypotenuse, constant(0)); // of all elements
    const factor = where(greater(length, longest), div(longest, length), 1);
    return perParameter(at, ({ gradient }) => ({ descent: mul(factor, gradient) }));
  };
};

const hypotenuse = (a: Tensor<[]>, b: Tensor<[]>): Tensor<[]> => hypot(a, b);
