import { deriveKey, type Key, orThrow, permutation } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { Columns } from './dataset.ts';
import { unfitOption } from './error.ts';
import { countRows, takeRowsOfAll } from './rows.ts';

/** How samples are dealt out in mini-batches. */
export interface BatchOptions {
  /** The number of samples in a batch. */
  readonly size: number;
  /** Decides the order: the same seed gives the same batches on every platform. */
  readonly seed: Key;
  /** Whether an epoch ends with a smaller batch where the size does not divide the number of samples; true unless given. */
  readonly keepLast?: boolean;
}

/** The mini-batches of every epoch. */
export interface Batches<C extends Columns = Columns> {
  /** How many batches an epoch has. */
  readonly count: number;
  /**
   * Batch `index` of an epoch, both from 0 on. It depends on the seed, the epoch and the index alone, not on what was asked
   * for before. Either outside its range is an `UnfitOption`.
   */
  readonly at: (epoch: number, index: number) => C;
  /**
   * The columns, and which of their rows each batch is, so that whoever has them all needs no copies. Objects that are made of this one by
   * `{ ...batches }` lack it, for their `at` may give something else.
   */
  readonly rows?: DealtRows<C>;
}

/** The rows that batches are. */
export interface DealtRows<C extends Columns = Columns> {
  /** The data set. */
  readonly of: C;
  /** The rows of batch `index` of an epoch. */
  readonly at: (epoch: number, index: number) => Int32Array;
}

/**
 * Deals samples out in mini-batches, in another random order each epoch: every sample comes once an epoch, but for those
 * left over where `keepLast` is false. Throws `UnequalRows` where the columns have different numbers of rows, and
 * `UnfitOption` for a size that is no positive integer or larger than the data, or a seed that is no integer.
 *
 * @example
 * ```ts
 * import { batches, iris } from '@adjoint/datasets';
 *
 * const { count, at } = batches((await iris()).data, { size: 32, seed: 1 });
 * console.log(count, at(0, 0).features.shape, at(0, count - 1).features.shape); // 5 [ 32, 4 ] [ 22, 4 ]
 * ```
 */
export const batches = <C extends Columns>(data: C, { size, seed, keepLast = true }: BatchOptions): Batches<C> => {
  const rows = orThrow(countRows('batches', data));
  demand(Number.isInteger(seed), 'seed must be an integer', seed);
  demand(isIndex(size - 1, rows), `size must be a positive integer and at most the number of rows (${rows})`, size);
  const count = keepLast ? Math.ceil(rows / size) : Math.floor(rows / size);
  let last: Readonly<{ epoch: number; order: Int32Array }> | undefined; // of the epoch asked for last
  const rowsAt = (epoch: number, index: number): Int32Array => {
    demand(isIndex(epoch, Number.MAX_SAFE_INTEGER), 'epoch must be an integer from 0 on', epoch);
    demand(isIndex(index, count), `index must be an integer from 0 to ${count - 1}`, index);
    if (last?.epoch !== epoch) last = { epoch, order: permutation(deriveKey(seed, 'batches', epoch), rows) };
    return last.order.slice(index * size, (index + 1) * size);
  };
  const source = { count, at: (epoch: number, index: number) => takeRowsOfAll(data, rowsAt(epoch, index)) };
  return Object.defineProperty(source, 'rows', { value: { of: data, at: rowsAt } }); // which is not enumerable
};

const isIndex = (number: number, count: number): boolean => Number.isInteger(number) && number >= 0 && number < count;

const demand = (holds: boolean, rule: string, got: unknown): void => {
  if (!holds) orThrow(E.left(unfitOption('batches', rule, got)));
};
