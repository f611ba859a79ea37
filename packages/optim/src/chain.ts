import { type AnyTensor, broadcastTo, constant, type Shape, type Tensor } from '@adjoint/graph';
import { perParameter, type Optimizer, type Update } from './optimizer.ts';

/**
 * Rules one after the other: the descent of each is the gradient of the next. The states of the first are named with `0.`, of the second
 * with `1.`. A chain of chains does what the chain of all their rules does; the chain of none takes the gradients as they are.
 *
 * @example
 * ```ts
 * import { adam, chain, clipByGlobalNorm, warmupCosine } from '@adjoint/optim';
 *
 * chain(clipByGlobalNorm(1), adam({ learningRate: warmupCosine({ learningRate: 0.01, warmup: 100, steps: 1000 }) }));
 * ```
 */
export const chain =
  (...rules: readonly Optimizer[]): Optimizer =>
  (at) => {
    let gradients = at.gradients;
    const updates: Update[] = [];
    for (const [index, rule] of rules.entries()) {
      const output = rule({ ...at, gradients, scope: `${at.scope}${index}.` });
      gradients = output.descent;
      updates.push(...output.updates);
    }
    return { descent: gradients, updates };
  };

/** Which parameters: these, or those of which something is true. */
export type Selection = readonly AnyTensor[] | ((parameter: Tensor) => boolean);

/**
 * A rule for some parameters only; what the others go down by passes as it is. So groups are a chain: of rules for parts that have nothing
 * in common, each with a rate of its own, or of one rule for all and another for some.
 *
 * @example
 * ```ts
 * import { parameter } from '@adjoint/graph';
 * import { adam, chain, forParameters, frozen, weightDecay } from '@adjoint/optim';
 *
 * const base = parameter('base', [4, 3]);
 * const noDecayOnBiases = chain(adam(), forParameters(({ shape }) => shape.length > 1, weightDecay(1e-4)));
 * chain(noDecayOnBiases, forParameters([base], frozen));
 * ```
 */
export const forParameters =
  (selection: Selection, rule: Optimizer): Optimizer =>
  (at) => {
    const isSelected = at.parameters.map((parameter) =>
      typeof selection === 'function' ? selection(parameter) : selection.includes(parameter),
    );
    const some = (tensors: readonly Tensor[]): readonly Tensor[] => tensors.filter((_, index) => isSelected[index]);
    const { descent, updates } = rule({ ...at, parameters: some(at.parameters), gradients: some(at.gradients) });
    const remaining = descent.values();
    return {
      descent: at.gradients.map((gradient, index) => (isSelected[index] ? remaining.next().value! : gradient)),
      updates,
    };
  };

/** No descent at all: the parameters stay as they are. Last in a chain. */
export const frozen: Optimizer = (at) =>
  perParameter(at, ({ parameter: { shape } }) => ({ descent: broadcastTo(constant(0), shape as Shape) }));
