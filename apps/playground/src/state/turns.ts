import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Shown } from './live.ts';

/** What each part of the page shows. */
export interface Turns {
  /** The regions and lines of the plane: in every second frame. */
  readonly plane: ReadonlySignal<Shown | undefined>;
  /** The losses, and how many updates were made: in every fourth. */
  readonly losses: ReadonlySignal<Shown | undefined>;
  /** The cells with their check, a few times a second: for each of them the loss is computed several times. */
  readonly cells: ReadonlySignal<Shown | undefined>;
  readonly table: ReadonlySignal<Shown | undefined>;
  readonly curve: ReadonlySignal<Shown | undefined>;
  readonly proof: ReadonlySignal<Shown | undefined>;
}

/** Lets views follow what is shown: all of them at once when it rests, one after the other while it trains, so that no frame has to draw two of them. */
export const takingTurns = (shown: ReadonlySignal<Shown | undefined>, isRunning: ReadonlySignal<boolean>): Turns => {
  const newest = () => signal<Shown | undefined>(undefined);
  const turns = {
    plane: newest(),
    losses: newest(),
    cells: newest(),
    table: newest(),
    curve: newest(),
    proof: newest(),
  };
  let frame = 0;
  effect(() => {
    const now = shown.value;
    if (!isRunning.value) for (const view of Object.values(turns)) view.value = now;
    else turns[order[frame++ % order.length]!].value = now;
  });
  return turns;
};

const slow = ['curve', 'table', 'curve', 'proof', 'curve', 'cells'] as const;
const order = slow.flatMap((view) => ['plane', 'losses', 'plane', view] as const);
