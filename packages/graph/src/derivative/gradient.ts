import { notScalar, orThrow, refuse } from '../error.ts';
import type { AnyTensor, Tensor } from '../node.ts';
import { seed } from '../number.ts';
import { type Derivatives, type GradientOptions, pullback, type TensorsOfShapes, variablesOf } from './pullback.ts';

import type { Shape } from '../shape.ts';

/**
 * The gradient of a scalar by some tensors, as tensors: one of equal shape for each, made of ordinary operations, so it can
 * be evaluated, printed and differentiated again. Dependence through masks and indices alone gives zeros; so does what a
 * derivative no longer depends on. Throws `NotScalar`, `NotConnected`, `NotDifferentiable` or `DuplicateLeaf`.
 *
 * @example
 * ```ts
 * import { evaluate, gradient, parameter, scale, sumTo } from '@adjoint/graph';
 *
 * const w = parameter('w', [2]);
 * const [slope] = gradient(sumTo(scale(w, w), []), [w]);
 * evaluate(slope, { w: [3, 4] }).data; // Float64Array [6, 8]
 * ```
 */
export const gradient = <const S extends readonly Shape[]>(
  loss: Tensor<[]> | Tensor,
  wrt: TensorsOfShapes<S>,
  options?: GradientOptions,
): Derivatives<S> => {
  variablesOf('gradient', loss, wrt, options);
  return loss.shape.length > 0
    ? orThrow(refuse(notScalar(loss.shape)))
    : pullback(loss as AnyTensor as Tensor, wrt, seed({ value: 1 }), options); // a scalar, as just seen
};
