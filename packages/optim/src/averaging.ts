import { nameOf, state, type Tensor, type Value } from '@adjoint/graph';
import { add, equal, mul, sub, where } from '@adjoint/ops';
import { aFraction, byDefault, hyperparametersOf } from './hyperparameter.ts';
import type { Optimizer, Update } from './optimizer.ts';

/** How to average weights. */
export interface AverageOptions {
  /** How much of the average stays from step to step; 0.999 if not given. */
  readonly decay?: number;
}

/**
 * Keeps an exponential moving average of each parameter (Polyak and Juditsky 1992): the parameter itself after the first step, then
 * decay·average + (1 − decay)·w. The descent passes as it is. Last in a chain; `averagesIn` finds the averages among the states, named
 * `average of w` wherever the rule stands.
 */
export const averageWeights = (options: AverageOptions = {}): Optimizer => {
  const { decay } = hyperparametersOf('averageWeights', { decay: byDefault(aFraction, 0.999) }, options);
  return ({ parameters, gradients, step }) => ({
    descent: gradients,
    updates: parameters.map((parameter, index): Update => {
      const average = state(`${prefix}${nameOf(parameter)}`, parameter.shape) as Tensor; // of the parameter's shape
      const moved: Tensor = sub(parameter, gradients[index]!);
      const mean: Tensor = add(mul(decay, average), mul(1 - decay, moved));
      return { leaf: average, next: where(equal(step, 1), moved, mean) as Tensor };
    }),
  });
};

/**
 * The averages that `averageWeights` has kept, by the names of their parameters: bind them in place of the parameters.
 *
 * @example
 * ```ts
 * import { evaluate, parameter } from '@adjoint/graph';
 * import { l2 } from '@adjoint/ops';
 * import { averagesIn, averageWeights, chain, fit, resultOf, sgd } from '@adjoint/optim';
 *
 * const loss = l2(parameter('w', [3]));
 * const optimizer = chain(sgd({ learningRate: 0.1 }), averageWeights({ decay: 0.9 }));
 * const { states } = await resultOf(fit({ loss, optimizer, data: {}, epochs: 10 }));
 * evaluate(loss, averagesIn(states));
 * ```
 */
export const averagesIn = (states: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(states)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );

const prefix = 'average of ';
