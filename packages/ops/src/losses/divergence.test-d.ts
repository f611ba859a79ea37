// Checked by `tsc -b` and never run: what is right keeps its exact shape, what is wrong does not compile.

import { input, type Shape, type Tensor } from '@adjoint/graph';
import { entropy, klDivergence, xlogy } from './divergence.ts';
import { cosineSimilarity } from './similarity.ts';

/** Compiles only where the value's type is exactly `Expected`, and not `any`. */
declare const is: <Expected>() => <T>(
  value: 0 extends 1 & T ? never : [T, Expected] extends [Expected, T] ? T : never,
) => void;

const p = input('p', ['batch', 10]);
const q = input('q', [10]);
const dynamic = input('dynamic', ['batch', 10] as Shape);

is<Tensor<['batch', 10]>>()(xlogy(p, q));
is<Tensor<['batch']>>()(entropy(p));
is<Tensor<[10]>>()(entropy(p, 0));
is<Tensor<[]>>()(entropy(q));
is<Tensor>()(entropy(dynamic));
is<Tensor<['batch']>>()(klDivergence(p, p));
is<Tensor<['batch']>>()(klDivergence(p, q));
is<Tensor<[10]>>()(klDivergence(q, p, 0));
is<Tensor>()(klDivergence(p, dynamic));
is<Tensor<['batch']>>()(cosineSimilarity(p, q));
is<Tensor<[10]>>()(cosineSimilarity(p, p, -2));
is<Tensor<[3, 4]>>()(cosineSimilarity(input('a', [3, 1, 5]), input('b', [1, 4, 5])));

// @ts-expect-error distributions over 10 and 9 classes
klDivergence(p, input('r', [9]));
// @ts-expect-error vectors of another named dimension
cosineSimilarity(p, input('r', ['samples', 10]));
// @ts-expect-error integers
entropy(input('k', [10], 'int'));
// @ts-expect-error a string is no axis
entropy(p, 'batch');
// @ts-expect-error the sum over the last axis has one entry a sample
export const wrongAxis: Tensor<[10]> = klDivergence(p, q);
