import type { Tensor } from '@adjoint/graph';
import { type Method, minimize as minimizeBy, type MinimizeOptions, type Minimum } from '@adjoint/optim';
import { compile } from '@adjoint/runtime';

/**
 * Minimizes a whole-batch loss by its parameters: `minimize` of `@adjoint/optim`, except that loss and derivatives are compiled
 * where `compile` is not given. They are what `interpret` computes, in float64, to rounding.
 *
 * @example
 * ```ts
 * import { input, lbfgs, mean, minimize, mul, parameter, squaredError } from 'adjoint';
 *
 * const x = input('x', ['batch']);
 * const y = input('y', ['batch']);
 * const w = parameter('w', []);
 * const loss = mean(squaredError(mul(w, x), y));
 * const { parameters, ok } = await minimize(loss, lbfgs(), { bindings: { x: [1, 2, 3], y: [2, 4, 6] } });
 * console.log(parameters['w']!.data, ok); // Float64Array(1) [ ≈ 2.0000000 ] true
 * ```
 */
export const minimize = (loss: Tensor<[]> | Tensor, method: Method, options: MinimizeOptions = {}): Promise<Minimum> =>
  minimizeBy(loss, method, { ...options, compile: options.compile ?? compile });
