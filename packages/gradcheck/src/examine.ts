import { deriveKey, type Key, normals, pairwiseSum, type Precision, uniforms } from '@adjoint/graph';
import type { Asking } from './asking.ts';
import { type Arithmetic, float32, float64, judge, type Judged, outside, stepFor } from './judge.ts';
import { diagnose } from './diagnosis.ts';
import type { Fault } from './fault.ts';
import type { Line, Sampled } from './line.ts';
import type { Probe, Verdict } from './report.ts';
import type { Point, Subject } from './subject.ts';

/** How far a check has come. */
export interface Progress {
  /** How many slopes have been compared, of how many in all. */
  readonly done: number;
  readonly total: number;
}

/** How to check. */
export interface CheckOptions {
  /** What random directions and entries are drawn from; 0 if not given. */
  readonly seed?: number;
  /** Whether every entry is probed instead of a sample: four evaluations each. */
  readonly exhaustive?: boolean;
  /** What the function computes in: `float64` if not given. In `float32` steps and tolerances are larger, and slips below 1e-3 pass. */
  readonly precision?: Precision;
  /** Is told of every slope that has been compared. */
  readonly onProgress?: (progress: Progress) => void;
}

/** What an examination found, before it is made a report. */
export interface Findings {
  readonly probes: readonly Probe[];
  /** What seems to be wrong with the gradient by a parameter, where something is. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** Why nothing was compared, where that is so. */
  readonly stopped?: { readonly verdict: Verdict; readonly reason: string };
}

/** Compares the claimed gradient with differences, parameter by parameter, of one subject or of several in turn. */
export function* examine(subjects: readonly Subject[], at: Point, options: CheckOptions): Asking<Findings> {
  const starts: Started[] = [];
  for (const subject of subjects) {
    const start = yield* beginning(subject, at);
    if ('verdict' in start) return { probes: [], faults: {}, stopped: start };
    starts.push({ subject, ...start });
  }
  const { seed = 0, exhaustive = false, precision = 'float64', onProgress } = options;
  const arithmetic = precision === 'float64' ? float64 : float32;
  const plans = Object.keys(at).map((name) =>
    planFor(at[name]!, starts[0]!.gradient[name]!, deriveKey(seed, name), exhaustive),
  );
  const total = plans.reduce((sum, { length }) => sum + length, 0);
  const probes: Probe[] = [];
  let done = 0;
  const tell = (count: number): void => {
    if (count <= done) return;
    done = count;
    onProgress?.({ done, total });
  };
  let planned = 0;
  for (const [index, name] of Object.keys(at).entries()) {
    const found = yield* probesOf({ starts, at, name, arithmetic }, plans[index]!, exhaustive, (count) =>
      tell(planned + count),
    );
    probes.push(...found);
    planned += plans[index]!.length;
    tell(planned); // a parameter that takes many looks is left early
  }
  const faults: Record<string, Fault> = {};
  for (const name of Object.keys(at).filter((name) =>
    probes.some((probe) => probe.name === name && isSurelyWrong(probe)),
  )) {
    const [{ subject, gradient }] = starts as [Started];
    const fault = yield* diagnose(subject, at, name, gradient[name]!, arithmetic);
    if (fault !== undefined) faults[name] = fault;
  }
  if (probes.length > 0) return { probes, faults };
  return { probes, faults, stopped: { verdict: 'vacuous', reason: 'there is nothing to compare' } };
}

interface Beginning {
  readonly center: Sampled;
  readonly gradient: Point;
}

/** Value and gradient at the point, run twice: what can be refused before anything is compared. */
function* beginning(
  subject: Subject,
  at: Point,
): Asking<Beginning | { readonly verdict: Verdict; readonly reason: string }> {
  const before = copyOf(at);
  const center = yield* subject.value(at);
  const gradient = yield* subject.gradient(at);
  const refused = (verdict: Verdict, reason: string) => ({ verdict, reason });
  const changed = Object.keys(at).find((name) => !isSame(at[name]!, before[name]!));
  if (changed !== undefined) return refused('failed', `the function changed its input ${changed}`);
  if (typeof center.value !== 'number')
    return refused('failed', `the value must be a number, got ${String(center.value)}`);
  for (const name of Object.keys(at)) {
    const found = gradient[name]?.length;
    if (found !== at[name]!.length)
      return refused('failed', `the gradient by ${name} must have ${at[name]!.length} entries, got ${found ?? 'none'}`);
  }
  const first = copyOf(Object.fromEntries(Object.keys(at).map((name) => [name, gradient[name]!])));
  const again = yield* subject.value(at);
  const slopes = yield* subject.gradient(at);
  const isRepeated =
    Object.is(again.value, center.value) && Object.keys(at).every((name) => isSame(slopes[name]!, first[name]!));
  if (!isRepeated) return refused('nondeterministic', 'two runs at one point gave different numbers');
  if (!Number.isFinite(center.value))
    return refused('failed', `the value at the point must be finite, got ${center.value}`);
  const isUndefined = Object.keys(at).find((name) => first[name]!.some(Number.isNaN));
  if (isUndefined !== undefined)
    return refused('wrong', `the value is finite, but the gradient by ${isUndefined} has NaN`);
  const isInfinite = Object.keys(at).find((name) => !first[name]!.every(Number.isFinite));
  if (isInfinite !== undefined)
    return refused(
      'inconclusive',
      `differences cannot confirm the gradient by ${isInfinite}, which has infinite entries`,
    );
  return { center, gradient: first };
}

/** One slope to compare: along a random direction, or by one entry. */
type Plan = Readonly<{ entry: number | undefined; direction: () => Float64Array }>;

const planFor = (x: Float64Array, slope: Float64Array, key: Key, exhaustive: boolean): readonly Plan[] => {
  const random = (x.length > 1 ? [0, 1] : []).map((draw): Plan => ({
    entry: undefined,
    direction: () => normals(deriveKey(key, 'direction', draw), x.length),
  }));
  const entries = exhaustive || x.length <= 4 ? [...x.keys()] : sampledEntries(slope, deriveKey(key, 'entry'));
  return [...random, ...entries.map((entry) => along(entry, x.length))];
};

const along = (entry: number, length: number): Plan => ({
  entry,
  direction: () => new Float64Array(length).fill(1, entry, entry + 1),
});

/** The first, the last, the one with the largest derivative, and one at random. */
const sampledEntries = (slope: Float64Array, key: Key): readonly number[] => {
  const largest = slope.reduce((best, entry, i) => (Math.abs(entry) > Math.abs(slope[best]!) ? i : best), 0);
  return [...new Set([0, slope.length - 1, largest, Math.floor(uniforms(key, 1)[0]! * slope.length)])];
};

interface Started extends Beginning {
  readonly subject: Subject;
}

interface Parameter {
  /** The ways in which what is checked has been made a scalar: slopes are taken of them in turn. */
  readonly starts: readonly Started[];
  readonly at: Point;
  readonly name: string;
  readonly arithmetic: Arithmetic;
}

/** How often a parameter is looked at in all, with four evaluations each, unless every entry is. */
const looksAParameter = 8;

function* probesOf(
  parameter: Parameter,
  plans: readonly Plan[],
  exhaustive: boolean,
  onDone: (done: number) => void,
): Asking<readonly Probe[]> {
  const { at, name } = parameter;
  const probes: Probe[] = [];
  let looks = exhaustive ? Infinity : looksAParameter;
  let scale = 1; // a step that was found small enough serves those that follow
  const isKinked = (): boolean => probes.some(({ verdict }) => verdict === 'kink') && at[name]!.length > 1;
  for (const [index, plan] of plans.entries()) {
    if (index > 0 && looks < (isKinked() ? 4 : 2)) break; // a kink takes two looks, and the ones below two more
    const allowed = Math.max(2, Math.min(6, looks - (plans.length - index - 1)));
    const probe = yield* probeOf(parameter, plan, { scale, looks: allowed, turn: index });
    looks -= probe.looks;
    scale = Math.min(1, probe.scale);
    probes.push(probe.found);
    onDone(probes.length);
  }
  // along ones a tied maximum is smooth, and so it tells what lies between the sides from what does not
  if (isKinked()) {
    const ones: Plan = { entry: undefined, direction: () => new Float64Array(at[name]!.length).fill(1) };
    probes.push((yield* probeOf(parameter, ones, { scale, looks: Math.max(1, Math.min(2, looks)) })).found);
  }
  const wrong = probes.filter(isSurelyWrong);
  if (wrong.length > 0 && wrong.every(({ entry }) => entry === undefined)) {
    const found = yield* bisected(parameter, scale);
    if (found !== undefined) probes.push(found);
  }
  return probes;
}

/** Whether a slope is wrong, and no kink the reason. */
const isSurelyWrong = ({ verdict, note }: Probe): boolean => verdict === 'wrong' && note !== outside;

/** A wrong entry, found by halving a random direction that is wrong; `undefined` where the halves cannot tell. */
function* bisected(parameter: Parameter, scale: number): Asking<Probe | undefined> {
  const { length } = parameter.at[parameter.name]!;
  const direction = normals(deriveKey(length, 'bisection'), length);
  let [from, to] = [0, length];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    const half = (start: number, end: number): Plan => ({
      entry: undefined,
      direction: () => direction.map((element, i) => (i >= start && i < end ? element : 0)),
    });
    const left = yield* probeOf(parameter, half(from, middle), { scale, looks: 6 });
    if (left.found.verdict === 'wrong') to = middle;
    else {
      const right = yield* probeOf(parameter, half(middle, to), { scale, looks: 6 });
      if (right.found.verdict !== 'wrong') return undefined;
      from = middle;
    }
  }
  const { found } = yield* probeOf(parameter, along(from, length), { scale, looks: 6 });
  return found.verdict === 'wrong' ? found : undefined;
}

function* probeOf(
  { starts, at, name, arithmetic }: Parameter,
  { entry, direction: directionOf }: Plan,
  { scale, looks, turn = 0 }: { readonly scale: number; readonly looks: number; readonly turn?: number },
): Asking<{ readonly found: Probe; readonly looks: number; readonly scale: number }> {
  const { subject, center, gradient } = starts[turn % starts.length]!;
  const x = at[name]!;
  const slope = gradient[name]!;
  const direction = directionOf();
  let samples = 0;
  const line: Line = function* (t) {
    samples++;
    return yield* subject.value({ ...at, [name]: x.map((element, i) => element + t * direction[i]!) });
  };
  const step = stepFor(sizeOf(x, entry), arithmetic);
  const norm = lengthOf(slope);
  const analytic =
    entry === undefined ? pairwiseSum(slope.map((element, i) => element * direction[i]!)) : slope[entry]!;
  const judged: Judged = yield* judge(line, center, { analytic, step, first: scale, norm, looks, arithmetic });
  return {
    found: { name, entry, ...(entry === undefined ? {} : { at: x[entry]! }), ...judged },
    looks: samples / 4,
    scale: isSure(judged) ? judged.step / step : 1,
  };
}

/** Whether the step of a probe serves others too: not where it has told no more than that both slopes are about zero. */
const isSure = ({ verdict, error, numeric }: Judged): boolean =>
  verdict === 'correct' && error <= 1e-5 * Math.abs(numeric);

/** How large the numbers are that move: the root of their mean square, or one of them. */
const sizeOf = (x: Float64Array, entry: number | undefined): number =>
  entry === undefined ? lengthOf(x) / Math.sqrt(Math.max(1, x.length)) : Math.abs(x[entry]!);

/** The Euclidean length, of entries whose squares may overflow. */
const lengthOf = (x: Float64Array): number => {
  const largest = x.reduce((most, element) => Math.max(most, Math.abs(element)), 0);
  return largest === 0 ? 0 : largest * Math.sqrt(pairwiseSum(x.map((element) => (element / largest) ** 2)));
};

const copyOf = (point: Readonly<Record<string, ArrayLike<number>>>): Record<string, Float64Array> =>
  Object.fromEntries(Object.entries(point).map(([name, entries]) => [name, Float64Array.from(entries)]));

const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((element, i) => Object.is(element, b[i]));
