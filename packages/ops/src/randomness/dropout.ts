import { type AnyTensor, optionsOf, type Shape, type Tensor, toReals } from '@adjoint/graph';
import { div } from '../elementwise/arithmetic.ts';
import { less, where } from '../elementwise/comparison.ts';
import { fraction, numberOption } from '../arguments/option.ts';
import { type KeyOperand, keyTensor, randomUniform } from './random.ts';

/** How `dropout` draws. */
export interface DropoutOptions {
  /** The probability with which an element is dropped, in [0, 1). */
  readonly rate: number;
  /** The same key drops the same elements; bind another at every step of training. */
  readonly key: KeyOperand;
}

/**
 * Each element is 0 with probability `rate`, else divided by 1 − `rate`, which keeps the mean (inverted dropout, Srivastava
 * et al. 2014). What is dropped leaks nothing, not even NaN, into values or derivatives. At rate 0 it is `x` itself. A rate
 * outside [0, 1) or a missing key is an `InvalidArgument`.
 */
export const dropout = <S extends Shape>(operand: Tensor<S>, options: DropoutOptions): Tensor<S> => {
  const { rate: given, key: from } = optionsOf('dropout', options, ['rate', 'key']);
  const rate = numberOption('dropout', 'rate', given, fraction);
  const key = keyTensor('dropout', from);
  const x = toReals('dropout', operand);
  const kept = rate === 0 ? x : where(less(randomUniform(key, x.shape as Shape), rate), 0, div(x, 1 - rate));
  return kept as AnyTensor as Tensor<S>; // the shape of x
};
