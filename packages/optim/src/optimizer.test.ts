import { AdjointError, type AnyTensor, nameOf, parameter, print, type Shape, state, type Tensor } from '@adjoint/graph';
import { mul, sum } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { adam } from './adam.ts';
import { type Optimizer, perParameter, updatesOf } from './optimizer.ts';
import { sgd } from './sgd.ts';

const v = parameter<Shape>('v', [3]);
const u = parameter<Shape>('u', [2]);
const parameters = [v, u];

const namesOf = (optimizer: Optimizer) => updatesOf(optimizer, parameters, parameters).map(({ leaf }) => nameOf(leaf));

describe('the updates of an optimizer', () => {
  test('take its descent from each parameter, and count', () => {
    const updates = updatesOf(sgd({ learningRate: 0.1 }), parameters, parameters);
    expect(updates.map(({ next }) => String(next))).toEqual([
      'sub(v, mul(0.1, v)): [3]',
      'sub(u, mul(0.1, u)): [2]',
      'add(steps made, 1): []',
    ]);
  });
  test('are of no state but the count where the rule has none', () => {
    expect(namesOf(sgd({ learningRate: 0.1 }))).toEqual(['v', 'u', 'steps made']);
  });
  test('name states after what they are and whose', () => {
    expect(namesOf(adam())).toEqual([
      'v',
      'u',
      'mean of v',
      'mean square of v',
      'mean of u',
      'mean square of u',
      'steps made',
    ]);
  });
  test('have the shapes of their leaves', () => {
    for (const { leaf, next } of updatesOf(adam(), parameters, parameters)) expect(next.shape).toEqual(leaf.shape);
  });
});

describe('a rule', () => {
  const some = (descent: (gradients: readonly Tensor[]) => readonly Tensor[]): Optimizer => {
    return ({ gradients }) => ({ descent: descent(gradients), updates: [] });
  };
  test.each<[string, Optimizer, string]>([
    ['a descent too few', some(([first]) => [first!]), 'must fit 2 parameters, got 1'],
    ['a descent of another shape', some(([a, b]) => [b!, a!]), "must fit v of shape [3], got '[2]'"],
    [
      'a descent that would broadcast',
      some(([a, b]) => [sum(a!) as AnyTensor as Tensor, b!]),
      "must fit v of shape [3], got '[]'",
    ],
  ])('is refused with %s', (_, rule, message) => {
    const failure = (() => {
      try {
        return updatesOf(rule, parameters, parameters);
      } catch (error) {
        return error instanceof AdjointError ? error.failure : error;
      }
    })();
    expect(failure).toMatchObject({ _tag: 'InvalidOption', message: `optimizer: descent ${message}` });
  });
  test('may have states that belong to no parameter', () => {
    const shared = state('shared', []);
    const rule: Optimizer = (at) => {
      const { descent } = perParameter(at, ({ gradient }) => ({ descent: mul(shared, gradient) }));
      return { descent, updates: [{ leaf: shared, next: at.step }] };
    };
    const [first, , last] = updatesOf(rule, parameters, parameters);
    expect(print({ first: first!.next, last: last!.next })).toContain('shared');
  });
});
