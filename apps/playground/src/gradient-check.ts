import { checkFunction, type Probe, type Verdict } from '@adjoint/gradcheck';
import type { Arrays, Sloped } from './session.ts';

/** What differences say of a gradient, entry by entry. */
export interface GradientCheck {
  /** What was found of all entries together. */
  readonly verdict: Verdict;
  readonly isOk: boolean;
  /** Why nothing could be compared, where that is so. */
  readonly reason: string | undefined;
  /** The entries of each parameter in their order. */
  readonly entries: Readonly<Record<string, readonly Probe[]>>;
  /** How often the loss was computed. */
  readonly evaluations: number;
}

/** Compares a derived gradient with centered differences in every entry. */
export const checkGradient = (checked: Sloped, at: Arrays): GradientCheck => {
  const report = checkFunction(checked, at, { exhaustive: true });
  const entries = Object.fromEntries(
    Object.keys(at).map((name) => [
      name,
      report.probes
        .filter((probe) => probe.name === name && probe.entry !== undefined)
        .toSorted((a, b) => a.entry! - b.entry!),
    ]),
  );
  const { verdict, ok: isOk, reason, evaluations } = report;
  return { verdict, isOk, reason, entries, evaluations };
};

/** Parameters as arrays, in which they are checked. */
export const arraysOfNumbers = (numbers: Readonly<Record<string, readonly number[]>>): Arrays =>
  Object.fromEntries(Object.entries(numbers).map(([name, values]) => [name, Float64Array.from(values)]));
