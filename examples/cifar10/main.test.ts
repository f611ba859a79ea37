import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

const timeout = 300_000; // seconds, but where several tests run at once

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adjoint-cifar10-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the program in a folder of its own, and where only it looks for data. */
const run = (...choices: readonly string[]) => {
  const args = ['--conditions=@adjoint/source', '--import', import.meta.resolve('tsx'), main, ...choices];
  const env = { ...process.env, ADJOINT_DATA: '', XDG_CACHE_HOME: join(folder, 'cache') };
  return spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder, env });
};

/** Training and test accuracy by method and features, as the last table has them. */
const accuraciesIn = (printed: string): Record<string, readonly [training: number, test: number]> =>
  Object.fromEntries(
    [...printed.matchAll(/^(\S.*?) {2,}(?:(\S.*?) {2,})?(\d+\.\d) % +(\d+\.\d) % /gm)].map(
      ([, method, features, training, test]) => [
        features === undefined ? method! : `${method} on ${features}`,
        [Number(training), Number(test)],
      ],
    ),
  );

/** The columns of the table of step sizes: the loss before the step, then after steps of 1e-10 to 1e-1. */
const stepsIn = (printed: string): readonly (readonly number[])[] => {
  const lines = [...printed.matchAll(/^(?:0|1e-\d+)((?: +[\d.]+)+)$/gm)].map(([, cells]) =>
    cells!.trim().split(/ +/).map(Number),
  );
  return lines[0]!.map((_, column) => lines.map((line) => line[column]!));
};

const expectToFallThenExplode = (losses: readonly number[], start: number): void => {
  expect(losses).toHaveLength(11);
  expect(losses[0]).toBeCloseTo(start, 1);
  expect(losses[1]).toBeLessThanOrEqual(losses[0]!);
  const lowest = losses.indexOf(Math.min(...losses));
  expect(losses.slice(1, lowest + 1)).toEqual(losses.slice(1, lowest + 1).toSorted((a, b) => b - a));
  expect(losses[lowest]! / losses[0]!).toBeLessThan(0.7);
  for (const i of [9, 10]) expect(losses[i]! / losses[i - 1]!).toBeCloseTo(10, 0);
};

const pictureOf = (name: string): string => {
  const svg = readFileSync(join(folder, 'output', name), 'utf8');
  expect(svg.replaceAll(/base64,[^"]*/g, '')).not.toMatch(/NaN|undefined/);
  return svg;
};

const installed = existsSync('/usr/share/datasets/fashion-mnist');
if (!installed)
  test.skip('the experiments on Fashion-MNIST: NOT TESTED, since dataset-fashion-mnist is not installed', () => {});

describe.skipIf(!installed)('on 2,000 images of Fashion-MNIST', () => {
  test('luck beats chance, slopes beat luck, and steps of every size do as the lecture says', { timeout }, () => {
    const { stdout, stderr } = run(
      '--data',
      'fashion-mnist',
      '--train',
      '2000',
      '--test',
      '1000',
      '--whole',
      '500',
      '--tries',
      '300',
    );
    expect(stderr).toBe('');
    const accuracies = accuraciesIn(stdout);
    const test = (method: string) => accuracies[method]![1];
    expect(Object.keys(accuracies)).toHaveLength(7);
    expect(test('chance')).toBe(10);
    expect(test('random search on pixels')).toBeGreaterThan(15); // 25.3
    expect(test('random local search on pixels')).toBeGreaterThan(test('random search on pixels'));
    for (const method of ['SVM', 'softmax']) {
      expect(test(`${method} on pixels`)).toBeGreaterThan(78); // 81.4, 81.6
      expect(test(`${method} on HOG`)).toBeGreaterThan(75); // 78.9, 79.4
      expect(accuracies[`${method} on pixels`]![0]).toBeGreaterThan(test(`${method} on pixels`));
    }
    const [crossEntropy, hinge, ...others] = stepsIn(stdout);
    expectToFallThenExplode(crossEntropy!, Math.log(10));
    expectToFallThenExplode(hinge!, 9);
    expect(others).toEqual([]); // the lecture's are of CIFAR-10
    expect(pictureOf('fashion-mnist-step-sizes.svg')).toContain('cross-entropy');
    expect(pictureOf('fashion-mnist-templates.svg').match(/data:image\/png;base64/g)).toHaveLength(20);
  });

  test('the same seed gives the same figures, another one others', { timeout }, () => {
    const few = ['--data', 'fashion-mnist', '--train', '300', '--test', '200', '--tries', '5', '--epochs', '1'];
    const figures = (seed: string) => run(...few, '--seed', seed).stdout.replaceAll(/after \d+ s/g, '');
    const first = figures('1');
    expect(figures('1')).toBe(first);
    expect(figures('2')).not.toBe(first);
  });
});

/** The six files of CIFAR-10 in their full size. Each class has a hue of its own, and light and noise differ from image to image. */
const writeColors = (path: string): void => {
  mkdirSync(path);
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
  for (const name of ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']) {
    const bytes = new Uint8Array(10_000 * 3073);
    for (let at = 0; at < bytes.length;) {
      const label = Math.floor((10 * next()) / 2 ** 32);
      const light = 100 + (next() >>> 26);
      const strength = 10 + (next() >>> 28);
      bytes[at++] = label;
      for (let plane = 0; plane < 3; plane++) {
        const level = light + strength * Math.cos(2 * Math.PI * (label / 10 - plane / 3));
        for (let pixel = 0; pixel < 1024; pixel++) bytes[at++] = level + (next() >>> 27);
      }
    }
    writeFileSync(join(path, `${name}.bin`), bytes);
  }
};

describe('on files of the format of CIFAR-10', () => {
  test('colours are learned from pixels, and from their hues', { timeout }, () => {
    const path = join(folder, 'colors');
    writeColors(path);
    const few = [
      '--train',
      '1500',
      '--test',
      '500',
      '--whole',
      '300',
      '--tries',
      '50',
      '--epochs',
      '4',
      '--words',
      '10',
    ];
    const { stdout, stderr } = run('--path', path, ...few);
    expect(stderr).toBe('');
    const accuracies = accuraciesIn(stdout);
    for (const method of ['SVM', 'softmax']) {
      expect(accuracies[`${method} on pixels`]![1]).toBeGreaterThan(80);
      expect(accuracies[`${method} on HOG, hues, words`]![1]).toBeGreaterThan(50);
    }
    expect(stdout).toMatch(/^random search .* 15\.5 %$/m);
    expect(stdout).toMatch(/^random local search .* 21\.4 %$/m);
    const [crossEntropy, hinge, lecture] = stepsIn(stdout);
    expectToFallThenExplode(hinge!, 9);
    expect(crossEntropy![0]).toBeCloseTo(Math.log(10), 1);
    expect(lecture![0]).toBe(2.2007);
    expect(pictureOf('cifar10-templates.svg')).toContain('>airplane</text>');
  });

  test('where there are none, it says so and ends well', () => {
    const { stdout, status } = run('--path', folder);
    expect(stdout).toMatch(/^skipped: cifar-10: cifar-10-binary\.tar\.gz must be in one of the places searched.*\n$/);
    expect(status).toBe(0);
  });
});

test.each([
  [['--data', 'imagenet'], '--data must be cifar10 or fashion-mnist, got imagenet'],
  [['--train', 'many'], '--train must be a whole number of at least 1, got many'],
  [['--epochs', '0'], '--epochs must be a whole number of at least 1, got 0'],
  [['--speed', '1'], "Unknown option '--speed'"],
])('%j is refused', (choices, message) => {
  const { stdout, stderr, status } = run(...choices);
  expect(stderr).toContain(message);
  expect(stderr).toContain('usage: main.ts');
  expect([stdout, status]).toEqual(['', 2]);
});
