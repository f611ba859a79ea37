import type { Bindings } from '@adjoint/graph';

/** Mini-batches, addressed by epoch and index: the same address gives the same batch. */
export interface BatchSource {
  /** How many batches an epoch has. */
  readonly count: number;
  /** Batch `index` of an epoch; both count from 0. */
  readonly at: (epoch: number, index: number) => Bindings;
}

/** Mini-batches of whatever data there is: one set of bindings is the whole batch of every step. */
export const batchesOf = (data: BatchSource | Bindings): BatchSource =>
  isBatches(data) ? data : { count: 1, at: () => data };

/** What a batch weighs in the means of its epoch: its samples; the whole batch is all there is. */
export const samplesIn = (data: BatchSource | Bindings, batch: Bindings): number =>
  isBatches(data) ? sampleCount(batch) : 1;

const isBatches = (data: BatchSource | Bindings): data is BatchSource => typeof data['at'] === 'function';

const sampleCount = (batch: Bindings): number => {
  const [first] = Object.values(batch);
  if (Array.isArray(first) || ArrayBuffer.isView(first)) return first.length;
  return typeof first === 'object' && 'shape' in first ? (first.shape[0] ?? 1) : 1;
};
