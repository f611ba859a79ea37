import {
  add,
  constant,
  type Dim,
  invalidArgument,
  label,
  optionsOf,
  orThrow,
  refuse,
  type Shape,
  size,
  type Tensor,
  toTensor,
} from '@adjoint/graph';
import { mul } from '../elementwise/arithmetic.ts';
import { oneAxis } from '../arguments/axis.ts';
import { equal, where } from '../elementwise/comparison.ts';
import { toInt } from '../elementwise/conversion.ts';
import { abs, square } from '../elementwise/elementwise.ts';
import { oneHot } from '../movement/gather.ts';
import { reshape } from '../movement/movement.ts';
import { requireReal } from '../arguments/operand.ts';
import { numberOption } from '../arguments/option.ts';
import { sum } from '../reductions/reduction.ts';

/** Where a bias lives inside the weights: one slice along an axis, such as the row that a column of ones multiplies. */
export interface BiasPlace {
  /** The axis; a negative one counts from the end. */
  readonly axis: number;
  /** Which slice along it; a negative one counts from the end. The last, −1, if not given. */
  readonly index?: number;
}

/** What a regularizer leaves out. */
export interface RegularizerOptions {
  /** A bias inside the weights, which is not penalized: its gradient is 0. Nothing is left out if not given. */
  readonly bias?: BiasPlace;
}

/**
 * The plain sum of squares Σ w², as in the lecture: no factor ½. A bias at an axis or index that the weights do not have is
 * an `AxisOutOfRange` or an `InvalidArgument`; along a named dimension an `IndexOutOfRange` when the program runs.
 *
 * @example
 * ```ts
 * import { evaluate, parameter } from '@adjoint/graph';
 * import { l2 } from '@adjoint/ops';
 *
 * const W = parameter('W', [3, 2]); // the last row is the bias
 * evaluate(l2(W, { bias: { axis: 0 } }), { W: [[1, 2], [3, 4], [5, 6]] }).data; // Float64Array [30]
 * ```
 */
export const l2 = <S extends Shape>(w: Tensor<S>, options?: RegularizerOptions): Tensor<[]> =>
  sum(square(penalized('l2', w, optionsOf('l2', options, ['bias']))));

/** The sum of magnitudes Σ |w|; a bias inside the weights is left out as in `l2`. */
export const l1 = <S extends Shape>(w: Tensor<S>, options?: RegularizerOptions): Tensor<[]> =>
  sum(abs(penalized('l1', w, optionsOf('l1', options, ['bias']))));

/** How the elastic net weighs its two parts, and what it leaves out. */
export interface ElasticNetOptions extends RegularizerOptions {
  /** What the squares are multiplied by; 1 if not given. */
  readonly beta?: number;
}

/** Σ β·w² + |w|; a bias inside the weights is left out as in `l2`. */
export const elasticNet = <S extends Shape>(w: Tensor<S>, options?: ElasticNetOptions): Tensor<[]> => {
  const { beta = 1, ...rest } = optionsOf('elasticNet', options, ['beta', 'bias']);
  const factor = numberOption('elasticNet', 'beta', beta);
  const weights = penalized('elasticNet', w, rest);
  return add(mul(factor, sum(square(weights))), sum(abs(weights)));
};

/** The weights with the bias among them replaced by 0. */
const penalized = <S extends Shape>(operation: string, w: Tensor<S>, { bias }: RegularizerOptions): Tensor => {
  requireReal(operation, w);
  const weights = toTensor(operation, w) as Tensor; // real, as just checked
  if (bias === undefined) return weights;
  const { axis: given, index = -1 } = optionsOf(operation, bias, ['axis', 'index'], 'bias');
  const axis = oneAxis(operation, weights.shape, given as number); // refuses what is no integer
  const dim = weights.shape[axis]!;
  const marks = label(operation, oneHot(sliceAt(operation, index, dim), dim));
  const along = [dim, ...weights.shape.slice(axis + 1).map(() => 1)];
  const isBias = equal(reshape(marks, along), 1);
  return where(isBias, 0, weights);
};

/** The place of a slice counted from the start, which for a named dimension only run time knows. */
const sliceAt = (operation: string, index: unknown, dim: Dim): Tensor<[], 'int'> => {
  const last = typeof dim === 'number' ? dim : 2 ** 31;
  if (typeof index !== 'number' || !Number.isInteger(index) || index < -last || index >= last) {
    const range = dim === 0 ? 'name a slice, and there are none' : `be an integer from ${-last} to ${last - 1}`;
    return orThrow(refuse(invalidArgument(operation, `bias.index must ${range}`, index)));
  }
  if (index >= 0) return constant(index, 'int');
  return typeof dim === 'number' ? constant(dim + index, 'int') : toInt(add(size([dim]), index));
};
