import type { Layout } from './layout.ts';
import type { Splitting } from './splitting.ts';

/** The slot in whose buffer each slot lies, if any: its own where it is stored, or that of what it views unless it lies apart. */
export const ownersOf = (
  { slots }: Layout,
  stored: readonly boolean[],
  apart: ReadonlySet<number> = new Set(),
): readonly (number | undefined)[] => {
  const owners: (number | undefined)[] = [];
  for (const [slot, { making, inputs }] of slots.entries()) {
    const viewed = making.type === 'view' && !apart.has(slot) ? owners[inputs[0]!] : undefined;
    owners.push(viewed ?? (stored[slot] ? slot : undefined));
  }
  return owners;
};

/** The last stage in which each slot is read, by itself or as a part of what is computed where it is used. */
export const lastReads = (
  { slots, wanted, changes }: Layout,
  ownerOf: readonly (number | undefined)[],
  { stageOf }: Splitting,
): readonly number[] => {
  const last = slots.map(() => -1);
  for (const slot of wanted) last[slot] = Infinity;
  for (const { next } of changes) last[next] = Infinity;
  for (let slot = slots.length - 1; slot >= 0; slot--) {
    const stage = ownerOf[slot] === slot ? stageOf[slot]! : last[slot]!;
    for (const input of slots[slot]!.inputs) last[input] = Math.max(last[input]!, stage);
  }
  return last;
};
