import { rowMajor } from '@adjoint/graph';
import type { Change, Layout } from './layout.ts';
import { ownersOf } from './ownership.ts';
import { Reader } from './reader.ts';
import type { Splitting } from './splitting.ts';

/** What has elements of its own in memory, and how leaves get their new values where they are. */
export interface Storage {
  readonly stored: readonly boolean[];
  /** The slot in whose buffer each slot lies, if any: its own, or that of what it views. */
  readonly ownerOf: readonly (number | undefined)[];
  /** What changes together, at each index, one group after the other: every old value is read before it is written. */
  readonly groups: readonly (readonly Change[])[];
}

/**
 * Adds to what is stored what sweeps and changes need. Orders the changes of leaves, those of the largest first. Changes of one shape
 * may read one another's leaves at the same index; what reads leaves in another way, or too late, is stored beforehand.
 */
export const storageOf = (layout: Layout, known: readonly boolean[], { isApart }: Splitting): Storage => {
  const { slots, changes } = layout;
  const stored = known.map((isStored, slot) => isStored || isApart[slot]!);
  const ownerOf = ownersOf(layout, stored);
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = slots[change.leaf]!.shape.join();
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  const countOf = ([change]: readonly Change[]): number => slots[change!.leaf]!.count; // there is one at least
  const ordered = [...groups.values()].toSorted((a, b) => countOf(b) - countOf(a)); // for the large read the small
  const groupOf = new Map(ordered.flatMap((group, index) => group.map(({ leaf }) => [leaf, index] as const)));
  const reader = new Reader(slots, (slot) => {
    const owner = ownerOf[slot];
    return owner === undefined ? undefined : { owner, buffer: owner, strides: rowMajor(slots[slot]!.shape) };
  });
  const isLate = ({ leaf, next }: Change): boolean =>
    reader.reading(next).reads.some(({ owner, slot, isAligned }) => {
      const [own, other] = [groupOf.get(leaf)!, groupOf.get(owner)];
      if (other === undefined || other > own) return false;
      return other < own || slot !== owner || !isAligned;
    });
  const late = new Set(changes.filter(isLate).map(({ next }) => next));
  for (const slot of late) stored[slot] = true;
  return { stored, ownerOf: late.size === 0 ? ownerOf : ownersOf(layout, stored, late), groups: ordered };
};
