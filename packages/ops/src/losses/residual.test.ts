import { constant, evaluate, type Tensor } from '@adjoint/graph';
import { expect, test } from 'vitest';
import { absoluteError, huber } from '../index.ts';

const values = (losses: Tensor) => [...evaluate(losses).data];

test('huber is half the square near, linear far, and turns smoothly at delta', () => {
  const a = constant([0, 0.5, 1, 3, -3]);
  expect(values(huber(a, 0))).toEqual([0, 0.125, 0.5, 2.5, 2.5]);
  expect(values(huber(a, 0, { delta: 2 }))).toEqual([0, 0.125, 0.5, 4, 4]);
  expect(values(absoluteError(a, 1))).toEqual([1, 0.5, 0, 2, 4]);
});
