// 10. Features: a linear classifier weighs pixels where they are. What an image shows is often somewhere else, and better told by other numbers.

import {
  accuracy,
  add,
  colorHistogram,
  concat,
  constant,
  crossEntropy,
  evaluate,
  hog,
  input,
  l2,
  lbfgs,
  matmul,
  mean,
  minimize,
  mul,
  parameter,
  standardization,
  type Value,
  visualWords,
} from 'adjoint';
import { drawImages, drawTable } from '@adjoint/plot';
import { hang } from './gallery.ts';
import { classes, imageShape, stripes } from './stripes.ts';

// Four classes of striped images: warm or cold, upright or level. Every image has its stripes elsewhere.
const [train, test] = [stripes(200, 1), stripes(200, 2)];
await hang('10-images', drawImages(train.images, { imageShape, labels: train.labels, classes, count: 16, title: 'Four classes of stripes' })); // prettier-ignore

// What may describe an image: how often each hue comes, how strong edges of each direction are, which small patches it is made of.
const words = visualWords(train.images, { imageShape, words: 16, seed: 1 });
const both = (images: Value): Value => evaluate(concat([constant(hues(images)), constant(edges(images))], 1));
const described: Readonly<Record<string, (images: Value) => Value>> = {
  pixels: (images) => images,
  'histogram of hues': hues,
  'histogram of oriented gradients': edges,
  'bag of visual words': words.apply,
  'hues and gradients': both,
};

const rows: (string | number)[][] = [];
for (const [name, describe] of Object.entries(described)) {
  const [seen, unseen] = [describe(train.images), describe(test.images)];
  const { apply } = standardization(seen);
  const [trained, tested] = await accuracyOf(apply(seen), apply(unseen));
  const size = seen.shape[1]!;
  console.log(`${name}: ${size} numbers, ${trained.toFixed(1)} % of the images seen, ${tested.toFixed(1)} % of others`);
  rows.push([name, size, trained, tested]);
}
await hang('10-features', drawTable({ columns: ['features', 'numbers', 'seen, %', 'others, %'], rows, digits: 4 }, { title: 'A linear classifier by what describes the images' })); // prettier-ignore
// The pixels of 200 images can be learned by heart, yet of others they tell little more than the colour: a stripe may lie anywhere, and a weight
// stays where it is. Hues know nothing of direction, and gradients nothing of colour, so each is right about half the time; both together know
// both. A patch has its colour and its stripes in it.
// `npm run example cifar10` sets pixels beside features on photographs.

function hues(images: Value): Value {
  return colorHistogram(images, { imageShape });
}

function edges(images: Value): Value {
  return hog(images, { imageShape, cell: [8, 8], block: [1, 1] });
}

/** The share of a softmax classifier's right answers, in percent: of what it was trained on, and of what it was not. */
async function accuracyOf(seen: Value, unseen: Value): Promise<readonly [number, number]> {
  const size = seen.shape[1]!;
  const x = input('x', ['batch', size]);
  const y = input('y', ['batch'], 'int');
  const W = parameter('W', [size, classes.length]);
  const scores = add(matmul(x, W), parameter('b', [classes.length]));
  const loss = add(mean(crossEntropy(scores, y)), mul(0.01, l2(W)));
  const { parameters } = await minimize(loss, lbfgs(), { bindings: { x: seen, y: train.labels }, maxIterations: 200 });
  const share = accuracy(scores, y);
  const percent = (x: Value, y: Value): number => 100 * evaluate(share, { x, y, ...parameters }).data[0]!;
  return [percent(seen, train.labels), percent(unseen, test.labels)];
}
