import { checkFunction, type Probe, type Report, type Verdict } from '@adjoint/gradcheck';
import type { Arrays } from './arrays.ts';
import type { Sloped } from './session.ts';

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
export const checkGradient = (checked: Sloped, at: Arrays): GradientCheck =>
  foundIn(checkFunction(checked, at, { exhaustive: true }), at);

/** How a check leaves room for others. */
export interface Patience {
  readonly isWanted: () => boolean;
  /** How long it goes on at a time. */
  readonly sliceMilliseconds: number;
}

/** The same for many entries: between evaluations it lets the page do something else, and it ends early, without an answer, when told to. */
export const checkGradientPatiently = async (
  checked: Sloped,
  at: Arrays,
  { isWanted, sliceMilliseconds }: Patience,
): Promise<GradientCheck | undefined> => {
  let begun = -Infinity; // so that it begins in a task of its own
  const value = (moved: Arrays): number | Promise<number> => {
    if (performance.now() - begun < sliceMilliseconds) return checked.value(moved);
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        begun = performance.now();
        if (isWanted()) resolve(checked.value(moved));
        else reject(new Error('it is not wanted any more'));
      });
    });
  };
  const report = await checkFunction({ value, gradient: checked.gradient }, at, { exhaustive: true });
  return isWanted() ? foundIn(report, at) : undefined;
};

const foundIn = ({ probes, verdict, ok: isOk, reason, evaluations }: Report, at: Arrays): GradientCheck => {
  const entries = Object.fromEntries(
    Object.keys(at).map((name) => [
      name,
      probes
        .filter((probe) => probe.name === name && probe.entry !== undefined)
        .toSorted((a, b) => a.entry! - b.entry!),
    ]),
  );
  return { verdict, isOk, reason, entries, evaluations };
};
