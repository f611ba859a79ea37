import type { Conventions } from '../convention.ts';
import {
  all,
  any,
  einsum,
  less,
  logSumExp,
  matmul,
  max,
  mean,
  norm,
  prod,
  standardDeviation,
  sum,
  toReal,
  trace,
  variance,
} from '../../src/index.ts';

const { NaN: nan } = Number;
const inf = Infinity;

/** What is with empty axes. */
export const empty: Conventions = {
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
};
