import { deriveKey, normals, pairwiseSum, uniforms } from '@adjoint/graph';
import { type Probe, type Report, reportOf, type Verdict } from './report.ts';
import { estimateSlope, type Slope } from './slope.ts';

/** Values of some parameters, by name, each as one flat array. */
export type Point = Readonly<Record<string, Float64Array>>;

/** A function that claims a gradient. It may get any numbers near the point; it must not change them. */
export interface Differentiable {
  /** The number whose slopes are compared. */
  readonly value: (at: Point) => number;
  /** The derivative by every parameter, each as long as the parameter. */
  readonly gradient: (at: Point) => Readonly<Record<string, ArrayLike<number>>>;
}

/** How to check. */
export interface CheckOptions {
  /** What random directions and entries are drawn from; 0 if not given. */
  readonly seed?: number;
  /** Whether every entry is probed instead of a sample: four evaluations each. */
  readonly exhaustive?: boolean;
}

/**
 * Checks a function that claims a gradient, whoever wrote it, against centered differences in float64: two random
 * directions and up to four entries of each parameter, at two step sizes combined to fourth order. Nothing is passed by an
 * absolute tolerance, so a loss may have any scale. Never throws: whatever goes wrong is in the report.
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
export const checkFunction = (
  checked: Differentiable,
  at: Point,
  { seed = 0, exhaustive = false }: CheckOptions = {},
): Report => {
  let evaluations = 0;
  const counted: Differentiable = {
    value: (point) => {
      evaluations++;
      return checked.value(point);
    },
    gradient: checked.gradient,
  };
  let sizes: Readonly<Record<string, number>> = {};
  const report = (probes: readonly Probe[], verdict?: Verdict, reason?: string): Report =>
    reportOf({ probes, sizes, evaluations, seed }, verdict === undefined ? undefined : { verdict, reason });
  try {
    sizes = Object.fromEntries(Object.entries(at).map(([name, { length }]) => [name, length]));
    const start = beginning(counted, at);
    if (start.verdict !== undefined) return report([], start.verdict, start.reason);
    const probes = Object.keys(at).flatMap((name) => probesOf(counted, at, name, start, { seed, exhaustive }));
    return probes.length === 0 ? report([], 'vacuous', 'there is nothing to compare') : report(probes);
  } catch (error) {
    return report([], 'failed', error instanceof Error ? error.message : String(error));
  }
};

interface Beginning {
  readonly center: number;
  readonly gradient: Point;
  readonly verdict?: Verdict;
  readonly reason?: string;
}

/** Value and gradient at the point, run twice: what can be refused before anything is compared. */
const beginning = (checked: Differentiable, at: Point): Beginning => {
  const before = copyOf(at);
  const center = checked.value(at);
  const gradient = checked.gradient(at);
  const refused = (verdict: Verdict, reason: string): Beginning => ({ center, gradient: {}, verdict, reason });
  const changed = Object.keys(at).find((name) => !isSame(at[name]!, before[name]!));
  if (changed !== undefined) return refused('failed', `the function changed its input ${changed}`);
  for (const name of Object.keys(at)) {
    const found = gradient[name]?.length;
    if (found !== at[name]!.length)
      return refused('failed', `the gradient by ${name} must have ${at[name]!.length} entries, got ${found ?? 'none'}`);
  }
  const first = copyOf(gradient);
  const isRepeated =
    Object.is(checked.value(at), center) &&
    Object.entries(checked.gradient(at)).every(([name, entries]) => !(name in at) || isSame(entries, first[name]!));
  if (!isRepeated) return refused('nondeterministic', 'two runs at one point gave different numbers');
  const isUndefined = Object.keys(at).find((name) => first[name]!.some(Number.isNaN));
  if (!Number.isFinite(center)) return refused('failed', `the value at the point must be finite, got ${center}`);
  if (isUndefined !== undefined)
    return refused('wrong', `the value is finite, but the gradient by ${isUndefined} has NaN`);
  const isInfinite = Object.keys(at).find((name) => !first[name]!.every(Number.isFinite));
  if (isInfinite !== undefined)
    return refused(
      'inconclusive',
      `differences cannot confirm the gradient by ${isInfinite}, which has infinite entries`,
    );
  return { center, gradient: first };
};

const probesOf = (
  checked: Differentiable,
  at: Point,
  name: string,
  { center, gradient }: Beginning,
  { seed, exhaustive }: Required<CheckOptions>,
): readonly Probe[] => {
  const x = at[name]!;
  const slope = gradient[name]!;
  const key = deriveKey(seed, name);
  const norm = Math.sqrt(pairwiseSum(slope.map((entry) => entry * entry)));
  const probe = (direction: Float64Array, entry?: number): Probe => {
    const line = (t: number): number =>
      checked.value({ ...at, [name]: x.map((element, i) => element + t * direction[i]!) });
    const analytic = pairwiseSum(slope.map((element, i) => element * direction[i]!));
    const length = Math.sqrt(pairwiseSum(direction.map((element) => element * element)));
    return { name, entry, ...judge(line, center, analytic, { step: stepFor(x), resolution: norm * length }) };
  };
  const random = x.length > 1 ? [0, 1].map((draw) => probe(normals(deriveKey(key, 'direction', draw), x.length))) : [];
  const entries = exhaustive || x.length <= 4 ? [...x.keys()] : sampledEntries(slope, deriveKey(key, 'entry'));
  return [...random, ...entries.map((entry) => probe(new Float64Array(x.length).fill(1, entry, entry + 1), entry))];
};

/** The first, the last, the one with the largest derivative, and one at random. */
const sampledEntries = (slope: Float64Array, key: number): readonly number[] => {
  const largest = slope.reduce((best, entry, i) => (Math.abs(entry) > Math.abs(slope[best]!) ? i : best), 0);
  return [...new Set([0, slope.length - 1, largest, Math.floor(uniforms(key, 1)[0]! * slope.length)])];
};

/** A power of two near eps^(1/5), for entries larger than 1 that times their size. */
const stepFor = (x: Float64Array): number => {
  const size = Math.sqrt(pairwiseSum(x.map((element) => element * element)) / Math.max(1, x.length));
  return 2 ** Math.round(Math.log2(Number.EPSILON ** (1 / 5) * (Number.isFinite(size) ? Math.max(1, size) : 1)));
};

type Judged = Pick<Probe, 'verdict' | 'analytic' | 'numeric' | 'error' | 'relativeError' | 'step'>;

/**
 * Compares an analytic slope with differences at ever smaller steps, then at a large one, until an answer is sure: wrong and
 * kink take two steps that agree with each other, and a smaller step that shows no kink overrules it.
 */
const judge = (
  line: (t: number) => number,
  center: number,
  analytic: number,
  { step, resolution }: { readonly step: number; readonly resolution: number },
): Judged => {
  const slopes: Slope[] = [];
  const bent: Slope[] = [];
  let kink: Judged | undefined;
  for (const factor of [1, 2 ** -4, 2 ** -8, 2 ** -12, 2 ** -16, 2 ** 4]) {
    if (factor > 1 && kink !== undefined) return kink;
    const slope = estimateSlope(line, center, step * factor);
    if (slope.sides !== undefined) {
      if (bent.some((other) => haveEqualSides(other, slope)))
        kink ??= judged(isBetween(analytic, slope) ? 'kink' : 'wrong', analytic, slope);
      bent.push(slope);
      continue;
    }
    const verdict = compare(analytic, slope, resolution);
    if (verdict === 'correct') return judged(verdict, analytic, slope);
    if (verdict === 'wrong') {
      if (slopes.some((other) => agree(other, slope))) return judged(verdict, analytic, slope);
      slopes.push(slope);
    }
  }
  return judged('inconclusive', analytic, slopes[0] ?? estimateSlope(line, center, step));
};

const compare = (analytic: number, { value, error, roundoff }: Slope, resolution: number): Verdict => {
  const size = Math.max(Math.abs(analytic), Math.abs(value));
  const isZero = size <= 4 * error && error <= 4 * roundoff; // both, as far as the loss's own roundoff lets anyone see
  const isResolved = 4 * error <= Math.max(1e-4 * size, 1e-6 * resolution);
  if (!isResolved && !isZero) return 'inconclusive';
  return Math.abs(analytic - value) <= 4 * error + 1e-7 * size ? 'correct' : 'wrong';
};

const isBetween = (analytic: number, { error, sides }: Slope): boolean => {
  const [low, high] = [Math.min(...sides!), Math.max(...sides!)];
  const tolerance = 4 * error + 1e-7 * Math.max(-low, high);
  return analytic >= low - tolerance && analytic <= high + tolerance;
};

const agree = (a: Slope, b: Slope): boolean =>
  Math.abs(a.value - b.value) <= 4 * (a.error + b.error) + 1e-6 * Math.max(Math.abs(a.value), Math.abs(b.value));

/** Whether two steps show the same kink: the slopes of noise grow as the step shrinks. */
const haveEqualSides = ({ sides: a }: Slope, { sides: b }: Slope): boolean =>
  [0, 1].every((side) => Math.abs(a![side]! - b![side]!) <= 0.25 * Math.abs(a![1] - a![0]));

const judged = (verdict: Verdict, analytic: number, { value, error, step }: Slope): Judged => {
  const size = Math.max(Math.abs(analytic), Math.abs(value));
  return {
    verdict,
    analytic,
    numeric: value,
    error,
    step,
    relativeError: size === 0 ? 0 : Math.abs(analytic - value) / size,
  };
};

const copyOf = (point: Readonly<Record<string, ArrayLike<number>>>): Record<string, Float64Array> =>
  Object.fromEntries(Object.entries(point).map(([name, entries]) => [name, Float64Array.from(entries)]));

const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((element, i) => Object.is(element, b[i]));
