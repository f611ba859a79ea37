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
  readonly analytic: number;
  readonly numeric: number;
  /** The estimated error of the numeric slope. */
  readonly error: number;
  /** |analytic − numeric| / max(|analytic|, |numeric|), 0 where both are 0. */
  readonly relativeError: number;
  /** The step h of the differences. */
  readonly step: number;
}

/** Everything a gradient check found out. */
export interface Report {
  readonly verdict: Verdict;
  /** Whether the gradient may be trusted: `correct`, or a `kink` answered by a slope between both sides. */
  readonly ok: boolean;
  /** Why the check could not be run or compare anything, where that is so. */
  readonly reason: string | undefined;
  readonly probes: readonly Probe[];
  /** The number of entries of each parameter. */
  readonly sizes: Readonly<Record<string, number>>;
  /** How often the loss was computed. */
  readonly evaluations: number;
  readonly seed: number;
  /** The report as text for people. */
  readonly text: string;
}

/** A report of probes, or of the reason why there are none. */
export const reportOf = (
  found: Pick<Report, 'probes' | 'sizes' | 'evaluations' | 'seed'>,
  stopped?: Pick<Report, 'verdict' | 'reason'>,
): Report => {
  const verdict = stopped?.verdict ?? overall(found.probes);
  const report = {
    ...found,
    verdict,
    ok: verdict === 'correct' || verdict === 'kink',
    reason: stopped?.reason ?? reasons[verdict],
  };
  return { ...report, text: textOf(report) };
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

const textOf = ({ verdict, reason, probes, sizes, evaluations, seed }: Omit<Report, 'text'>): string => {
  const names = Object.keys(sizes).filter((name) => probes.some((probe) => probe.name === name)); // all that have entries
  const good = names.filter((name) =>
    probes
      .filter((probe) => probe.name === name)
      .every((probe) => probe.verdict === 'correct' || probe.verdict === 'kink'),
  );
  const headline =
    reason === undefined
      ? `gradient check: ${verdict}, ${good.length} of ${names.length} parameters agree with centered differences`
      : `gradient check: ${verdict}, ${reason}`;
  if (probes.length === 0) return headline;
  const rows = names.map((name) => rowOf(worstOf(probes.filter((probe) => probe.name === name)), sizes[name]!));
  const heads = [
    'parameter',
    'entries',
    'worst at',
    'analytic',
    'numeric',
    '± error',
    'relative error',
    'step',
    'verdict',
  ];
  return [headline, ...aligned([heads, ...rows]), `float64, ${evaluations} evaluations, seed ${seed}`].join('\n');
};

const rank: readonly Verdict[] = ['failed', 'wrong', 'inconclusive', 'kink', 'correct'];

/** The probe with the worst verdict; among equals the one that used most of what its numeric error allows. */
const worstOf = (probes: readonly Probe[]): Probe =>
  probes.toSorted((a, b) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict) || strain(b) - strain(a))[0]!;

const strain = ({ analytic, numeric, error, relativeError }: Probe): number =>
  relativeError === 0 ? 0 : Math.abs(analytic - numeric) / (4 * error + 1e-7 * Math.abs(numeric));

const rowOf = (
  { name, entry, analytic, numeric, error, relativeError, step, verdict }: Probe,
  size: number,
): readonly string[] => [
  name,
  String(size),
  entry === undefined ? 'a direction' : `entry ${entry}`,
  analytic.toPrecision(8),
  numeric.toPrecision(8),
  error.toExponential(0),
  relativeError.toExponential(1),
  step.toExponential(1),
  verdict,
];

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
};
