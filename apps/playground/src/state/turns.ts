import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Shown } from './live.ts';

/** What each of the slower views shows. */
export interface Turns {
  /** The cells with their check, a few times a second: for each of them the loss is computed several times. */
  readonly cells: ReadonlySignal<Shown | undefined>;
  readonly table: ReadonlySignal<Shown | undefined>;
  readonly curve: ReadonlySignal<Shown | undefined>;
  readonly proof: ReadonlySignal<Shown | undefined>;
}

/** Lets views follow what is shown: all of them at once when it rests, one after the other while it trains, so that no frame has to draw them all. */
export const takingTurns = (shown: ReadonlySignal<Shown | undefined>, isRunning: ReadonlySignal<boolean>): Turns => {
  const newest = () => signal<Shown | undefined>(undefined);
  const turns = { cells: newest(), table: newest(), curve: newest(), proof: newest() };
  const quick = [turns.table, turns.curve, turns.proof];
  let frame = 0;
  effect(() => {
    const now = shown.value;
    if (!isRunning.value) for (const view of Object.values(turns)) view.value = now;
    else if (++frame % framesForCells === 0) turns.cells.value = now;
    else quick[frame % quick.length]!.value = now;
  });
  return turns;
};

const framesForCells = 22;
