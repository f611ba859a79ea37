import type { AnyTensor } from '@adjoint/graph';
import type { AsyncDifferentiable, Differentiable } from './check-function.ts';
import type { CheckGradientsOptions } from './check-gradients.ts';
import { reportOn } from './checkable.ts';
import type { CheckOptions } from './examine.ts';
import type { Report } from './report.ts';

/**
 * Throws an `Error` whose message is the report, unless the gradients of a tensor or of functions are correct: for tests,
 * whatever runs them. Takes what `checkGradients` and `checkFunction` take, and arrays of numbers for the arrays of a record.
 * Where functions answer by a promise, so does the assertion. Throws an `AdjointError` where there is nothing to check.
 *
 * @example
 * ```ts
 * import { assertGradients } from '@adjoint/gradcheck';
 * import { parameter, scale, sumTo } from '@adjoint/graph';
 *
 * const w = parameter('w', [3]);
 * assertGradients(sumTo(scale(w, w), []), { at: { w: [1, 2, 3] } });
 * assertGradients({ value: (x) => x[0]! ** 3, gradient: (x) => [3 * x[0]! ** 2] }, [2]);
 * ```
 */
export function assertGradients(output: AnyTensor, options: CheckGradientsOptions): void;
export function assertGradients(
  functions: Differentiable<Float64Array>,
  at: ArrayLike<number>,
  options?: CheckOptions,
): void;
export function assertGradients(
  functions: Differentiable,
  at: Readonly<Record<string, ArrayLike<number>>>,
  options?: CheckOptions,
): void;
export function assertGradients(
  functions: AsyncDifferentiable<Float64Array>,
  at: ArrayLike<number>,
  options?: CheckOptions,
): Promise<void>;
export function assertGradients(
  functions: AsyncDifferentiable,
  at: Readonly<Record<string, ArrayLike<number>>>,
  options?: CheckOptions,
): Promise<void>;
export function assertGradients(subject: unknown, ...given: readonly unknown[]): void | Promise<void> {
  const report = reportOn('assertGradients', subject, given);
  return 'then' in report ? report.then(throwUnlessOk) : throwUnlessOk(report);
}

const throwUnlessOk = ({ ok, text }: Report): void => {
  if (!ok) throw new Error(text);
};
