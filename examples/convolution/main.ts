// A small convolutional network on Fashion-MNIST: two layers of 3x3 kernels with pools of 2x2 behind them, then 10 scores. It reaches 0.90 of
// the test pictures in four epochs, which take three quarters of a minute on two cores. The data is Debian's package dataset-fashion-mnist,
// $ADJOINT_DATA or the cache; `--download` fetches it. `--samples 5000 --epochs 1` is for the impatient.

import { parseArgs } from 'node:util';
import { batches, fashionMnist, takeRows } from '@adjoint/datasets';
import { input, parameter } from '@adjoint/graph';
import {
  accuracy,
  add,
  conv2d,
  crossEntropy,
  l2,
  matmul,
  maxPool2d,
  mean,
  mul,
  normal,
  relu,
  reshape,
} from '@adjoint/ops';
import { adam, cosineDecay, fit, resultOf, showProgress } from '@adjoint/optim';
import { compile } from '@adjoint/runtime';

const { values } = parseArgs({
  options: {
    download: { type: 'boolean', default: false },
    epochs: { type: 'string', default: '4' },
    samples: { type: 'string', default: '60000' },
  },
});
const [epochs, samples] = [Number(values.epochs), Number(values.samples)];
const seed = 1;
const { train, test } = await fashionMnist({ download: values.download }).catch((error: Error) => {
  console.log(`skipped: ${error.message}`);
  process.exit();
});
const first = Array.from({ length: Math.min(samples, 60_000) }, (_, i) => i);
const data = { images: takeRows(train.images, first), labels: takeRows(train.labels, first) };

// one layer: a kernel, a number to add to each of its outputs, and the larger of 2x2 neighbours
const images = input('images', ['batch', 784]);
const labels = input('labels', ['batch'], 'int');
const pictures = reshape(add(mul(1 / 255, images), -0.5), ['batch', 28, 28, 1]);

const small = parameter('small', [3, 3, 1, 16], normal({ std: Math.sqrt(2 / 9) }));
const edges = add(conv2d(pictures, small, { padding: 'same' }), parameter('a', [16])); // [batch, 28, 28, 16]
const large = parameter('large', [3, 3, 16, 32], normal({ std: Math.sqrt(2 / 144) }));
const parts = add(conv2d(maxPool2d(relu(edges), 2), large, { padding: 'same' }), parameter('b', [32])); // [batch, 14, 14, 32]

const weights = parameter('weights', [1568, 10], normal({ std: Math.sqrt(1 / 1568) }));
const flat = reshape(maxPool2d(relu(parts), 2), ['batch', 1568]);
const scores = add(matmul(flat, weights), parameter('c', [10]));
const loss = add(mean(crossEntropy(scores, labels)), mul(1e-4, l2(weights)));

const started = Date.now();
const dealt = batches(data, { size: 128, seed });
const optimizer = adam({ learningRate: cosineDecay({ learningRate: 0.003, steps: epochs * dealt.count }) });
const run = fit({ loss, optimizer, data: dealt, epochs, seed, compile });
const { parameters } = await resultOf(showProgress(run, { title: 'convolutions' }));
const seconds = Math.round((Date.now() - started) / 1000);
const program = await compile({ right: accuracy(scores, labels) });
const right = program.run({ ...test, ...parameters }).right.data[0]!;
console.log(`convolutions: test accuracy ${right.toFixed(4)}, ${seconds} s`);
