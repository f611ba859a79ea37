import { constant, type Tensor } from '@adjoint/graph';
import { mul } from '@adjoint/ops';
import type { RuleInput } from './optimizer.ts';

/**
 * A rate as a function of the step, which counts from 1. In the formulas below t = step − 1 is how many steps were made before, as
 * PyTorch counts, and η is `learningRate`.
 */
export type Schedule = (step: Tensor<[]>) => Tensor<[]>;

/** The same at every step, or a function of the step. */
export type Rate = number | Schedule;

/** What a rate is at a step, as a node. */
export const scheduled = (rate: Rate, step: Tensor<[]>): Tensor<[]> =>
  typeof rate === 'function' ? rate(step) : constant(rate);

/** A learning rate at a step, as a node: what it is by itself, times what plateaus have left of it. A rule of one's own takes its rate from here. */
export const rateAt = (rate: Rate, { step, reduction }: Pick<RuleInput, 'step' | 'reduction'>): Tensor<[]> =>
  reduction === undefined ? scheduled(rate, step) : mul(scheduled(rate, step), reduction);
