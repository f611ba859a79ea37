import { fc } from '@fast-check/vitest';

/** Values that no argument may be, each of a kind that code forgets. */
export const symbol = Symbol('symbol');
export const date = new Date(0);
export const map = new Map([['axis', 0]]);
/** Longer than what a call takes as arguments. */
export const long: readonly number[] = Object.assign(
  Array.from({ length: 200_000 }, () => 1),
  { [fc.toStringMethod]: () => 'a long list' },
);
export const cyclic: unknown[] = [];
cyclic.push(cyclic);

/** What cannot be shown as text. */
export const hostile = {
  toString: () => {
    throw new Error('no');
  },
};
/** A list without one of its elements. */
export const sparse: unknown[] = [0, 1];
delete sparse[0];
