import { add } from './cotangent.ts';
import { notConnected, orThrow, refuse } from '../error.ts';
import { gradient } from './gradient.ts';
import { input } from '../leaf.ts';
import type { AnyTensor, Tensor } from '../node.ts';
import { directionsOf } from './operand.ts';
import { type Derivatives, type GradientOptions, pullback, type TensorsOfShapes, variablesOf } from './pullback.ts';
import type { Shape } from '../shape.ts';

/**
 * The Jacobian of a tensor by some others, times a tangent of each one's shape: how the output moves when they move along
 * the tangents. Forward mode, had from the rules of reverse mode: a pullback is linear in its cotangent, and the pullback of
 * that linear map is its transpose. Throws what `pullback` throws.
 *
 * @example
 * ```ts
 * import { evaluate, parameter, pushforward, scale } from '@adjoint/graph';
 *
 * const w = parameter('w', [2]);
 * const v = parameter('v', [2]);
 * const moved = pushforward(scale(w, w), [w], [v]);
 * evaluate(moved, { w: [3, 4], v: [1, 10] }).data; // Float64Array [6, 80]
 * ```
 */
export const pushforward = <T extends Shape, const S extends readonly Shape[]>(
  output: Tensor<T>,
  wrt: TensorsOfShapes<S>,
  tangents: TensorsOfShapes<S>,
  options?: GradientOptions,
): Tensor<T> => {
  const along = directionsOf('pushforward', 'tangents', variablesOf('pushforward', output, wrt, options), tangents);
  // it appears in no result, since derivative rules are linear in the cotangent
  const cotangent = input('cotangent of the output', output.shape) as AnyTensor as Tensor<T>;
  const pulled: readonly AnyTensor[] = pullback(output, wrt, cotangent, options);
  return transposed(pulled as readonly Tensor[], cotangent, along as readonly Tensor[]); // as just checked
};

/**
 * The Hessian of a scalar by some tensors, times a vector of each one's shape, without the Hessian: the gradient of the
 * gradient along the vectors. Throws what `gradient` throws.
 *
 * @example
 * ```ts
 * import { evaluate, hessianVectorProduct, parameter, scale, sumTo } from '@adjoint/graph';
 *
 * const w = parameter('w', [2]);
 * const v = parameter('v', [2]);
 * const [product] = hessianVectorProduct(sumTo(scale(w, scale(w, w)), []), [w], [v]);
 * evaluate(product, { w: [3, 4], v: [1, 10] }).data; // Float64Array [18, 240]
 * ```
 */
export const hessianVectorProduct = <const S extends readonly Shape[]>(
  loss: Tensor<[]> | Tensor,
  wrt: TensorsOfShapes<S>,
  vectors: TensorsOfShapes<S>,
  options?: GradientOptions,
): Derivatives<S> => {
  const variables = variablesOf('hessianVectorProduct', loss, wrt, options);
  const along = directionsOf('hessianVectorProduct', 'vectors', variables, vectors);
  const slopes: readonly AnyTensor[] = gradient(loss, wrt, options);
  return variables.map((variable) =>
    transposed(slopes as readonly Tensor[], variable as Tensor, along as readonly Tensor[]),
  ) as Derivatives<S>; // of the variables' shapes
};

/** The sum over several outputs of each one's pullback along its vector. */
const transposed = <T extends Shape>(
  outputs: readonly Tensor[],
  variable: Tensor<T>,
  vectors: readonly Tensor[],
): Tensor<T> => {
  if (outputs.length === 0) return orThrow(refuse(notConnected(['nothing'])));
  return outputs
    .map(
      (output, index): Tensor =>
        pullback(output, [variable], vectors[index]!, { unused: 'zeros' })[0] as AnyTensor as Tensor,
    )
    .reduce((sum, part) => add(sum, part)) as AnyTensor as Tensor<T>; // of the variable's shape
};
