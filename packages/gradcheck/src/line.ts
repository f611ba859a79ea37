import type { Asking } from './asking.ts';

/** What a function has at one place of a line through the point. */
export interface Sampled {
  readonly value: number;
  /** Which side of each kink the place is on, where the function says so. */
  readonly branches: ArrayLike<number> | undefined;
}

/** A function along a line through the point, which is at 0. */
export type Line = (t: number) => Asking<Sampled>;

/** The slope of a function along a line, found by differences, with what is known of its error. */
export interface Slope {
  readonly value: number;
  /** An estimate of its error, from the difference between two step sizes and from roundoff. */
  readonly error: number;
  /** What of that error comes from the rounding of the function's values. */
  readonly roundoff: number;
  /** The step h. */
  readonly step: number;
}

/** What values around the point show. */
export type Seen =
  /** A slope, and what of its error is noise that the values do not show. */
  | ({ readonly type: 'smooth'; readonly noise: number } & Slope)
  /** The slopes to the left and to the right differ: at the point, or between it and the values; `isHere` if branches say the former. */
  | {
      readonly type: 'kink';
      readonly left: Slope;
      readonly right: Slope;
      readonly step: number;
      readonly isHere: boolean;
    }
  /** There is a kink on one side, or more of them, and nothing to tell the slopes at the point from. */
  | { readonly type: 'crossed'; readonly step: number }
  /** The function is not finite on one side, or on both: the slope is that of the other side. */
  | { readonly type: 'edge'; readonly side: Slope | undefined; readonly step: number };

/** Looks at a line at ±h and ±h/2: four values beside the one at the point, each rounded to `epsilon` of its size. */
export function* look(line: Line, center: Sampled, step: number, epsilon = Number.EPSILON): Asking<Seen> {
  const [farLeft, farRight] = [yield* line(-step), yield* line(step)];
  const [left, right] = [yield* line(-step / 2), yield* line(step / 2)];
  const largest = Math.max(...[center, farLeft, left, right, farRight].map(({ value }) => Math.abs(value)));
  const roundoff = (8 * epsilon * largest) / step;
  const [leftSide, rightSide] = [
    sideOf(center, left, farLeft, -step, epsilon),
    sideOf(center, right, farRight, step, epsilon),
  ];
  if (!Number.isFinite(largest)) {
    const [side] = [leftSide, rightSide].filter(({ value }) => Number.isFinite(value));
    return { type: 'edge', side, step };
  }
  if (!isSameBranch(left, farLeft) || !isSameBranch(right, farRight)) return { type: 'crossed', step };
  const wide = (farRight.value - farLeft.value) / (2 * step);
  const narrow = (right.value - left.value) / step;
  const wideGap = (farRight.value - 2 * center.value + farLeft.value) / step;
  const narrowGap = (right.value - 2 * center.value + left.value) / (step / 2);
  // where the function is smooth the gap between the one-sided slopes halves with the step; at a kink it stays
  const isBent = Math.abs(narrowGap) > 0.75 * Math.abs(wideGap) && Math.abs(narrowGap) > 64 * roundoff;
  if (isBent) {
    const isHere = !isSameBranch(center, left) && !isSameBranch(center, right) && !isSameBranch(left, right);
    return { type: 'kink', left: leftSide, right: rightSide, step, isHere };
  }
  const value = (4 * narrow - wide) / 3; // Richardson: both errors are c·h² and smaller terms
  // the fourth difference is noise where the function is smooth: what the values lose inside and do not show
  const noise = Math.abs(farLeft.value - 4 * left.value + 6 * center.value - 4 * right.value + farRight.value);
  const error = Math.abs(narrow - wide) / 3 + noise / (2 * step) + roundoff;
  return { type: 'smooth', value, error, roundoff, noise: noise / (2 * step), step };
}

/** The slope of one side alone, from the point and two values, to second order. */
const sideOf = (center: Sampled, near: Sampled, far: Sampled, step: number, epsilon: number): Slope => {
  const wide = (far.value - center.value) / step;
  const narrow = (near.value - center.value) / (step / 2);
  const largest = Math.max(Math.abs(center.value), Math.abs(near.value), Math.abs(far.value));
  const roundoff = (8 * epsilon * largest) / Math.abs(step);
  return { value: 2 * narrow - wide, error: Math.abs(narrow - wide) + roundoff, roundoff, step: Math.abs(step) };
};

const isSameBranch = ({ branches: a }: Sampled, { branches: b }: Sampled): boolean =>
  a === undefined ||
  b === undefined ||
  (a.length === b.length && Array.from(a).every((side, i) => Object.is(side, b[i])));
