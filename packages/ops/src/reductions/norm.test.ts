import { type AnyTensor, attempt, constant, evaluate, input, type Shape, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose } from '../../test/fixture.ts';
import { testAgainstNumPy } from '../../test/numpy.ts';
import { slopeOf } from '../../test/slope.ts';
import { norm } from '../index.ts';

testAgainstNumPy('spread', { norm }, { relative: 4e-15, named: true });

describe('the derivative is exact at the edges', () => {
  test.each<readonly [string, (x: Tensor) => AnyTensor, readonly number[], readonly number[]]>([
    ['the norm of a zero vector', norm, [0, 0], [0, 0]],
    ['the norm of order 1 at zero', (x) => norm(x, { order: 1 }), [0, -2], [0, -1]],
    ['the largest magnitude at zero', (x) => norm(x, { order: 'inf' }), [0, 0], [0, 0]],
    ['the largest magnitude at a tie', (x) => norm(x, { order: 'inf' }), [2, -2], [0.5, -0.5]],
    ['a norm of huge numbers', norm, [3e300, 4e300], [0.6, 0.8]],
  ])('%s', (_, build, x, slope) => {
    expect(slopeOf(build, x)).toEqual(slope);
  });
});

describe('values at the edges', () => {
  test.each<readonly [string, AnyTensor, number]>([
    ['NaN in norm', norm(constant([Number.NaN, 1])), Number.NaN],
    ['a norm that would overflow', norm(constant([3e300, 4e300])), 5e300],
    ['a norm that would vanish', norm(constant([3e-300, 4e-300])), 5e-300],
    ['an infinite norm', norm(constant([Infinity, 1])), Infinity],
  ])('%s', (_, y, value) => {
    expectClose(evaluate(y), value, 2e-16);
  });
});

test('an order that is none is refused', () => {
  expect(attempt(() => norm(input('x', ['batch', 3] as Shape), { order: 3 as never }))).toMatchObject({
    left: { message: "norm: order must be 1, 2 or 'inf', got 3" },
  });
});
