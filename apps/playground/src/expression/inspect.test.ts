import { gradient, evaluate, constant } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { type Built, buildExpression } from './build.ts';
import { type Inspected, inspectorOf, summaryOf } from './inspect.ts';
import { b, bindings, scope } from './sample.ts';

const built = (text: string): Built => {
  const result = buildExpression(text, { ...scope, samples: 'batch' });
  if (E.isLeft(result)) throw new Error(result.left.map(({ message }) => message).join('; '));
  return result.right;
};

const inspected = (text: string): ReadonlyMap<string, Inspected> => {
  const graph = built(text);
  const result = inspectorOf(graph)(bindings);
  if (E.isLeft(result)) throw new Error(result.left.message);
  return new Map(graph.steps.map(({ name, defines }, index) => [defines ?? name, result.right[index]!]));
};

test('every step has its value, and the gradient of the loss by it, inner ones too', () => {
  const text = 'scores = X @ W + b\nmean(crossEntropy(scores, y)) + 0.5 * l2(W)';
  const steps = inspected(text);
  const [byBias] = gradient(built(text).loss, [b]);
  expect(steps.get('b')!.gradient!.data).toEqual(evaluate(byBias, bindings).data);
  expect(Array.from(steps.get('crossEntropy')!.gradient!.data)).toEqual([0.25, 0.25, 0.25, 0.25]);
  expect(steps.get('scores')!.gradient!.shape).toEqual([4, 3]);
  expect(steps.get('l2')!.gradient!.data[0]).toBe(0.5);
  expect(steps.get('add')!.gradient!.data[0]).toBe(1);
  expect(steps.get('0.5')).toEqual({ value: { shape: [], data: Float64Array.of(0.5) }, gradient: undefined });
});

test('integers and truth values have a value and no gradient', () => {
  const steps = inspected('sum(where(mask, W, 0)) + sum(toReal(y))');
  expect(steps.get('mask')!.gradient).toBeUndefined();
  expect(steps.get('y')!.gradient).toBeUndefined();
  expect(steps.get('W')!.gradient!.data).toEqual(Float64Array.of(1, 0, 1, 0, 1, 0));
});

test('a loss for each sample is averaged before it is differentiated', () => {
  const steps = inspected('crossEntropy(X @ W, y)');
  expect(Array.from(steps.get('crossEntropy')!.gradient!.data)).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test('what is wrong with the bindings is an error', () => {
  const result = inspectorOf(built('mean(crossEntropy(X @ W, y))'))({ ...bindings, labels: [0, 1, 2, 7] });
  expect(E.isLeft(result) && result.left.message).toContain('index must be from 0 to 2, got 7');
});

test.each([
  [[2.23456], [], '2.235'],
  [[-1e-9], [], '−1e-9'],
  [[1234567], [], '1.235e6'],
  [[1000], [], '1000'],
  [[NaN], [], 'NaN'],
  [[1, -2, 0.33333], [3], '[1, −2, 0.333]'],
  [[1, 2, 3, 4, 5, 6], [2, 3], '[2, 3] mean 3.5, 1 to 6'],
  [[1, 2, 3, 4, 5, NaN], [2, 3], '[2, 3] mean NaN, NaN to NaN'],
  [[], [0, 3], '[0, 3], empty'],
])('%j of shape %j is shown as %s', (data, shape, shown) => {
  expect(summaryOf(evaluate(constant({ shape, data: Float64Array.from(data) })))).toBe(shown);
});
