// 9. Mini-batches: the slope of a few samples is rough, right on average, and far cheaper than that of all.

import {
  add,
  batches,
  type Bindings,
  compile,
  digits,
  evaluate,
  gradient,
  hinge,
  initialize,
  input,
  matmul,
  mean,
  noisyLine,
  normal,
  parameter,
  squaredError,
  standardization,
  sub,
  mul,
  takeRows,
  toValue,
  type Value,
} from 'adjoint';
import { drawLossMap, evenly, lossOver } from '@adjoint/plot';
import { hang } from './gallery.ts';

const { data } = await digits();
const set = { images: standardization(data.images).apply(data.images), labels: data.labels };
const count = set.labels.shape[0]!;
const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10], normal({ std: 0.1 }));
const loss = mean(hinge(matmul(images, W), labels));
const [slope] = gradient(loss, [W]);
const at = initialize(loss, { seed: 1 });
const slopeOf = (bindings: Bindings): Float64Array => Float64Array.from(evaluate(slope, { ...bindings, ...at }).data);
const full = slopeOf(set);
const off = (found: Float64Array): number => Math.hypot(...found.map((x, i) => x - full[i]!)) / Math.hypot(...full);

// A thought first: if every image came twice, half of them would tell exactly what all of them do.
const twice = Array.from({ length: 2 * count }, (_, i) => i % count);
const doubled = { images: takeRows(set.images, twice), labels: takeRows(set.labels, twice) };
console.log(`every image twice: the gradient is ${off(slopeOf(doubled)) < 1e-12 ? 'the same' : 'another one'}`);

// Real images are no copies, but they are alike. The slopes of an epoch's batches, weighted by their sizes, have the full one as their mean. A
// single one is off by something like 1/√B: four times the work halves the error. Many rough steps are the better bargain.
for (const size of [32, 64, 128, 256]) {
  const dealt = batches(set, { size, seed: 1 });
  const total = new Float64Array(full.length);
  let squares = 0;
  for (let index = 0; index < dealt.count; index++) {
    const batch = dealt.at(0, index);
    const found = slopeOf(batch);
    const share = batch.labels.shape[0]! / count;
    found.forEach((entry, i) => (total[i]! += share * entry));
    squares += share * off(found) ** 2;
  }
  const one = Math.sqrt(squares);
  const all = off(total) < 1e-12 ? 'the full gradient' : 'something else';
  console.log(`B = ${String(size).padStart(3)}: one is off by ${(100 * one).toFixed(1).padStart(4)} %, times √B ${(one * Math.sqrt(size)).toFixed(2)}; their weighted mean is ${all}`); // prettier-ignore
}
// `npm run example mini-batches` measures this from 1 to 1,024 samples, and draws it.

// Where descent goes, on a loss of two weights: sixty steps that see all samples, ten, or one. All go down; the fewer samples a step sees, the
// more restless its path, and the farther around the minimum it goes on wandering.
const { features, targets } = noisyLine({ rows: 60, weights: [2], bias: 1, noise: 0.8, seed: 3 });
const samples = { t: features, height: targets };
const steepness = parameter('slope', [1]);
const bias = parameter('bias', []);
const misfit = mean(squaredError(add(matmul(input('t', ['batch', 1]), steepness), bias), input('height', ['batch'])));
const [bySlope, byBias] = gradient(misfit, [steepness, bias]);
const next = { slope: sub(steepness, mul(0.12, bySlope)), bias: sub(bias, mul(0.12, byBias)) };

const steps = 60;
const pathBy = (size: number): readonly (readonly [number, number])[] => {
  const dealt = batches(samples, { size, seed: 1 });
  let weights: Readonly<Record<'slope' | 'bias', Value>> = { slope: toValue([-1.5]), bias: toValue(-1) };
  const points: (readonly [number, number])[] = [[-1.5, -1]];
  for (let step = 0; step < steps; step++) {
    weights = evaluate(next, { ...dealt.at(Math.floor(step / dealt.count), step % dealt.count), ...weights });
    points.push([weights.slope.data[0]!, weights.bias.data[0]!]);
  }
  return points;
};
const paths = { 'one sample': pathBy(1), 'ten samples': pathBy(10), 'all samples': pathBy(60) };
for (const [name, path] of Object.entries(paths)) {
  const tail = path.slice(-20);
  const lengths = tail.slice(1).map(([x, y], i) => Math.hypot(x - tail[i]![0], y - tail[i]![1]));
  const pace = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const [x, y] = path.at(-1)!;
  console.log(
    `${name}: at slope ${x.toFixed(2)}, bias ${y.toFixed(2)} after ${steps} steps, the last ones ${pace.toFixed(3)} long`,
  );
}
const plane = {
  at: { slope: toValue([0]), bias: toValue(0) },
  directions: [{ slope: toValue([1]) }, { bias: toValue(1) }] as const,
  a: evenly(-2, 4, 61),
  b: evenly(-1.5, 3, 61),
};
const map = await lossOver(misfit, { ...plane, bindings: samples, compile });
await hang(
  '09-paths',
  drawLossMap(map, {
    title: 'Sixty steps each, by how many samples a step sees',
    paths,
    x: { label: 'slope' },
    y: { label: 'bias' },
  }),
);
