import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Shown } from './live.ts';

/** What each of the slower views shows. */
export interface Turns {
  readonly cells: ReadonlySignal<Shown | undefined>;
  readonly table: ReadonlySignal<Shown | undefined>;
  readonly curve: ReadonlySignal<Shown | undefined>;
  readonly proof: ReadonlySignal<Shown | undefined>;
}

/** Lets views follow what is shown: all of them at once when it rests, one after the other while it trains, so that no frame has to draw them all. */
export const takingTurns = (shown: ReadonlySignal<Shown | undefined>, isRunning: ReadonlySignal<boolean>): Turns => {
  const newest = () => signal<Shown | undefined>(undefined);
  const turns = { cells: newest(), table: newest(), curve: newest(), proof: newest() };
  const all = Object.values(turns);
  let next = 0;
  effect(() => {
    const now = shown.value;
    if (isRunning.value) all[next++ % all.length]!.value = now;
    else for (const view of all) view.value = now;
  });
  return turns;
};
