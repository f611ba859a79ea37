import { batches, digits, standardization } from '@adjoint/datasets';
import { evaluate, gradient, input, parameter } from '@adjoint/graph';
import { add, crossEntropy, hinge, initialize, l2, matmul, max, mean, mul, normal, softmax, sub } from '@adjoint/ops';
import { fit, resultOf, sgd } from '@adjoint/optim';
import { expect, test } from 'vitest';

// Rows of the lecture's numbers that need real data and training; the others are tested beside the operations.

const { data } = await digits();
const set = { images: standardization(data.images).apply(data.images), labels: data.labels };

const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10], normal({ std: 1e-4 }));
const b = parameter('b', [10]);
const scores = add(matmul(images, W), b);

test('λ against the mean top probability on the digits: .985 at 1e−4, .101 at 100, the larger λ the more uniform', async () => {
  const top = mean(max(softmax(scores), 1));
  const after = async (lambda: number, learningRate: number, size: number, epochs: number): Promise<number> => {
    const loss = add(mean(crossEntropy(scores, labels)), mul(lambda, l2(W)));
    const optimizer = sgd({ learningRate });
    const { parameters } = await resultOf(fit({ loss, optimizer, data: batches(set, { size, seed: 1 }), epochs }));
    return evaluate(top, { ...set, ...parameters }).data[0]!;
  };
  const found = [
    await after(1e-4, 1, 100, 200),
    await after(1e-2, 0.3, 1797, 100),
    await after(1, 0.1, 1797, 50),
    await after(100, 0.004, 1797, 200),
  ];
  expect(found[0]).toBeCloseTo(0.985, 2);
  expect(found[3]).toBeCloseTo(0.101, 3);
  expect(found).toEqual(found.toSorted((p, q) => q - p));
});

test('step sizes along −∇L: the loss falls by as much as the slope says, then explodes tenfold a decade', () => {
  const loss = mean(hinge(scores, labels));
  const [slope] = gradient(loss, [W]);
  const step = input('step', []);
  const moved = add(matmul(images, sub(W, mul(step, slope))), b);
  const after = mean(hinge(moved, labels));
  const at = { ...set, ...initialize(loss, { seed: 1 }) };
  const lossAt = (size: number): number => evaluate(after, { ...at, step: size }).data[0]!;
  const start = lossAt(0);
  const fall = evaluate(slope, at).data.reduce((sum, entry) => sum + entry * entry, 0);
  for (const size of [1e-10, 1e-8, 1e-6, 1e-4]) expect((start - lossAt(size)) / (size * fall)).toBeCloseTo(1, 3);
  expect(Math.min(...[1e-3, 1e-2, 1e-1, 1].map(lossAt))).toBeLessThan(start / 4);
  for (const size of [1e3, 1e4, 1e5]) expect(lossAt(10 * size) / lossAt(size)).toBeCloseTo(10, 1);
});
