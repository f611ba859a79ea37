import { type AnyTensor, attempt, constant, evaluate, input, type Shape, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { testAgainstNumPy } from '../../test/numpy.ts';
import { slopeOf } from '../../test/slope.ts';
import { cumprod, cumsum } from '../index.ts';

testAgainstNumPy('spread', { cumprod, cumsum }, { relative: 4e-15, named: true });

describe('the derivative is exact at the edges', () => {
  test.each<readonly [string, (x: Tensor) => AnyTensor, readonly number[], readonly number[]]>([
    ['cumprod with a zero', cumprod, [2, 0, 4, 5], [1, 50, 0, 0]],
    ['cumsum', cumsum, [1, 2, 3], [3, 2, 1]],
  ])('%s', (_, build, x, slope) => {
    expect(slopeOf(build, x)).toEqual(slope);
  });
});

test('cumsum goes on after an infinity and loses nothing on the way', () => {
  const { NaN: nan } = Number;
  expect([...evaluate(cumsum(constant([1, Infinity, 2, -Infinity]))).data]).toEqual([1, Infinity, Infinity, nan]);
  expect([...evaluate(cumsum(constant([1, 1e100, 1, -1e100]))).data]).toEqual([1, 1e100, 1e100, 2]);
});

test('an axis that is none is refused', () => {
  expect(attempt(() => cumsum(input('x', ['batch', 3] as Shape), 2))).toMatchObject({
    left: { message: 'cumsum: axis must be an integer from -2 to 1 for shape [batch, 3], got 2' },
  });
});
