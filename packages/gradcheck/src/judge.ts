import type { Asking } from './asking.ts';
import { type Line, look, type Sampled, type Seen, type Slope } from './line.ts';
import type { Probe } from './report.ts';

/** What a judgement adds to the name and place of a probe. */
export type Judged = Pick<Probe, 'verdict' | 'note' | 'analytic' | 'numeric' | 'error' | 'relativeError' | 'step'>;

/** What a line is judged by. */
export interface JudgeOptions {
  /** The slope that is claimed. */
  readonly analytic: number;
  /** The step h that suits the size of the input. */
  readonly step: number;
  /** What it is multiplied by at first: 1, or what has proved to be small enough before. */
  readonly first: number;
  /** The length of the whole gradient: errors far below it cannot matter. */
  readonly norm: number;
  /** How often to look at most, with four evaluations each. */
  readonly looks: number;
  /** What the function computes in; float64 if not given. */
  readonly arithmetic?: Arithmetic;
}

/** What a function computes in. */
export interface Arithmetic {
  /** The distance from 1 to the next number. */
  readonly epsilon: number;
  /** What may be between two slopes that agree, relative to them. */
  readonly tolerance: number;
}

export const float64: Arithmetic = { epsilon: 2 ** -52, tolerance: 1e-7 };

export const float32: Arithmetic = { epsilon: 2 ** -23, tolerance: 1e-4 };

/**
 * Compares a slope with differences at one step after the other until an answer is sure. *Wrong* and *kink* take two steps that agree with each
 * other; a kink that a smaller step does not show is avoided, and what no step can tell is *inconclusive*.
 */
export function* judge(line: Line, center: Sampled, options: JudgeOptions): Asking<Judged> {
  const { analytic, step, first, norm, looks, arithmetic: { epsilon, tolerance } = float64 } = options;
  const claim = { analytic, norm, tolerance };
  const before: Seen[] = [];
  let factor = first;
  const waiting = new Set(factors);
  while (before.length < looks) {
    waiting.delete(factor);
    const seen = yield* look(line, center, step * factor, epsilon);
    const found = conclusion(seen, before, claim);
    if (found !== undefined) return found;
    before.push(seen);
    const next = nextFactor(factor, [...waiting], before);
    if (next === undefined) break;
    factor = next;
  }
  return bestOf(before, claim);
}

/** What the first step is multiplied by, in turn. */
const factors = [1, 2 ** -4, 2 ** -8, 2 ** -12, 2 ** -16, 2 ** 4];

/** Where to look next: farther out where the last look was noisy, else closer in. */
const nextFactor = (factor: number, waiting: readonly number[], before: readonly Seen[]): number | undefined => {
  const last = before.at(-1)!;
  const smaller = waiting.filter((other) => other < factor).toSorted((a, b) => b - a);
  const larger = waiting.filter((other) => other > factor).toSorted((a, b) => a - b);
  // whether a kink lies at the point or near it is told soonest by the smallest step
  if (before.length === 1 && (last.type === 'kink' || last.type === 'crossed')) return smaller.at(-1) ?? larger[0];
  const isNoisy = last.type === 'smooth' && last.roundoff + last.noise > last.error / 2;
  return isNoisy ? (larger[0] ?? smaller[0]) : (smaller[0] ?? larger[0]);
};

type Claim = Pick<JudgeOptions, 'analytic' | 'norm'> & Pick<Arithmetic, 'tolerance'>;

/** What one more look settles together with those before it, if anything. */
const conclusion = (seen: Seen, before: readonly Seen[], claim: Claim): Judged | undefined => {
  const { analytic } = claim;
  if (seen.type === 'smooth') {
    const note = noteOn(before);
    if (isEqual(claim, seen))
      return isResolved(claim, seen, fine) || (analytic === 0 && seen.value === 0)
        ? judged('correct', analytic, seen, note)
        : undefined;
    if (isClose(claim, seen)) return undefined; // the claim itself is rounded, too
    const isClear = (slope: Slope): boolean => 40 * slope.error <= Math.abs(analytic - slope.value);
    const isAgreed = before.some((other) => other.type === 'smooth' && isClear(other) && agree(other, seen, claim));
    return isAgreed && isClear(seen) ? judged('wrong', analytic, seen, note) : undefined;
  }
  if (seen.type === 'kink') {
    if (seen.isHere) return judgedAtKink(claim, seen);
    const isNear = before.some(({ type, step }) => type === 'smooth' && step < seen.step);
    const same = before.find((other) => other.type === 'kink' && haveEqualSides(other, seen));
    const wider = same?.type === 'kink' && same.step > seen.step ? same : seen; // less noise in its slopes
    return isNear || same === undefined ? undefined : judgedAtKink(claim, wider);
  }
  if (seen.type === 'edge' && seen.side !== undefined) {
    const { side } = seen;
    const isAgreed = before.some(
      (other) => other.type === 'edge' && other.side !== undefined && agree(other.side, side, claim),
    );
    // a slope that has no end, such as that of a root at 0, agrees with anything to within its error
    const isVague = analytic !== 0 && 4 * side.error > 1e-2 * Math.max(Math.abs(analytic), Math.abs(side.value));
    if (!isAgreed || isVague) return undefined;
    return judged(isEqual(claim, side) ? 'correct' : 'wrong', analytic, side, 'one-sided');
  }
  return undefined;
};

/** Where nothing was sure, the smooth slope with the smallest error, if it confirms the claim to at least some digits. */
const bestOf = (before: readonly Seen[], claim: Claim): Judged => {
  const { analytic } = claim;
  const smooth = before.filter((seen) => seen.type === 'smooth').toSorted((a, b) => a.error - b.error);
  const [best] = smooth;
  if (best === undefined) {
    const kink = before.find(({ type }) => type === 'kink' || type === 'crossed');
    const nothing: Slope = { value: Number.NaN, error: Infinity, roundoff: Infinity, step: before[0]?.step ?? 0 };
    return judged('inconclusive', analytic, kink?.type === 'kink' ? kink.right : nothing, kink && crowded);
  }
  const equal = smooth.find((slope) => isEqual(claim, slope) && isZero(analytic, slope)) ?? best;
  const isCorrect =
    (isEqual(claim, equal) || isClose(claim, equal)) && (isResolved(claim, equal, coarse) || isZero(analytic, equal));
  if (!isCorrect && noteOn(before) !== undefined) return judged('inconclusive', analytic, equal, crowded);
  const digits = Math.floor(-Math.log10((4 * equal.error) / claim.norm));
  const isFew = isCorrect && !isZero(analytic, equal) && digits < 5;
  const note = [noteOn(before), isFew ? `to ${digits} digits` : undefined].filter(Boolean).join(', ') || undefined;
  return judged(isCorrect ? 'correct' : 'inconclusive', analytic, equal, note);
};

const noteOn = (before: readonly Seen[]): string | undefined =>
  before.some(({ type }) => type === 'kink' || type === 'crossed') ? 'kink avoided' : undefined;

/** Errors of so many tolerances, relative to the whole gradient, are looked for; where noise hides them, as many digits as the second must still agree. */
const fine = 2.5;
const coarse = 25_000;

const isEqual = ({ analytic, tolerance }: Claim, { value, error }: Slope): boolean =>
  Math.abs(analytic - value) <= 4 * error + tolerance * Math.max(Math.abs(analytic), Math.abs(value));

/** Whether two slopes differ by less than what rounding inside a loss may leave of a gradient. */
const isClose = ({ analytic, norm, tolerance }: Claim, { value }: Slope): boolean =>
  Math.abs(analytic - value) <= 10 * tolerance * Math.max(norm, Math.abs(analytic), Math.abs(value));

/** Whether the numeric error is far below what is looked for. */
const isResolved = ({ analytic, norm, tolerance }: Claim, { value, error }: Slope, tolerances: number): boolean =>
  4 * error <=
  Math.max(Math.min(0.1, tolerances * tolerance) * norm, tolerance * Math.max(Math.abs(analytic), Math.abs(value)));

/** Whether both slopes are zero, as far as the loss's own roundoff lets anyone see. */
const isZero = (analytic: number, { value, error, roundoff }: Slope): boolean =>
  Math.max(Math.abs(analytic), Math.abs(value)) <= 16 * error && error <= 4 * roundoff;

const agree = (a: Slope, b: Slope, { tolerance }: Claim): boolean =>
  Math.abs(a.value - b.value) <=
  4 * (a.error + b.error) + 10 * tolerance * Math.max(Math.abs(a.value), Math.abs(b.value));

type Kink = Extract<Seen, { readonly type: 'kink' }>;

/** Whether two steps show the same kink: the slopes of noise grow as the step shrinks. */
const haveEqualSides = (a: Kink, b: Kink): boolean => {
  const gap = Math.abs(a.right.value - a.left.value);
  return [a.left.value - b.left.value, a.right.value - b.right.value].every((moved) => Math.abs(moved) <= 0.25 * gap);
};

/** The step that suits numbers of some size: a power of two near eps^(1/5), for sizes above 1 times the size. */
export const stepFor = (size: number, { epsilon }: Arithmetic = float64): number =>
  2 ** Math.round(Math.log2(epsilon ** (1 / 5) * (Number.isFinite(size) ? Math.max(1, size) : 1)));

/** What is said of a claim that lies outside the one-sided slopes. */
export const outside = 'outside both one-sided slopes';

/** What is said where kinks lie within every step. */
export const crowded = 'kinks within every step';

/** At a kink the claim must lie between the slopes of both sides. */
const judgedAtKink = ({ analytic, tolerance }: Claim, { left, right }: Kink): Judged => {
  const [low, high] = left.value < right.value ? [left, right] : [right, left];
  const margin = 4 * Math.max(low.error, high.error) + tolerance * Math.max(-low.value, high.value);
  const isBetween = analytic >= low.value - margin && analytic <= high.value + margin;
  const nearest = Math.abs(analytic - left.value) < Math.abs(analytic - right.value) ? left : right;
  return judged(isBetween ? 'kink' : 'wrong', analytic, nearest, isBetween ? undefined : outside);
};

const judged = (verdict: Probe['verdict'], analytic: number, { value, error, step }: Slope, note?: string): Judged => {
  const size = Math.max(Math.abs(analytic), Math.abs(value));
  const relativeError = size === 0 ? 0 : Math.abs(analytic - value) / size;
  return { verdict, note, analytic, numeric: value, error, relativeError, step };
};
