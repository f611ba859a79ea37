// 7. The gradient, twice: by moving one weight after the other, and by calculus. The first is slow and nearly right, the second fast and
// exact, if no mistake was made; so the first checks the second.

import {
  checkFunction,
  checkGradients,
  compile,
  evaluate,
  gradient,
  hinge,
  input,
  matmul,
  mean,
  normals,
  numericGradient,
  parameter,
  uniforms,
} from 'adjoint';
import { differencesOf, drawDifferences, drawGradientCheck } from '@adjoint/plot';
import { hang } from './gallery.ts';
import { svmGradient } from './svm-gradient.ts';

const x = input('x', ['batch', 4]);
const y = input('y', ['batch'], 'int');
const W = parameter('W', [4, 3]);
const loss = mean(hinge(matmul(x, W), y));
const data = {
  x: { shape: [6, 4], data: normals(1, 24) },
  y: { shape: [6], data: Int32Array.of(0, 1, 2, 2, 1, 0) },
};
const at = { W: { shape: [4, 3], data: normals(2, 12) } };

// Entry by entry: add h to one weight, see what the loss does, divide by h, and put the weight back.
const h = 1e-5;
await hang('07-differences', drawDifferences(differencesOf(loss, { at, bindings: data, wrt: W, step: h, count: 12 })));

// Forward differences (f(x + h) − f(x))/h are off by as much as h; centered ones (f(x + h) − f(x − h))/2h by its square. A hinge loss is straight
// between its kinks, so a curve shows it better:
for (const method of ['forward', 'centered'] as const) {
  const { gradient: found } = numericGradient(([t]) => Math.exp(t!), [1], { method, step: h });
  console.log(`${method}: the slope of eᵗ at 1 is off by ${Math.abs(found[0]! - Math.E).toExponential(1)}`);
}

// What it costs: a value of the loss for every weight. Ten classes of 32 × 32 images in three colours, and a bias each, have 30,730 weights.
const pixels = input('pixels', ['batch', 3073]);
const label = input('label', ['batch'], 'int');
const big = parameter('big', [3073, 10]);
const image = { shape: [1, 3073], data: uniforms(3, 3073) };
const program = await compile({ loss: mean(hinge(matmul(pixels, big), label)) }, { held: { pixels: image, label: { shape: [1], data: Int32Array.of(3) } } }); // prettier-ignore
const weights = normals(4, 30_730).map((w) => 0.01 * w);
const lossOf = (data: Float64Array): number => program.run({ big: { shape: [3073, 10], data } }).loss.data[0]!;
for (const method of ['forward', 'centered'] as const) {
  const { evaluations } = numericGradient(lossOf, weights, { method, step: h });
  console.log(`${method}: ${evaluations.toLocaleString('en')} losses for one gradient of ${weights.length.toLocaleString('en')} weights`); // prettier-ignore
}
program.dispose();

// By calculus: a margin that is violated pulls the column of its class by x, and that of the right class by −x; one that is met pulls
// nothing. So the right class gets −(how many are violated)·x. Written by hand that is `svm-gradient.ts`; Adjoint derives it as a graph.
const byHand = svmGradient(data, at.W);
const [slope] = gradient(loss, [W]);
const derived = evaluate(slope, { ...data, ...at }).data;
const numeric = numericGradient((data_) => evaluate(loss, { ...data, W: { shape: [4, 3], data: data_ } }).data[0]!, at.W.data, { step: h }); // prettier-ignore
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): string =>
  Math.max(...Array.from(a, (entry, i) => Math.abs(entry - b[i]!))).toExponential(0);
console.log(`by hand and derived differ by at most ${apart(byHand, derived)}`);
console.log(`derived and numeric by ${apart(derived, numeric.gradient)}`);

// Nobody has to compare arrays, or think about h and kinks: the checker does, for graphs
const report = checkGradients(loss, { at: { ...data, ...at }, seed: 1 });
console.log(report.text);
await hang('07-check', drawGradientCheck(report));

// and for whatever else claims a gradient, such as the one by hand with its commonest slip: the right class was forgotten.
const slipped = checkFunction(
  {
    value: (W: Float64Array) => evaluate(loss, { ...data, W: { shape: [4, 3], data: W } }).data[0]!,
    gradient: (W: Float64Array) => svmGradient(data, { shape: [4, 3], data: W }, { rightClass: false }),
  },
  at.W.data,
  { seed: 1 },
);
console.log(`without the right class: ${slipped.verdict}`);
await hang(
  '07-check-of-a-slip',
  drawGradientCheck(slipped, { title: 'The check of a gradient without the right class' }),
);
