// The whole story on real data: declare a loss, prove its gradient, train, judge, save, load, predict, look.
// `npm start` runs it: 1,797 handwritten digits, a softmax and an SVM classifier, under a minute.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReportedRun, trainingReport } from '@adjoint/plot';
import {
  accuracy,
  add,
  argmax,
  batches,
  checkGradients,
  crossEntropy,
  digits,
  evaluate,
  fit,
  hinge,
  initialize,
  input,
  l2,
  loadParameters,
  matmul,
  mean,
  mul,
  normal,
  parameter,
  saveParameters,
  sgd,
  showProgress,
  splitData,
  standardization,
  type Value,
  zeros,
} from 'adjoint';
import { confusionTable } from './confusion.ts';

const seed = 1;
const epochs = 60;
const folder = join(process.cwd(), 'output');

// Ctrl-C ends the training after the step under way, and the program with it.
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());

// 1. The data: a fifth is held out, and what standardizes the pixels is learned from the rest alone.
const { data, classes, imageShape, origin } = await digits();
const { train, test } = splitData(data, { test: 0.2, seed, stratify: 'labels' });
const pixels = standardization(train.images);
const trainingSet = { images: pixels.apply(train.images), labels: train.labels };
const testSet = { images: pixels.apply(test.images), labels: test.labels };
console.log(`${train.labels.shape[0]} digits to learn from, ${test.labels.shape[0]} held out\n`);

// 2. The graph: samples are rows, so the lecture's Wx is XW here.
const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10], normal({ std: 1e-4 }));
const b = parameter('b', [10], zeros());
const scores = add(matmul(images, W), b);
const penalty = mul(1e-3, l2(W));

const K = classes.length;
const classifiers = [
  {
    name: 'softmax',
    dataLoss: mean(crossEntropy(scores, labels)),
    expected: Math.log(K),
    formula: 'ln K',
    learningRate: 0.1,
  },
  { name: 'SVM', dataLoss: mean(hinge(scores, labels)), expected: K - 1, formula: 'K − 1', learningRate: 0.02 },
];

const runs: ReportedRun[] = [];
for (const { name, dataLoss, expected, formula, learningRate } of classifiers) {
  console.log(`── ${name} ──`);
  const loss = add(dataLoss, penalty);
  console.log(`loss  ${String(loss)}`);

  // 3. Tiny weights: the loss must be what it is for scores that say nothing.
  const start = initialize(loss, { seed });
  const { initial } = evaluate({ initial: loss }, { ...trainingSet, ...start });
  console.log(`loss at tiny weights ${initial.data[0]!.toFixed(4)}, ${formula} = ${expected.toFixed(4)}`);

  // 4. The gradient is checked before it is trusted.
  const sample = batches(trainingSet, { size: 200, seed }).at(0, 0);
  const report = checkGradients(loss, { at: { ...sample, ...start }, seed });
  console.log(report.text);
  if (!report.ok) throw new Error(`the gradient of the ${name} loss is ${report.verdict}`);

  // 5. Training: every step is one graph of loss, gradient and update, compiled to one program.
  const curves: { training: number[]; test: number[] } = { training: [], test: [] };
  let trained: Readonly<Record<string, Value>> = start;
  const run = fit({
    loss,
    optimizer: sgd({ learningRate }),
    data: batches(trainingSet, { size: 64, seed }),
    epochs,
    validation: testSet,
    seed,
    signal: interruption.signal,
  });
  for await (const event of showProgress(run, { title: `training ${name}`, stream: process.stdout })) {
    if (event.type === 'validation') curves.test.push(event.scores['loss']!);
    if (event.type === 'epoch') curves.training.push(event.scores['loss']!);
    if (event.type === 'stopped') trained = event.result.parameters;
  }
  if (interruption.signal.aborted) {
    console.log('interrupted');
    process.exit(130);
  }

  // 6. Judgement: accuracy on what was learned and on what was held out, and which digits are taken for which.
  const share = accuracy(scores, labels);
  const percent = (set: typeof testSet): string =>
    `${(100 * evaluate(share, { ...set, ...trained }).data[0]!).toFixed(2)} %`;
  const accuracies = { training: percent(trainingSet), test: percent(testSet) };
  console.log(`accuracy ${accuracies.training} on the training set, ${accuracies.test} on the test set`);
  const predicted = evaluate(argmax(scores, 1), { images: testSet.images, ...trained });
  console.log(confusionTable(test.labels.data, predicted.data, classes));

  // 7. The weights outlive the program.
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name.toLowerCase()}.safetensors`);
  await saveParameters(file, trained);
  const loaded = await loadParameters(file);
  const one = { shape: [1, 64], data: testSet.images.data.slice(0, 64) };
  const guess = evaluate(argmax(scores, 1), { images: one, ...loaded }).data[0];
  console.log(`weights saved in ${file}`);
  console.log(`loaded again, they take the first test image, a ${test.labels.data[0]}, for a ${guess}\n`);
  runs.push({
    name,
    loss,
    check: report,
    curves,
    judged: { labels: test.labels, predicted },
    templates: { W: trained['W']! },
    facts: {
      'loss at tiny weights': initial.data[0]!,
      'accuracy on the training set': accuracies.training,
      'accuracy on the test set': accuracies.test,
    },
  });
}

// 8. A page to look at: the digits, and for each classifier its graph, gradient check, curves, mistakes and weights.
const page = join(folder, 'report.html');
const text = `${train.labels.shape[0]} digits to learn from, ${test.labels.shape[0]} held out. ${origin}.`;
const described = { text, classes, imageShape, images: train.images, labels: train.labels };
await writeFile(page, await trainingReport({ title: 'Handwritten digits', data: described, runs }));
console.log(`report with pictures in ${page}`);
