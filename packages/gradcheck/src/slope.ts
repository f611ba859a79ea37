/** The slope of a function of one number at 0, found by differences, with what is known of its error. */
export interface Slope {
  /** Richardson's combination (4·D(h/2) − D(h)) / 3 of two centered differences. */
  readonly value: number;
  /** An estimate of its error, from the difference between the two and from roundoff. */
  readonly error: number;
  /** What of that error comes from the rounding of the function's values. */
  readonly roundoff: number;
  /** The step h. */
  readonly step: number;
  /** The slopes to the left and to the right where the function has a kink at 0, else `undefined`. */
  readonly sides: readonly [left: number, right: number] | undefined;
}

/** Estimates the slope at 0 from four further values of a line whose value at 0 is known. */
export const estimateSlope = (line: (t: number) => number, center: number, step: number): Slope => {
  const wide = sample(line, center, step);
  const narrow = sample(line, center, step / 2);
  const largest = Math.max(Math.abs(center), wide.largest, narrow.largest);
  const roundoff = (8 * Number.EPSILON * largest) / step;
  // where the function is smooth the gap between the one-sided slopes halves with the step; at a kink it stays
  const isKink = Math.abs(narrow.gap) > 0.75 * Math.abs(wide.gap) && Math.abs(narrow.gap) > 64 * roundoff;
  return {
    value: (4 * narrow.centered - wide.centered) / 3,
    error: Math.abs(narrow.centered - wide.centered) / 3 + roundoff,
    roundoff,
    step,
    sides: isKink ? [narrow.left, narrow.right] : undefined,
  };
};

interface Sample {
  readonly left: number;
  readonly right: number;
  readonly centered: number;
  readonly gap: number;
  readonly largest: number;
}

const sample = (line: (t: number) => number, center: number, step: number): Sample => {
  const [below, above] = [line(-step), line(step)];
  const [left, right] = [(center - below) / step, (above - center) / step];
  return {
    left,
    right,
    centered: (above - below) / (2 * step),
    gap: right - left,
    largest: Math.max(Math.abs(below), Math.abs(above)),
  };
};
