// What is too large to look at entry by entry.

import { add, type AnyTensor, constant, input, normals, parameter, type Tensor, uniforms } from '@adjoint/graph';
import { crossEntropy, l2, matmul, mean, mul, square, sum } from '@adjoint/ops';
import { type Case, gradientOf, type Numbers, pointOf, valueOf } from './case.ts';
import { after, oneEntry, planted } from './faults.ts';

/** How many entries the tensor with one wrong entry has. */
export const manyEntries = 100_000;

/** A loss of many entries, with a gradient of which one is wrong. */
export interface Needle {
  readonly name: string;
  readonly whole: Case;
  readonly faulty: Case;
  readonly gradient: Numbers;
  readonly entry: number;
}

/** Sums of squares of 100,000 numbers with one entry of the gradient wrong: zero, doubled or of the wrong sign. */
export const needles = (): readonly Needle[] => {
  const w = parameter('w', [manyEntries]);
  const data = normals(41, manyEntries);
  const scaled = mul(w, constant({ shape: [manyEntries], data: uniforms(42, manyEntries).map((draw) => 0.5 + draw) }));
  const whole: Case = {
    name: 'needle',
    loss: sum(square(scaled)),
    wrt: [w],
    at: { w: { shape: [manyEntries], data } },
  };
  const places = [0, manyEntries - 1, ...Array.from(uniforms(43, 2), (draw) => Math.floor(draw * manyEntries))];
  return places.flatMap((entry) =>
    [0, 2, -1].map((factor) => {
      const fault = { plant: after(oneEntry(factor, entry)) };
      const faulty = planted(whole, fault, { node: scaled.node, input: 0 })!; // has 100,000 entries
      return { name: `entry ${entry} times ${factor}`, whole, faulty, gradient: gradientOf(faulty), entry };
    }),
  );
};

/** A linear classifier of images of 32 × 32 × 3 numbers and a bias in ten classes, with 30,730 weights. */
export const imageCase = (): Case => {
  const [batch, pixels, classes] = [16, 3073, 10];
  const images = input('images', [batch, pixels]);
  const labels = input('labels', [batch], 'int');
  const W = parameter('W', [pixels, classes]);
  const loss = add(mean(crossEntropy(matmul(images, W), labels)), mul(1e-3, l2(W))) as AnyTensor as Tensor<[]>; // a scalar
  const at = {
    images: { shape: [batch, pixels], data: normals(51, batch * pixels) },
    labels: { shape: [batch], data: Int32Array.from({ length: batch }, (_, i) => (3 * i) % classes) },
    W: { shape: [pixels, classes], data: normals(52, pixels * classes).map((draw) => 0.01 * draw) },
  };
  return { name: 'softmax of images', loss, wrt: [W], at };
};

/** Seconds that the gradient takes by differentiating, and by differences of every entry; the latter from some of them. */
export const costs = (measuredEntries: number): Readonly<Record<'entries' | 'analytic' | 'numeric', number>> => {
  const image = imageCase();
  const point = pointOf(image)['W']!;
  const timed = (work: () => unknown): number => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  };
  const difference = (entry: number): number => {
    const at = (t: number): number => valueOf(image, { W: point.with(entry, point[entry]! + t) });
    return (at(1e-5) - at(-1e-5)) / 2e-5;
  };
  const gradients = (count: number): unknown => Array.from({ length: count }, () => gradientOf(image));
  const differences = (count: number): unknown => Array.from({ length: count }, (_, entry) => difference(entry));
  for (const warm of [gradients, differences]) warm(5); // lets the engine compile what it runs
  const analytic = timed(() => gradients(20)) / 20;
  const some = timed(() => differences(measuredEntries));
  return { entries: point.length, analytic, numeric: (some / measuredEntries) * point.length };
};
