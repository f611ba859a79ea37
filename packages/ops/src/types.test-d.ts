// Checked by `tsc -b` and never run: what is right keeps its exact shape, what is wrong does not compile.

import { type Dim, evaluate, gradient, input, parameter, type Shape, shaped, type Tensor } from '@adjoint/graph';
import {
  accuracy,
  add,
  all,
  and,
  any,
  argmax,
  argmin,
  concat,
  crossEntropy,
  cumprod,
  cumsum,
  diag,
  div,
  equal,
  expandDims,
  flip,
  gather,
  greater,
  hinge,
  l2,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  mul,
  norm,
  not,
  oneHot,
  pad,
  prod,
  relu,
  repeat,
  reshape,
  scatterAdd,
  slice,
  softmax,
  split,
  squaredError,
  squeeze,
  stack,
  standardDeviation,
  sub,
  sum,
  takeAlongAxis,
  tile,
  toInt,
  toReal,
  transpose,
  tril,
  triu,
  variance,
  where,
} from './index.ts';

/** Compiles only where the value's type is exactly `Expected`, and not `any`. */
declare const is: <Expected>() => <T>(
  value: 0 extends 1 & T ? never : [T, Expected] extends [Expected, T] ? T : never,
) => void;

const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10]);
const b = parameter('b', [10]);
const scores = add(matmul(images, W), b);
const losses = crossEntropy(scores, labels);
const dynamic = input('dynamic', ['batch', 10] as Shape);
const dynamicLabels = input('labels', ['batch'] as Shape, 'int');
const cube = input('cube', ['batch', 3, 10]);

// --- exact shapes ---

is<Tensor<['batch', 10]>>()(scores);
is<Tensor<['batch']>>()(losses);
is<Tensor<[]>>()(mean(losses));
is<[Tensor<[64, 10]>, Tensor<[10]>]>()(gradient(mean(losses), [W, b]));
is<Float64Array>()(evaluate(mean(losses)).data);
is<Float32Array>()(evaluate(mean(losses), {}, { precision: 'float32' }).data);
is<Int32Array>()(evaluate(labels).data);

is<Tensor<['batch', 10]>>()(mul(scores, 2));
is<Tensor<['batch', 10]>>()(sub(1, scores));
is<Tensor<['batch', 10]>>()(div(scores, sum(scores, { axis: 1, keepDims: true })));
is<Tensor<['batch', 10]>>()(maximum(scores, mean(scores)));
is<Tensor<['batch', 3, 10]>>()(add(cube, b));
is<Tensor<['batch', 3, 10]>>()(add(b, cube));
is<Tensor<[3, 4]>>()(mul(input('column', [3, 1]), input('row', [1, 4])));
is<Tensor<['batch', 10]>>()(relu(softmax(scores)));
is<Tensor<[]>>()(relu(3));

is<Tensor<['batch']>>()(matmul(images, input('w', [64])));
is<Tensor<[10]>>()(matmul(input('w', [64]), W));
is<Tensor<[]>>()(matmul(input('v', [64]), input('w', [64])));
is<Tensor<['batch', 3, 7]>>()(matmul(cube, input('V', [10, 7])));
is<Tensor<['batch', 3, 7]>>()(matmul(cube, input('V', ['batch', 10, 7])));
is<Tensor>()(matmul(input('A', [1, 3, 4]), input('B', [5, 4, 2]))); // batches that broadcast are left to run time
is<Tensor>()(matmul(input('v', [4]), input('B', [5, 4, 2])));

is<Tensor<[]>>()(sum(scores));
is<Tensor<[10]>>()(sum(scores, 0));
is<Tensor<['batch']>>()(max(scores, -1));
is<Tensor<['batch', 1]>>()(logSumExp(scores, { axis: -1, keepDims: true }));
is<Tensor<['batch']>>()(mean(cube, { axis: [1, 2] }));
is<Tensor<[1, 3, 1]>>()(mean(cube, { axis: [0, -1], keepDims: true }));
is<Tensor<['batch'], 'int'>>()(argmax(scores, 1));
is<Tensor<[], 'int'>>()(argmax(scores));

is<Tensor<['batch']>>()(prod(scores, 1));
is<Tensor<['batch'], 'int'>>()(argmin(scores, 1));
is<Tensor<['batch'], 'bool'>>()(any(greater(scores, 0), 1));
is<Tensor<[], 'bool'>>()(all(greater(scores, 0)));
is<Tensor<[]>>()(norm(scores, { order: 1 }));
is<Tensor<['batch', 1]>>()(norm(scores, { order: 'inf', axis: 1, keepDims: true }));
is<Tensor<[10]>>()(variance(scores, { axis: 0, correction: 1 }));
is<Tensor<['batch']>>()(standardDeviation(scores, -1));
is<Tensor<['batch', 10]>>()(cumsum(cumprod(scores), 0));

is<Tensor<[10, 'batch']>>()(transpose(scores));
is<Tensor<[10, 'batch', 3]>>()(transpose(cube, [2, 0, 1]));
is<Tensor<['batch', 30]>>()(reshape(cube, ['batch', 30]));
is<Tensor<[Dim, 10]>>()(reshape(cube, [-1, 10]));
is<Tensor<['batch'], 'int'>>()(reshape(labels, ['batch']));
is<Tensor<['batch', 1], 'int'>>()(expandDims(labels, -1));
is<Tensor<[1, 'batch', 10]>>()(expandDims(scores, 0));
is<Tensor<['batch', 1]>>()(takeAlongAxis(scores, expandDims(labels, -1), -1));

is<Tensor<['batch', Dim, 10]>>()(slice(cube, [{}, { start: 1 }]));
is<Tensor<['rest', 3, 10]>>()(slice(cube, [{ start: 1, dim: 'rest' }, {}]));
is<Tensor<['batch'], 'int'>>()(flip(labels));
is<readonly Tensor<['batch', Dim]>[]>()(split(scores, 2, 1));
is<readonly [Tensor<['batch', 4]>, Tensor<['batch', 6]>]>()(split(scores, [4, 6], -1));
is<Tensor<['batch', Dim]>>()(concat([scores, images], 1));
is<Tensor<[2, 'batch', 10]>>()(stack([scores, scores], 0));
is<Tensor<[Dim, 10]>>()(tile(scores, [2, 1]));
is<Tensor<[Dim, 10]>>()(repeat(scores, 2, 0));
is<Tensor<[Dim, 10]>>()(pad(scores, [1, 0]));
is<Tensor<[3]>>()(squeeze(input('x', [1, 3, 1])));
is<Tensor<['batch', 3]>>()(squeeze(input('x', ['batch', 1, 3]), 1));

is<Tensor<['batch', 10]>>()(gather(W, labels, 0));
is<Tensor<['batch', 3, 'batch']>>()(gather(cube, labels, -1));
is<Tensor<[64, 10]>>()(scatterAdd(W, labels, scores, 0));
is<Tensor<['batch', 10]>>()(oneHot(labels, 10));
is<Tensor<[10, 10]>>()(diag(b));
is<Tensor<[3]>>()(diag(input('A', [3, 3])));
is<Tensor<['batch', 10]>>()(triu(tril(scores), 1));

is<Tensor<['batch', 10], 'bool'>>()(greater(scores, 0));
is<Tensor<['batch', 10], 'bool'>>()(and(greater(scores, 0), not(greater(scores, 1))));
is<Tensor<['batch'], 'bool'>>()(equal(labels, 3));
is<Tensor<['batch'], 'bool'>>()(equal(argmax(scores, -1), labels));
is<Tensor<['batch', 10]>>()(where(greater(scores, 0), scores, 0));
is<Tensor<['batch', 10]>>()(where(greater(scores, 0), b, scores));
is<Tensor<['batch', 10]>>()(toReal(greater(scores, 0)));
is<Tensor<['batch', 10], 'int'>>()(toInt(scores));

is<Tensor<['batch']>>()(hinge(scores, labels, { delta: 2, squared: true }));
is<Tensor<[]>>()(crossEntropy(b, input('label', [], 'int')));
is<Tensor<['batch', 3]>>()(hinge(cube, input('labels', ['batch', 3], 'int')));
is<Tensor<[]>>()(accuracy(scores, labels));
is<Tensor<['batch', 10]>>()(squaredError(scores, b));
is<Tensor<[]>>()(add(mean(losses), mul(1e-3, l2(W))));

// --- shapes known at run time only are accepted everywhere, and `shaped` returns from there ---

is<Tensor>()(add(dynamic, scores));
is<Tensor>()(mul(scores, dynamic));
is<Tensor>()(matmul(dynamic, dynamic));
is<Tensor>()(matmul(images, dynamic));
is<Tensor>()(sum(dynamic, 1));
is<Tensor<[]>>()(sum(dynamic));
is<Tensor>()(transpose(dynamic));
is<Tensor>()(softmax(dynamic));
is<Tensor<Shape, 'bool'>>()(greater(dynamic, scores));
is<Tensor>()(where(greater(dynamic, 0), dynamic, 0));
is<Tensor>()(crossEntropy(dynamic, labels));
is<Tensor>()(hinge(scores, dynamicLabels));
is<Tensor<[]>>()(accuracy(dynamic, dynamicLabels));
is<Tensor<['batch', 10]>>()(shaped(dynamic, ['batch', 10]));
is<Tensor<['batch', 5, 2]>>()(reshape(dynamic, ['batch', 5, 2]));
is<[Tensor<[10]>]>()(gradient(sum(dynamic), [b]));

// --- functions that are generic in their shapes ---

export const dense = <B extends Dim, I extends Dim, O extends Dim>(
  x: Tensor<[B, I]>,
  weights: Tensor<[I, O]>,
  bias: Tensor<[O]>,
): Tensor<[B, O]> => add(matmul(x, weights), bias);

is<Tensor<['batch', 10]>>()(dense(images, W, b));

export const twoLayers = <B extends Dim, I extends Dim, H extends Dim, O extends Dim>(
  x: Tensor<[B, I]>,
  first: readonly [Tensor<[I, H]>, Tensor<[H]>],
  second: readonly [Tensor<[H, O]>, Tensor<[O]>],
): Tensor<[B, O]> => dense(relu(dense(x, ...first)), ...second);

export const meanLoss = <B extends Dim, C extends Dim>(s: Tensor<[B, C]>, y: Tensor<[B], 'int'>): Tensor<[]> =>
  mean(crossEntropy(s, y));

export const wrongOrder = <B extends Dim, I extends Dim, O extends Dim>(
  x: Tensor<[B, I]>,
  weights: Tensor<[I, O]>,
): unknown =>
  // @ts-expect-error the inner sizes are O and B
  matmul(weights, x);

export const wrongBias = <B extends Dim, I extends Dim, O extends Dim>(
  x: Tensor<[B, I]>,
  weights: Tensor<[I, O]>,
  bias: Tensor<[I]>,
): unknown =>
  // @ts-expect-error the bias has the size of the input, not of the output
  add(matmul(x, weights), bias);

export const wrongResult = <B extends Dim, I extends Dim, O extends Dim>(
  x: Tensor<[B, I]>,
  weights: Tensor<[I, O]>,
): Tensor<[B, I]> =>
  // @ts-expect-error a product of [B, I] and [I, O] is [B, O]
  matmul(x, weights);

export const wrongLabels = <B extends Dim, C extends Dim>(s: Tensor<[B, C]>, y: Tensor<[C], 'int'>): unknown =>
  // @ts-expect-error one label a class instead of one a sample
  crossEntropy(s, y);

// @ts-expect-error the weights take 32 inputs
dense(images, parameter('V', [32, 10]), b);
// @ts-expect-error the bias has 11 entries
dense(images, W, parameter('c', [11]));

// --- planted mistakes ---

// @ts-expect-error inner sizes 64 and 65
matmul(images, parameter('V', [65, 10]));
// @ts-expect-error inner sizes 64 and 10
matmul(images, transpose(W));
// @ts-expect-error batches 2 and 3
matmul(input('A', [2, 3, 4]), input('B', [3, 4, 5]));
// @ts-expect-error a scalar has no axis to multiply along
matmul(mean(losses), W);
// @ts-expect-error a row of 9 against rows of 10
add(scores, input('row', [9]));
// @ts-expect-error a column of another named dimension
mul(scores, input('column', ['samples', 1]));
// @ts-expect-error a vector over the batch is no row of 10
sub(scores, losses);
// @ts-expect-error the named dimension is another one
squaredError(scores, input('targets', ['samples', 10]));
// @ts-expect-error real labels
crossEntropy(scores, parameter('y', ['batch']));
// @ts-expect-error real labels, written inline
crossEntropy(scores, input('y', ['batch']));
// @ts-expect-error real labels, written inline
hinge(scores, input('y', ['batch']));
// @ts-expect-error labels of another batch
crossEntropy(scores, input('y', ['samples'], 'int'));
// @ts-expect-error one label too many an axis
hinge(scores, input('y', ['batch', 1], 'int'));
// @ts-expect-error swapped arguments
crossEntropy(labels, scores);
// @ts-expect-error swapped arguments
accuracy(labels, scores);
// @ts-expect-error an option that does not exist
hinge(scores, labels, { margin: 2 });
// @ts-expect-error the gradient of one loss a sample
gradient(losses, [W]);
// @ts-expect-error the gradient by labels
gradient(mean(losses), [labels]);
// @ts-expect-error arithmetic of integers with real numbers
add(labels, losses);
// @ts-expect-error arithmetic of truth values
mul(scores, greater(scores, 0));
// @ts-expect-error an activation of integers
relu(labels);
// @ts-expect-error a sum of truth values
sum(greater(scores, 0));
// @ts-expect-error a comparison of integers with real numbers
equal(labels, losses);
// @ts-expect-error a connective of real numbers
and(scores, scores);
// @ts-expect-error a mask of real numbers
where(scores, 1, 0);
// @ts-expect-error a branch that does not broadcast
where(greater(scores, 0), input('row', [9]), 0);
// @ts-expect-error branches that do not broadcast with each other
where(greater(scores, 0), b, input('rows', ['samples', 10]));
// @ts-expect-error real indices
takeAlongAxis(scores, scores, 0);
// @ts-expect-error an option that does not exist
sum(scores, { axis: 0, keepDim: true });
// @ts-expect-error whether any real number is true
any(scores);
// @ts-expect-error a norm that is not offered
norm(scores, { order: 3 });
// @ts-expect-error updates of another shape
scatterAdd(W, labels, W, 0);
// @ts-expect-error real indices
gather(W, losses, 0);
// @ts-expect-error truth values and real numbers in one tensor
concat([scores, greater(scores, 0)], 0);
// @ts-expect-error shapes that cannot be stacked
stack([scores, images], 0);
// @ts-expect-error a mode that does not exist
pad(scores, 1, { mode: 'wrap' });
// @ts-expect-error a string is no axis
sum(scores, 'batch');

// @ts-expect-error the sum over axis 0 has 10 entries
export const wrongAxis: Tensor<['batch']> = sum(scores, 0);
// @ts-expect-error the axis is kept
export const wrongKept: Tensor<['batch']> = sum(scores, { axis: 1, keepDims: true });
// @ts-expect-error an argmax is an integer
export const wrongKind: Tensor<['batch']> = argmax(scores, 1);
// @ts-expect-error transposed is [10, 'batch']
export const wrongTransposed: Tensor<['batch', 10]> = transpose(scores);
// @ts-expect-error permuted is [3, 10, 'batch']
export const wrongPermuted: Tensor<['batch', 10, 3]> = transpose(cube, [1, 2, 0]);
// @ts-expect-error a known shape is no other known shape
export const wrongShape: Tensor<['batch', 11]> = scores;
// @ts-expect-error not even one known at run time only, which would forget it
export const forgotten: Tensor = scores;
// @ts-expect-error the dimension stated is another one
export const wrongStated: Tensor<['batch', 10]> = shaped(dynamic, ['batch', 11]);
