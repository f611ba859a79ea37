// 4. Softmax and cross-entropy: scores as probabilities, and the loss as the surprise at the right class.

import {
  add,
  type AnyTensor,
  constant,
  crossEntropy,
  div,
  evaluate,
  exp,
  gradient,
  hinge,
  matmul,
  mean,
  normals,
  parameter,
  softmax,
  sub,
  sum,
} from 'adjoint';
import { drawLines, evenly } from '@adjoint/plot';
import { hang } from './gallery.ts';

const listOf = (tensor: AnyTensor, digits = 4, bindings = {}): string =>
  [...evaluate(tensor, bindings).data].map((x) => x.toPrecision(digits)).join(', ');
const numberOf = (tensor: AnyTensor, bindings = {}): number => evaluate(tensor, bindings).data[0]!;

// The scores of the cat once more: to powers of e, then divided by their sum.
const cat = constant([3.2, 5.1, -1.7]);
const isCat = constant(0, 'int');
console.log(`exp: ${listOf(exp(cat))}`);
console.log(`probabilities: ${[...evaluate(softmax(cat)).data].map((p) => p.toFixed(4)).join(', ')}`);
const surprise = numberOf(crossEntropy(cat, isCat));
console.log(`cross-entropy of the cat: ${surprise.toFixed(4)} nats`);
// A slip to know of: the slides have 0.89 here, which is a logarithm to base 10. The loss is defined with the natural one.
console.log(`to base 10, as on the slides: ${(surprise / Math.LN10).toFixed(2)}`);

// Powers overflow. Softmax does not change when all scores move together, so the largest may be moved to 0, and nothing overflows then.
const far = parameter('far', [3]);
const at = { far: [123, 456, 789] };
console.log(`softmax of ${at.far.join(', ')}: ${listOf(softmax(far), 2, at)}`);
console.log(`as exp over sum: ${listOf(div(exp(far), sum(exp(far))), 2, at)}`);
console.log(`scores less the largest: ${listOf(softmax(sub(far, 789)), 2, at)}`);
const [slope] = gradient(crossEntropy(far, constant(0, 'int')), [far]);
console.log(`and the gradient is finite: ${listOf(slope, 2, at)}`);

// Chance: at tiny weights all K classes are equally probable, and the loss is ln K.
for (const K of [2, 10]) {
  const W = constant({ shape: [20, K], data: normals(1, 20 * K).map((w) => 1e-5 * w) });
  const images = constant({ shape: [50, 20], data: normals(2, 1000) });
  const labels = constant({ shape: [50], data: Int32Array.from({ length: 50 }, (_, i) => i % K) }, 'int');
  const loss = numberOf(mean(crossEntropy(matmul(images, W), labels)));
  console.log(`${K} classes at tiny weights: ${loss.toFixed(4)}, ln ${K} = ${Math.log(K).toFixed(4)}`);
}

// SVM against softmax on one sample.
const W = constant([[0.01, -0.05, 0.1, 0.05], [0.7, 0.2, 0.05, 0.16], [0, -0.45, -0.2, 0.03]]); // prettier-ignore
const scores = add(matmul(W, constant([-15, 22, -44, 56])), constant([0, 0.2, -0.3]));
const y = constant(2, 'int');
const entropy = numberOf(crossEntropy(scores, y));
console.log(`scores ${listOf(scores, 3)}`);
console.log(`hinge ${numberOf(hinge(scores, y)).toFixed(2)}, cross-entropy ${entropy.toFixed(4)}`);
// The same slip once more: 0.452 on the slides is this to base 10.
console.log(`to base 10: ${(entropy / Math.LN10).toFixed(3)}`);

// Where they differ: let the right score grow past all margins. The hinge loss is content, and its gradient is exactly 0. The cross-entropy
// never is: it goes on falling.
const s = parameter('s', [3]);
const both = { hinge: hinge(s, isCat), 'cross-entropy': crossEntropy(s, isCat) };
const met = { s: [10, 1, -2] };
for (const [name, loss] of Object.entries(both)) {
  const [slope] = gradient(loss, [s]);
  const stepped = evaluate(sub(s, slope), met);
  console.log(
    `${name} with every margin met: ${numberOf(loss, met).toPrecision(6)}, gradient ${listOf(slope, 3, met)}`,
  );
  console.log(`  after a step along −∇L: ${numberOf(loss, { s: stepped }).toPrecision(6)}`);
}
const series = Object.entries(both).map(([name, loss]) => ({
  name,
  points: evenly(-4, 10, 141).map((right) => [right, numberOf(loss, { s: [right, 1, -2] })] as const),
}));
await hang(
  '04-svm-and-softmax',
  drawLines(series, {
    title: 'What the right score costs, beside wrong ones of 1 and −2',
    x: { label: 'score of the right class' },
    y: { label: 'loss' },
    levels: [{ y: 0, label: 'no loss' }],
  }),
);
