// The lecture's experiments on the images it speaks of: luck, step sizes, mini-batches, features, and what each is worth.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batches, meanImage, type Split } from '@adjoint/datasets';
import type { Value } from '@adjoint/graph';
import { add, initialize, mul } from '@adjoint/ops';
import {
  cosineDecay,
  fit,
  type Method,
  minimize,
  momentum,
  randomLocalSearch,
  randomSearch,
  resultOf,
} from '@adjoint/optim';
import { drawTemplates, toSvg } from '@adjoint/plot';
import { compile } from '@adjoint/runtime';
import { choicesIn } from './command-line.ts';
import { featuresOf } from './features.ts';
import { loadImages } from './images.ts';
import { type Described, type LinearClassifier, linearClassifier, type Scaling } from './linear-classifier.ts';
import { type Row, tableOf } from './row.ts';
import { lossByStep, type Steps, stepsFrom, stepTable } from './step-sizes.ts';

const choices = choicesIn(process.argv.slice(2));
const { data, tries, epochs, seed } = choices;
const images = await loadImages(choices);
const { train, test, classes } = images;
const count = train.labels.shape[0]!;
console.log(`${data}: ${count} images to learn from, ${test.labels.shape[0]} to be judged by\n`);

const rows: Row[] = [];
let began = performance.now();

/** Judges what a method came to, on the images it learned from and on the others. */
const judge = (
  row: Pick<Row, 'method' | 'features' | 'lecture'>,
  classifier: LinearClassifier,
  sets: Split<Described>,
  parameters: Readonly<Record<string, Value>>,
): void => {
  const training = classifier.percentRight(sets.train, parameters);
  const unseen = classifier.percentRight(sets.test, parameters);
  rows.push({ ...row, training, test: unseen });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${row.method} on ${row.features}: ${unseen.toFixed(1)} % of the test images right, after ${seconds} s`);
  began = performance.now();
};

// 1. Pixels, less the mean image. What looks at all its images at every step gets fewer of them, or it would take hours.
const { mean } = meanImage(train.images);
const pixels = (unit: number): Scaling => ({ mean, deviation: { ...mean, data: mean.data.map(() => unit) } });
const whole = batches(train, { size: Math.min(choices.whole, count), seed }).at(0, 0);

// 2. Luck, in the lecture's figures: weights of the size 1e-4; or steps of that size, from weights ten times as large.
const raw = linearClassifier(pixels(1), classes.length, 1e-3);
const searches: readonly (readonly [string, number, Method])[] = [
  ['random search', 15.5, randomSearch({ samples: tries, scale: 1e-4, seed })],
  ['random local search', 21.4, randomLocalSearch({ step: 1e-4, seed })],
];
for (const [method, percent, search] of searches) {
  const { parameters } = await minimize(raw.svm, search, { bindings: whole, compile, maxIterations: tries, seed });
  const lecture = data === 'cifar10' ? percent : undefined;
  judge({ method, features: 'pixels', lecture }, raw, images, parameters);
}

// 3. Step sizes, from weights near 0, where the losses are ln K and K − 1: they fall, then explode tenfold a decade.
const tiny = linearClassifier(pixels(1), classes.length, 1e-6);
const losses = { 'cross-entropy': tiny.softmax, hinge: tiny.svm };
const table: Steps[] = [];
for (const [name, loss] of Object.entries(losses))
  table.push(await stepsFrom(initialize(loss, { seed }), { name, loss, data: whole }));
console.log(`\n${stepTable(table, data)}\n`);
began = performance.now();

// 4. Mini-batches, on pixels and on features. A step moves scores by about rate · columns, so that rates go by the columns.
const learn = async (
  name: 'SVM' | 'softmax',
  features: string,
  sets: Split<Described>,
  scaling: Scaling,
): Promise<Value> => {
  const classifier = linearClassifier(scaling, classes.length, 1e-4);
  const [dataLoss, rate] = name === 'SVM' ? [classifier.svm, 3] : [classifier.softmax, 8];
  const minibatches = batches(sets.train, { size: Math.min(128, count), seed });
  const learningRate = cosineDecay({
    learningRate: rate / scaling.mean.data.length,
    steps: epochs * minibatches.count,
  });
  const { parameters } = await resultOf(
    fit({
      loss: add(dataLoss, mul(1e-3, classifier.penalty)),
      optimizer: momentum({ learningRate }),
      data: minibatches,
      epochs,
      seed,
      compile,
    }),
  );
  judge({ method: name, features, lecture: undefined }, classifier, sets, parameters);
  return parameters['W']!;
};
const onPixels = {
  SVM: await learn('SVM', 'pixels', images, pixels(64)),
  softmax: await learn('softmax', 'pixels', images, pixels(64)),
};
const features = featuresOf(images, choices);
await learn('SVM', features.name, features, features.scaling);
await learn('softmax', features.name, features, features.scaling);

// 5. What each is worth, and what the losses and the weights look like.
console.log(`\n${tableOf(rows, 100 / classes.length)}\n`);
const folder = join(process.cwd(), 'output');
await mkdir(folder, { recursive: true });
const pictures = {
  'step-sizes': lossByStep(table),
  templates: drawTemplates(onPixels, { imageShape: images.imageShape, names: classes }),
};
for (const [name, picture] of Object.entries(pictures)) {
  const path = join(folder, `${data}-${name}.svg`);
  await writeFile(path, toSvg(picture));
  console.log(`picture in ${path}`);
}
