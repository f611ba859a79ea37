import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { arraysOfNumbers, checkGradient, type GradientCheck } from './gradient-check.ts';
import type { Shown } from './live.ts';

/** What a check found, and of which experiment. */
export interface Checked {
  readonly of: Shown;
  readonly check: GradientCheck;
}

/** Checks the gradient of whatever is shown: at once where the parameters are few, else as soon as nothing has changed for a while. */
export const checksOf = (shown: ReadonlySignal<Shown | undefined>): ReadonlySignal<Checked | undefined> => {
  const checked = signal<Checked | undefined>(undefined);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const check = (of: Shown): void => {
    const { session, experiment } = of;
    checked.value = { of, check: checkGradient(session.total(experiment), arraysOfNumbers(experiment.parameters)) };
  };
  effect(() => {
    const now = shown.value;
    clearTimeout(waiting);
    if (now === undefined) return;
    const entries = Object.values(now.experiment.parameters).reduce((count, { length }) => count + length, 0);
    if (entries <= fewEntries) check(now);
    else waiting = setTimeout(() => check(now), restMilliseconds);
  });
  return checked;
};

const fewEntries = 18;
const restMilliseconds = 250;
