import type { Monoid } from '@adjoint/graph';
import type { Access, Expression } from './expression.ts';

/** Loops around what is computed at every index, all of it from the same elements. */
export interface Nest {
  /** How often each loop turns, the outermost first. */
  readonly extents: readonly number[];
  readonly stores: readonly Store[];
  /** Whether each index reads everything before it writes anything. */
  readonly readsFirst?: boolean;
}

/** An element that a nest writes: alone, or joined with all others that go to the same place. */
export interface Store {
  readonly access: Access;
  readonly value: Expression;
  /** What joins elements along the loops over which the access does not move; the first of them starts. */
  readonly monoid?: Monoid;
  /** Whether what is there already is joined too. */
  readonly adds?: boolean;
}

/** A product of matrices, one for each index of the loops in front. */
export interface Product {
  readonly extents: readonly number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Strides: those of the loops, then m and k, k and n, or m and n. */
  readonly a: Access;
  readonly b: Access;
  readonly c: Access;
  /** Whether it is added to what is there already. */
  readonly adds: boolean;
}

/** Stores with every access changed, those to indices too; parts of expressions that are shared stay shared. */
export const withAccesses = (stores: readonly Store[], change: (access: Access) => Access): readonly Store[] => {
  const changed = ({ chosen, ...access }: Access): Access => ({
    ...change(access),
    ...(chosen && { chosen: chosen.map((each) => ({ ...each, index: changed(each.index) })) }),
  });
  const known = new Map<Expression, Expression>();
  const made = (from: Expression): Expression => {
    if (from.type === 'literal') return from;
    const to =
      known.get(from) ??
      (from.type === 'read'
        ? { ...from, access: changed(from.access) }
        : { ...from, operands: from.operands.map(made) });
    known.set(from, to);
    return to;
  };
  return stores.map((store) => ({ ...store, access: changed(store.access), value: made(store.value) }));
};
