import { invalidArgument, orThrow, refuse } from '@adjoint/graph';

/** How to difference. */
export interface NumericGradientOptions {
  /** `centered` (if not given): (f(x + h) − f(x − h)) / 2h, two evaluations an entry. `forward`: (f(x + h) − f(x)) / h, one an entry and one more. */
  readonly method?: 'centered' | 'forward';
  /** The step h, the same for every entry; if not given, one that suits the method and the size of each entry. */
  readonly step?: number;
}

/** A gradient found by differences. */
export interface NumericGradient {
  readonly gradient: Float64Array;
  /** How often the function was called. */
  readonly evaluations: number;
}

/**
 * The gradient of a function of many numbers, one entry at a time, by finite differences in float64. Divides by the step
 * actually taken, which is not the step asked for where `x + h` is rounded. Needs as many evaluations as there are entries,
 * or twice as many: that is why gradients are derived instead. The function gets one array again and again, and must neither
 * change nor keep it. A step that is not positive is an `InvalidArgument`.
 *
 * @example
 * ```ts
 * import { numericGradient } from '@adjoint/gradcheck';
 *
 * numericGradient(([x, y]) => x! * x! + 3 * y!, [2, 5]); // gradient about [4, 3], 4 evaluations
 * ```
 */
export const numericGradient = (
  f: (x: Float64Array) => number,
  x: ArrayLike<number>,
  { method = 'centered', step }: NumericGradientOptions = {},
): NumericGradient => {
  if (step !== undefined && !(step > 0))
    return orThrow(refuse(invalidArgument('numericGradient', 'the step must be positive', step)));
  let evaluations = 0;
  const point = Float64Array.from(x);
  const value = (): number => {
    evaluations++;
    return f(point);
  };
  const isForward = method === 'forward';
  const center = isForward ? value() : 0;
  const gradient = point.map((at, entry) => {
    const valueAt = (moved: number): number => {
      point[entry] = moved;
      const found = value();
      point[entry] = at;
      return found;
    };
    const h = step ?? (isForward ? 2 ** -26 : 2 ** -17) * Math.max(1, Math.abs(at)); // about eps^(1/2) and eps^(1/3)
    const above = at + h;
    const below = isForward ? at : at - h;
    return (valueAt(above) - (isForward ? center : valueAt(below))) / (above - below);
  });
  return { gradient, evaluations };
};
