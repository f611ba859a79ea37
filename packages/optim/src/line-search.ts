import type { Iterate, Objective } from './method.ts';
import { along, dotProduct } from './vector.ts';

/** What a line search asks for. */
export interface LineSearchOptions {
  /** The first step to try, in lengths of the direction. */
  readonly first: number;
  /** c₁ of φ(t) ≤ φ(0) + c₁·t·φ′(0); 1e-4 if not given. */
  readonly decrease?: number;
  /** c₂ of |φ′(t)| ≤ c₂·|φ′(0)|, for strong Wolfe conditions; 0.9 if not given. */
  readonly curvature?: number;
  /** How many points to try at most; 30 if not given. */
  readonly trials?: number;
}

/** Where a line search ended. */
export interface LineSearchResult {
  readonly step: number;
  readonly iterate: Iterate;
  /** Whether the conditions hold there; where roundoff or the number of trials forbids it, it is the lowest point found. */
  readonly holds: boolean;
}

/**
 * A step along a direction of descent that satisfies the strong Wolfe conditions, with φ(t) = loss(x + t·d): the method of
 * Moré and Thuente, Line search algorithms with guaranteed sufficient decrease, ACM TOMS 20 (1994). Where loss or gradient
 * are NaN or infinite the step shrinks. Nothing if the direction does not descend, or no lower point is found.
 */
export const strongWolfe = (
  objective: Objective,
  from: Iterate,
  direction: Float64Array,
  { first, decrease = 1e-4, curvature = 0.9, trials = 30 }: LineSearchOptions,
): LineSearchResult | undefined => {
  const slope0 = dotProduct(from.gradient, direction);
  if (!(slope0 < 0)) return undefined;
  let best: Trial = { step: 0, value: from.value, slope: slope0 };
  let end = best; // the other end of the interval, once there is one
  let isBracketed = false;
  let isSecondStage = false;
  let widths: readonly [number, number] = [Infinity, Infinity]; // two intervals ago, one ago
  let ceiling = Infinity; // the least step found not finite
  let lowest: LineSearchResult | undefined;
  let step = first;
  for (let trial = 0; trial < trials; trial++) {
    const iterate = objective.at(along(from.point, step, direction));
    const found: Trial = { step, value: iterate.value, slope: dotProduct(iterate.gradient, direction) };
    if (!Number.isFinite(found.value) || !Number.isFinite(found.slope)) {
      ceiling = step;
      step = best.step + 0.1 * (step - best.step);
      if (step === best.step || step === ceiling) break;
      continue;
    }
    const isDecrease = found.value <= from.value + decrease * step * slope0;
    if (isDecrease && Math.abs(found.slope) <= curvature * -slope0) return { step, iterate, holds: true };
    if (found.value < (lowest?.iterate.value ?? from.value)) lowest = { step, iterate, holds: false };
    if (isDecrease && found.slope >= 0) isSecondStage = true;

    // until a point decreases enough the search is for a minimum of ψ(t) = φ(t) − φ(0) − c₁·t·φ′(0)
    const tilt = !isSecondStage && found.value <= best.value && !isDecrease ? decrease * slope0 : 0;
    const tilted = (point: Trial): Trial => ({
      step: point.step,
      value: point.value - tilt * point.step,
      slope: point.slope - tilt,
    });
    const [low, high, other] = [tilted(best), tilted(found), tilted(end)];
    const nearest = trial === 0 ? found.step : found.step + 1.1 * (found.step - best.step);
    const farthest = found.step + 4 * (found.step - best.step);
    step = nextStep(low, high, isBracketed ? other : undefined, farthest);
    const isPassed = high.value > low.value || high.slope * low.slope < 0;
    if (high.value > low.value) end = found;
    else {
      if (high.slope * low.slope < 0) end = best;
      best = found;
    }
    isBracketed ||= isPassed;

    if (isBracketed) {
      const width = Math.abs(end.step - best.step);
      if (width >= 0.66 * widths[0]) step = best.step + 0.5 * (end.step - best.step);
      widths = [widths[1], width];
      const promise = width * Math.max(Math.abs(best.slope), Math.abs(end.slope));
      if (promise <= Number.EPSILON * Math.abs(from.value)) break; // what is left to gain is roundoff
      const [left, right] = [Math.min(best.step, end.step), Math.max(best.step, end.step)];
      if (!(step > left && step < right)) step = left + 0.5 * (right - left);
      if (step === left || step === right) break;
    } else {
      step = Math.min(Math.max(step, nearest), farthest);
      if (step >= ceiling) step = found.step + 0.5 * (ceiling - found.step);
      if (step === found.step || step === ceiling) break;
    }
  }
  return lowest;
};

/**
 * The first of the steps first, first/2, first/4, ... that decreases the loss enough: φ(t) ≤ φ(0) + c₁·t·φ′(0), after
 * Armijo, Pacific Journal of Mathematics 16 (1966). Nothing if the direction does not descend, or none does.
 */
export const backtracking = (
  objective: Objective,
  from: Iterate,
  direction: Float64Array,
  { first, decrease = 1e-4, trials = 60 }: LineSearchOptions,
): LineSearchResult | undefined => {
  const slope0 = dotProduct(from.gradient, direction);
  if (!(slope0 < 0)) return undefined;
  for (let trial = 0, step = first; trial < trials; trial++, step /= 2) {
    const iterate = objective.at(along(from.point, step, direction));
    if (iterate.value < from.value && iterate.value <= from.value + decrease * step * slope0)
      return { step, iterate, holds: true };
  }
  return undefined;
};

interface Trial {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** Where to look next, from the best point, the one just found and the other end of the interval: section 4 of the paper. */
const nextStep = (best: Trial, found: Trial, end: Trial | undefined, farthest: number): number => {
  const secant = found.step + (found.slope / (found.slope - best.slope)) * (best.step - found.step);
  if (found.value > best.value) {
    const cubic = cubicMinimum(best, found);
    const rise = (best.value - found.value) / (found.step - best.step) + best.slope;
    const quadratic = best.step + (best.slope / rise / 2) * (found.step - best.step);
    return Math.abs(cubic - best.step) < Math.abs(quadratic - best.step) ? cubic : (cubic + quadratic) / 2;
  }
  if (found.slope * best.slope < 0) {
    const cubic = cubicMinimum(found, best);
    return Math.abs(cubic - found.step) > Math.abs(secant - found.step) ? cubic : secant;
  }
  if (Math.abs(found.slope) < Math.abs(best.slope)) {
    const cubic = cubicMinimum(found, best);
    const isAhead = (cubic - found.step) * (found.step - best.step) > 0;
    if (end === undefined) return isAhead ? Math.min(Math.max(cubic, secant), farthest) : secant;
    const nearer = isAhead && Math.abs(cubic - found.step) < Math.abs(secant - found.step) ? cubic : secant;
    const limit = found.step + 0.66 * (end.step - found.step);
    return found.step > best.step ? Math.min(limit, nearer) : Math.max(limit, nearer);
  }
  return end === undefined ? farthest : cubicMinimum(found, end);
};

/** The minimum of the cubic through two points with their slopes; NaN where it has none. */
const cubicMinimum = (a: Trial, b: Trial): number => {
  const theta = (3 * (a.value - b.value)) / (b.step - a.step) + a.slope + b.slope;
  const size = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope));
  const root = size * Math.sqrt(Math.max(0, (theta / size) ** 2 - (a.slope / size) * (b.slope / size)));
  const gamma = b.step < a.step ? -root : root;
  return a.step + ((gamma - a.slope + theta) / (2 * gamma - a.slope + b.slope)) * (b.step - a.step);
};
