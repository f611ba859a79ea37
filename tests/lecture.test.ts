import { readFileSync } from 'node:fs';
import { digits, standardization } from '@adjoint/datasets';
import { evaluate, gradient, input, parameter } from '@adjoint/graph';
import { add, hinge, initialize, matmul, mean, mul, normal, sub } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { covering, type Named, rows } from './lecture.ts';

/** Whether a file has a test with this title, and does not skip it. */
const hasTest = ([file, title]: Named): boolean => {
  const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const literals = [`'${title}'`, `"${title}"`, `\`${title}\``];
  // called as test(title, or as what test.each(...) and property.prop(...) give
  return literals.some((literal) => source.split(literal).slice(0, -1).some((before) => /(?:\btest|\))\(\s*$/.test(before))); // prettier-ignore
};

describe('of the lecture', () => {
  test.each(rows)('a test covers: %s', (row) => {
    expect(covering[row]).not.toEqual([]);
    expect(covering[row].filter((named) => !hasTest(named))).toEqual([]);
  });
  test('a title that no test has, or that is skipped, covers nothing', () => {
    expect(hasTest(['tests/lecture.test.ts', 'a title of no test'])).toBe(false);
    expect(hasTest(['examples/cifar10/main.test.ts', 'the experiments on Fashion-MNIST: NOT TESTED, since dataset-fashion-mnist is not installed'])).toBe(false); // prettier-ignore
  });
});

// What the slope promises, on real data: the programs of examples/lecture print the rest.

const { data } = await digits();
const set = { images: standardization(data.images).apply(data.images), labels: data.labels };

const images = input('images', ['batch', 64]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [64, 10], normal({ std: 1e-4 }));
const b = parameter('b', [10]);
const scores = add(matmul(images, W), b);

test('step sizes along −∇L: the loss falls by as much as the slope says, then explodes tenfold a decade', () => {
  const loss = mean(hinge(scores, labels));
  const [slope] = gradient(loss, [W]);
  const step = input('step', []);
  const moved = add(matmul(images, sub(W, mul(step, slope))), b);
  const after = mean(hinge(moved, labels));
  const at = { ...set, ...initialize(loss, { seed: 1 }) };
  const lossAt = (size: number): number => evaluate(after, { ...at, step: size }).data[0]!;
  const start = lossAt(0);
  const fall = evaluate(slope, at).data.reduce((sum, entry) => sum + entry * entry, 0);
  for (const size of [1e-10, 1e-8, 1e-6, 1e-4]) expect((start - lossAt(size)) / (size * fall)).toBeCloseTo(1, 3);
  expect(Math.min(...[1e-3, 1e-2, 1e-1, 1].map(lossAt))).toBeLessThan(start / 4);
  for (const size of [1e3, 1e4, 1e5]) expect(lossAt(10 * size) / lossAt(size)).toBeCloseTo(10, 1);
});
