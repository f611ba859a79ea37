// 3. Regularization: among weights that fit the data equally well, which ones?

import {
  add,
  type AnyTensor,
  binaryHinge,
  chain,
  constant,
  elasticNet,
  evaluate,
  fit,
  forParameters,
  gradient,
  hinge,
  l1,
  l2,
  lbfgs,
  matmul,
  mean,
  minimize,
  mul,
  normals,
  parameter,
  proximalL1,
  resultOf,
  sgd,
  squaredError,
  stack,
  sum,
  type Tensor,
  type Value,
} from 'adjoint';
import { drawLines, evenly } from '@adjoint/plot';
import { hang } from './gallery.ts';
import { topProbabilities } from './top-probability.ts';

const numberOf = (tensor: AnyTensor, bindings = {}): number => evaluate(tensor, bindings).data[0]!;

// Two weight vectors, one score: only a preference can choose between them. L2 likes small weights everywhere; L1 is indifferent here.
const x = constant([1, 1, 1, 1]);
const pair = [[1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]]; // prettier-ignore
for (const entries of pair) {
  const w = constant(entries);
  const [score, byL2, byL1, byBoth] = [sum(mul(w, x)), l2(w), l1(w), elasticNet(w)].map((t) => numberOf(t));
  console.log(`w = [${entries.join(', ')}]: score ${score}, L2 ${byL2}, L1 ${byL1}, elastic net ${byBoth}`);
}

// Why it is needed: once a W keeps every margin, so does any multiple of it. The hinge loss alone has no best W.
const points = constant([[1, -2], [1, 0], [1, 2]]); // prettier-ignore
const labels = constant([0, 1, 2], 'int');
const separating = constant([[0, 1, 0], [-2, 0, 2]]); // prettier-ignore
for (const factor of [1, 2, 100]) {
  const W = mul(factor, separating);
  console.log(`${factor}W: hinge loss ${numberOf(mean(hinge(matmul(points, W), labels)))}, L2 ${numberOf(l2(W))}`);
}

// Δ and λ are one knob, not two: with W in units of Δ, the objective of Δ and λ is Δ times that of 1 and λΔ.
const W = parameter('W', [2, 3]);
const objective = (V: Tensor<[2, 3]>, delta: number, lambda: number): Tensor<[]> =>
  add(mean(hinge(matmul(points, V), labels, { delta })), mul(lambda, l2(V)));
const here = { W: [[0.3, -0.1, 0.2], [-0.5, 0.1, 0.4]] }; // prettier-ignore
const [scaled, plain] = [numberOf(objective(mul(5, W), 5, 0.01), here), numberOf(objective(W, 1, 0.05), here)];
console.log(`objective of Δ = 5, λ = 0.01 at 5W: ${scaled.toFixed(6)}; 5 × that of Δ = 1, λ = 0.05 at W: ${(5 * plain).toFixed(6)}`); // prettier-ignore

// Two classes are the binary SVM C·max(0, 1 − y·wᵀx) with w = w₁ − w₀; there y·s > 0 is right, and y·s ≥ 1 costs nothing. With λ(‖w₀‖² + ‖w₁‖²) the
// best weights are w₁ = −w₀ = w/2, and then C = 2/λ makes the two objectives proportional, so one has its minimum where the other has it.
const features = constant({ shape: [6, 3], data: normals(1, 18) });
const signs = constant([1, -1, 1, 1, -1, -1]);
const w = parameter('w', [3]);
const lambda = 0.4;
const binary = add(mean(binaryHinge(matmul(features, w), signs, { C: 2 / lambda })), l2(w));
const half = mul(0.5, w);
const twoScores = matmul(features, stack([mul(-1, half), half], 1));
const twoClasses = add(mean(hinge(twoScores, constant([1, 0, 1, 1, 0, 0], 'int'))), mul(lambda, mul(2, l2(half))));
const [slope] = gradient(binary, [w]);
const [slopeOfTwo] = gradient(twoClasses, [w]);
const there = { w: [0.5, -0.2, 0.8] };
const ratios = [...evaluate(slope, there).data].map((entry, i) => entry / evaluate(slopeOfTwo, there).data[i]!);
console.log(`binary SVM with C = 2/λ = ${2 / lambda}: its gradient is ${ratios.map((r) => r.toFixed(6)).join(', ')} times that of two classes`); // prettier-ignore

// A quartic through seven noisy points of a parabola: four powers where two would do. The bias, the height at 0, is never regularized: it
// says where the curve lies, not how it bends.
const at = evenly(-1, 1, 7);
const targets = at.map((t, i) => 1 - t + 2 * t ** 2 + 0.5 * normals(3, 10)[i]!);
const powers = constant(at.map((t) => [t, t ** 2, t ** 3, t ** 4]));
const c = parameter('c', [4]);
const bias = parameter('bias', []);
const misfit = mean(squaredError(add(matmul(powers, c), bias), constant(targets)));

const unpenalized = await minimize(misfit, lbfgs());
const byL2 = await minimize(add(misfit, mul(0.05, l2(c))), lbfgs());
// |w| has a kink at 0, which steps along a gradient never hit exactly; a proximal step does: it moves every weight towards 0 and stops there.
const [learningRate, strength] = [0.5, 0.1];
const optimizer = chain(sgd({ learningRate }), forParameters([c], proximalL1(learningRate * strength)));
const byL1 = await resultOf(fit({ loss: misfit, optimizer, data: {}, epochs: 3000 }));

const curves = { 'no penalty': unpenalized, 'L2, λ = 0.05': byL2, 'L1, λ = 0.1, proximal': byL1 };
for (const [name, { parameters }] of Object.entries(curves)) {
  const terms = [...parameters['c']!.data].map((w) => w.toFixed(3));
  console.log(`${name.padEnd(22)} t, t², t³, t⁴: ${terms.map((text) => text.padStart(6)).join(' ')}`);
}
// L1 kept the two powers that the parabola was made of. With other noise it may keep the cube in place of the line: what it promises is few
// weights, not the right ones.
const heightOf = ({ c, bias }: Readonly<Record<string, Value>>, t: number): number =>
  Array.from(c!.data).reduce((height, w, i) => height + w * t ** (i + 1), bias!.data[0]!);
await hang(
  '03-quartic',
  drawLines(
    [
      { name: 'data', points: at.map((t, i) => [t, targets[i]!] as const), look: 'dots' },
      ...Object.entries(curves).map(([name, { parameters }]) => ({
        name,
        points: evenly(-1.2, 1.2, 121).map((t) => [t, heightOf(parameters, t)] as const),
      })),
    ],
    { title: 'A quartic with no penalty, with L2 and with L1', x: { label: 't' }, y: { label: 'height' } },
  ),
);

// On real digits: the stronger the penalty, the smaller the scores, and the more even the probabilities, down to 1 in 10.
const tops = await topProbabilities();
for (const { lambda, top } of tops) console.log(`λ = ${lambda}: mean top probability ${top.toFixed(3)}`);
await hang(
  '03-top-probability',
  drawLines([{ name: 'digits', points: tops.map(({ lambda, top }) => [lambda, top]), look: 'line and dots' }], {
    title: 'How sure a softmax classifier of digits is, by λ',
    x: { label: 'λ', log: true },
    y: { label: 'mean top probability' },
    levels: [{ y: 0.1, label: 'chance' }],
  }),
);
