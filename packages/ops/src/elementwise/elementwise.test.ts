import { attempt, constant, evaluate, gradient, input, type Shape } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { testEdges } from '../../test/edge.ts';
import { elementwise } from '../../test/edges.ts';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import {
  type Elementwise,
  abs,
  ceil,
  exp,
  floor,
  log,
  mod,
  neg,
  relu,
  round,
  sign,
  sqrt,
  square,
  sum,
} from '../index.ts';

interface Case {
  readonly operation: string;
  readonly x: Stored;
  readonly y: Stored;
}

const operations: Readonly<Record<string, Elementwise>> = { abs, exp, log, neg, relu, sign, sqrt, square };

const ulp = 2 ** -52;

test.each(fixture<Case>('elementwise'))('$operation is within 2 units in the last place', ({ operation, x, y }) => {
  const result = operations[operation]!(input('x', x.shape as Shape));
  expectClose(
    evaluate(result, { x: valueOf(x) }),
    valueOf(y),
    operation === 'exp' || operation === 'log' ? 2 * ulp : 0,
  );
});

test.each(Object.keys(operations))('%s takes a number for a scalar', (name) => {
  expect(operations[name]!(4).shape).toEqual([]);
});

const valuesAt = (op: Elementwise, ...points: number[]) => [...evaluate(op(input('x', ['n'])), { x: points }).data];

describe('special values', () => {
  test.each([
    ['exp', exp, [-Infinity, Infinity, -1000, 1000], [0, Infinity, 0, Infinity]],
    ['log', log, [0, -1, Infinity], [-Infinity, NaN, Infinity]],
    ['sqrt', sqrt, [-1, Infinity], [NaN, Infinity]],
    ['relu', relu, [-Infinity, Infinity, NaN], [0, Infinity, NaN]],
    ['abs', abs, [-Infinity, NaN], [Infinity, NaN]],
    ['sign', sign, [-Infinity, Infinity, NaN], [-1, 1, NaN]],
    ['square', square, [-1e200, NaN], [Infinity, NaN]],
    ['neg', neg, [-Infinity, NaN], [Infinity, NaN]],
  ])('of %s', (_, op, points, values) => {
    expect(valuesAt(op, ...points)).toEqual(values);
  });
});

test.each(Object.keys(operations).filter((name) => !['neg', 'abs', 'sign', 'square'].includes(name)))(
  '%s of integers is refused',
  (name) => {
    expect(attempt(() => operations[name]!(input('k', [3], 'int') as never))).toMatchObject({
      left: { _tag: 'KindMismatch', message: `${name}: operands must be real, got int` },
    });
  },
);

test('mod has the sign of what it divides by, as in NumPy', () => {
  const rest = mod(
    constant([7.5, -7.5, 7.5, -7.5, 5, -5, 5, 0.3]),
    constant([2, 2, -2, -2, Infinity, Infinity, 0, 0.1]),
  );
  expect([...evaluate(rest).data]).toEqual([1.5, 0.5, -0.5, -1.5, 5, Infinity, NaN, 0.09999999999999998]);
});

testEdges(elementwise);

test('floor, ceil, and round to even, without slope', () => {
  const x = input('x', [5]);
  const at = { x: [-1.5, -0.5, 0.5, 1.5, 2.5] };
  expect([...evaluate(floor(x), at).data]).toEqual([-2, -1, 0, 1, 2]);
  expect([...evaluate(ceil(x), at).data]).toEqual([-1, -0, 1, 2, 3]);
  expect([...evaluate(round(x), at).data]).toEqual([-2, -0, 0, 2, 2]);
  expect([...evaluate(gradient(sum(round(x)), [x])[0], at).data]).toEqual([0, 0, 0, 0, 0]);
});
