import { type Broadcasting, broadcasting, type Shape, type Tensor } from '@adjoint/graph';
import { mul, sub } from './arithmetic.ts';
import { less, where } from './comparison.ts';
import { abs, square } from './elementwise.ts';

/** (a − b)², element by element. */
export const squaredError: Broadcasting<'real'> = broadcasting('squaredError', (a, b) => square(sub(a, b)));

/** |a − b|, element by element. */
export const absoluteError: Broadcasting<'real'> = broadcasting('absoluteError', (a, b) => abs(sub(a, b)));

/** Where `huber` turns. */
export interface HuberOptions {
  /** The residual from which it grows linearly; 1 if not given. */
  readonly delta?: number;
}

/** Half the squared residual up to δ, then δ·(|a − b| − δ/2): quadratic near, linear far, element by element (Huber 1964). */
export const huber = <S extends Shape>(
  a: Tensor<S>,
  b: Tensor<S> | Tensor<[]> | number,
  { delta = 1 }: HuberOptions = {},
): Tensor<S> => {
  const residual = sub(a, b);
  const size = abs(residual);
  return where(less(size, delta), mul(0.5, square(residual)), mul(delta, sub(size, delta / 2)));
};
