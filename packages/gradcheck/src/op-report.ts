import type { VariationName } from './variation.ts';

/** What one check of one variation of a sample found. */
export interface Finding {
  readonly verdict: 'passed' | 'failed' | 'not applicable';
  /** What was wrong: what, which entry, what was got and what was expected. Or why the check does not apply. */
  readonly detail: string;
}

/** Nothing was wrong. */
export const passed: Finding = { verdict: 'passed', detail: '' };

/** Something was wrong. */
export const failed = (detail: string): Finding => ({ verdict: 'failed', detail });

/** There was nothing to check. */
export const notApplicable = (detail: string): Finding => ({ verdict: 'not applicable', detail });

/** One check of one variation of one sample. */
export interface OpCheck extends Finding {
  /** Which sample, counted from 0. */
  readonly sample: number;
  readonly variation: VariationName;
  /** The name of the check, such as `gradient`. */
  readonly check: string;
}

/** Everything that the checks of an operation found out. */
export interface OpReport {
  /** Whether no check failed, and something was compared: the gradient, where the operation declares a derivative. */
  readonly ok: boolean;
  /** The name of the operation. */
  readonly operation: string;
  readonly checks: readonly OpCheck[];
  readonly seed: number;
  /** The report as text for people: the failures first, at most a screen. */
  readonly text: string;
}

/** The report of an operation's checks, which fails where one of them did, or where there is a reason not to trust them. */
export const opReportOf = (
  found: Pick<OpReport, 'operation' | 'checks' | 'seed'>,
  distrusted: string | undefined,
): OpReport => {
  const ok = distrusted === undefined && found.checks.every(({ verdict }) => verdict !== 'failed');
  return { ok, ...found, text: textOf(found, ok, distrusted) };
};

/** How many failures the text shows. */
const shown = 6;

const textOf = (
  { operation, checks, seed }: Pick<OpReport, 'operation' | 'checks' | 'seed'>,
  ok: boolean,
  distrusted: string | undefined,
): string => {
  const failures = firstOfEachKind(checks.filter(({ verdict }) => verdict === 'failed'));
  const applied = checks.filter(({ verdict }) => verdict !== 'not applicable').length;
  const headline = ok
    ? `${operation}: passed ${applied} checks`
    : `${operation}: failed, ${[distrusted, `${failures.length} of ${applied} checks`].filter(Boolean).join('; ')}`;
  const kinds = [...new Set(checks.map(({ check }) => check))];
  const countOf = (check: string, verdict: Finding['verdict']): string =>
    String(checks.filter((one) => one.check === check && one.verdict === verdict).length);
  const rows = kinds.map((kind) => [
    kind,
    countOf(kind, 'passed'),
    countOf(kind, 'failed'),
    countOf(kind, 'not applicable'),
  ]);
  return [
    headline,
    ...failures.slice(0, shown).map(lineOf),
    ...(failures.length > shown ? [`  and ${failures.length - shown} more`] : []),
    ...aligned([['check', 'passed', 'failed', 'not applicable'], ...rows]),
    `float64, seed ${seed}`,
  ].join('\n');
};

const lineOf = ({ sample, variation, check, detail }: OpCheck): string =>
  `  sample ${sample}, ${variation}, ${check}: ${detail.replaceAll(/\s*\n\s*/g, '; ').slice(0, 240)}`;

/** All of them, but the first failure of each check before the second of any. */
const firstOfEachKind = (failures: readonly OpCheck[]): readonly OpCheck[] => {
  const isFirst = (failure: OpCheck): boolean => failures.find(({ check }) => check === failure.check) === failure;
  return failures.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
};

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
};
