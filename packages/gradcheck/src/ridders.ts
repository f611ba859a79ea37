/** A slope, and an estimate of its error. */
export interface EstimatedSlope {
  readonly slope: number;
  readonly error: number;
}

/** A centered difference, and what of it may be due to the rounding of the function's values. */
export interface RoundedSlope {
  readonly slope: number;
  readonly roundoff: number;
}

/**
 * The slope that centered differences tend to as the step goes to 0, by Ridders' extrapolation: a table whose column j is free of the
 * errors in h², h⁴, ..., h^2j. The step begins small, where rounding rules, and is enlarged fourfold until the error estimate has
 * stopped shrinking, so a function that oscillates or ends not far away is not stepped over. C. J. F. Ridders, Accurate computation of
 * F′(x) and F′(x)F″(x), Advances in Engineering Software 4 (1982); Press et al., Numerical Recipes, section 5.7, shrink the step instead.
 */
export const ridders = (
  differenceAt: (step: number) => RoundedSlope,
  smallest: number,
  largest: number,
): EstimatedSlope => {
  let finer: readonly RoundedSlope[] = [differenceAt(smallest)];
  let best: Candidate = { slope: finer[0]!.slope, roundoff: 0, step: smallest, gap: Infinity };
  let gap = 0; // between the differences of the last two steps
  let noise = 0; // of the function's values, as far as it shows
  let worse = 0; // rows since the estimate last halved
  for (let step = 4 * smallest; step <= largest && worse < patience; step *= 4) {
    const row = rowAfter(finer, differenceAt(step));
    if (!Number.isFinite(row[0]!.slope)) break;
    const narrower = Math.abs(row[0]!.slope - finer[0]!.slope);
    // at first steps what a larger one makes smaller is noise; later on it may be an oscillation
    if (step <= 4 ** 3 * smallest && narrower < gap) noise = Math.max(noise, (gap * step) / 16);
    gap = narrower;
    const candidates = row.slice(1).map((entry, j): Candidate => ({
      ...entry,
      step: step / 4 ** (j + 1), // the smallest of those combined
      gap: Math.max(Math.abs(entry.slope - row[j]!.slope), Math.abs(entry.slope - finer[j]!.slope)),
    }));
    const before = errorOf(best, noise);
    for (const candidate of candidates) if (errorOf(candidate, noise) < errorOf(best, noise)) best = candidate;
    worse = errorOf(best, noise) < before / 2 ? 0 : worse + 1;
    finer = row;
  }
  return { slope: best.slope, error: errorOf(best, noise) };
};

const patience = 2;

/** An entry of the table, the smallest step in it, and how far it is from the two entries it combines. */
interface Candidate extends RoundedSlope {
  readonly step: number;
  readonly gap: number;
}

const errorOf = ({ gap, roundoff, step }: Candidate, noise: number): number => gap + Math.max(roundoff, noise / step);

/** The row of a wider step: each entry combines its left neighbour with the one above that, so that the next power of h cancels. */
const rowAfter = (finer: readonly RoundedSlope[], wide: RoundedSlope): readonly RoundedSlope[] => {
  const row = [wide];
  for (let j = 0; j < Math.min(finer.length, columns); j++) {
    const [left, above] = [row[j]!, finer[j]!];
    const power = 16 ** (j + 1); // (4h)^2(j+1) against h^2(j+1)
    row.push({
      slope: above.slope + (above.slope - left.slope) / (power - 1),
      roundoff: (power * above.roundoff + left.roundoff) / (power - 1),
    });
  }
  return row;
};

/** More columns would not be more exact in float64. */
const columns = 4;
