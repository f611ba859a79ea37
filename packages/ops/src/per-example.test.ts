import {
  type AnyTensor,
  broadcastTo,
  deriveKey,
  evaluate,
  gradient,
  input,
  print,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import {
  add,
  cholesky,
  conv2d,
  crossEntropy,
  diag,
  div,
  exp,
  expandDims,
  log,
  matmul,
  maxPool2d,
  mul,
  reshape,
  square,
  sub,
  sum,
  tanh,
  triangularSolve,
  vectorize,
} from './index.ts';

const count = 4;

/** Numbers from −1 to 1. */
const drawn = (name: string, ...shape: readonly number[]): Value => {
  const size = shape.reduce((product, each) => product * each, 1);
  return { shape, data: uniforms(deriveKey(1, name), size).map((u) => 2 * u - 1) };
};

/** What is at a place of the leading axis. */
const at = ({ shape, data }: Value, place: number): Value => {
  const size = data.length / shape[0]!;
  return { shape: shape.slice(1), data: data.slice(place * size, (place + 1) * size) };
};

/** Expects values of many to be those of each, made without a loop. */
const expectEach = (many: AnyTensor, { data }: Value, one: (place: number) => Value): void => {
  expect(print(many as Tensor)).not.toContain('scan');
  const each = Array.from({ length: count }, (_, place) => [...one(place).data]).flat();
  expect(data.length).toBe(each.length);
  each.forEach((value, i) => {
    expect(Math.abs(data[i]! - value)).toBeLessThan(1e-12 * Math.max(1, Math.abs(value)));
  });
};

test('a convolutional network has a gradient for each picture', () => {
  const kernel = input('kernel', [3, 3, 1, 2]);
  const weights = input('weights', [8, 3]);
  const slopes = (image: Tensor<[6, 6]>, label: Tensor<[], 'int'>) => {
    const features = maxPool2d(tanh(conv2d(reshape(image, [1, 6, 6, 1]), kernel)), 2);
    return gradient(crossEntropy(matmul(reshape(features, [8]), weights), label), [kernel, weights]);
  };
  const images = input('images', ['picture', 6, 6]);
  const [byKernel, byWeights] = vectorize(slopes, 'picture')(images, input('labels', ['picture'], 'int'));
  expect(byKernel.shape).toEqual(['picture', 3, 3, 1, 2]);
  const shared = { kernel: drawn('kernel', 3, 3, 1, 2), weights: drawn('weights', 8, 3) };
  const all = { images: drawn('images', count, 6, 6), labels: [2, 0, 1, 1] };
  const found = evaluate({ byKernel, byWeights }, { ...shared, ...all });
  const [k, w] = slopes(input('image', [6, 6]), input('label', [], 'int'));
  const one = (place: number) =>
    evaluate({ k, w }, { ...shared, image: at(all.images, place), label: all.labels[place]! });
  expectEach(byKernel, found.byKernel, (place) => one(place).k);
  expectEach(byWeights, found.byWeights, (place) => one(place).w);
});

describe('the likelihood of a Gaussian process', () => {
  const x = input('x', [5]);
  const [y, length, noise] = [input('y', [5]), input('length', []), input('noise', [])];

  /** −log of it but for a constant, by the logarithms of a length and of a variance. */
  const loss = (y: Tensor<[5]>, length: Tensor<[]>, noise: Tensor<[]>): Tensor<[]> => {
    const distances = square(div(sub(expandDims(x, -1), x), exp(length)));
    const l = cholesky(add(exp(mul(-0.5, distances)), diag(broadcastTo(exp(noise), [5]))));
    return add(mul(0.5, sum(square(triangularSolve(l, y)))), sum(log(diag(l))));
  };
  const alone = gradient(loss(y, length, noise), [length, noise]);
  const bindings = { x: drawn('x', 5), y: drawn('y', 5), length: 0.25, noise: -1 };

  test('has a gradient for each of many starting points', () => {
    const slopes = vectorize(
      (length: Tensor<[]>, noise: Tensor<[]>) => gradient(loss(y, length, noise), [length, noise]),
      'start',
    )(input('length', ['start']), input('noise', ['start']));
    const starts = { length: drawn('length', count), noise: drawn('noise', count) };
    slopes.forEach((slope, i) =>
      expectEach(slope, evaluate(slope, { ...bindings, ...starts }), (place) =>
        evaluate(alone[i]!, { ...bindings, length: at(starts.length, place), noise: at(starts.noise, place) }),
      ),
    );
  });

  test('has a gradient for each of many targets, for which the covariances are decomposed once', () => {
    const targets = drawn('targets', count, 5);
    const slopes = vectorize(
      (own: Tensor<[5]>) => gradient(loss(own, length, noise), [length, noise]),
      'task',
    )(input('targets', ['task', 5]));
    slopes.forEach((slope, i) => {
      expect(print(slope)).toMatch(/cholesky\(.*\[5, 5\]/);
      expectEach(slope, evaluate(slope, { ...bindings, targets }), (place) =>
        evaluate(alone[i]!, { ...bindings, y: at(targets, place) }),
      );
    });
  });
});
