import {
  type AnyTensor,
  constant,
  countOf,
  gradient,
  type GradientOptions,
  orThrow,
  pullback,
  refuse,
  resolveShape,
  type Shape,
  shapeMismatch,
  type Tensor,
  variablesOf,
} from '@adjoint/graph';
import { stack } from './movement/joining.ts';
import { reshape } from './movement/movement.ts';

/**
 * All derivatives of one tensor by another: element `[...i, ...j]` is that of output element `i` by variable element `j`. One
 * pullback an output element, so keep the output small. The output's sizes must be known: names are a `ShapeMismatch`.
 */
export const jacobian = <T extends Shape, const S extends Shape>(
  output: Tensor<T>,
  variable: Tensor<S>,
  options?: GradientOptions,
): Tensor<[...T, ...S]> => {
  variablesOf('jacobian', output, [variable], options);
  const shape = resolveShape(output.shape, {});
  if (shape === undefined || countOf(shape) === 0) {
    const rule = 'the output must have at least one element and no named dimension';
    return orThrow(refuse(shapeMismatch('jacobian', rule, output.shape)));
  }
  const count = countOf(shape);
  if (count > most)
    return orThrow(refuse(shapeMismatch('jacobian', `the output can have at most ${most} elements`, shape)));
  const rows = Array.from({ length: count }, (_, i) => {
    const unit = constant({ shape, data: new Float64Array(count).fill(1, i, i + 1) });
    const [row] = pullback(output as AnyTensor as Tensor, [variable as AnyTensor as Tensor], unit, options);
    return row;
  });
  return reshape(stack(rows as [Tensor, ...Tensor[]], 0), [...shape, ...variable.shape]) as AnyTensor as Tensor<
    [...T, ...S]
  >; // a row an element
};

/** All second derivatives of a scalar by a tensor, of that tensor's shape twice over; symmetric. Its sizes must be known. */
export const hessian = <const S extends Shape>(
  loss: Tensor<[]> | Tensor,
  variable: Tensor<S>,
  options?: GradientOptions,
): Tensor<[...S, ...S]> => {
  variablesOf('hessian', loss, [variable], options);
  const [slope] = gradient(loss, [variable as AnyTensor as Tensor], options);
  return jacobian(slope, variable as AnyTensor as Tensor, { unused: 'zeros' }) as AnyTensor as Tensor<[...S, ...S]>; // of the slope's shape and the variable's
};

/** Beyond this the unit cotangents alone do not fit in memory. */
const most = 2 ** 16;
