import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { arraysOfNumbers } from '../session/arrays.ts';
import { checkGradient, checkGradientPatiently, type GradientCheck } from '../session/gradient-check.ts';
import type { Shown } from './live.ts';

/** What a check found, and of which experiment. */
export interface Checked {
  readonly of: Shown;
  readonly check: GradientCheck;
}

/** Checks the gradient of whatever is shown: at once where the parameters are few, else as soon as nothing has changed for a while. */
export const checksOf = (
  shown: ReadonlySignal<Shown | undefined>,
  isRunning: ReadonlySignal<boolean>,
): ReadonlySignal<Checked | undefined> => {
  const checked = signal<Checked | undefined>(undefined);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const now = shown.value;
    clearTimeout(waiting);
    if (now === undefined) return;
    const at = arraysOfNumbers(now.experiment.parameters);
    const total = now.session.total(now.experiment);
    const entries = Object.values(at).reduce((count, { length }) => count + length, 0);
    if (entries <= fewEntries) checked.value = { of: now, check: checkGradient(total, at) };
    else if (!isRunning.value)
      waiting = setTimeout(async () => {
        const check = await checkGradientPatiently(total, at, () => shown.peek() === now && !isRunning.peek());
        if (check !== undefined) checked.value = { of: now, check };
      }, restMilliseconds);
  });
  return checked;
};

const fewEntries = 18;
const restMilliseconds = 250;
