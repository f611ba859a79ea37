// 11. All of it at once, where it can be seen: points in the plane, three classes, a line for each class, and four losses that place them.

import {
  accuracy,
  add,
  blobs,
  crossEntropy,
  evaluate,
  gradient,
  gradientDescent,
  hinge,
  input,
  l2,
  matmul,
  mean,
  minimize,
  mul,
  oneVsAll,
  parameter,
  structuredHinge,
  type Tensor,
  toValue,
} from 'adjoint';
import { decisionRegions, drawCurves, drawDecisionRegions } from '@adjoint/plot';
import { hang } from './gallery.ts';

const samples = blobs({ centers: [[-1, 0.6], [1, 0.8], [0.1, -1]], perClass: 15, noise: 0.45, seed: 2 }); // prettier-ignore
const data = { points: samples.features, labels: samples.labels };
const points = input('points', ['batch', 2]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [2, 3]);
const b = parameter('b', [3]);
const scores = add(matmul(points, W), b);

// The losses that the lecture's demonstration offers: the sum over all wrong classes (Weston and Watkins), the worst of them alone (structured),
// each class against all others, and the cross-entropy of the softmax.
const losses: Readonly<Record<string, Tensor<['batch']>>> = {
  'Weston and Watkins': hinge(scores, labels),
  structured: structuredHinge(scores, labels),
  'one against all': oneVsAll(scores, labels),
  softmax: crossEntropy(scores, labels),
};

const start = { W: toValue([[0.5, -0.5, 0], [-0.5, 0, 0.5]]), b: toValue([0, 0.2, -0.2]) }; // prettier-ignore
const curves: Record<string, number[]> = {};
for (const [name, perSample] of Object.entries(losses)) {
  const loss = add(mean(perSample), mul(0.01, l2(W)));
  const [slope] = gradient(loss, [W]);
  const before = evaluate({ loss, slope }, { ...data, ...start });
  const seen: number[] = [before.loss.data[0]!];
  const { parameters, value } = await minimize(loss, gradientDescent({ lineSearch: 0.1 }), {
    bindings: data,
    start,
    maxIterations: 200,
    onIteration: ({ value }) => seen.push(value),
  });
  const percent = 100 * evaluate(accuracy(scores, labels), { ...data, ...parameters }).data[0]!;
  console.log(`${name}: loss ${before.loss.data[0]!.toFixed(3)}, slope of W[0, 0] ${before.slope.data[0]!.toFixed(3)}; after ${seen.length - 1} steps loss ${value.toFixed(3)}, ${percent.toFixed(0)} % of the points right`); // prettier-ignore
  curves[name] = seen;
  const regions = decisionRegions(scores, { input: points, bindings: parameters, around: samples.features });
  const file = `11-regions-${name.toLowerCase().replaceAll(' ', '-')}`;
  await hang(file, drawDecisionRegions(regions, { samples, title: `Three classes by the loss “${name}”` }));
}
await hang('11-losses', drawCurves(curves, { title: 'Four losses, 200 steps each', x: { label: 'step' } }));
