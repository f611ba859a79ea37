import type { Tensor } from '@adjoint/graph';
import { add, mul, pow, sub } from '@adjoint/ops';
import type { ParameterRuleInput, Update } from './optimizer.ts';

/** A running mean and what it is after the step. */
export interface RunningMean extends Update {
  readonly leaf: Tensor;
  readonly next: Tensor;
}

/** The update of a running mean: β·mean + (1 − β)·value. */
export const running = (
  remember: ParameterRuleInput['remember'],
  what: string,
  beta: number,
  value: Tensor,
): RunningMean => {
  const leaf = remember(what);
  return { leaf, next: add(mul(beta, leaf), mul(1 - beta, value)) };
};

/** 1 − βᵗ: what a running mean that began at 0 is to be divided by. */
export const corrected = (beta: number, step: Tensor<[]>): Tensor<[]> => sub(1, pow(beta, step));
