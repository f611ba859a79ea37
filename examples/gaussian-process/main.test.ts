import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkGradients } from '@adjoint/gradcheck';
import { evaluate, toValue } from '@adjoint/graph';
import { expect, test } from 'vitest';
import { deviation, logLikelihood, mean } from './process.ts';

interface Data {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly reference: Readonly<
    Record<'amplitude' | 'lengthScale' | 'noise' | 'logLikelihood' | 'logLikelihoodAtOnes', number>
  > & // prettier-ignore
    Readonly<Record<'places' | 'mean' | 'deviation', readonly number[]>>;
}

const { x, y, reference } = JSON.parse(readFileSync(new URL('data.json', import.meta.url), 'utf8')) as Data; // as scikit-learn.py writes it

const hyperparameters = (amplitude: number, lengthScale: number, noise: number) => ({
  'log amplitude': toValue(Math.log(amplitude)),
  'log length scale': toValue(Math.log(lengthScale)),
  'log noise': toValue(Math.log(noise)),
});
const best = hyperparameters(reference.amplitude, reference.lengthScale, reference.noise);

test("the likelihood is scikit-learn's, and so is what is expected elsewhere", () => {
  const likelihoodAt = (at: typeof best): number => evaluate(logLikelihood, { x, y, ...at }).data[0]!;
  expect(likelihoodAt(hyperparameters(1, 1, 1))).toBeCloseTo(reference.logLikelihoodAtOnes, 9);
  expect(likelihoodAt(best)).toBeCloseTo(reference.logLikelihood, 9);
  const found = evaluate({ mean, deviation }, { x, y, ...best, places: reference.places });
  found.mean.data.forEach((entry, i) => expect(entry).toBeCloseTo(reference.mean[i]!, 9));
  found.deviation.data.forEach((entry, i) => expect(entry).toBeCloseTo(reference.deviation[i]!, 9));
});

test('the gradient by the hyperparameters comes right through the Cholesky decomposition', () => {
  const { verdict, text } = checkGradients(logLikelihood, { at: { x, y, ...hyperparameters(1.3, 0.8, 0.6) } });
  expect(verdict, text).toBe('correct');
});

test('L-BFGS finds the hyperparameters that scikit-learn finds, and a picture shows them', { timeout: 120_000 }, () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'adjoint-process-'));
  const args = ['--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), main];
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  const svg = readFileSync(join(folder, 'output', 'gaussian-process.svg'), 'utf8');
  rmSync(folder, { recursive: true });

  const rows = [...printed.matchAll(/^(\S.*?) +(-?\d+\.\d{6}) +(-?\d+\.\d{6})$/gm)];
  expect(rows.map(([, name]) => name)).toEqual(['amplitude', 'length scale', 'noise', 'log marginal likelihood']);
  for (const [, , found, theirs] of rows) expect(Number(found) / Number(theirs)).toBeCloseTo(1, 4);
  expect(Number(rows[3]![2])).toBeGreaterThanOrEqual(Number(rows[3]![3]) - 1e-6);
  expect(svg).toContain('>mean</text>');
  expect(svg).not.toMatch(/NaN|undefined/);
});
