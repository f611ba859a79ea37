import { checkGradients } from '@adjoint/gradcheck';
import { evaluate, everyNode, gradient, input, parameter } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../test/convention.ts';
import { add, cond, exp, gather, greater, log, mul, square, sum } from '../index.ts';

const x = parameter('x', [3]);
const y = parameter('y', []);
const isPositive = greater(y, 0);

describe('only the branch that is taken', () => {
  const place = input('place', [], 'int');
  const chosen = cond(
    isPositive,
    () => gather(x, place, 0),
    () => mul(y, 2),
  );
  test('is evaluated: the other one may be refused', () => {
    expect([...evaluate(chosen, { x: [1, 2, 3], y: -1, place: 9 }).data]).toEqual([-2]);
    expect(failureOf(() => evaluate(chosen, { x: [1, 2, 3], y: 1, place: 9 })).message).toBe(
      'gather: index must be from 0 to 2, got 9 at []',
    );
  });

  test('has a derivative: by what the other one depends on it is 0', () => {
    const [dx, dy] = gradient(chosen, [x, y]);
    const at = (bindings: Readonly<Record<string, number | number[]>>) =>
      Object.values(evaluate({ dx, dy }, bindings)).map(({ data }) => [...data]);
    expect(at({ x: [1, 2, 3], y: -1, place: 1 })).toEqual([[0, 0, 0], [2]]);
    expect(at({ x: [1, 2, 3], y: 1, place: 1 })).toEqual([[0, 1, 0], [0]]);
  });

  test('leaks nothing, not even NaN', () => {
    const logOrZero = cond(
      greater(y, 0),
      () => log(y),
      () => mul(y, 0),
    );
    const [slope] = gradient(logOrZero, [y]);
    const [curvature] = gradient(slope, [y]);
    expect([evaluate(slope, { y: 0 }).data[0], evaluate(curvature, { y: 2 }).data[0]]).toEqual([0, -0.25]);
  });
});

test('gradients agree with differences on both sides', () => {
  const loss = cond(
    isPositive,
    ([a, b]) => sum(mul(exp(a), b)),
    ([a, b]) => sum(mul(square(a), square(b))),
    [x, y] as const,
  );
  for (const side of [0.5, -0.5])
    expect(checkGradients(loss, { at: { x: [0.1, -0.2, 0.3], y: side } })).toMatchObject({ verdict: 'correct' });
});

test('with operands, what does not depend on them is evaluated before, once', () => {
  const shared = exp(x);
  const chosen = cond(
    isPositive,
    (b) => mul(shared, b),
    (b) => add(shared, b),
    y,
  );
  expect(everyNode([chosen]).filter(({ op }) => op.name === 'exp')).toEqual([shared.node]);
});

describe('what is wrong is said:', () => {
  test.each<readonly [() => unknown, string]>([
    [
      () =>
        cond(
          isPositive,
          () => x,
          () => y as never,
        ),
      'cond: both branches must give the same shape, got [3] and []',
    ],
    [
      () =>
        cond(
          isPositive,
          () => y,
          () => isPositive as never,
        ),
      'cond: both branches must give the same kind, got real and bool',
    ],
    [
      () =>
        cond(
          isPositive,
          () => [y],
          () => y as never,
        ),
      "cond: the second branch must give a list of 1 too, got 'a tensor'",
    ],
    [
      () =>
        cond(
          greater(x, 0) as never,
          () => y,
          () => y,
        ),
      "cond: the predicate must be one truth value, got 'bool [3]'",
    ],
    [() => cond(isPositive, y as never, () => y), "cond: both branches must be functions, got 'a tensor'"],
  ])('%#', (build, message) => {
    expect(failureOf(build).message).toBe(message);
  });
});
