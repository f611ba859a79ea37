import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { Shown } from './live.ts';
import { takingTurns, type Turns } from './turns.ts';

/** Something to show that is told from the others by its step. */
const shownAt = (step: number): Shown => ({ experiment: { step } }) as Shown;

const stepsIn = (turns: Turns): readonly (number | undefined)[] =>
  Object.values(turns).map(({ value }) => value?.experiment.step);

test('what rests is shown by every view', () => {
  const shown = signal<Shown | undefined>(shownAt(0));
  const turns = takingTurns(shown, signal(false));
  expect(new Set(stepsIn(turns))).toEqual(new Set([0]));
  shown.value = shownAt(1);
  expect(new Set(stepsIn(turns))).toEqual(new Set([1]));
});

test('while it trains one view follows at a time, and none is forgotten', () => {
  const shown = signal<Shown | undefined>(shownAt(0));
  const isRunning = signal(false);
  const turns = takingTurns(shown, isRunning);
  isRunning.value = true;
  let before = stepsIn(turns);
  for (let step = 1; step <= 100; step++) {
    shown.value = shownAt(step);
    const after = stepsIn(turns);
    expect(after.filter((each, view) => each !== before[view])).toEqual([step]);
    before = after;
  }
  for (const step of before) expect(step).toBeGreaterThan(100 - 25); // which is less than half a second ago
  expect(turns.plane.value!.experiment.step).toBeGreaterThan(98);
});

test('when it stops every view shows the last', () => {
  const shown = signal<Shown | undefined>(shownAt(0));
  const isRunning = signal(true);
  const turns = takingTurns(shown, isRunning);
  for (let step = 1; step <= 10; step++) shown.value = shownAt(step);
  isRunning.value = false;
  expect(new Set(stepsIn(turns))).toEqual(new Set([10]));
});
