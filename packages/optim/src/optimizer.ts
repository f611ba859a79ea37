import { orThrow, type Shape, type Tensor, type TensorOfKind } from '@adjoint/graph';
import { mul, sub } from '@adjoint/ops';
import * as z from 'zod/mini';
import { decodeOptions } from './option.ts';

/** A leaf, which is a parameter or a state, and the value it has after the step. All are read before any is written. */
export interface Update {
  readonly leaf: TensorOfKind<'real'>;
  readonly next: TensorOfKind<'real'>;
}

/**
 * An optimizer is an update rule made of nodes: from parameters and their gradients to the next value of each parameter and
 * of each state the rule declares with `state`. Forward pass, backward pass and update are one graph.
 */
export type Optimizer = (parameters: readonly Tensor[], gradients: readonly Tensor[]) => readonly Update[];

/** What gradient descent needs to know. */
export interface SgdOptions {
  /** How far a step goes along the negative gradient; positive. */
  readonly learningRate: number;
}

/** Gradient descent, w − η·∂loss/∂w; on mini-batches, stochastic gradient descent. A rate that is not positive, or an
 * option of another name, is an `InvalidOption`. */
export const sgd = (options: SgdOptions): Optimizer => {
  const { learningRate } = orThrow(decodeOptions('sgd', z.strictObject({ learningRate: positive }), options));
  return (parameters, gradients) =>
    parameters.map((leaf, index) => ({ leaf, next: sub<Shape>(leaf, mul<Shape>(learningRate, gradients[index]!)) }));
};

const mustBePositive = 'must be a positive number';

const positive = z.number(mustBePositive).check(z.positive(mustBePositive));
