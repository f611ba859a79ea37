import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { arraysOfNumbers } from '../session/arrays.ts';
import { checkGradient, checkGradientPatiently, type GradientCheck } from '../session/gradient-check.ts';
import type { Shown } from './live.ts';

/** What a check found, and of which experiment; nothing as long as it is not checked. */
export interface Checked {
  readonly of: Shown;
  readonly check: GradientCheck | undefined;
}

/**
 * Checks the gradient of what the cells are to show. Few parameters are checked at once; while it trains, a little between frames, and they are shown
 * with their check. Many are shown at once, and checked as soon as nothing has changed for a while.
 */
export const checksOf = (
  turn: ReadonlySignal<Shown | undefined>,
  newest: ReadonlySignal<Shown | undefined>,
  isRunning: ReadonlySignal<boolean>,
): ReadonlySignal<Checked | undefined> => {
  const checked = signal<Checked | undefined>(undefined);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const of = turn.value;
    const isTraining = isRunning.value;
    clearTimeout(waiting);
    if (of === undefined) return;
    const at = arraysOfNumbers(of.experiment.parameters);
    const total = of.session.total(of.experiment);
    const entries = Object.values(at).reduce((count, { length }) => count + length, 0);
    const isWanted = (): boolean =>
      turn.peek() === of && isRunning.peek() === isTraining && newest.peek()?.session === of.session;
    const checkBetweenFrames = async (sliceMilliseconds: number): Promise<void> => {
      const check = await checkGradientPatiently(total, at, { isWanted, sliceMilliseconds });
      if (check !== undefined) checked.value = { of, check };
    };
    if (entries > fewEntries) {
      checked.value = { of, check: undefined };
      if (!isTraining) waiting = setTimeout(() => void checkBetweenFrames(6), restMilliseconds);
    } else if (isTraining) void checkBetweenFrames(2);
    else checked.value = { of, check: checkGradient(total, at) };
  });
  return checked;
};

const fewEntries = 18;
const restMilliseconds = 250;
