import { deriveKey, permutation } from '@adjoint/graph';
import type { Experiment, Point } from '../experiment/experiment.ts';

/** The points that the next update looks at. Each epoch goes through all of them in an order of its own, which the seed decides. */
export const batchOf = (
  { batchSize, seed, step }: Pick<Experiment, 'batchSize' | 'seed' | 'step'>,
  points: readonly Point[],
): readonly Point[] => {
  if (batchSize === 0 || batchSize >= points.length) return points;
  const perEpoch = Math.ceil(points.length / batchSize);
  const order = permutation(deriveKey(seed, 'batches', Math.floor(step / perEpoch)), points.length);
  const start = (step % perEpoch) * batchSize;
  return Array.from(order.subarray(start, start + batchSize), (row) => points[row]!);
};
