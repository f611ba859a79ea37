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
  const names = ['quickstart.svg', 'softmax.safetensors', 'svm.safetensors'];
  test('are the weights of both classifiers and a picture', async () => {
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

describe('its picture', () => {
  let root: XmlElement;
  beforeAll(async () => {
    root = parseXml(await readFile(join(written, 'quickstart.svg'), 'utf8'));
  });

  test('is well-formed SVG', () => {
    expect(root.name).toBe('svg');
    expect(root.attributes['xmlns']).toBe('http://www.w3.org/2000/svg');
  });
  test('has for each classifier ten templates of 64 pixels', () => {
    const panels = root.children.filter(({ name }) => name === 'svg');
    const cells = panels.flatMap((panel) =>
      panel.children.filter((child) => child.attributes['aria-label'] === 'cell'),
    );
    expect(cells).toHaveLength(2);
    for (const { children } of cells)
      expect(children.map((facet) => facet.children.filter(({ name }) => name === 'rect').length)).toEqual(
        Array(10).fill(64),
      );
  });
  test('has for each classifier two loss curves with a point an epoch', () => {
    const lines = descendantsOf(root).filter(({ attributes }) => attributes['aria-label'] === 'line');
    expect(lines).toHaveLength(2);
    for (const { children } of lines)
      expect(children.map(({ attributes }) => attributes['d']!.match(/[ML]/g)!.length)).toEqual([60, 60]);
  });
  test('lies within its frame, and has no number that is not one', () => {
    const [width, height] = [Number(root.attributes['width']), Number(root.attributes['height'])];
    for (const { attributes } of root.children) {
      expect(Number(attributes['x'] ?? 0) + Number(attributes['width'])).toBeLessThanOrEqual(width);
      expect(Number(attributes['y'] ?? 0) + Number(attributes['height'])).toBeLessThanOrEqual(height);
    }
    for (const { attributes } of descendantsOf(root))
      expect(JSON.stringify(attributes)).not.toMatch(/NaN|undefined|Infinity/);
  });
});

interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
}

/** The elements of an XML document without comments and declarations; throws where it is not well-formed. */
const parseXml = (text: string): XmlElement => {
  const pieces = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[A-Za-z_][\w:.-]*="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/g;
  const document: XmlElement = { name: 'document', attributes: {}, children: [] };
  const open = [document];
  for (const [piece, slash, name, attributes, isEmpty, content, stray] of text.trim().matchAll(pieces)) {
    const within = open.at(-1)!;
    if (stray !== undefined) throw new Error('a < that begins no element');
    if (/&(?!(amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(piece)) throw new Error(`an & in ${piece}`);
    if (content !== undefined) {
      if (within === document) throw new Error(`text outside of the root: ${content}`);
      continue;
    }
    if (slash === '/') {
      if (within.name !== name) throw new Error(`</${name}> closes <${within.name}>`);
      open.pop();
      continue;
    }
    const pairs = Array.from(
      attributes!.matchAll(/([\w:.-]+)="([^"]*)"/g),
      ([, key, value]) => [key!, value!] as const,
    );
    if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`an attribute twice in ${piece}`);
    const element: XmlElement = { name: name!, attributes: Object.fromEntries(pairs), children: [] };
    within.children.push(element);
    if (isEmpty !== '/') open.push(element);
  }
  const [root, ...others] = document.children;
  if (open.length > 1 || root === undefined || others.length > 0) throw new Error('the document must be one element');
  return root;
};

const descendantsOf = (element: XmlElement): readonly XmlElement[] => [
  element,
  ...element.children.flatMap(descendantsOf),
];

const sum = (addends: readonly number[]): number => addends.reduce((total, addend) => total + addend, 0);
