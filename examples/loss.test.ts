// How gradient checks look in a test file of yours.

import '@adjoint/gradcheck/vitest';
import { graphs } from '@adjoint/gradcheck/fast-check';
import { input, parameter, type Tensor } from '@adjoint/graph';
import { add, div, exp, matmul, max, mean, mul, sigmoid, softplus, square, sub, sum, tanh } from '@adjoint/ops';
import { assert, property } from 'fast-check';
import { expect, test } from 'vitest';

/** The mean squared error of a linear model. */
const features = input('features', ['batch', 2]);
const targets = input('targets', ['batch']);
const weights = parameter('weights', [2]);
const loss = mean(square(sub(matmul(features, weights), targets)));

test('the loss has the right gradient', () => {
  const data = { features: [[0.1, 0.4], [0.9, -0.3], [-0.7, 0.2]], targets: [0.8, -0.2, 0.5] }; // prettier-ignore
  expect(loss).toHaveCorrectGradients({ at: { ...data, weights: [0.6, -0.3] } });
});

/** The same, written by hand: no graph. */
const x = [[0.1, 0.4], [0.9, -0.3], [-0.7, 0.2]]; // prettier-ignore
const y = [0.8, -0.2, 0.5];
const errors = (w: ArrayLike<number>): readonly number[] => x.map(([a, b], i) => a! * w[0]! + b! * w[1]! - y[i]!);
const byHand = {
  value: (w: Float64Array) => errors(w).reduce((total, error) => total + error ** 2 / 3, 0),
  gradient: (w: Float64Array) =>
    [0, 1].map((j) => errors(w).reduce((total, error, i) => total + (2 * error * x[i]![j]!) / 3, 0)),
};

test('and so has the one written by hand', () => {
  expect(byHand).toHaveCorrectGradients([0.6, -0.3]);
});

test('a slip in it is found', () => {
  const slip = { ...byHand, gradient: (w: Float64Array) => byHand.gradient(w).map((slope) => 3 * slope) }; // forgets 1/n
  expect(slip).not.toHaveCorrectGradients([0.6, -0.3]);
});

test('a tie counts as right if its slope lies between those of both sides', () => {
  const scores = parameter('scores', [3]);
  expect(max(scores)).toHaveCorrectGradients({ at: { scores: [2, 2, 1] } });
});

test('whatever is made of these operations has the right gradient', () => {
  const swish = (z: Tensor): Tensor => mul(z, sigmoid(z));
  const any = graphs({ unary: [exp, tanh, softplus, swish, (z) => sum(z)], binary: [add, mul, div] });
  assert(
    property(any, ({ loss, at }) => {
      expect(loss).toHaveCorrectGradients({ at });
    }),
  );
});
