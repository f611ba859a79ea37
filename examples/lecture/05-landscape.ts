// 5. The loss as a landscape: a loss of hundreds of weights, seen along one line or over one plane through them.

import {
  compile,
  constant,
  digits,
  hinge,
  initialize,
  input,
  matmul,
  mean,
  meanImage,
  normal,
  parameter,
  relu,
  takeRows,
  toValue,
} from 'adjoint';
import {
  drawLines,
  drawLossLine,
  drawLossMap,
  drawTerms,
  evenly,
  lossAlong,
  lossOver,
  randomDirection,
  termsAlong,
} from '@adjoint/plot';
import { hang } from './gallery.ts';

const { data } = await digits();
const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10], normal({ std: 0.01 }));
const losses = hinge(matmul(images, W), labels);
const loss = mean(losses);
const all = { images: meanImage(data.images).apply(data.images), labels: data.labels };
const one = { images: takeRows(all.images, [0]), labels: takeRows(all.labels, [0]) };
const at = initialize(loss, { seed: 1 });
const [first, second] = [randomDirection(at, { seed: 1 }), randomDirection(at, { seed: 2 })];

// One sample: every term of its loss is 0 or linear in W, so along any line the loss is made of straight pieces; each term bends it once, and
// always upwards. The mean over many samples has so many bends that it looks like a smooth bowl.
const steps = evenly(-20, 20, 161);
const plane = { a: evenly(-20, 20, 41), b: evenly(-20, 20, 41) };
for (const [name, bindings] of Object.entries({ 'one sample': one, 'all samples': all })) {
  const line = await lossAlong(loss, { at, bindings, compile, direction: first, steps });
  const bends = line.losses.slice(1, -1).filter((value, i) => line.losses[i]! - 2 * value + line.losses[i + 2]! > 1e-9);
  const lowest = Math.min(...line.losses);
  console.log(`${name}: from ${lowest.toFixed(2)} up, bent at ${bends.length} of ${steps.length - 2} points, never downwards: ${isConvex(line.losses)}`); // prettier-ignore
  const file = name.replace(' ', '-');
  await hang(`05-line-${file}`, drawLossLine(line, { title: `The hinge loss of ${name} along a line` }));
  const map = await lossOver(loss, { at, bindings, compile, directions: [first, second], ...plane });
  await hang(`05-map-${file}`, drawLossMap(map, { title: `The hinge loss of ${name} over a plane` }));
}

// How straight pieces make a bowl, where it can be followed: three samples of one number each, one of each class, and the weight of class 0.
const w = parameter('w', [1, 3]);
const terms = hinge(matmul(input('x', ['batch', 1]), w), input('y', ['batch'], 'int'));
const three = await termsAlong(terms, {
  at: { w: toValue([[0, 0.8, 1.2]]) },
  bindings: { x: toValue([[1], [0.5], [-0.8]]), y: [0, 1, 2] },
  direction: { w: toValue([[1, 0, 0]]) },
  steps: evenly(-4, 4, 161),
});
const sums = three.steps.map((_, j) => three.terms.reduce((sum, term) => sum + term[j]!, 0));
const lowest = sums.indexOf(Math.min(...sums));
console.log(
  `three terms: their sum is lowest at w₀ = ${three.steps[lowest]!.toFixed(2)}, with ${sums[lowest]!.toFixed(2)}`,
);
await hang(
  '05-hinge-terms',
  drawTerms(three, {
    title: 'The hinge losses of three samples, and their sum',
    names: ['x = 1, class 0', 'x = 0.5, class 1', 'x = −0.8, class 2'],
    x: { label: 'w₀' },
  }),
);

// A bowl obeys the midpoint inequality: halfway between two points the loss is at most the mean of both. Losses of linear scores do; those of
// two layers need not. Take two networks that are equal but for the order of their hidden units, so their losses are, too. The one halfway
// between them has lost what made them good.
const W1 = parameter('W1', [1, 2]);
const W2 = parameter('W2', [2, 2]);
const network = mean(hinge(matmul(relu(matmul(constant([[1]]), W1)), W2), constant([0], 'int')));
const good = { W1: toValue([[1, 0]]), W2: toValue([[1, 0], [0, 0]]) }; // prettier-ignore
const exchange = { W1: toValue([[-1, 1]]), W2: toValue([[-1, 0], [1, 0]]) }; // prettier-ignore
const between = await lossAlong(network, { at: good, direction: exchange, steps: evenly(-0.25, 1.25, 61) });
const lossAt = (step: number): number => between.losses[between.steps.findIndex((at) => Math.abs(at - step) < 1e-9)]!;
console.log(`two layers: loss ${lossAt(0)} and ${lossAt(1)} at both ends, ${lossAt(0.5)} halfway`);
const chord = [[0, lossAt(0)], [1, lossAt(1)]] as const; // prettier-ignore
await hang(
  '05-two-layers',
  drawLines(
    [
      { name: 'loss', points: between.steps.map((step, i) => [step, between.losses[i]!] as const) },
      { name: 'mean of both ends', points: chord, look: 'dashed' },
    ],
    { title: 'Between two equally good networks', x: { label: 'share of the way' }, y: { label: 'loss' } },
  ),
);
const linear = await lossAlong(loss, { at, bindings: all, compile, direction: first, steps: [-10, 0, 10] });
const [left, middle, right] = linear.losses as [number, number, number];
console.log(`linear: ${middle.toFixed(2)} halfway, at most the mean ${((left + right) / 2).toFixed(2)} of both ends`);

function isConvex(values: readonly number[]): boolean {
  return values.slice(1, -1).every((value, i) => values[i]! - 2 * value + values[i + 2]! > -1e-9);
}
