import { checkGradients } from '@adjoint/gradcheck';
import { evaluate, gradient, parametersOf, type Tensor, toValue } from '@adjoint/graph';
import { lbfgs, minimize, newtonCg } from '@adjoint/optim';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { problems } from '../benchmarks/minimizers/problems.ts';

/** Made by `python3 benchmarks/minimizers/problems.py fixture`: plain formulas, and minima refined to 30 digits. */
const known = JSON.parse(
  readFileSync(new URL('../benchmarks/minimizers/problems.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, { value: number; gradient: readonly number[]; minima: readonly number[] }>>; // as written there

/** Minima as the paper prints them, to six digits, for these sizes. */
const printed: Readonly<Record<string, readonly number[]>> = {
  'biggs EXP6': [0, 5.65565e-3],
  gaussian: [1.12793e-8],
  watson: [1.39976e-6],
  'penalty I': [7.08765e-5],
  'penalty II': [2.9366e-4],
  'brown and dennis': [85822.2],
  trigonometric: [0, 2.79506e-5],
  chebyquad: [3.51687e-3],
};

test('there are the 18 problems of Moré, Garbow and Hillstrom', () => {
  expect(problems().map(({ name }) => name)).toEqual(Object.keys(known));
  expect(problems()).toHaveLength(18);
});

describe.each(problems())('the problem $name', ({ name, loss, start }) => {
  const at = { x: toValue([...start]) };
  const { value, gradient: slopes, minima } = known[name]!;
  test('has the value and the gradient of its formula at the start', () => {
    const [slope] = gradient(loss, parametersOf(loss) as readonly Tensor[]); // which are real
    const found = evaluate({ loss, slope: slope! }, at);
    expect(Math.abs(found.loss.data[0]! - value)).toBeLessThanOrEqual(1e-12 * value);
    const size = Math.max(...slopes.map(Math.abs));
    slopes.forEach((expected, i) => {
      expect(Math.abs(found.slope.data[i]! - expected)).toBeLessThanOrEqual(1e-11 * size);
    });
  });
  test('has correct gradients', () => {
    expect(checkGradients(loss, { at })).toMatchObject({ ok: true });
  });
  test('has the minima that the paper prints', () => {
    const expected = printed[name] ?? [0];
    expect(minima).toHaveLength(expected.length);
    minima.forEach((minimum, i) => {
      expect(Math.abs(minimum - expected[i]!)).toBeLessThanOrEqual(1e-5 * expected[i]!);
    });
  });
  test.each([lbfgs(), newtonCg()])('is minimized by $name', async (method) => {
    const limits = { gradientTolerance: 1e-10, changeTolerance: 1e-15 };
    const found = await minimize(loss, method, { ...limits, start: at });
    expect(minima.some((minimum) => Math.abs(found.value - minimum) <= 1e-6 * minimum + 1e-12)).toBe(true);
  });
});
