import { print } from '@adjoint/graph';
import { add, crossEntropy, l2, matmul, mean, mul, sum, transpose } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { parseLoss, programNames, scopeOf } from './parse-loss.ts';
import { b, labels, lambda, W, X } from './sample.ts';

const scores = add(matmul(X, W), b);
const names = { features: X, labels, W, b, lambda, scores };

const reading = (text: string): string =>
  E.match(
    ({ message, from, to }: { message: string; from: number; to: number }) => `${message} at ${from}-${to}`,
    print,
  )(parseLoss(text, names));

test("the lecture's names stand for the page's", () => {
  expect(reading('mean(crossEntropy(X @ W + b, y)) + λ * l2(W)')).toBe(
    print(add(mean(crossEntropy(scores, labels)), mul(lambda, l2(W)))),
  );
  expect(programNames(Object.keys(names)).get('λ')).toBe('lambda');
  expect(programNames(['W']).has('λ')).toBe(false);
});

test('a loss for each sample is a loss too', () => {
  expect(reading('crossEntropy(scores, labels)')).toBe(print(crossEntropy(scores, labels)));
});

test('the first mistake is told', () => {
  expect(reading('q + r')).toBe('nothing is called q at 0-1');
  expect(reading('scores')).toMatch(/^the loss must be one number or one for each sample, \[batch\], got \[batch, 3\]/);
});

test('a matrix of all samples by all samples fits, one of more does not', () => {
  const { nodes } = scopeOf(names);
  expect([...nodes.keys()].toSorted()).toEqual(['W', 'X', 'b', 'features', 'labels', 'lambda', 'scores', 'y', 'λ']);
  expect(reading('sum(X @ transpose(X))')).toBe(print(sum(matmul(X, transpose(X)))));
  expect(reading('sum(outer(X, X))')).toMatch(/^the elements of a node can be at most/);
});
