// One of every picture, on a spiral in the plane and on handwritten digits, as SVG files and on one page.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  adam,
  add,
  argmax,
  batches,
  checkGradients,
  compile,
  crossEntropy,
  digits,
  evaluate,
  fit,
  gradient,
  hinge,
  initialize,
  input,
  l2,
  matmul,
  mean,
  momentum,
  mul,
  normal,
  type Optimizer,
  parameter,
  relu,
  resultOf,
  sgd,
  spiral,
  toValue,
  zeros,
} from 'adjoint';
import {
  decisionRegions,
  descentDirection,
  differencesOf,
  drawConfusion,
  drawCurves,
  drawDecisionRegions,
  drawDifferences,
  drawGradientCheck,
  drawGraph,
  drawHistograms,
  drawImages,
  drawLossLine,
  drawLossMap,
  drawStepSizes,
  drawStrategies,
  drawTemplates,
  drawTerms,
  evenly,
  lossAlong,
  lossOver,
  type Picture,
  principalDirections,
  projectPath,
  randomDirection,
  type Series,
  termsAlong,
  toHtml,
  toSvg,
  unitDirection,
  type Weights,
} from '@adjoint/plot';

const seed = 1;

// 1. The lecture's three points on a line, one of each class: the hinge terms as functions of the first class's weight.
const points = { x: toValue([[1], [0.5], [-0.8]]), y: [0, 1, 2] };
const w = parameter('w', [1, 3]);
const terms = hinge(matmul(input('x', ['batch', 1]), w), input('y', ['batch'], 'int'));
const along = {
  at: { w: toValue([[0, 0.8, 1.2]]) },
  direction: { w: toValue([[1, 0, 0]]) },
  steps: evenly(-4, 4, 161),
};
const hinges = drawTerms(await termsAlong(terms, { ...along, bindings: points }), {
  title: 'The hinge terms of three points, and their sum',
  names: ['x = 1, class 0', 'x = 0.5, class 1', 'x = −0.8, class 2'],
  x: { label: 'w₀' },
});

// 2. Digits: a linear classifier.
const { data, classes, imageShape } = await digits();
const set = { images: { ...data.images, data: data.images.data.map((ink) => ink / 16) }, labels: data.labels };
const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10], normal({ std: 0.1 }));
const b = parameter('b', [10], zeros());
const scores = add(matmul(images, W), b);
const loss = add(mean(crossEntropy(scores, labels)), mul(1e-3, l2(W)));
const start = initialize(loss, { seed });
const landscape = { at: start, bindings: set, compile };

const random = randomDirection(start, { seed });
const descent = unitDirection(descentDirection(loss, landscape));
const line = drawLossLine(await lossAlong(loss, { ...landscape, direction: random, steps: evenly(-4, 4, 81) }), {
  title: 'The loss of a digit classifier along a random direction',
});
const plane = {
  ...landscape,
  directions: [descent, unitDirection(random)] as const,
  a: evenly(-2, 8, 41),
  b: evenly(-5, 5, 41),
};
const map = drawLossMap(await lossOver(loss, plane), {
  title: 'The loss over −∇L and a random direction',
  x: { label: 'along −∇L' },
  y: { label: 'along a random direction' },
});

// 3. Where optimizers go: every fifth step of theirs, over the plane in which the longest path moves most.
const steps = 40;
const pathOf = async (optimizer: Optimizer): Promise<readonly Weights[]> => {
  const path: Weights[] = [start];
  let from: Weights = start;
  for (let step = 0; step < steps; step++) {
    const run = await resultOf(fit({ loss, optimizer, data: set, epochs: 5, start: from, seed }));
    from = { ...run.parameters, ...run.states };
    path.push(run.parameters);
  }
  return path;
};
const paths = {
  'gradient descent': await pathOf(sgd({ learningRate: 0.5 })),
  momentum: await pathOf(momentum({ learningRate: 0.1 })),
  Adam: await pathOf(adam({ learningRate: 0.02 })),
};
const end = paths.momentum.at(-1)!;
const { directions, shares } = principalDirections(paths.momentum);
const projected = Object.fromEntries(
  Object.entries(paths).map(([name, path]) => [name, projectPath(path, { at: end, directions })]),
);
const all = Object.values(projected).flat();
const around = (axis: 0 | 1): readonly number[] => {
  const [low, high] = [Math.min(...all.map((at) => at[axis])), Math.max(...all.map((at) => at[axis]))];
  return evenly(low - (high - low) / 8, high + (high - low) / 8, 41);
};
const over = await lossOver(loss, { at: end, bindings: set, compile, directions, a: around(0), b: around(1) });
const percent = (share: number): string => `${(100 * share).toFixed(0)} % of the movement`;
const descents = drawLossMap(over, {
  title: 'Three optimizers over the principal directions of one',
  paths: projected,
  x: { label: 'first direction', unit: percent(shares[0]) },
  y: { label: 'second direction', unit: percent(shares[1]) },
});

// 4. Steps, curves, strategies.
const stepSizes = Array.from({ length: 13 }, (_, i) => Number(`1e${i - 8}`));
const steepest = await lossAlong(loss, {
  ...landscape,
  direction: descentDirection(loss, landscape),
  steps: stepSizes,
});
const before = evaluate(loss, { ...set, ...start }).data[0]!;
const bySize = drawStepSizes({ 'cross-entropy': { ...steepest, start: before } });

const curves: Record<string, number[]> = { training: [], validation: [] };
const [training, validation] = [
  batches(set, { size: 1000, seed }).at(0, 0),
  batches(set, { size: 797, seed }).at(1, 0),
];
let trained: Weights = start;
const run = fit({ loss, optimizer: momentum({ learningRate: 0.1 }), data: batches(training, { size: 64, seed }), epochs: 30, validation, seed }); // prettier-ignore
for await (const event of run) {
  if (event.type === 'epoch') curves['training']!.push(event.scores['loss']!);
  if (event.type === 'validation') curves['validation']!.push(event.scores['loss']!);
  if (event.type === 'stopped') trained = event.result.parameters;
}
const strategies = Object.entries(paths).map(([name, path]): Series => ({
  name,
  points: path.slice(1).map((at, i) => [5 * (i + 1), evaluate(loss, { ...set, ...at }).data[0]!]),
}));

// 5. What it learned.
const found = evaluate({ scores, taken: argmax(scores, 1) }, { ...set, ...trained });
const slopes = evaluate(Object.fromEntries(gradient(loss, [W, b]).map((slope, i) => [['dW', 'db'][i]!, slope])), { ...set, ...trained }); // prettier-ignore
const check = checkGradients(loss, { at: { ...validation, ...start }, seed });

// 6. A network on a spiral.
const arms = spiral({ perClass: 100, classes: 3, seed, noise: 0.2 });
const x = input('x', ['batch', 2]);
const y = input('y', ['batch'], 'int');
const W1 = parameter('W1', [2, 32], normal({ std: 1 }));
const b1 = parameter('b1', [32], zeros());
const W2 = parameter('W2', [32, 3], normal({ std: 0.3 }));
const armScores = matmul(relu(add(matmul(x, W1), b1)), W2);
const armLoss = mean(crossEntropy(armScores, y));
const armData = { x: arms.features, y: arms.labels };
const armRun = await resultOf(fit({ loss: armLoss, optimizer: adam({ learningRate: 0.03 }), data: armData, epochs: 300, seed })); // prettier-ignore
const regions = decisionRegions(armScores, { input: x, bindings: armRun.parameters, around: arms.features });

// 7. Hidden units of a network on the digits.
const hidden = parameter('hidden', [64, 30], normal({ std: 0.1 }));
const out = parameter('out', [30, 10], normal({ std: 0.1 }));
const deepLoss = add(mean(crossEntropy(matmul(relu(matmul(images, hidden)), out), labels)), mul(3e-3, l2(hidden)));
const deep = await resultOf(fit({ loss: deepLoss, optimizer: adam({ learningRate: 0.01 }), data: batches(set, { size: 100, seed }), epochs: 15, seed })); // prettier-ignore

const pictures: Readonly<Record<string, Picture>> = {
  hinges,
  line,
  map,
  descents,
  'step-sizes': bySize,
  curves: drawCurves(curves, { title: 'Training and validation', y: { label: 'loss', unit: 'nats' } }),
  strategies: drawStrategies(strategies),
  differences: drawDifferences(differencesOf(loss, { at: start, bindings: validation, wrt: W })),
  check: drawGradientCheck(check),
  images: drawImages(set.images, { imageShape, labels: set.labels.data, scores: found.scores, classes, count: 12 }),
  confusion: drawConfusion(set.labels.data, found.taken.data, { classes }),
  templates: drawTemplates({ W: trained['W']! }, { imageShape, names: classes, title: 'What each digit looks for' }),
  hidden: drawTemplates(
    { 'hidden units': deep.parameters['hidden']! },
    { imageShape, title: 'What hidden units look for' },
  ),
  histograms: drawHistograms({ W: trained['W']!.data, 'dL/dW': slopes['dW']!.data }),
  regions: drawDecisionRegions(regions, { samples: arms, names: ['first arm', 'second arm', 'third arm'] }),
  graph: await drawGraph({ loss }),
  'graph-backward': await drawGraph({ loss }, { backward: true }),
  'graph-network': await drawGraph({ loss: armLoss }, { backward: true }),
};

const folder = join(process.cwd(), 'output', 'pictures');
await mkdir(folder, { recursive: true });
for (const [name, picture] of Object.entries(pictures)) await writeFile(join(folder, `${name}.svg`), toSvg(picture));
const sections = Object.values(pictures).map((picture) => ({ heading: picture.title, pictures: [picture] }));
const page = join(folder, 'index.html');
await writeFile(page, toHtml({ title: 'Pictures', sections }));
console.log(`${Object.keys(pictures).length} pictures on one page in ${page}`);
