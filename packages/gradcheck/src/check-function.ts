import { answer, ask } from './asking.ts';
import { type CheckOptions, examine, type Findings } from './examine.ts';
import type { Point, Subject } from './subject.ts';
import { type Report, reportOf, wordings } from './report.ts';

/** A function that claims a gradient. It may get any numbers near the point; it must not change them. */
export interface Differentiable<A = Point> {
  /** The number whose slopes are compared. */
  readonly value: (at: A) => number;
  /** The derivative by every parameter, each as long as the parameter. */
  readonly gradient: (at: A) => GradientAt<A>;
}

/** The same, where answers may come later. */
export interface AsyncDifferentiable<A = Point> {
  /** The number whose slopes are compared, or a promise of it. */
  readonly value: (at: A) => number | PromiseLike<number>;
  /** The derivative by every parameter, or a promise of it. */
  readonly gradient: (at: A) => GradientAt<A> | PromiseLike<GradientAt<A>>;
}

/** A gradient at a point: one array, or one for each named parameter. */
export type GradientAt<A> = A extends Float64Array ? ArrayLike<number> : Readonly<Record<string, ArrayLike<number>>>;

/**
 * Checks a function that claims a gradient, whoever wrote it, against centered differences in float64: two random
 * directions and up to four entries of each parameter, at two step sizes combined to fourth order. The point is one array of
 * numbers, or several by name. Nothing is passed by an absolute tolerance, so a loss may have any scale. Never throws: whatever goes
 * wrong is in the report. Where the function answers by a promise, so does the check.
 *
 * @example
 * ```ts
 * import { checkFunction } from '@adjoint/gradcheck';
 *
 * const report = checkFunction(
 *   { value: ({ x }) => x![0]! ** 2 * x![1]!, gradient: ({ x }) => ({ x: [2 * x![0]! * x![1]!, x![0]! ** 2] }) },
 *   { x: Float64Array.of(3, 4) },
 * );
 * report.verdict; // 'correct'
 * ```
 */
export function checkFunction(checked: Differentiable, at: Point, options?: CheckOptions): Report;
export function checkFunction(
  checked: Differentiable<Float64Array>,
  at: ArrayLike<number>,
  options?: CheckOptions,
): Report;
export function checkFunction(checked: AsyncDifferentiable, at: Point, options?: CheckOptions): Promise<Report>;
export function checkFunction(
  checked: AsyncDifferentiable<Float64Array>,
  at: ArrayLike<number>,
  options?: CheckOptions,
): Promise<Report>;
export function checkFunction(
  checked: AsyncDifferentiable | AsyncDifferentiable<Float64Array>,
  at: Point | ArrayLike<number>,
  options: CheckOptions = {},
): Report | Promise<Report> {
  return isOneArray(at)
    ? checkNamed(named(checked as AsyncDifferentiable<Float64Array>), { x: Float64Array.from(at) }, options) // an array is one point
    : checkNamed(checked as AsyncDifferentiable, at, options); // several are another
}

const isOneArray = (at: Point | ArrayLike<number>): at is ArrayLike<number> =>
  Array.isArray(at) || ArrayBuffer.isView(at);

const named = ({ value, gradient }: AsyncDifferentiable<Float64Array>): AsyncDifferentiable => ({
  value: ({ x }) => value(x!),
  gradient: ({ x }) => {
    const slope = gradient(x!);
    return 'then' in slope && typeof slope.then === 'function'
      ? (slope as PromiseLike<ArrayLike<number>>).then((entries) => ({ x: entries }))
      : { x: slope as ArrayLike<number> };
  },
});

const checkNamed = (checked: AsyncDifferentiable, at: Point, options: CheckOptions): Report | Promise<Report> => {
  let evaluations = 0;
  const subject: Subject = {
    *value(point) {
      evaluations++;
      return { value: yield* ask(() => checked.value(point)), branches: undefined };
    },
    *gradient(point) {
      return yield* ask(() => checked.gradient(point));
    },
  };
  const { seed = 0 } = options;
  const shapes = attemptShapes(at);
  const report = ({ probes, faults, stopped }: Findings): Report =>
    reportOf({ probes, faults, shapes, evaluations, seed }, stopped, wordings.functions);
  const failed = (error: unknown): Report =>
    reportOf(
      { probes: [], shapes, evaluations, seed },
      { verdict: 'failed', reason: error instanceof Error ? error.message : String(error) },
    );
  try {
    const found = answer(examine([subject], at, options));
    return found instanceof Promise ? found.then(report, failed) : report(found);
  } catch (error) {
    return failed(error);
  }
};

const attemptShapes = (at: Point): Readonly<Record<string, readonly number[]>> => {
  try {
    return Object.fromEntries(Object.entries(at).map(([name, { length }]) => [name, [length]]));
  } catch {
    return {};
  }
};
