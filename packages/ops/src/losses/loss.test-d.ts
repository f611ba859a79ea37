// Checked by `tsc -b` and never run: what is right keeps its exact shape, what is wrong does not compile.

import { type Dim, input, parameter, type Shape, type Tensor } from '@adjoint/graph';
import { mean } from '../reductions/reduction.ts';
import { softmax } from '../reductions/softmax.ts';
import { crossEntropy } from './loss.ts';

/** Compiles only where the value's type is exactly `Expected`, and not `any`. */
declare const is: <Expected>() => <T>(
  value: 0 extends 1 & T ? never : [T, Expected] extends [Expected, T] ? T : never,
) => void;

const scores = input('scores', ['batch', 10]);
const labels = input('labels', ['batch'], 'int');
const teacher = softmax(input('teacher', ['batch', 10]));
const classWeights = parameter('w', [10]);
const dynamic = input('dynamic', ['batch', 10] as Shape);
const dynamicLabels = input('labels', ['batch'] as Shape, 'int');
const cube = input('cube', ['batch', 3, 10]);

// --- exact shapes ---

is<Tensor<['batch']>>()(crossEntropy(scores, labels, { labelSmoothing: 0.1 }));
is<Tensor<['batch']>>()(crossEntropy(scores, labels, { classWeights }));
is<Tensor<['batch']>>()(crossEntropy(scores, teacher));
is<Tensor<['batch']>>()(crossEntropy(scores, teacher, { labelSmoothing: 0.1, classWeights }));
is<Tensor<['batch', 3]>>()(crossEntropy(cube, cube, { classWeights }));
is<Tensor<[]>>()(crossEntropy(classWeights, classWeights));

// --- shapes known at run time only ---

is<Tensor>()(crossEntropy(dynamic, teacher));
is<Tensor>()(crossEntropy(scores, dynamic));
is<Tensor>()(crossEntropy(dynamic, dynamicLabels, { classWeights }));
is<Tensor>()(crossEntropy(scores, labels, { classWeights: dynamic }));
is<Tensor>()(crossEntropy(scores, teacher, { classWeights: dynamic }));

// --- functions that are generic in their shapes ---

export const distill = <B extends Dim, C extends Dim>(
  s: Tensor<[B, C]>,
  t: Tensor<[B, C]>,
  w: Tensor<[C]>,
): Tensor<[]> => mean(crossEntropy(s, softmax(t), { classWeights: w }));

export const wrongWeights = <B extends Dim, C extends Dim>(
  s: Tensor<[B, C]>,
  y: Tensor<[B], 'int'>,
  w: Tensor<[B]>,
): unknown =>
  // @ts-expect-error one weight a sample instead of one a class
  crossEntropy(s, y, { classWeights: w });

// --- planted mistakes ---

// @ts-expect-error a distribution over 9 classes
crossEntropy(scores, input('t', ['batch', 9]));
// @ts-expect-error a distribution of another batch
crossEntropy(scores, input('t', ['samples', 10]));
// @ts-expect-error integers of the shape of a distribution
crossEntropy(scores, input('t', ['batch', 10], 'int'));
// @ts-expect-error real labels
crossEntropy(scores, parameter('y', ['batch']));
// @ts-expect-error truth values
crossEntropy(scores, input('t', ['batch', 10], 'bool'));
// @ts-expect-error truth values, of a shape known at run time only
crossEntropy(scores, input('t', ['batch', 10] as Shape, 'bool'));
// @ts-expect-error weights of 9 classes
crossEntropy(scores, labels, { classWeights: parameter('w', [9]) });
// @ts-expect-error weights of 9 classes
crossEntropy(scores, teacher, { classWeights: parameter('w', [9]) });
// @ts-expect-error weights that are no tensor
crossEntropy(scores, labels, { classWeights: [1, 2] });
// @ts-expect-error weights that are integers
crossEntropy(scores, labels, { classWeights: input('w', [10], 'int') });
// @ts-expect-error an option that does not exist
crossEntropy(scores, labels, { smoothing: 0.1 });
// @ts-expect-error smoothing that is no number
crossEntropy(scores, labels, { labelSmoothing: '0.1' });
// @ts-expect-error scores without classes
crossEntropy(mean(scores), input('y', [], 'int'));
