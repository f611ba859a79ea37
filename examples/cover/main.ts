// The picture of the first page: a loss of two parameters as a landscape that two optimizers cross, beside the graph of the loss and its
// gradient. `npm run example cover` draws it anew, into docs/pictures.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawGraph, drawLossMap, evenly, lossOver, type Picture, toSvg, type Weights } from '@adjoint/plot';
import {
  adam,
  compile,
  cos,
  exp,
  fit,
  input,
  mean,
  mul,
  neg,
  type Optimizer,
  parameter,
  resultOf,
  sgd,
  squaredError,
  toValue,
} from 'adjoint';

// a wave that fades, and another that does not belong: which frequency is it, and how fast does it fade?
const wave = (t: number): number => Math.exp(-0.5 * t) * Math.cos(4 * t) + 0.15 * Math.cos(13 * t);
const times = evenly(0, 4, 60);
const samples = { t: times, y: times.map(wave) };

const t = input('t', ['samples']);
const frequency = parameter('frequency', []);
const decay = parameter('decay', []);
const model = mul(exp(neg(mul(decay, t))), cos(mul(frequency, t)));
const loss = mean(squaredError(model, input('y', ['samples'])));

const start = { frequency: toValue(2.4), decay: toValue(0.1) };
const pathOf = async (optimizer: Optimizer, steps: number): Promise<readonly (readonly [number, number])[]> => {
  const path: Weights[] = [start];
  let from: Weights = start;
  for (let step = 0; step < steps; step++) {
    const run = await resultOf(fit({ loss, optimizer, data: samples, epochs: 1, start: from, seed: 1 }));
    from = { ...run.parameters, ...run.states };
    path.push(run.parameters);
  }
  return path.map(({ frequency, decay }) => [frequency!.data[0]!, decay!.data[0]!]);
};

const map = await lossOver(loss, {
  at: { frequency: toValue(0), decay: toValue(0) },
  bindings: samples,
  directions: [
    { frequency: toValue(1), decay: toValue(0) },
    { frequency: toValue(0), decay: toValue(1) },
  ],
  a: evenly(1.9, 5.1, 30),
  b: evenly(-0.05, 1.55, 30),
  compile,
});
const landscape = drawLossMap(map, {
  title: 'Two optimizers on the loss',
  paths: {
    'gradient descent': await pathOf(sgd({ learningRate: 0.5 }), 90),
    Adam: await pathOf(adam({ learningRate: 0.1 }), 90),
  },
  x: { label: 'frequency', unit: 'rad/s' },
  y: { label: 'decay', unit: '1/s' },
  loss: { label: 'mean squared error', log: true },
});
const graph = await drawGraph({ loss }, { backward: true, most: 14, title: 'The loss and its gradient, one graph' });

/** Two pictures side by side as one. */
const side = (left: Picture, right: Picture, theme: 'dark' | 'light'): string => {
  const parts = [left, right].map((picture) => toSvg(picture, { theme }).trim());
  const [a, b] = parts.map((svg) => /width="(\d+)" height="(\d+)"/.exec(svg)!.slice(1).map(Number)); // as toSvg writes it
  const [width, height] = [a![0]! + b![0]!, Math.max(a![1]!, b![1]!)];
  const ground = /<rect [^>]*fill="(#\w+)"/.exec(parts[0]!)![1]!;
  const placed = [parts[0]!, parts[1]!.replace('<svg ', `<svg x="${a![0]!}" `)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="${ground}"/>${placed.join('')}</svg>\n`;
};

const folder = join(process.cwd(), 'docs', 'pictures');
await mkdir(folder, { recursive: true });
for (const theme of ['light', 'dark'] as const) {
  const svg = side(landscape, graph, theme);
  await writeFile(join(folder, `cover-${theme}.svg`), svg);
  console.log(`docs/pictures/cover-${theme}.svg: ${Math.round(svg.length / 1000)} KB`);
}
