// The lecture's strategies on one problem, from random search to L-BFGS: what each reaches, and how often it looks at the data for it.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batches, digits, splitData, standardization } from '@adjoint/datasets';
import { evaluate, input, parameter } from '@adjoint/graph';
import { accuracy, add, crossEntropy, l2, matmul, mean, mul, normal } from '@adjoint/ops';
import {
  adam,
  fit,
  gradientDescent,
  lbfgs,
  type Method,
  minimize,
  momentum,
  type Optimizer,
  randomLocalSearch,
  randomSearch,
  sgd,
} from '@adjoint/optim';
import { toSvg } from '@adjoint/plot';
import { compile } from '@adjoint/runtime';
import { excessByPasses, type Point } from './picture.ts';

// 1,438 digits to learn from, 359 held out; softmax with a little regularization
const seed = 1;
const { data } = await digits();
const { train, test } = splitData(data, { test: 0.2, seed, stratify: 'labels' });
const { apply } = standardization(train.images);
const trainingSet = { images: apply(train.images), labels: train.labels };
const testSet = { images: apply(test.images), labels: test.labels };

const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10], normal({ std: 1e-4 }));
const b = parameter('b', [10]);
const scores = add(matmul(images, W), b);
const loss = add(mean(crossEntropy(scores, labels)), mul(1e-3, l2(W)));
const share = accuracy(scores, labels);

// the best there is, to which all others are compared: the loss is convex
const { value: smallest } = await minimize(loss, lbfgs(), { bindings: trainingSet, compile, seed });

/** A strategy that looks at all the data at every step: an evaluation is one pass. */
const byWholeBatches = (strategy: string, method: Method, maxIterations: number) => async () => {
  const points: Point[] = [];
  const { parameters } = await minimize(loss, method, {
    bindings: trainingSet,
    compile,
    maxIterations,
    seed,
    onIteration: ({ evaluations, value }) => points.push({ strategy, passes: evaluations, excess: value - smallest }),
  });
  return { parameters, points };
};

/** A strategy that looks at one mini-batch at every step: an epoch is one pass. */
const byMiniBatches = (strategy: string, optimizer: Optimizer, size: number, epochs: number) => async () => {
  const points: Point[] = [];
  const run = fit({
    loss,
    optimizer,
    data: batches(trainingSet, { size, seed }),
    epochs,
    validation: trainingSet,
    seed,
    compile,
  });
  for await (const event of run) {
    if (event.type === 'validation')
      points.push({ strategy, passes: event.epoch, excess: event.scores['loss']! - smallest });
    if (event.type === 'stopped') return { parameters: event.result.parameters, points };
  }
  throw new Error('a run ends with its result');
};

const strategies = [
  byWholeBatches('random search', randomSearch({ samples: 1000, scale: 0.1, seed }), 1000),
  byWholeBatches('random local search', randomLocalSearch({ step: 0.01, seed }), 1000),
  byWholeBatches('gradient descent', gradientDescent({ lineSearch: 0.5 }), 100),
  byMiniBatches('mini-batches of 256', sgd({ learningRate: 0.5 }), 256, 20),
  byMiniBatches('mini-batches of 32', sgd({ learningRate: 0.1 }), 32, 20),
  byMiniBatches('one sample at a time', sgd({ learningRate: 0.005 }), 1, 10),
  byMiniBatches('momentum', momentum({ learningRate: 0.05 }), 256, 20),
  byMiniBatches('Adam', adam({ learningRate: 0.02 }), 256, 20),
  byWholeBatches('L-BFGS', lbfgs(), 30),
];

const line = (...cells: readonly string[]): string =>
  cells.map((cell, column) => (column === 0 ? cell.padEnd(22) : cell.padStart(12))).join('');
console.log(line('strategy', 'passes', 'loss', 'training', 'test'));
const points: Point[] = [];
for (const strategy of strategies) {
  const found = await strategy();
  points.push(...found.points);
  const last = found.points.at(-1)!;
  const right = (set: typeof testSet): string =>
    `${(100 * evaluate(share, { ...set, ...found.parameters }).data[0]!).toFixed(1)} %`;
  console.log(
    line(last.strategy, String(last.passes), (smallest + last.excess).toFixed(4), right(trainingSet), right(testSet)),
  );
}

// What the table cannot show: how soon each gets there.
const folder = join(process.cwd(), 'output');
await mkdir(folder, { recursive: true });
const picture = join(folder, 'strategies.svg');
await writeFile(picture, toSvg(excessByPasses(points)));
console.log(`picture in ${picture}`);
