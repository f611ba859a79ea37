// 6. Search without slopes: draw weights at random and keep the best; or try a random step from the best so far.
//
// On CIFAR-10 the lecture's 1,000 draws come to 15.5 % of test images, and 1,000 tries of local search to 21.4 %; `npm run example cifar10`
// repeats that where the images are at hand. Here both search for weights of handwritten digits. Chance is 10 %.

import {
  accuracy,
  digits,
  evaluate,
  hinge,
  input,
  matmul,
  mean,
  type Method,
  minimize,
  normal,
  parameter,
  randomLocalSearch,
  randomSearch,
  splitData,
  standardization,
  withBias,
} from 'adjoint';
import { drawStrategies, type Series } from '@adjoint/plot';
import { hang } from './gallery.ts';

const { data } = await digits();
const { train, test } = splitData(data, { test: 0.2, seed: 1, stratify: 'labels' });
const { apply } = standardization(train.images);
const seen = { images: withBias(apply(train.images)), labels: train.labels };
const unseen = { images: withBias(apply(test.images)), labels: test.labels };

const images = input('images', ['batch', 65]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [65, 10], normal({ std: 1e-4 }));
const scores = matmul(images, W);
const loss = mean(hinge(scores, labels));
const share = accuracy(scores, labels);

// A draw of local search is a step from where it stands: what it has found it keeps, and 1,000 tries add up.
const searches: Readonly<Record<string, Method>> = {
  'random search': randomSearch({ samples: 1000, scale: 0.01, seed: 1 }),
  'random local search': randomLocalSearch({ step: 0.01, seed: 1 }),
};
const strategies: Series[] = [];
for (const [name, method] of Object.entries(searches)) {
  const points: (readonly [number, number])[] = [];
  const { parameters, value } = await minimize(loss, method, {
    bindings: seen,
    maxIterations: 1000,
    changeTolerance: 0,
    gradientTolerance: 0,
    seed: 1,
    onIteration: ({ iteration, value }) => points.push([iteration, value]),
  });
  const right = (100 * evaluate(share, { ...unseen, ...parameters }).data[0]!).toFixed(1);
  console.log(`${name}: loss ${value.toFixed(3)} after ${points.length} tries, ${right} % of the digits held out`);
  strategies.push({ name, points });
}
await hang(
  '06-search',
  drawStrategies(strategies, {
    title: 'The best loss so far, by the number of tries',
    x: { label: 'tries', log: true },
    y: { label: 'hinge loss' },
    levels: [{ y: 9, label: 'all scores equal: K − 1' }],
  }),
);

// Both look at a loss of 650 weights as if it told nothing but its height. It tells which way is down, too: the next two sections.
// `npm run example strategies` sets both searches beside gradient descent, mini-batches, momentum, Adam and L-BFGS.
