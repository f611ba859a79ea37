import { invalidArgument, orThrow, refuse } from '@adjoint/graph';
import { type EstimatedSlope, ridders, type RoundedSlope } from './ridders.ts';

/** How to difference. */
export interface NumericGradientOptions {
  /**
   * `centered` (if not given): D(h) = (f(x + h) − f(x − h)) / 2h, two evaluations an entry, with an error like h². `forward`:
   * (f(x + h) − f(x)) / h, one an entry and one more, with an error like h. `richardson`: (4·D(h/2) − D(h)) / 3, four an entry, with an
   * error like h⁴. `adaptive`: Ridders' extrapolation, which enlarges the step of each entry until the error stops shrinking; about
   * thirty an entry.
   */
  readonly method?: 'adaptive' | 'centered' | 'forward' | 'richardson';
  /** The step h, the same for every entry; if not given, one that suits the method and the size of each entry. `adaptive` begins there. */
  readonly step?: number;
}

/** A gradient found by differences. */
export interface NumericGradient {
  readonly gradient: Float64Array;
  /**
   * The estimated error of each entry, from what differs between steps and from the rounding of the function's values; of `richardson`
   * and `adaptive` only, since one step alone does not tell.
   */
  readonly errors: Float64Array | undefined;
  /** How often the function was called. */
  readonly evaluations: number;
}

/**
 * The gradient of a function of many numbers, one entry at a time, by finite differences in float64. Divides by the step
 * actually taken, which is not the step asked for where `x + h` is rounded. Needs at least as many evaluations as there are
 * entries: that is why gradients are derived instead. The function gets one array again and again, and must neither
 * change nor keep it; between the steps it must be smooth, or the estimated errors mean nothing. Only `adaptive` finds by itself a step
 * that suits a function which changes within far less than 1. A step that is not positive is an `InvalidArgument`.
 *
 * @example
 * ```ts
 * import { numericGradient } from '@adjoint/gradcheck';
 *
 * numericGradient(([x, y]) => x! * x! + 3 * y!, [2, 5]); // gradient about [4, 3], 4 evaluations
 * numericGradient(([x]) => Math.log(x!), [1e-6], { method: 'adaptive' }).errors; // about 4e-6, of a slope of 1e6
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
  const center = method === 'forward' ? value() : Number.NaN; // no other method looks there
  const slopes = Array.from(point, (at, entry) => {
    const valueAt = (moved: number): number => {
      point[entry] = moved;
      const found = value();
      point[entry] = at;
      return found;
    };
    return slopeBy[method]({ valueAt, at, center }, step);
  });
  return {
    gradient: Float64Array.from(slopes, ({ slope }) => slope),
    errors: hasError[method] ? Float64Array.from(slopes, ({ error }) => error) : undefined,
    evaluations,
  };
};

/** The function of one entry, the others being held. */
interface Entry {
  readonly valueAt: (moved: number) => number;
  readonly at: number;
  /** The value where nothing is moved. */
  readonly center: number;
}

type Method = NonNullable<NumericGradientOptions['method']>;

const hasError: Readonly<Record<Method, boolean>> = {
  adaptive: true,
  centered: false,
  forward: false,
  richardson: true,
};

/** How each method finds a slope; the steps are about eps^(1/2), eps^(1/3) and eps^(1/5). */
const slopeBy: Readonly<Record<Method, (entry: Entry, step: number | undefined) => EstimatedSlope>> = {
  forward: ({ valueAt, at, center }, step = 2 ** -26 * sizeOf(at)) => {
    const above = at + step;
    return { slope: (valueAt(above) - center) / (above - at), error: Number.NaN };
  },
  centered: (entry, step = 2 ** -17 * sizeOf(entry.at)) => ({ ...centered(entry, step), error: Number.NaN }),
  richardson: (entry, step = 2 ** -10 * sizeOf(entry.at)) => {
    const [wide, narrow] = [centered(entry, step), centered(entry, step / 2)];
    const gap = narrow.slope - wide.slope;
    return { slope: narrow.slope + gap / 3, error: Math.abs(gap) / 3 + (4 * narrow.roundoff + wide.roundoff) / 3 };
  },
  adaptive: (entry, step = 2 ** -26 * (entry.at === 0 ? 1 : Math.max(2 ** -30, Math.abs(entry.at)))) =>
    ridders((h) => centered(entry, h), step, Math.max(sizeOf(entry.at), 4 ** 6 * step)),
};

const sizeOf = (at: number): number => Math.max(1, Math.abs(at));

const centered = ({ valueAt, at }: Entry, step: number): RoundedSlope => {
  const [above, below] = [at + step, at - step];
  const [high, low] = [valueAt(above), valueAt(below)];
  const width = above - below;
  return { slope: (high - low) / width, roundoff: (Number.EPSILON * (Math.abs(high) + Math.abs(low))) / width };
};
