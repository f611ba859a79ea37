import { checkFunction, type Point } from '@adjoint/gradcheck';
import {
  deriveKey,
  gradient,
  input,
  nameOf,
  normals,
  parameter,
  parametersOf,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { compile } from '@adjoint/runtime';
import { describe, expect, test } from 'vitest';

// Gradients of compiled programs agree with differences of their losses, in blocks of 4 samples and on whole arrays.

const images = input('images', ['batch', 5]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [5, 3]);
const b = parameter('b', [3]);
const V = parameter('V', [3, 3]);
const scores = ops.add(ops.matmul(images, W), b);

/** Rows with a mean of 0 and a variance of 1 over the batch. */
const normalized = (x: typeof scores) =>
  ops.div(ops.sub(x, ops.mean(x, 0)), ops.sqrt(ops.add(1e-5, ops.variance(x, 0))));

const losses: Readonly<Record<string, Tensor<[]>>> = {
  softmax: ops.add(ops.mean(ops.crossEntropy(scores, labels)), ops.mul(1e-2, ops.l2(W))),
  'softmax with smoothed labels': ops.mean(ops.crossEntropy(scores, labels, { labelSmoothing: 0.1 })),
  hinge: ops.add(ops.mean(ops.hinge(scores, labels)), ops.mul(1e-2, ops.elasticNet(W))),
  'squared hinge': ops.mean(ops.hinge(scores, labels, { squared: true, delta: 0.5 })),
  'structured hinge': ops.mean(ops.structuredHinge(scores, labels)),
  'one versus all': ops.mean(ops.oneVsAll(scores, labels)),
  'a network with relu': ops.mean(ops.crossEntropy(ops.matmul(ops.relu(scores), V), labels)),
  'a network with tanh': ops.mean(ops.crossEntropy(ops.matmul(ops.tanh(scores), V), labels)),
  'batch normalization': ops.mean(ops.crossEntropy(ops.matmul(normalized(scores), V), labels)),
  'log-mean-exp': ops.sub(ops.logSumExp(ops.mul(2, ops.crossEntropy(scores, labels))), 1),
  'a distance to the mean': ops.mean(ops.square(ops.sub(scores, ops.mean(scores, 0)))),
};

const drawn = (name: string, ...shape: number[]): Value<Float64Array> => ({
  shape,
  data: normals(
    deriveKey(7, name),
    shape.reduce((product, size) => product * size, 1),
  ),
});

const count = 17;
const data = {
  images: drawn('images', count, 5),
  labels: { shape: [count], data: Int32Array.from({ length: count }, (_, i) => i % 3) },
};

describe.each([
  ['in blocks', 1],
  ['on whole arrays', undefined],
])('%s', (_, blockBytes) => {
  test.each(Object.entries(losses))('the compiled gradient of %s is right', async (_, loss) => {
    const leaves = parametersOf(loss);
    const names = leaves.map((leaf) => nameOf(leaf)!);
    const slopes = gradient(loss, leaves);
    const outputs = { loss, ...Object.fromEntries(slopes.map((slope, i) => [names[i]!, slope])) };
    const program = await compile(outputs, { held: data, ...(blockBytes && { blockBytes }) });
    const run = (point: Point) =>
      program.run(
        Object.fromEntries(
          leaves.map(({ shape }, i) => [names[i]!, { shape: shape.map(Number), data: point[names[i]!]! }]),
        ),
      ) as Readonly<Record<string, Value<Float64Array>>>; // at float64
    const { verdict, text } = checkFunction(
      {
        value: (point) => run(point)['loss']!.data[0]!,
        gradient: (point) => Object.fromEntries(names.map((name) => [name, run(point)[name]!.data])),
      },
      Object.fromEntries(leaves.map(({ shape }, i) => [names[i]!, drawn(names[i]!, ...shape.map(Number)).data])),
    );
    expect(verdict, text).toBe('correct');
  });
});
