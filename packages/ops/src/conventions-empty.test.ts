import { type AnyTensor, evaluate, input, type Shape, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { failureOf, testConventions } from '../test/convention.ts';
import {
  all,
  any,
  argmax,
  argmin,
  einsum,
  less,
  logSumExp,
  matmul,
  max,
  mean,
  min,
  norm,
  prod,
  standardDeviation,
  sum,
  toReal,
  trace,
  variance,
} from './index.ts';

const { NaN: nan } = Number;
const inf = Infinity;

testConventions({
  'an empty axis has a sum of 0, a product of 1, a mean of NaN, a logSumExp of −∞ and an inner product of 0': [
    ['sum', (x) => sum(x), [[]], 0, []],
    ['prod', (x) => prod(x), [[]], 1, []],
    ['mean', (x) => mean(x), [[]], nan, []],
    ['variance', (x) => variance(x), [[]], nan, []],
    ['standardDeviation', (x) => standardDeviation(x), [[]], nan, []],
    ['norm', (x) => norm(x), [[]], 0, []],
    ['norm of order 1', (x) => norm(x, { order: 1 }), [[]], 0, []],
    ['logSumExp', (x) => logSumExp(x), [[]], -inf, []],
    ['any', (x) => toReal(any(less(x, 0))), [[]], 0, []],
    ['all', (x) => toReal(all(less(x, 0))), [[]], 1, []],
    ['an inner product', (a, b) => matmul(a, b), [[], []], 0, [], []],
    ['the same by einsum', (a, b) => einsum('i,i', a, b), [[], []], 0, [], []],
    ['a trace', (x) => trace(x, { axes: [0, 1] }), [[[], []]], 0, [[], []]],
  ],
  'lines without elements keep their shape': [
    ['sum of each of two', (x) => sum(x, 1), [[[], []]], [0, 0], [[], []]],
    ['prod of each of two', (x) => prod(x, 1), [[[], []]], [1, 1], [[], []]],
    ['mean of each of two', (x) => mean(x, 1), [[[], []]], [nan, nan], [[], []]],
    ['norm of each of two', (x) => norm(x, 1), [[[], []]], [0, 0], [[], []]],
    ['logSumExp of each of two', (x) => logSumExp(x, { axis: -1, keepDims: true }), [[[], []]], [[-inf], [-inf]], [[], []]], // prettier-ignore
    ['no lines at all', (x) => max(x, 0), [[[], []]], [], [[], []]],
  ],
});

describe('empty axes are refused', () => {
  const refusing: readonly (readonly [string, (x: Tensor, axis: number) => AnyTensor])[] = [
    ['max', max],
    ['min', min],
    ['argmax', argmax],
    ['argmin', argmin],
  ];
  const nothing = { shape: [0, 3], data: new Float64Array() };

  test.each(refusing)('by %s, when the graph is built', (name, op) => {
    expect(failureOf(() => op(input('x', [0] as Shape), 0))).toMatchObject({
      _tag: 'EmptyReduction',
      message: `${name}: the reduced axes must not be empty, got shape [0]`,
    });
  });

  test.each(refusing)('by %s, when a named dimension turns out to be 0', (name, op) => {
    expect(failureOf(() => evaluate(op(input('x', ['batch', 3] as Shape), 0), { x: nothing }))).toMatchObject({
      _tag: 'EmptyReduction',
      message: `${name}: the reduced axes must not be empty, got shape [0, 3]`,
    });
  });

  test.each(refusing)('but not by %s of lines of which there are none', (_, op) => {
    expect(evaluate(op(input('x', ['batch', 3] as Shape), 1), { x: nothing }).shape).toEqual([0]);
  });
});
