import { attempt, evaluate, gradient, input, parameter, printExpression, type Shape } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { testAgainstNumPy } from '../../test/numpy.ts';
import { testAgainstPyTorch } from '../../test/torch.ts';
import { pad, square, sum } from '../index.ts';

testAgainstNumPy('structure', { pad });
testAgainstPyTorch({ pad });

describe('named dimensions', () => {
  const x = input('x', ['batch', 3] as Shape);

  test('become sums when padded', () => {
    expect(pad(x, [[1, 2], 0]).shape).toEqual(['batch + 3', 3]);
  });

  test('a padding of them differentiates', () => {
    const a = parameter('x', ['batch', 3]);
    const [slope] = gradient(sum(square(pad(a, [[1, 1], 0], { mode: 'edge' }))), [a]);
    expect([...evaluate(slope, { x: [[1, 2, 3], [4, 5, 6]] }).data]).toEqual([4, 8, 12, 16, 20, 24]); // prettier-ignore
  });

  test('an axis that turns out to be empty has nothing to mirror', () => {
    const nothing = { shape: [0, 3], data: new Float64Array() };
    expect(attempt(() => evaluate(pad(x, [1, 0], { mode: 'edge' }), { x: nothing }))).toMatchObject({
      left: { message: "pad: an empty axis can be padded with a constant only, got 'edge'" },
    });
    expect(evaluate(pad(x, [1, 0]), { x: nothing }).shape).toEqual([2, 3]);
  });
});

test('a listing shows how wide a padding is', () => {
  const x = input('x', [5, 3]);
  expect(printExpression(pad(x, [[1, 2], 0], { mode: 'edge' }))).toBe('pad(x, [[1, 2], [0, 0]], edge)');
});

test('integers are padded as well', () => {
  const k = input('k', [3], 'int');
  expect([...evaluate(pad(k, [[1, 0]], { value: 7 }), { k: [1, 2, 3] }).data]).toEqual([7, 1, 2, 3]);
});

describe('refused', () => {
  const x = input('x', ['batch', 3] as Shape);
  test.each<readonly [string, () => unknown]>([
    ['pad: the third argument must be options, got null', () => pad(x, 1, null as never)],
    ['pad: widths must be integers from 0 up, got [-1, 0]', () => pad(x, [-1, 0])],
    ['pad: must have a width for each of 2 axes, got [1]', () => pad(x, [1])],
    [
      "pad: mode must be one of constant, edge, reflect, symmetric, got 'wrap'",
      () => pad(x, 1, { mode: 'wrap' as never }),
    ],
    [
      "pad: an empty axis can be padded with a constant only, got 'edge'",
      () => pad(input('e', [0]), 1, { mode: 'edge' }),
    ],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  });
});
