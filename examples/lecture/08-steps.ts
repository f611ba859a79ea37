// 8. Gradient descent: the slope says which way is down, but not how far. How long should a step be?

import {
  add,
  compile,
  constant,
  crossEntropy,
  digits,
  evaluate,
  gradientDescent,
  hinge,
  initialize,
  input,
  l2,
  lbfgs,
  matmul,
  mean,
  meanImage,
  type Method,
  minimize,
  mul,
  normal,
  parameter,
  type Tensor,
} from 'adjoint';
import { descentDirection, drawStepSizes, drawStrategies, lossAlong, type Series } from '@adjoint/plot';
import { hang } from './gallery.ts';

// The digits as the lecture's images are: pixels up to 255, less the mean image.
const { data } = await digits();
const bytes = evaluate(mul(constant(data.images), 255 / 16));
const set = { images: meanImage(bytes).apply(bytes), labels: data.labels };
const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10], normal({ std: 1e-4 }));
const scores = matmul(images, W);
const losses: Readonly<Record<string, Tensor<[]>>> = {
  hinge: mean(hinge(scores, labels)),
  'cross-entropy': mean(crossEntropy(scores, labels)),
};
const at = initialize(scores, { seed: 1 });

// One step along −∇L, from far too short to far too long. The shortest lower the loss by what the slope promises; then the slope has changed
// before the step ends, and beyond that the loss grows as the step does, tenfold a decade.
const steps = Array.from({ length: 10 }, (_, i) => Number(`1e${i - 10}`));
const lines: Record<string, Awaited<ReturnType<typeof lossAlong>> & { readonly start: number }> = {};
for (const [name, loss] of Object.entries(losses)) {
  const where = { at, bindings: set, compile };
  const line = await lossAlong(loss, { ...where, direction: descentDirection(loss, where), steps });
  lines[name] = { ...line, start: evaluate(loss, { ...set, ...at }).data[0]! };
}
const row = (step: string, cells: readonly number[]): string =>
  [step.padEnd(6), ...cells.map((loss) => loss.toFixed(4).padStart(14))].join('');
console.log(`step  ${Object.keys(lines).map((name) => name.padStart(14)).join('')}`); // prettier-ignore
console.log(row('0', Object.values(lines).map(({ start }) => start))); // prettier-ignore
for (const [i, step] of steps.entries())
  console.log(row(step.toExponential(), Object.values(lines).map(({ losses }) => losses[i]!))); // prettier-ignore
await hang('08-step-sizes', drawStepSizes(lines));

// Many steps of one size; steps whose length is found anew each time, by trying; and L-BFGS, which learns from the slopes it has seen how the
// loss is bent. Each looks at all the data for a slope.
const loss = add(losses['cross-entropy']!, mul(1e-3, l2(W)));
const methods: Readonly<Record<string, Method>> = {
  'steps of 1e-5': gradientDescent({ lineSearch: 1e-5 }),
  'steps of 1e-4': gradientDescent({ lineSearch: 1e-4 }),
  'line search': gradientDescent(),
  'L-BFGS': lbfgs(),
};
const strategies: Series[] = [];
for (const [name, method] of Object.entries(methods)) {
  const points: (readonly [number, number])[] = [];
  const { value, evaluations } = await minimize(loss, method, {
    bindings: set,
    start: at,
    maxEvaluations: 100,
    onIteration: ({ evaluations, value }) => points.push([evaluations, value]),
  });
  console.log(`${name}: loss ${value.toFixed(4)} after ${evaluations} passes over the data`);
  strategies.push({ name, points });
}
await hang(
  '08-methods',
  drawStrategies(strategies, { title: 'Gradient descent by fixed steps, by line search, and L-BFGS' }),
);
// `npm run example strategies` has more of them, from random search to Adam.
