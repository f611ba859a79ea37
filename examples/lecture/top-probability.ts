import {
  add,
  batches,
  crossEntropy,
  digits,
  evaluate,
  fit,
  input,
  l2,
  matmul,
  max,
  mean,
  mul,
  normal,
  parameter,
  resultOf,
  sgd,
  softmax,
  standardization,
} from 'adjoint';

/** How sure a classifier is whose weights were penalized with λ. */
export interface Sureness {
  readonly lambda: number;
  /** The mean over all digits of the highest of ten probabilities. */
  readonly top: number;
}

// The larger λ, the shorter the steps must be: a step of the penalty alone multiplies W by 1 − 2λ · rate.
const trainings = [
  { lambda: 1e-4, learningRate: 1, size: 100, epochs: 200 },
  { lambda: 1e-2, learningRate: 0.3, size: 1797, epochs: 100 },
  { lambda: 1, learningRate: 0.1, size: 1797, epochs: 50 },
  { lambda: 100, learningRate: 0.004, size: 1797, epochs: 200 },
];

/** A softmax classifier of digits, trained with weak to strong penalties. */
export const topProbabilities = async (): Promise<readonly Sureness[]> => {
  const { data } = await digits();
  const set = { images: standardization(data.images).apply(data.images), labels: data.labels };
  const images = input('images', ['batch', 64]);
  const labels = input('labels', ['batch'], 'int');
  const W = parameter('W', [64, 10], normal({ std: 1e-4 }));
  const scores = add(matmul(images, W), parameter('b', [10]));
  const top = mean(max(softmax(scores), 1));
  const found: Sureness[] = [];
  for (const { lambda, learningRate, size, epochs } of trainings) {
    const loss = add(mean(crossEntropy(scores, labels)), mul(lambda, l2(W)));
    const optimizer = sgd({ learningRate });
    const { parameters } = await resultOf(fit({ loss, optimizer, data: batches(set, { size, seed: 1 }), epochs }));
    found.push({ lambda, top: evaluate(top, { ...set, ...parameters }).data[0]! });
  }
  return found;
};
