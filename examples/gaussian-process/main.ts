// A Gaussian process: its length scale, amplitude and noise by L-BFGS through the Cholesky decomposition, next to scikit-learn's.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluate, neg, minimize, lbfgs } from 'adjoint';
import { drawLines, evenly, type Series, toSvg } from '@adjoint/plot';
import { amplitude, deviation, lengthScale, logLikelihood, mean, noise } from './process.ts';

/** Points, and what scikit-learn fits to them. */
interface Data {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly reference: Readonly<Record<'amplitude' | 'lengthScale' | 'noise' | 'logLikelihood', number>>;
}

const { x, y, reference } = JSON.parse(await readFile(new URL('data.json', import.meta.url), 'utf8')) as Data; // as scikit-learn.py writes it
const data = { x, y };

const { parameters, value, iterations, evaluations } = await minimize(neg(logLikelihood), lbfgs(), { bindings: data });
const fitted = evaluate({ amplitude, lengthScale, noise }, parameters);

console.log(`${iterations} iterations, ${evaluations} evaluations`);
console.log(`${''.padEnd(24)} ${'here'.padStart(12)} ${'scikit-learn'.padStart(14)}`);
const line = (name: string, found: number, theirs: number): void =>
  console.log(`${name.padEnd(24)} ${found.toFixed(6).padStart(12)} ${theirs.toFixed(6).padStart(14)}`);
line('amplitude', fitted.amplitude.data[0]!, reference.amplitude);
line('length scale', fitted.lengthScale.data[0]!, reference.lengthScale);
line('noise', fitted.noise.data[0]!, reference.noise);
line('log marginal likelihood', -value, reference.logLikelihood);

const places = [...evenly(-1, 12, 131)];
const expected = evaluate({ mean, deviation }, { ...data, ...parameters, places });
const band = (by: number): Series['points'] =>
  places.map((place, i) => [place, expected.mean.data[i]! + by * expected.deviation.data[i]!]);
const picture = drawLines(
  [
    { name: 'measured', points: x.map((place, i) => [place, y[i]!]), look: 'dots' },
    { name: 'mean', points: band(0) },
    { name: 'two deviations more', points: band(2), look: 'dashed' },
    { name: 'two deviations less', points: band(-2), look: 'dashed' },
    { name: 'x·sin x', points: places.map((place) => [place, place * Math.sin(place)]) },
  ],
  { title: 'What a Gaussian process makes of 40 points', x: { label: 'x' }, y: { label: 'y' } },
);
const folder = join(process.cwd(), 'output');
await mkdir(folder, { recursive: true });
const file = join(folder, 'gaussian-process.svg');
await writeFile(file, toSvg(picture));
console.log(`picture in ${file}`);
