import { type Bindings, orThrow, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { invalidOption } from './error.ts';

/** Mini-batches, addressed by epoch and index: the same address gives the same batch. */
export interface BatchSource {
  /** How many batches an epoch has. */
  readonly count: number;
  /** Batch `index` of an epoch; both count from 0. */
  readonly at: (epoch: number, index: number) => Bindings;
  /** Where each batch is rows of one data set: that, and which rows. A compiled program then keeps the data set, and is told the rows alone. */
  readonly rows?: BatchRows;
}

/** The rows of a data set that batches are. */
export interface BatchRows {
  /** Values whose first axes have one size. They must stay as they are while there is training. */
  readonly of: Readonly<Record<string, Value>>;
  /** The rows of batch `index` of an epoch: `at` gives these, in this order. */
  readonly at: (epoch: number, index: number) => Int32Array;
}

/** Mini-batches of whatever data there is: one set of bindings is the whole batch of every step. No data and no batches are an `InvalidOption`. */
export const batchesOf = (data: BatchSource | Bindings): BatchSource => {
  if (typeof data !== 'object' || data === null)
    return orThrow(E.left(invalidOption('fit', 'data', 'must be bindings or batches of them', data)));
  if (!isBatches(data)) return { count: 1, at: () => data };
  if (Number.isInteger(data.count) && data.count >= 1) return data;
  return orThrow(E.left(invalidOption('fit', 'data', 'must have batches', data.count)));
};

/** What a batch weighs in the means of its epoch: its samples; the whole batch is all there is. One without samples is an `InvalidOption`. */
export const samplesIn = (data: BatchSource | Bindings, batch: Bindings): number => {
  const [rows = 1] = Object.values(batch).map(rowsIn);
  demandSamples(rows);
  return isBatches(data) ? rows : 1;
};

/** Refuses a batch without samples as an `InvalidOption`. */
export const demandSamples = (count: number): void => {
  if (count === 0) orThrow(E.left(invalidOption('fit', 'data', 'must have samples', 0)));
};

/** Whether data comes in batches. */
export const isBatches = (data: BatchSource | Bindings): data is BatchSource => typeof data['at'] === 'function';

const rowsIn = (binding: Bindings[string]): number => {
  if (Array.isArray(binding) || ArrayBuffer.isView(binding)) return binding.length;
  return typeof binding === 'object' && 'shape' in binding ? (binding.shape[0] ?? 1) : 1;
};
