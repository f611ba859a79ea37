import {
  add,
  type AnyTensor,
  formatShape,
  type InitialValue,
  nameOf,
  orThrow,
  sameShape,
  state,
  type Tensor,
  type TensorOfKind,
} from '@adjoint/graph';
import { sub } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { invalidOption } from './error.ts';

/** A leaf, which is a parameter or a state, and the value it has after the step. All are read before any is written. */
export interface Update {
  readonly leaf: TensorOfKind<'real'>;
  readonly next: TensorOfKind<'real'>;
}

/** What a rule goes by. */
export interface RuleInput {
  readonly parameters: readonly Tensor[];
  /** One for each parameter: those of the loss or, in a chain, what the rule before has made of them. */
  readonly gradients: readonly Tensor[];
  /** Which step this is, from 1: what schedules and corrections are functions of. */
  readonly step: Tensor<[]>;
  /** What learning rates are multiplied by, where they fall on plateaus: `rateAt` takes account of it. */
  readonly reduction?: Tensor<[]> | undefined;
  /** What the names of the rule's states begin with, so that two rules of one kind do not clash. */
  readonly scope: string;
}

/** What a rule comes to. */
export interface RuleOutput {
  /** What is taken away from each parameter. */
  readonly descent: readonly Tensor[];
  /** The rule's states and their next values. */
  readonly updates: readonly Update[];
}

/**
 * An optimizer is an update rule made of nodes: it turns gradients into a descent, and the parameters become what they were minus
 * that. Since a descent points where a gradient does, it may be the gradient of another rule: that is what `chain` does. Forward
 * pass, backward pass and update are one graph.
 *
 * @example
 * ```ts
 * import { mul, sign } from '@adjoint/ops';
 * import { chain, clipByValue, type Optimizer } from '@adjoint/optim';
 *
 * const signDescent = (learningRate: number): Optimizer => ({ gradients }) => ({
 *   descent: gradients.map((gradient) => mul(learningRate, sign(gradient))),
 *   updates: [],
 * });
 * chain(clipByValue(1), signDescent(0.01));
 * ```
 */
export type Optimizer = (at: RuleInput) => RuleOutput;

/** What a rule that treats every parameter by itself goes by. */
export interface ParameterRuleInput {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** A state of the parameter's shape, `velocity of w` for `velocity`, that starts from zeros unless told otherwise. */
  readonly remember: (what: string, initial?: InitialValue | AnyTensor) => Tensor;
}

/** What such a rule comes to: for the one parameter what `RuleOutput` is for all. */
export interface ParameterRuleOutput {
  readonly descent: Tensor;
  readonly updates?: readonly Update[];
}

/**
 * What a rule comes to that treats every parameter by itself.
 *
 * @example
 * ```ts
 * import { add, mul } from '@adjoint/ops';
 * import { type Optimizer, perParameter } from '@adjoint/optim';
 *
 * const heavyBall: Optimizer = (at) =>
 *   perParameter(at, ({ gradient, remember }) => {
 *     const velocity = remember('velocity');
 *     const next = add(mul(0.9, velocity), gradient);
 *     return { descent: mul(0.01, next), updates: [{ leaf: velocity, next }] };
 *   });
 * ```
 */
export const perParameter = (
  { parameters, gradients, scope }: RuleInput,
  rule: (at: ParameterRuleInput) => ParameterRuleOutput,
): RuleOutput => {
  const results = parameters.map((parameter, index) => {
    const remember: ParameterRuleInput['remember'] = (what, initial) =>
      state(`${scope}${what} of ${nameOf(parameter)}`, parameter.shape, initial) as Tensor; // of the parameter's shape
    return rule({ parameter, gradient: gradients[index]!, remember });
  });
  return {
    descent: results.map(({ descent }) => descent),
    updates: results.flatMap(({ updates = [] }) => updates),
  };
};

/**
 * All that a step of an optimizer changes: the parameters, the rule's states, and `steps made`, the count that the rule's `step` is
 * one more than. A rule that does not return one descent of its shape for each parameter is an `InvalidOption`.
 */
export const updatesOf = (
  optimizer: Optimizer,
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  reduction?: Tensor<[]>,
): readonly Update[] => {
  const count = state('steps made', []);
  const step = add(count, 1);
  const { descent, updates } = optimizer({ parameters, gradients, step, reduction, scope: '' });
  if (descent.length !== parameters.length) return refuse(`${parameters.length} parameters`, descent.length);
  const moved = parameters.map((leaf, index): Update => {
    const { shape } = descent[index]!;
    return sameShape(shape, leaf.shape)
      ? { leaf, next: sub(leaf, descent[index]!) }
      : refuse(`${nameOf(leaf)} of shape ${formatShape(leaf.shape)}`, formatShape(shape));
  });
  return [...moved, ...updates, { leaf: count, next: step }];
};

const refuse = (expected: string, got: unknown): never =>
  orThrow(E.left(invalidOption('optimizer', 'descent', `must fit ${expected}`, got)));
