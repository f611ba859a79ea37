import { type AnyTensor, type Broadcasting, optionsOf, type Shape, type Tensor } from '@adjoint/graph';
import { mul, sub } from '../elementwise/arithmetic.ts';
import { less, where } from '../elementwise/comparison.ts';
import { abs, square } from '../elementwise/elementwise.ts';
import { ofReals, realPair } from '../arguments/operand.ts';
import { numberOption, positive } from '../arguments/option.ts';

/** (a − b)², element by element. */
export const squaredError: Broadcasting<'real'> = ofReals('squaredError', (a, b) => square(sub(a, b)));

/** |a − b|, element by element. */
export const absoluteError: Broadcasting<'real'> = ofReals('absoluteError', (a, b) => abs(sub(a, b)));

/** Where `huber` turns. */
export interface HuberOptions {
  /** The residual from which it grows linearly, above 0; 1 if not given. */
  readonly delta?: number;
}

/** Half the squared residual up to δ, then δ·(|a − b| − δ/2): quadratic near, linear far, element by element (Huber 1964). */
export const huber = <S extends Shape>(
  a: Tensor<S>,
  b: Tensor<S> | Tensor<[]> | number,
  options?: HuberOptions,
): Tensor<S> => {
  const { delta: given = 1 } = optionsOf('huber', options, ['delta']);
  const delta = numberOption('huber', 'delta', given, positive);
  const residual = sub(...realPair('huber', a, b));
  const size = abs(residual);
  const losses = where(less(size, delta), mul(0.5, square(residual)), mul(delta, sub(size, delta / 2)));
  return losses as AnyTensor as Tensor<S>; // the shape of a
};
