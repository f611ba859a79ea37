import {
  add,
  type AnyTensor,
  constant,
  deriveKey,
  type Key,
  normals,
  pairwiseSum,
  scale,
  sumTo,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import type { Variation } from './variation.ts';

/** Random normal weights for tensors that have been evaluated; at ties all positive, which keeps kinks of one kind from bending both ways. */
export const weightsFor = (
  { key, variation }: { readonly key: Key; readonly variation: Variation },
  values: readonly Value[],
  ...path: readonly (string | number)[]
): readonly Value<Float64Array>[] =>
  values.map(({ shape, data }, index) => {
    const draws = normals(deriveKey(key, ...path, index), data.length);
    return { shape, data: variation.name === 'tied' ? draws.map((draw) => 0.5 + Math.abs(draw)) : draws };
  });

/** The sum of tensors times weights, as a graph. */
export const weightedSum = (tensors: readonly Tensor[], weights: readonly Value[]): Tensor =>
  tensors
    .map((tensor, index): AnyTensor => sumTo(scale(constant(weights[index]!), tensor), []))
    .reduce((sum, term): AnyTensor => add(sum as Tensor, term as Tensor)) as Tensor; // sums are real

/** The sum of elements times weights. */
export const dot = (values: readonly Value[], weights: readonly Value[]): number =>
  pairwiseSum(Float64Array.from(values, ({ data }, index) => pairwiseSum(productsOf(data, weights[index]!.data))));

/** The sum of the magnitudes of elements times weights. */
export const magnitude = (values: readonly Value[], weights: readonly Value[]): number =>
  pairwiseSum(
    Float64Array.from(values, ({ data }, index) => pairwiseSum(productsOf(data, weights[index]!.data).map(Math.abs))),
  );

const productsOf = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array =>
  Float64Array.from(a, (element, i) => element * b[i]!);
