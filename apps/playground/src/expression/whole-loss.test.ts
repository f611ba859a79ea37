import { evaluate } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { wholeLossOf } from './whole-loss.ts';

const experiment = { model: { degree: 1, hidden: [] }, classes: 3 } as const;

const bindings = {
  points: [[0.5, 0.4], [-0.3, 0.7]], // prettier-ignore
  labels: [0, 2],
  W: [[1, 2, 3], [2, -4, -1]], // prettier-ignore
  b: [0, 0.5, -0.5],
  lambda: 0.1,
};

const totalOf = (text: string): number => {
  const loss = wholeLossOf(text, experiment);
  if (E.isLeft(loss)) throw new Error(loss.left[0]!.message);
  return evaluate(loss.right.total, bindings).data[0]!;
};

test('a loss for each point is averaged, and gets the regularization of the page', () => {
  expect(totalOf('hinge(scores, labels)')).toBeCloseTo(totalOf('mean(hinge(scores, labels)) + λ * l2(W)'), 14);
});

test('a loss that is one number is the whole loss', () => {
  expect(totalOf('2 * sum(b ** 2)')).toBe(1);
});

test('all mistakes in a text are told', () => {
  const loss = wholeLossOf('a = mean(V)\nhing(scores, labels)', experiment);
  expect(E.isLeft(loss) && loss.left.map(({ from }) => from)).toEqual([9, 12]);
});
