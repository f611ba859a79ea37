import { countOf, loadParameters } from 'adjoint';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Run {
  readonly folder: string;
  readonly output: string;
  readonly seconds: number;
}

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href; // found from here, not from the folder it runs in

const run = async (): Promise<Run> => {
  const folder = await mkdtemp(join(tmpdir(), 'adjoint-quickstart-'));
  const started = Date.now();
  const child = spawn(process.execPath, ['--conditions=@adjoint/source', '--import', tsx, main], { cwd: folder });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0 || errors !== '') throw new Error(`the quickstart ended with ${String(code)}: ${errors}`);
  return { folder, output, seconds: (Date.now() - started) / 1000 };
};

let runs: readonly [Run, Run];
let output: string;
let written: string;

beforeAll(async () => {
  runs = [await run(), await run()];
  ({ output } = runs[0]);
  written = join(runs[0].folder, 'output');
}, 150_000);

afterAll(async () => {
  for (const { folder } of runs) await rm(folder, { recursive: true });
});

/** All that a pattern's group finds in the output, as numbers. */
const numbers = (pattern: RegExp): readonly number[] =>
  Array.from(output.matchAll(pattern), ([, found]) => Number(found));

describe('the quickstart', () => {
  test('ends within a minute', () => {
    for (const { seconds } of runs) expect(seconds).toBeLessThan(60);
  });
  test('prints the same every time, apart from where files are', () => {
    const [first, second] = runs.map(({ folder, output }) => output.replaceAll(folder, '.'));
    expect(first).toBe(second);
  });
  test('learns from 1,438 digits and holds out 359', () => {
    expect(output).toMatch(/^1438 digits to learn from, 359 held out\n/);
  });
  test('shows the loss at tiny weights: ln 10 for softmax, 9 for the SVM', () => {
    const [softmax, svm, ...others] = numbers(/^loss at tiny weights (\S+),/gm);
    expect(others).toEqual([]);
    expect(Math.abs(softmax! - Math.log(10))).toBeLessThan(0.01);
    expect(Math.abs(svm! - 9)).toBeLessThan(0.01);
    expect(output).toContain(', ln K = 2.3026\n');
    expect(output).toContain(', K − 1 = 9.0000\n');
  });
  test('checks both gradients and finds them correct', () => {
    expect(output.match(/^gradient check: correct, 2 of 2 parameters agree/gm)).toHaveLength(2);
    expect(output.match(/^gradient check: /gm)).toHaveLength(2);
  });
  test('trains with a loss that falls', () => {
    const losses = numbers(/^training \w+: epoch \d+ of 60, loss (\S+) \(/gm);
    expect(losses).toHaveLength(20);
    for (const part of [losses.slice(0, 10), losses.slice(10)]) expect(part).toEqual(part.toSorted((a, b) => b - a));
  });
  test('is right about at least 94 % of the digits held out, with both classifiers', () => {
    const shares = numbers(/^accuracy .* on the training set, (\S+) % on the test set$/gm);
    expect(shares).toHaveLength(2);
    for (const share of shares) expect(share).toBeGreaterThanOrEqual(94);
  });
  test('shows every held-out digit in a table of ten rows that agrees with the accuracy', () => {
    const rows = Array.from(output.matchAll(/^ {15}\d((?: +(?:\d+|·)){10})$/gm), ([, cells]) =>
      cells!
        .trim()
        .split(/ +/)
        .map((cell) => (cell === '·' ? 0 : Number(cell))),
    );
    expect(rows).toHaveLength(20);
    const shares = numbers(/, (\S+) % on the test set$/gm);
    for (const [index, table] of [rows.slice(0, 10), rows.slice(10)].entries()) {
      expect(sum(table.flat())).toBe(359);
      const right = sum(table.map((row, digit) => row[digit]!));
      expect((100 * right) / 359).toBeCloseTo(shares[index]!, 2);
    }
  });
  test('takes an image for the digit that it shows, with the weights loaded again', () => {
    const guesses = [...output.matchAll(/^loaded again, they take the first test image, a (\d), for a (\d)$/gm)];
    expect(guesses).toHaveLength(2);
    for (const [, label, guess] of guesses) expect(guess).toBe(label);
  });
});

describe('its files', () => {
  const names = ['report.html', 'softmax.safetensors', 'svm.safetensors'];
  test('are the weights of both classifiers and a report', async () => {
    expect((await readdir(written)).toSorted()).toEqual(names);
    for (const name of names) expect(output).toContain(join(written, name));
  });
  test('are the same every time', async () => {
    for (const name of names) {
      const [first, second] = await Promise.all(runs.map(({ folder }) => readFile(join(folder, 'output', name))));
      expect(first!.equals(second!), name).toBe(true);
    }
  });
  test.each(['softmax', 'svm'])('hold the weights of the %s classifier', async (name) => {
    const weights = await loadParameters(join(written, `${name}.safetensors`));
    expect(Object.entries(weights).map(([name, { shape }]) => [name, shape])).toEqual([
      ['W', [64, 10]],
      ['b', [10]],
    ]);
    for (const { shape, data } of Object.values(weights)) {
      expect(data).toHaveLength(countOf(shape));
      expect(data.every(Number.isFinite)).toBe(true);
      expect(Math.max(...data.map(Math.abs))).toBeGreaterThan(0.01);
    }
  });
});

describe('its report', () => {
  let html: string;
  beforeAll(async () => {
    html = await readFile(join(written, 'report.html'), 'utf8');
  });
  const count = (pattern: RegExp): number => html.match(pattern)?.length ?? 0;

  test('needs nothing but itself', () => {
    expect(html).not.toMatch(/https?:|<script|<link|@import/);
  });
  test('shows digits, and of each classifier the graph, the gradient check, the curves, the mistakes and the weights', () => {
    expect(count(/<figure>/g)).toBe(1 + 2 * 5);
    expect(count(/<table>/g)).toBe(11 + 2);
    for (const name of ['softmax', 'SVM'])
      for (const part of ['the loss', 'the graph', 'the gradient check', 'the training', 'the mistakes', 'the weights'])
        expect(html).toContain(`<h2>${name}: ${part}</h2>`);
  });
  test('has 24 digits and ten templates of each classifier as images', () => {
    expect(count(/<image /g)).toBe(24 + 2 * 10);
  });
  test('has for each classifier two loss curves with a point an epoch', () => {
    const curves = html.split('data-mark="line"').slice(1).map((mark) => /d="([^"]*)"/.exec(mark)![1]!); // prettier-ignore
    expect(curves.map((d) => d.match(/[ML]/g)!.length)).toEqual([60, 60, 60, 60]);
  });
  test('has no number that is not one', () => {
    expect(html.replaceAll(/base64,[^"]*/g, '')).not.toMatch(/NaN|undefined|Infinity/);
  });
});

const sum = (addends: readonly number[]): number => addends.reduce((total, addend) => total + addend, 0);
