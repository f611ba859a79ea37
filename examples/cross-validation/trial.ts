import { batches, digits, folds, standardization } from '@adjoint/datasets';
import { evaluate, input, parameter, type Tensor } from '@adjoint/graph';
import { accuracy, add, crossEntropy, hinge, l2, matmul, mean, mul, normal, oneVsAll, relu } from '@adjoint/ops';
import { adam, cosineDecay, fit, lbfgs, minimize, resultOf, type Trial } from '@adjoint/optim';
import { compile } from '@adjoint/runtime';

/** A classifier of the digits, and how strongly its weights are held to be small. */
export interface Choice {
  readonly classifier: keyof typeof classifiers;
  readonly lambda: number;
}

const seed = 1;
const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');

const W = parameter('W', [64, 10]);
const b = parameter('b', [10]);
const linear = add(matmul(images, W), b);

const first = parameter('first', [64, 100], normal({ std: Math.sqrt(2 / 64) }));
const second = parameter('second', [100, 10], normal({ std: 0.1 }));
const hidden = relu(add(matmul(images, first), parameter('c', [100])));
const network = add(matmul(hidden, second), b);

/** Scores, the loss of each sample, and what is regularized. L-BFGS minimizes what is smooth and convex, Adam the others. */
const classifiers = {
  softmax: { scores: linear, losses: crossEntropy(linear, labels), penalty: l2(W), isSmooth: true },
  hinge: { scores: linear, losses: hinge(linear, labels), penalty: l2(W), isSmooth: false },
  'squared hinge': { scores: linear, losses: hinge(linear, labels, { squared: true }), penalty: l2(W), isSmooth: true },
  // what LinearSVC minimizes, which regularizes biases too
  'one against all': {
    scores: linear,
    losses: oneVsAll(linear, labels, { squared: true }),
    penalty: add(l2(W), l2(b)),
    isSmooth: true,
  },
  network: {
    scores: network,
    losses: crossEntropy(network, labels),
    penalty: add(l2(first), l2(second)),
    isSmooth: false,
  },
};

const { data } = await digits();
const parts = folds(data, { count: 10, seed, stratify: 'labels' });

/** Trains on nine tenths of the digits and scores on the tenth that is left. What standardizes them is learned from the nine. */
const trial: Trial<Choice> = async ({ classifier, lambda }, { fold }) => {
  const { train, test } = parts[fold]!;
  const { apply } = standardization(train.images);
  const { scores, losses, penalty, isSmooth } = classifiers[classifier];
  const loss = add(mean(losses), mul(lambda, penalty));
  const trained = await (isSmooth ? minimized : descended)(loss, { images: apply(train.images), labels: train.labels });
  const right = evaluate(accuracy(scores, labels), { images: apply(test.images), labels: test.labels, ...trained });
  return { accuracy: right.data[0]! };
};
export default trial;

type Set = Parameters<typeof batches>[0];

const minimized = async (loss: Tensor<[]>, bindings: Set) =>
  (await minimize(loss, lbfgs(), { bindings, compile, maxIterations: 300, gradientTolerance: 1e-5 })).parameters;

const descended = async (loss: Tensor<[]>, set: Set) => {
  const data = batches(set, { size: 64, seed });
  const epochs = 25;
  const learningRate = cosineDecay({ learningRate: 0.01, steps: epochs * data.count });
  return (await resultOf(fit({ loss, optimizer: adam({ learningRate }), data, epochs, seed, compile }))).parameters;
};
