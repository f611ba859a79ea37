import { attempt, constant, evaluate, input, type Shape } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose } from '../../test/fixture.ts';
import { testAgainstNumPy } from '../../test/numpy.ts';
import { slopeOf } from '../../test/slope.ts';
import { standardDeviation, variance } from '../index.ts';

testAgainstNumPy('spread', { standardDeviation, variance }, { relative: 4e-15, named: true });

test.each([
  ['the deviation', standardDeviation],
  ['the variance', variance],
])('%s of equal numbers has derivative 0', (_, op) => {
  expect(slopeOf((x) => op(x), [2, 2])).toEqual([0, 0]);
});

test('the variance of a sample of one is NaN', () => {
  expectClose(evaluate(variance(constant([2]), { correction: 1 })), Number.NaN);
});

describe('refused', () => {
  const x = input('x', ['batch', 3] as Shape);
  test.each<readonly [string, () => unknown]>([
    ["variance: the second argument must be an axis or options, got 'batch'", () => variance(x, 'batch' as never)],
    ['variance: correction must be a number, got null', () => variance(x, { correction: null as never })],
    [
      'standardDeviation: axis must be an integer from -2 to 1 for shape [batch, 3], got 2',
      () => standardDeviation(x, 2),
    ],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  });
});
