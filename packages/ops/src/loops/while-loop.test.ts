import { evaluate, fromJSON, gradient, input, parameter, stopGradient, toJSON } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../test/convention.ts';
import * as ops from '../index.ts';
import { add, div, greater, less, mul, whileLoop } from '../index.ts';

const x = parameter('x', []);
const root = whileLoop(
  ([guess, step]) => ops.and(greater(ops.abs(ops.sub(mul(guess, guess), x)), 1e-12), less(step, 50)),
  ([guess, step]) => [div(add(guess, div(x, guess)), 2), add(step, 1)] as const,
  [x, ops.toInt(mul(x, 0))] as const,
);

test('a loop goes on while its condition is true of what it carries', () => {
  const [guess, steps] = root;
  const { guess: value, steps: count } = evaluate({ guess, steps }, { x: 2 });
  expect(value.data[0]).toBeCloseTo(Math.SQRT2, 12);
  expect(count.data[0]).toBe(5);
});

test('a condition that is false at once leaves the carry as it was', () => {
  expect([...evaluate(whileLoop((all) => less(all, 0), (all) => mul(all, 2), x), { x: 3 }).data]).toEqual([3]); // prettier-ignore
});

test('a carry may be given on in another place', () => {
  const pair = [input('a', []), input('b', []), input('n', [], 'int')] as const;
  const [a, b] = whileLoop(
    ([, , n]) => greater(n, 0),
    ([a, b, n]) => [b, a, add(n, -1)] as const,
    pair,
  );
  const found = evaluate({ a, b }, { a: 1, b: 2, n: 3 });
  expect([...found.a.data, ...found.b.data]).toEqual([2, 1]);
});

test('a loop that does not end is refused after the greatest number of steps', () => {
  const endless = whileLoop((all) => greater(all, 0), (all) => all, x, { maxIterations: 10 }); // prettier-ignore
  expect(failureOf(() => evaluate(endless, { x: 1 })).message).toBe(
    'whileLoop: the condition must be false after 10 iterations, got true',
  );
});

test.each([
  ['a boolean of the language', () => true, 'true'],
  ['a number', () => x, "'real []'"],
  ['one for each', () => greater(input('xs', [3]), 0), "'bool [3]'"],
])('a condition that is %s is refused', (_, condition, got) => {
  expect(failureOf(() => whileLoop(condition as never, (all) => all, x)).message).toBe(
    `whileLoop: the condition must be one truth value, got ${got}`,
  );
});

describe('the derivative', () => {
  test('is refused, and the message says what to do', () => {
    expect(failureOf(() => gradient(root[0], [x]))).toMatchObject({
      _tag: 'NotDifferentiable',
      message:
        'gradient: a loop whose number of steps is not known has no derivative (scan has one; stopGradient says that none is wanted), got whileLoop',
    });
  });

  test('is zero where none is wanted', () => {
    const [slope] = gradient(mul(stopGradient(root[0]), x), [x]);
    expect(evaluate(slope, { x: 2 }).data[0]).toBeCloseTo(Math.SQRT2, 12);
  });
});

test('read again from JSON it is the same loop', () => {
  const again = fromJSON(JSON.stringify(toJSON(root[0])), { operations: ops });
  expect(evaluate(again['output']!, { x: 7 })).toEqual(evaluate(root[0], { x: 7 }));
});
