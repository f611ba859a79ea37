import { bytesOf } from '../element.ts';
import { isChosen, type Layout } from './layout.ts';
import { namesOf, type Splitting, splittingOf } from './splitting.ts';

/** How many indices of a dimension a sweep takes at a time. The sizes of a graph decide, never the machine. */
export interface Blocks {
  /** The indices in a block. */
  readonly size: number;
  /** How many blocks there are. */
  readonly count: number;
  /** The indices that are left for one more block, which is smaller. */
  readonly rest: number;
  /** In how many chunks of blocks totals are joined first; then these are. */
  readonly chunks: number;
  /** The blocks in a chunk; the last may have fewer. */
  readonly perChunk: number;
}

/** A graph cut into sweeps over blocks. */
export interface Cut extends Splitting {
  readonly blocks: Blocks;
}

/** Cuts a graph along the named dimension that has most elements, if that has several blocks. */
export const cutOf = (layout: Layout, stored: readonly boolean[], blockBytes = cacheBytes): Cut | undefined => {
  for (const name of namesOf(layout).slice(0, 2)) {
    const splitting = splittingOf(layout, name);
    const least = leastOf(layout, splitting);
    const blocks = blocksOf(layout, stored, splitting, { size: layout.sizes[name]!, blockBytes, least });
    if (blocks !== undefined) return { ...splitting, blocks };
  }
  return undefined;
};

/**
 * Blocks whose data stays in a processor's second-level cache from the forward to the backward part; larger ones where weights weigh more than
 * that, for every block reads them. Totals have as many chunks as several threads need and as rounding wants, while they weigh little
 * beside the data.
 */
const blocksOf = (
  { slots }: Layout,
  stored: readonly boolean[],
  { axisOf, isTotal, stageOf }: Splitting,
  { size, blockBytes, least }: { readonly size: number; readonly blockBytes: number; readonly least: number },
): Blocks | undefined => {
  let [split, whole, totals] = [0, 0, 0]; // bytes
  for (const [slot, { count, type, inputs, making }] of slots.entries()) {
    const isPart = isChosen(making);
    const bytes = count * bytesOf(type);
    if (axisOf[slot] !== undefined) split += stored[slot]! || isPart ? bytes : 0;
    else if (isTotal[slot]!) totals += bytes;
    if (stageOf[slot]! % 2 === 1)
      for (const input of isPart ? inputs.slice(1) : inputs)
        if (axisOf[input] === undefined && stored[input]!) whole += slots[input]!.count * bytesOf(slots[input]!.type);
  }
  const bytes = split / size;
  const wanted = Math.max(blockBytes, whole + totals) / bytes;
  if (!(size >= 1.5 * wanted)) return undefined; // there may be none
  const block = wanted < 4 ? Math.max(least, Math.round(wanted)) : blockNear(wanted, size);
  const count = Math.floor(size / block);
  const all = Math.ceil(size / block);
  const most = Math.min(
    Math.max(split / 16 / totals, fewChunks),
    Math.max(manyChunks, Math.sqrt(all)),
    mostChunks,
    totalBytes / totals,
  );
  const perChunk = Math.ceil(all / Math.max(1, Math.min(all, Math.floor(most))));
  return { size: block, count, rest: size - count * block, chunks: Math.ceil(all / perChunk), perChunk };
};

/** The fewest indices for which products have several rows to compute at a time: one, where most of their work has these at each index. */
const leastOf = ({ slots }: Layout, { axisOf, perIndex }: Splitting): number => {
  let [all, thin] = [0, 0]; // products of numbers
  for (const { making, inputs, count } of slots) {
    const cut = making.type === 'contract' ? inputs.find((input) => axisOf[input] !== undefined) : undefined;
    if (cut === undefined) continue;
    const work = count * slots[inputs[0]!]!.shape.at(-1)!;
    all += work;
    if (perIndex[cut]! < 4) thin += work;
  }
  return all > 10 * thin ? 1 : 4;
};

/** A multiple of 4 near some size, one that divides the whole if there is one. */
const blockNear = (wanted: number, size: number): number => {
  const least = Math.max(4, 4 * Math.round((0.7 * wanted) / 4));
  const candidates = Array.from({ length: Math.ceil(least / 4) + 1 }, (_, index) => least + 4 * index);
  const even = candidates.filter((candidate) => size % candidate === 0);
  const distance = (candidate: number): number => Math.abs(candidate - wanted);
  return (even.length > 0 ? even : candidates).toSorted((a, b) => distance(a) - distance(b))[0]!;
};

/** A usual second-level cache. */
const cacheBytes = 1 << 20;
const fewChunks = 8;
const manyChunks = 64;
/** Threads count chunks in twelve bits. */
const mostChunks = 4000;
/** How much memory the totals of all chunks may take. */
const totalBytes = 48 << 20;
