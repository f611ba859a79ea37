import { constant, evaluate, type Tensor } from '@adjoint/graph';
import { expect, test } from 'vitest';
import { binaryCrossEntropy, binaryHinge } from '../index.ts';

const values = (losses: Tensor) => [...evaluate(losses).data];

test('binaryHinge is C times the violated margin', () => {
  const scores = constant([2, 0.5, -1, 0.25]);
  expect(values(binaryHinge(scores, constant([1, 1, 1, -1])))).toEqual([0, 0.5, 2, 1.25]);
  expect(values(binaryHinge(scores, constant([1, 1, 1, -1]), { C: 4 }))).toEqual([0, 2, 8, 5]);
});

test('binaryCrossEntropy is finite for far logits', () => {
  expect(values(binaryCrossEntropy(constant([800, -800, 0]), constant([0, 1, 0.5])))).toEqual([800, 800, Math.LN2]);
  expect(values(binaryCrossEntropy(constant([800, -800]), constant([1, 0])))).toEqual([0, 0]);
});
