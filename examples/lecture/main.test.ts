import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(here).filter((name) => /^\d\d-/.test(name)).map((name) => name.replace('.ts', '')); // prettier-ignore

let folder: string;
let sections: readonly string[];

const run = (...args: readonly string[]) =>
  spawnSync(
    process.execPath,
    ['--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), join(here, 'main.ts'), ...args],
    { encoding: 'utf8', cwd: folder },
  );

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adjoint-lecture-'));
  const { stdout, stderr, status } = run();
  if (status !== 0 || stderr !== '') throw new Error(`the lecture ended with ${status}: ${stderr}`);
  sections = stdout.split(/^── /m).slice(1);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** The numbers that a section prints where a pattern has groups, for each match. */
const numbers = (section: number, pattern: RegExp): readonly (readonly number[])[] =>
  [...sections[section - 1]!.matchAll(pattern)].map(([, ...groups]) => groups.map(Number));

/** Whether a section prints these lines, wherever they are. */
const expectLines = (section: number, ...lines: readonly string[]): void => {
  for (const line of lines) expect(sections[section - 1]!.split('\n')).toContain(line);
};

const falls = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value < values[i - 1]!);

test('runs every section, in order', () => {
  expect(sections.map((text) => text.split(' ──')[0])).toEqual(names.map((name) => name.replaceAll('-', ' ')));
});

test('runs the sections that are asked for, and says which there are', () => {
  expect(run('4', '2').stdout.match(/^── .*/gm)).toEqual(['── 02 hinge ──', '── 04 softmax ──']);
  expect(run('12')).toMatchObject({ status: 2, stderr: 'there is no section 12: they go from 1 to 11\n' });
});

test('leaves pictures of every section, and says where they are', () => {
  const drawn = readdirSync(join(folder, 'output', 'lecture')).toSorted();
  const said = sections.flatMap((text) =>
    [...text.matchAll(/^picture: .*?([^/\\]+\.svg)$/gm)].map(([, file]) => file!),
  );
  expect(said.toSorted()).toEqual(drawn);
  for (const name of names) expect(drawn.filter((file) => file.startsWith(name.slice(0, 2)))).not.toEqual([]);
  for (const file of drawn) {
    const svg = readFileSync(join(folder, 'output', 'lecture', file), 'utf8');
    expect(svg).toMatch(/^<svg [^>]*role="img"[\s\S]*<\/svg>\n$/);
    expect(svg.replaceAll(/base64,[^"]*/g, '')).not.toMatch(/NaN|undefined|Infinity/);
  }
});

describe('the lecture, executed:', () => {
  test('1. scores of −96.8, 437.9 and 60.75, and 61.95 without the bias', () => {
    expectLines(1, 'Wx + b: cat -96.8, dog 437.9, ship 60.75', 'Wx alone: cat -97.9, dog 434.7, ship 61.95');
    expectLines(1, 'one product with the bias inside: cat -96.8, dog 437.9, ship 60.75');
  });

  test('2. hinge losses, their variants, their margins shaded, and K − 1 where there are no weights', () => {
    expectLines(2, 'hinge losses: 2.9, 0, 12.9; mean 5.2667', 'squared: 8.41, 0, 83.25');
    expectLines(2, 'summed over the right class as well: 3.9, 1, 13.9, more by 1, 1, 1');
    expectLines(2, 'gradient of the sum: -2, 1, 1', 'of the mean: -1, 0.5, 0.5');
    expectLines(2, 'plain: 3 against 4, so one violation of 3 is the better');
    expectLines(2, 'squared: 9 against 8, so two violations of 2 is the better');
    expectLines(2, 'at W = 0 and 10 classes: 9');
    expect(numbers(2, /^at tiny weights: (\S+)$/gm)[0]![0]).toBeCloseTo(9, 2);
    const [[loops, samples, matrix]] = numbers(2, /loops (\S+), by sample (\S+), by matrix (\S+)/g) as [number[]];
    expect(loops).toBe(matrix);
    expect(samples).toBe(matrix);
  });

  test('3. regularization: penalties of two vectors, one knob of Δ and λ, the binary SVM, a quartic, and λ against sureness', () => {
    expectLines(3, 'w = [1, 0, 0, 0]: score 1, L2 1, L1 1, elastic net 2');
    expectLines(3, 'w = [0.25, 0.25, 0.25, 0.25]: score 1, L2 0.25, L1 1, elastic net 1.25');
    expect(numbers(3, /^\d+W: hinge loss (\S+), L2/gm)).toEqual([[0], [0], [0]]);
    const [[scaled, plain]] = numbers(3, /at 5W: ([\d.]+);.* at W: ([\d.]+)/g) as [number[]];
    expect(scaled).toBe(plain);
    expectLines(
      3,
      'binary SVM with C = 2/λ = 5: its gradient is 5.000000, 5.000000, 5.000000 times that of two classes',
    );
    const powers = numbers(3, /t⁴: +(\S+) +(\S+) +(\S+) +(\S+)$/gm);
    const zeros = powers.map((weights) => weights.filter((weight) => weight === 0).length);
    expect(zeros).toEqual([0, 0, 2]);
    const squares = powers.map((weights) => weights.reduce((sum, weight) => sum + weight ** 2, 0));
    expect(squares[1]).toBeLessThan(squares[0]!);
    const tops = numbers(3, /^λ = \S+: mean top probability (\S+)$/gm).flat();
    expect([tops[0], tops.at(-1)]).toEqual([0.985, 0.101]);
    expect(falls(tops)).toBe(true);
  });

  test('4. softmax and cross-entropy: probabilities, slips of the logarithm, stability, chance, and the SVM beside it', () => {
    expectLines(4, 'exp: 24.53, 164.0, 0.1827', 'probabilities: 0.1300, 0.8690, 0.0010');
    expectLines(4, 'cross-entropy of the cat: 2.0404 nats', 'to base 10, as on the slides: 0.89');
    expectLines(4, 'softmax of 123, 456, 789: 5.8e-290, 2.4e-145, 1.0', 'as exp over sum: 0.0, 0.0, NaN');
    expectLines(4, 'scores less the largest: 5.8e-290, 2.4e-145, 1.0');
    expectLines(4, '10 classes at tiny weights: 2.3026, ln 10 = 2.3026');
    expectLines(4, 'scores -2.85, 0.860, 0.280', 'hinge 1.58, cross-entropy 1.0402', 'to base 10: 0.452');
    expectLines(4, 'hinge with every margin met: 0.00000, gradient 0.00, 0.00, 0.00');
    const [[before, after]] = numbers(4, /cross-entropy with every margin met: ([\d.]+).*\n.*: (\S+)/g) as [number[]];
    expect(after).toBeLessThan(before!);
  });

  test('5. the landscape: pieces and bowls along lines and over planes, three terms and their sum, a hill between two networks', () => {
    const [[one], [all]] = numbers(5, /bent at (\d+) of 159 points, never downwards: true/g) as [number[], number[]];
    expect(one).toBeLessThanOrEqual(2 * 9); // a bend between two points shows at both
    expect(all).toBeGreaterThan(100);
    const [[lowest]] = numbers(5, /lowest at w₀ = (\S+),/g) as [number[]];
    expect(Math.abs(lowest!)).toBeLessThan(4); // inside of the picture
    expectLines(5, 'two layers: loss 0 and 0 at both ends, 0.5 halfway');
    const [[halfway, mean]] = numbers(5, /linear: (\S+) halfway, at most the mean (\S+)/g) as [number[]];
    expect(halfway).toBeLessThan(mean!);
  });

  test('6. search: a thousand draws beat chance, a thousand tries from the best beat them', () => {
    const [draws, tries] = numbers(6, /loss (\S+) after 1000 tries, (\S+) %/g);
    expect(draws![1]).toBeGreaterThan(12);
    expect(tries![0]).toBeLessThan(draws![0]!);
    expect(tries![1]).toBeGreaterThan(draws![1]!);
  });

  test('7. differences: errors of h and of its square, 30,731 and 61,460 losses for 30,730 weights, and a slip that is found', () => {
    const [[forward], [centered]] = numbers(7, /slope of eᵗ at 1 is off by (\S+)/g) as [number[], number[]];
    expect(forward).toBeCloseTo(1.36e-5, 6);
    expect(centered).toBeLessThan(1e-9);
    expectLines(7, 'forward: 30,731 losses for one gradient of 30,730 weights');
    expectLines(7, 'centered: 61,460 losses for one gradient of 30,730 weights');
    expect(numbers(7, /differ by at most (\S+)/g)[0]![0]).toBeLessThan(1e-14);
    expect(numbers(7, /derived and numeric by (\S+)/g)[0]![0]).toBeLessThan(1e-8);
    expect(sections[6]).toMatch(/^gradient check: correct/m);
    expectLines(7, 'without the right class: wrong');
  });

  test('8. steps: the loss falls, then explodes tenfold a decade; a line search and L-BFGS go further', () => {
    const rows = numbers(8, /^(?:0|1e-\d+) +(\S+) +(\S+)$/gm);
    expect(rows).toHaveLength(11);
    for (const column of [0, 1]) {
      const losses = rows.map((row) => row[column]!);
      const lowest = losses.indexOf(Math.min(...losses));
      expect(losses.slice(0, lowest + 1)).toEqual(losses.slice(0, lowest + 1).toSorted((a, b) => b - a));
      expect(losses[lowest]).toBeLessThan(losses[0]! / 4);
      expect(losses[10]! / losses[9]!).toBeCloseTo(10, 0);
    }
    expect(falls(numbers(8, /loss (\S+) after \d+ passes/g).flat())).toBe(true);
  });

  test('9. batches: copies tell nothing new, weighted means are the full gradient, errors fall as 1/√B, paths calm down', () => {
    expectLines(9, 'every image twice: the gradient is the same');
    const rows = numbers(9, /^B = +(\d+): .* times √B (\S+); their weighted mean is the full gradient$/gm);
    expect(rows.map(([size]) => size)).toEqual([32, 64, 128, 256]);
    for (const [, constant] of rows) expect(constant! / rows[0]![1]!).toBeCloseTo(1, 1);
    expect(falls(numbers(9, /the last ones (\S+) long/g).flat())).toBe(true);
  });

  test('10. features: hues, gradients and visual words tell what pixels do not', () => {
    const others = numbers(10, /, (\S+) % of others$/gm).flat();
    const [pixels, hues, gradients, words, both] = others as [number, number, number, number, number];
    for (const half of [pixels, hues, gradients]) expect(Math.abs(half - 50)).toBeLessThan(10);
    for (const whole of [words, both]) expect(whole).toBeGreaterThan(95);
  });

  test('11. the demonstration: four losses place the lines of three classes', () => {
    const rows = numbers(11, /loss (\S+), slope.* loss (\S+), (\d+) % of the points right/g);
    expect(rows).toHaveLength(4);
    for (const [before, after, percent] of rows) {
      expect(after).toBeLessThan(before! / 3);
      expect(percent).toBeGreaterThan(85);
    }
  });
});
