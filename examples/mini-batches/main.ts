// How good is the gradient of a mini-batch? Over an epoch the batches' mean is the full gradient; one batch is off by about 1/√B of that.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batches, digits, standardization } from '@adjoint/datasets';
import { type Bindings, evaluate, gradient, input, parameter } from '@adjoint/graph';
import { add, hinge, initialize, l2, matmul, mean, mul, normal } from '@adjoint/ops';
import { toSvg } from '@adjoint/plot';
import { errorBySize } from './picture.ts';

const { data } = await digits();
const set = { images: standardization(data.images).apply(data.images), labels: data.labels };
const count = data.labels.shape[0]!;

const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10], normal({ std: 0.1 }));
const loss = add(mean(hinge(matmul(images, W), labels)), mul(1e-3, l2(W)));
const [slope] = gradient(loss, [W]);
const start = initialize(loss, { seed: 1 });
const gradientAt = (bindings: Bindings): Float64Array =>
  Float64Array.from(evaluate(slope, { ...bindings, ...start }).data);

const lengthOf = (vector: Float64Array): number => Math.hypot(...vector);
const full = gradientAt(set);

const measured = [];
console.log('   B   error of one batch   error of their weighted mean');
for (let size = 1; size <= 1024; size *= 2) {
  const { count: batchCount, at } = batches(set, { size, seed: 1 });
  const weighted = new Float64Array(full.length);
  let squares = 0;
  for (let index = 0; index < batchCount; index++) {
    const batch = at(0, index);
    const found = gradientAt(batch);
    const samples = batch.labels.shape[0]!;
    found.forEach((entry, i) => (weighted[i]! += (samples / count) * entry));
    squares += (samples / count) * lengthOf(found.map((entry, i) => entry - full[i]!)) ** 2;
  }
  const error = Math.sqrt(squares) / lengthOf(full);
  const ofMean = lengthOf(weighted.map((entry, i) => entry - full[i]!)) / lengthOf(full);
  console.log(`${String(size).padStart(4)}${error.toFixed(4).padStart(21)}${ofMean.toExponential(1).padStart(31)}`);
  measured.push({ size, error });
}

// Of samples drawn without putting any back, the mean is off by σ/√B · √((N − B)/(N − 1)); σ is what one sample is off by.
const sigma = measured[0]!.error;
const folder = join(process.cwd(), 'output');
await mkdir(folder, { recursive: true });
const picture = join(folder, 'mini-batches.svg');
await writeFile(picture, toSvg(errorBySize(measured, sigma, count)));
console.log(`picture in ${picture}`);
