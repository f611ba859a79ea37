import { accessesIn } from './collapse.ts';
import { type Access, isFixedAlong } from './expression.ts';
import type { Store } from './nest.ts';

/** The loop along which elements lie side by side wherever they are written, and side by side or all in one wherever they are read. */
export const vectorLoop = (extents: readonly number[], stores: readonly Store[]): number | undefined => {
  const reads = stores.flatMap(({ value }) => accessesIn(value));
  const isBeside = ({ chosen = [], strides }: Access, loop: number): boolean =>
    strides[loop] === 1 && chosen.every(({ index }) => isFixedAlong(index, loop));
  const isOne = isFixedAlong;
  const count = (loop: number): number => reads.filter((access) => isBeside(access, loop)).length;
  return extents
    .map((_, loop) => loop)
    .filter(
      (loop) =>
        extents[loop]! > 1 &&
        stores.every(({ access, monoid }) => isBeside(access, loop) || (monoid !== undefined && isOne(access, loop))) &&
        reads.every((access) => isBeside(access, loop) || isOne(access, loop)),
    )
    .toSorted((a, b) => count(b) - count(a) || b - a)[0];
};
