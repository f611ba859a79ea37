import { formatShape, positionOf, type Precision } from '@adjoint/graph';
import type { Fault } from './fault.ts';

/** What a check, or a part of one, found. */
export type Verdict =
  /** Analytic and numeric slopes agree to within the numeric error. */
  | 'correct'
  /** They do not, and two step sizes agree with each other. */
  | 'wrong'
  /** The differences are too noisy to tell. Counts as a failure. */
  | 'inconclusive'
  /** The point is a kink, and the analytic slope lies between the slopes of both sides. */
  | 'kink'
  /** Two runs at one point gave different numbers. */
  | 'nondeterministic'
  /** Nothing was compared, or everything was zero. Counts as a failure. */
  | 'vacuous'
  /** It could not be run: see `reason`. */
  | 'failed';

/** One slope of the loss along one direction of one parameter. */
export interface Probe {
  readonly verdict: Verdict;
  /** The parameter. */
  readonly name: string;
  /** The entry that was moved, or `undefined` where all were moved in a random direction. */
  readonly entry: number | undefined;
  /** The value of that entry at the point. */
  readonly at?: number;
  readonly analytic: number;
  readonly numeric: number;
  /** The estimated error of the numeric slope. */
  readonly error: number;
  /** |analytic − numeric| / max(|analytic|, |numeric|), 0 where both are 0. */
  readonly relativeError: number;
  /** The step h of the differences. */
  readonly step: number;
  /** What else is to be said: that a kink was avoided, or that the function has values on one side only. */
  readonly note: string | undefined;
}

/** The operation whose derivative is wrong, as far as a check of each by itself can tell. */
export interface Suspect {
  /** The name of the operation, or the label of its node. */
  readonly operation: string;
  /** Where it is applied, as an expression. */
  readonly expression: string;
  /** Which input the wrong derivative is by, counted from 0. */
  readonly input: number;
  readonly fault: Fault;
}

/** Everything a gradient check found out. */
export interface Report {
  readonly verdict: Verdict;
  /** Whether the gradient may be trusted: `correct`, or a `kink` answered by a slope between both sides. */
  readonly ok: boolean;
  /** Why the check could not be run or compare anything, where that is so. */
  readonly reason: string | undefined;
  readonly probes: readonly Probe[];
  /** The shape of each parameter. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** How often the loss was computed. */
  readonly evaluations: number;
  readonly seed: number;
  /** What the loss was computed in. */
  readonly precision: Precision;
  /** The operation whose derivative is wrong, where one was found. */
  readonly suspect: Suspect | undefined;
  /** What seems to be wrong with the gradient by a parameter, where no operation is known to be at fault. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** The report as text for people: at most a screen. */
  readonly text: string;
}

type Found = Pick<Report, 'probes' | 'shapes' | 'evaluations' | 'seed'> &
  Partial<Pick<Report, 'suspect' | 'faults' | 'precision'>>;

/** How a kind of check speaks: of what, by what name, and how it is run again. */
interface Wording {
  readonly title: string;
  readonly claimed: string;
  readonly again: (seed: number) => string;
}

/** The words of each kind of check. */
export const wordings = {
  gradients: {
    title: 'gradient check',
    claimed: 'gradient',
    again: (seed) => `checkGradients(loss, { at, seed: ${seed} })`,
  },
  functions: {
    title: 'gradient check',
    claimed: 'gradient',
    again: (seed) => `checkFunction(f, at, { seed: ${seed} })`,
  },
  hessians: {
    title: 'Hessian check',
    claimed: 'Hessian-vector product',
    again: (seed) => `checkHessian(loss, { at, seed: ${seed} })`,
  },
} satisfies Readonly<Record<string, Wording>>;

/** A report of probes, or of the reason why there are none. */
export const reportOf = (
  found: Found,
  stopped?: Pick<Report, 'verdict' | 'reason'>,
  wording: Wording = wordings.gradients,
): Report => {
  const verdict = stopped?.verdict ?? overall(found.probes);
  const report = {
    ...found,
    suspect: found.suspect,
    faults: found.faults ?? {},
    precision: found.precision ?? ('float64' as const),
    verdict,
    ok: verdict === 'correct' || verdict === 'kink',
    reason: stopped?.reason ?? reasons[verdict],
  };
  return { ...report, text: textOf(report, wording) };
};

const reasons: Partial<Record<Verdict, string>> = {
  vacuous: 'every slope that was compared is zero to within rounding',
};

const overall = (probes: readonly Probe[]): Verdict => {
  const isAny = (verdict: Verdict): boolean => probes.some((probe) => probe.verdict === verdict);
  const worst = (['failed', 'wrong', 'inconclusive', 'kink'] as const).find(isAny);
  if (worst !== undefined) return worst;
  return probes.some(({ analytic, numeric, error }) => Math.max(Math.abs(analytic), Math.abs(numeric)) > 4 * error)
    ? 'correct'
    : 'vacuous';
};

/** How many parameters the text has a row for, how many single entries, and how many faults it names. */
const shownParameters = 12;
const shownEntries = 5;
const shownFaults = 3;

const textOf = (report: Omit<Report, 'text'>, { title, claimed, again }: Wording): string => {
  const { verdict, ok, reason, probes, shapes, evaluations, seed, suspect, faults, precision } = report;
  const names = Object.keys(shapes).filter((name) => probes.some((probe) => probe.name === name)); // all that have entries
  const of = (name: string): readonly Probe[] => probes.filter((probe) => probe.name === name);
  const good = names.filter((name) =>
    of(name).every((probe) => probe.verdict === 'correct' || probe.verdict === 'kink'),
  );
  const headline =
    reason === undefined
      ? `${title}: ${verdict}, ${good.length} of ${names.length} parameters agree with centered differences`
      : `${title}: ${verdict}, ${reason}`;
  const accused =
    suspect === undefined
      ? []
      : [
          `  suspect: the derivative of ${suspect.operation} by input ${suspect.input} ${suspect.fault.text}`,
          `           in ${suspect.expression.slice(0, 90)}`,
        ];
  const likely = Object.entries(faults).map(([name, { text }]) => `  likely: the ${claimed} by ${name} ${text}`);
  if (probes.length === 0) return [headline, ...accused].join('\n');
  const worst = names.map((name) => worstOf(of(name))).toSorted(byBadness);
  const rows = worst.slice(0, shownParameters).map((probe) => rowOf(probe, shapes));
  const entries = ok
    ? []
    : probes.filter(({ entry, verdict }) => entry !== undefined && verdict !== 'correct').toSorted(byBadness);
  const more = entries.filter((probe) => !worst.includes(probe)).slice(0, shownEntries);
  return [
    headline,
    ...accused,
    ...likely.slice(0, shownFaults),
    ...aligned([heads, ...rows, ...more.map((probe) => rowOf(probe, shapes))]),
    ...(worst.length > shownParameters ? [`  and ${worst.length - shownParameters} parameters more`] : []),
    `${precision}, ${evaluations} evaluations, seed ${seed}${ok ? '' : `; the same again: ${again(seed)}`}`,
  ].join('\n');
};

const heads = ['parameter', 'shape', 'worst at', 'analytic', 'numeric', '± error', 'relative error', 'step', 'verdict'];

const rank: readonly Verdict[] = ['failed', 'wrong', 'inconclusive', 'kink', 'correct'];

/** The worst verdict first; among equals what used most of what its numeric error allows. */
const byBadness = (a: Probe, b: Probe): number =>
  rank.indexOf(a.verdict) - rank.indexOf(b.verdict) || strain(b) - strain(a);

const worstOf = (probes: readonly Probe[]): Probe => probes.toSorted(byBadness)[0]!;

const strain = ({ analytic, numeric, error, relativeError }: Probe): number =>
  relativeError === 0 ? 0 : Math.abs(analytic - numeric) / (4 * error + 1e-7 * Math.abs(numeric));

const rowOf = (probe: Probe, shapes: Report['shapes']): readonly string[] => {
  const { name, entry, analytic, numeric, error, relativeError, step, verdict, note } = probe;
  const shape = shapes[name] ?? [];
  const place = entry === undefined ? 'a direction' : `${name}${formatShape(positionOf(entry, shape))}`;
  return [
    name,
    formatShape(shape),
    place,
    analytic.toPrecision(8),
    numeric.toPrecision(8),
    error.toExponential(0),
    relativeError.toExponential(1),
    step.toExponential(1),
    note === undefined ? verdict : `${verdict}, ${note}`,
  ];
};

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
};
