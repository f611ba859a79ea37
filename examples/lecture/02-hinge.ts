// 2. The hinge loss of the multiclass SVM: the right score should exceed every other by a margin Δ, and what is missing is the loss.

import {
  add,
  type AnyTensor,
  constant,
  div,
  evaluate,
  gradient,
  hinge,
  input,
  matmul,
  maximum,
  mean,
  normals,
  parameter,
  sub,
  sum,
  takeAlongAxis,
  toValue,
} from 'adjoint';
import { drawMargins } from '@adjoint/plot';
import { hang } from './gallery.ts';

const numberOf = (tensor: AnyTensor, bindings = {}): number => evaluate(tensor, bindings).data[0]!;
const listOf = (tensor: AnyTensor): string => [...evaluate(tensor).data].map((x) => Number(x.toFixed(4))).join(', ');

// Three images, and the scores that some W gave them.
const classes = ['cat', 'car', 'frog'];
const found = toValue([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]]); // prettier-ignore
const scores = constant(found);
const labels = constant([0, 1, 2], 'int');

const losses = hinge(scores, labels); // Δ = 1 unless told otherwise
console.log(`hinge losses: ${listOf(losses)}; mean ${listOf(mean(losses))}`);
console.log(`squared: ${listOf(hinge(scores, labels, { squared: true }))}`);
await hang(
  '02-margins',
  drawMargins(found, { labels: [0, 1, 2], classes, samples: classes.map((name) => `a ${name}`) }),
);

// What if the sum took in the right class as well? Its term is max(0, 0 + Δ), so every loss is larger by Δ, and no W is preferred to another
// for it. Squared terms add Δ².
const right = takeAlongAxis(scores, constant([[0], [1], [2]], 'int'), 1);
const allClasses = sum(maximum(0, add(sub(scores, right), 1)), 1);
console.log(`summed over the right class as well: ${listOf(allClasses)}, more by ${listOf(sub(allClasses, losses))}`);

// A mean over the K − 1 wrong classes in place of the sum divides loss and gradient by K − 1: another scale, the same best W.
const s = parameter('s', [3]);
const y = constant(0, 'int');
const at = { s: [3.2, 5.1, 2.7] };
const [slope] = gradient(hinge(s, y), [s]);
const [slopeOfMean] = gradient(div(hinge(s, y), 2), [s]);
console.log(`gradient of the sum: ${[...evaluate(slope, at).data].join(', ')}`);
console.log(`of the mean: ${[...evaluate(slopeOfMean, at).data].join(', ')}`);

// Squaring is not only a matter of scale: one large violation then costs more than two small ones.
for (const squared of [false, true]) {
  const [one, two] = [[0, 2, -1], [0, 1, 1]].map((scores) => numberOf(hinge(constant(scores), y, { squared }))); // prettier-ignore
  const better = one! < two! ? 'one violation of 3' : 'two violations of 2';
  console.log(`${squared ? 'squared' : 'plain'}: ${one} against ${two}, so ${better} is the better`);
}

// At W = 0 all scores are equal and each of the K − 1 terms is Δ = 1. A slip to know of: a tutorial on this lecture says 0 in one place.
// Small weights come close to that: a loss that does not start there has a mistake in it.
const K = 10;
const images = constant({ shape: [5, 3], data: normals(1, 15) });
const W = parameter('W', [3, K]);
const truth = constant([0, 3, 5, 9, 2], 'int');
const loss = mean(hinge(matmul(images, W), truth));
const zero = { shape: [3, K], data: new Float64Array(3 * K) };
const tiny = { shape: [3, K], data: normals(2, 3 * K).map((w) => 1e-4 * w) };
console.log(`at W = 0 and ${K} classes: ${numberOf(loss, { W: zero })}`);
console.log(`at tiny weights: ${numberOf(loss, { W: tiny }).toFixed(3)}`);

// The same loss in three ways. By loops, as the formula reads:
const weights = { shape: [3, K], data: normals(3, 3 * K) };
const data = evaluate(images).data;
let byLoops = 0;
evaluate(truth).data.forEach((right, i) => {
  const scoreOf = (k: number) => [0, 1, 2].reduce((sum, d) => sum + data[3 * i + d]! * weights.data[d * K + k]!, 0);
  for (let k = 0; k < K; k++) if (k !== right) byLoops += Math.max(0, scoreOf(k) - scoreOf(right) + 1) / 5;
});
// sample by sample, each a vector at once:
const row = input('row', [3]);
const label = input('label', [], 'int');
const single = hinge(matmul(row, W), label);
let bySamples = 0;
evaluate(truth).data.forEach((right, i) => {
  bySamples += numberOf(single, { row: [...data.subarray(3 * i, 3 * i + 3)], label: right, W: weights }) / 5;
});
// and all samples as one matrix, as `loss` above does. Only the last one is a graph of the whole batch.
const whole = numberOf(loss, { W: weights });
console.log(`loops ${byLoops.toFixed(10)}, by sample ${bySamples.toFixed(10)}, by matrix ${whole.toFixed(10)}`);
