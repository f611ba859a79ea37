import { fit as fitBy, type FitEvent, type FitOptions, type FitResult } from '@adjoint/optim';
import { compile } from '@adjoint/runtime';

/**
 * Trains the parameters of a loss: `fit` of `@adjoint/optim`, except that its steps are compiled where `compile` is not given.
 * What they compute is what `interpret` computes, to rounding.
 *
 * @example
 * ```ts
 * import { fit, input, mean, mul, parameter, resultOf, sgd, squaredError } from 'adjoint';
 *
 * const x = input('x', ['batch']);
 * const y = input('y', ['batch']);
 * const w = parameter('w', []);
 * const loss = mean(squaredError(mul(w, x), y));
 * const options = { loss, optimizer: sgd({ learningRate: 0.1 }), data: { x: [1, 2, 3], y: [2, 4, 6] }, epochs: 20 };
 * console.log((await resultOf(fit(options))).parameters['w']!.data); // Float64Array(1) [ ≈ 2.0000 ]
 *
 * const single = await resultOf(fit({ ...options, precision: 'float32' }));
 * console.log(single.parameters['w']!.data); // Float32Array(1) [ ≈ 2.0000 ]
 * ```
 */
export const fit = (options: FitOptions): AsyncGenerator<FitEvent, FitResult, undefined> =>
  fitBy({ ...options, compile: options.compile ?? compile });
