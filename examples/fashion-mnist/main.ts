// 60,000 pictures of clothes, 28 by 28: softmax, SVM and a network with 100 hidden units, each in a minute or a few.
// They come from Debian's package dataset-fashion-mnist, from $ADJOINT_DATA or from the cache; `--download` fetches them.
// `--epochs 1` is for the impatient.

import { parseArgs } from 'node:util';
import { batches, fashionMnist } from '@adjoint/datasets';
import { evaluate, input, parameter, type Tensor } from '@adjoint/graph';
import { accuracy, add, crossEntropy, hinge, l2, matmul, mean, mul, normal, relu } from '@adjoint/ops';
import { adam, cosineDecay, fit, resultOf, showProgress } from '@adjoint/optim';
import { compile } from '@adjoint/runtime';

const { values } = parseArgs({
  options: { download: { type: 'boolean', default: false }, epochs: { type: 'string', default: '12' } },
});
const epochs = Number(values.epochs);
const seed = 1;
const { train, test } = await fashionMnist({ download: values.download }).catch((error: Error) => {
  console.log(`skipped: ${error.message}`);
  process.exit();
});

// the pixels stay bytes until a batch of them is used, and only there become numbers from −½ to ½
const images = input('images', ['batch', 784]);
const labels = input('labels', ['batch'], 'int');
const pixels = add(mul(1 / 255, images), -0.5);

const W = parameter('W', [784, 10], normal({ std: 0.01 }));
const b = parameter('b', [10]);
const linear = add(matmul(pixels, W), b);

const first = parameter('first', [784, 100], normal({ std: Math.sqrt(2 / 784) }));
const second = parameter('second', [100, 10], normal({ std: 0.1 }));
const hidden = relu(add(matmul(pixels, first), parameter('c', [100])));
const network = add(matmul(hidden, second), b);

interface Classifier {
  readonly name: string;
  readonly scores: Tensor<['batch', 10]>;
  readonly loss: Tensor<[]>;
}

const classifiers: readonly Classifier[] = [
  { name: 'softmax', scores: linear, loss: add(mean(crossEntropy(linear, labels)), mul(1e-4, l2(W))) },
  { name: 'SVM', scores: linear, loss: add(mean(hinge(linear, labels)), mul(1e-4, l2(W))) },
  {
    name: '100 hidden units',
    scores: network,
    loss: add(mean(crossEntropy(network, labels)), mul(1e-5, add(l2(first), l2(second)))),
  },
];

for (const { name, scores, loss } of classifiers) {
  const started = Date.now();
  const data = batches(train, { size: 256, seed });
  const optimizer = adam({ learningRate: cosineDecay({ learningRate: 0.005, steps: epochs * data.count }) });
  const run = fit({ loss, optimizer, data, epochs, seed, compile });
  const { parameters } = await resultOf(showProgress(run, { title: name }));
  const right = evaluate(accuracy(scores, labels), { ...test, ...parameters }).data[0]!;
  console.log(`${name}: test accuracy ${right.toFixed(4)}, ${Math.round((Date.now() - started) / 1000)} s`);
}
