import { constant } from '@adjoint/graph';
import type { Conventions } from '../convention.ts';
import {
  crossEntropy,
  div,
  exp,
  greater,
  log,
  logSoftmax,
  logSumExp,
  max,
  min,
  mul,
  norm,
  pow,
  prod,
  relu,
  softmax,
  sqrt,
  sub,
  sum,
  where,
} from '../../src/index.ts';

const { NaN: nan } = Number;
const inf = Infinity;

/** What is at infinities, NaN, and the ends of domains. */
export const limits: Conventions = {
  'sqrt at 0 is 0 with derivative +∞, or 0 where the cotangent is 0': [
    ['sqrt', (x) => sqrt(x), [0], 0, inf],
    ['a zero cotangent', (x) => mul(sqrt(x), 0), [0], 0, 0],
    ['one zero cotangent of two', (x) => mul(sqrt(x), constant([0, 1])), [[0, 4]], [0, 2], [0, 0.25]],
    ['behind a relu that is off', (x) => relu(sub(sqrt(x), 1)), [0], 0, 0],
  ],
  'x ** 0 at 0 is 1 with derivative 0, and 0 ** b has derivative 0 by b, or −∞ where b < 0': [
    ['x ** 0', (x) => pow(x, 0), [[0, 2]], [1, 1], [0, 0]],
    ['0 ** b', (b) => pow(0, b), [[0, 2, -1]], [1, 0, inf], [0, 0, -inf]],
    ['0 ** 0 by both', (a, b) => pow(a, b), [0, 0], 1, 0, 0],
  ],
  'prod with zeros is 0 with the product of the others for derivative': [
    ['one zero', (x) => prod(x), [[2, 0, 4]], 0, [0, 8, 0]],
    ['two zeros', (x) => prod(x), [[0, 3, 0]], 0, [0, 0, 0]],
    ['each line by itself', (x) => prod(x, 1), [[[0, 3], [2, 5]]], [0, 10], [[3, 0], [5, 2]]], // prettier-ignore
  ],
  'logSumExp at infinities': [
    ['all −∞', (x) => logSumExp(x), [[-inf, -inf]], -inf, [0, 0]],
    ['one −∞', (x) => logSumExp(x), [[-inf, 1]], 1, [0, 1]],
    ['one +∞', (x) => logSumExp(x), [[1, inf, 2]], inf, [0, 1, 0]],
    ['several +∞', (x) => logSumExp(x), [[inf, 1, inf]], inf, [0.5, 0, 0.5]],
    ['+∞ and −∞', (x) => logSumExp(x), [[inf, -inf]], inf, [1, 0]],
    ['lines by themselves', (x) => logSumExp(x, 1), [[[-inf, -inf], [0, -inf]]], [-inf, 0], [[0, 0], [1, 0]]], // prettier-ignore
    ['lines along the first axis', (x) => logSumExp(x, 0), [[[-inf, 1], [-inf, -inf]]], [-inf, 1], [[0, 1], [0, 0]]], // prettier-ignore
  ],
  'softmax and logSoftmax of far scores are exact limits with finite gradients': [
    ['logSoftmax', (x) => logSoftmax(x), [[0, -800]], [0, -800], [-1, 1]],
    ['the smaller entry alone', (x) => mul(logSoftmax(x), constant([0, 1])), [[0, -800]], [0, -800], [-1, 1]],
    ['softmax', (x) => softmax(x), [[0, -800]], [1, 0], [0, 0]],
    ['softmax with one +∞', (x) => softmax(x), [[1, inf]], [0, 1], [0, 0]],
    ['softmax with two +∞', (x) => softmax(x), [[inf, 1, inf]], [0.5, 0, 0.5], [0, 0, 0]],
    ['softmax with one −∞', (x) => softmax(x), [[-inf, 1]], [0, 1], [0, 0]],
    ['softmax of nothing but −∞', (x) => softmax(x), [[-inf, -inf]], [nan, nan], [nan, nan]],
    ['logSoftmax with one +∞', (x) => logSoftmax(x), [[1, inf]], [-inf, 0], [1, -1]],
    ['logSoftmax with two +∞', (x) => logSoftmax(x), [[inf, 1, inf]], [-Math.LN2, -inf, -Math.LN2], [-0.5, 1, -0.5]], // prettier-ignore
    ['logSoftmax with one −∞', (x) => logSoftmax(x), [[-inf, 1]], [-inf, 0], [1, -1]],
  ],
  'crossEntropy of [123, 456, 789] at class 0 is 666': [
    [
      'and its gradient is finite',
      (s) => crossEntropy(s!, constant(0, 'int')),
      [[123, 456, 789]],
      666,
      [-1, Math.exp(-333), 1],
    ],
  ],
  'division by 0 and the logarithm of 0 follow IEEE': [
    ['1/0', (a, b) => div(a, b), [1, 0], inf, inf, -inf],
    ['−1/0', (a, b) => div(a, b), [-1, 0], -inf, inf, inf],
    ['0/0', (a, b) => div(a, b), [0, 0], nan, inf, nan],
    ['log 0', (x) => log(x), [0], -inf, inf],
  ],
  'where leaks nothing of the branch not chosen': [
    ['log', (x) => where(greater(x, 0), log(x), 0), [[0, 1, -1]], [0, 0, 0], [0, 1, 0]],
    ['sqrt', (x) => where(greater(x, 0), sqrt(x), x), [[0, 4]], [0, 2], [1, 0.25]],
    ['1/x', (x) => where(greater(x, 0), div(1, x), 5), [[0, 2]], [5, 0.5], [0, -0.25]],
    ['0/0', (x) => where(greater(x, 0), div(x, x), x), [[0, 2]], [0, 1], [1, 0]],
    ['NaN itself', (x, y) => where(constant([true, false], 'bool'), x, y), [[1, nan], [nan, 2]], [1, 2], [1, 0], [0, 1]], // prettier-ignore
    ['x log x', (x) => where(greater(x, 0), mul(x, log(x)), 0), [[0, 1]], [0, 0], [0, 1]],
    ['a chain', (x) => where(greater(x, 0), exp(log(sqrt(x))), 0), [[0, 4]], [0, 2], [0, 0.25]],
  ],
  'NaN goes through': [
    ['max', (x) => max(x), [[1, nan, 3]], nan, [nan, nan, nan]],
    ['min', (x) => min(x), [[1, nan, 3]], nan, [nan, nan, nan]],
    ['logSumExp', (x) => logSumExp(x), [[1, nan, 3]], nan, [nan, nan, nan]],
    ['logSumExp with +∞', (x) => logSumExp(x), [[inf, nan]], nan, [nan, nan]],
    ['sum, whose derivative is 1 all the same', (x) => sum(x), [[1, nan]], nan, [1, 1]],
    ['only the lines that hold one', (x) => max(x, 1), [[[1, nan], [2, 1]]], [nan, 2], [[nan, nan], [1, 0]]], // prettier-ignore
    ['prod', (x) => prod(x), [[1, nan]], nan, [nan, 1]],
    ['norm', (x) => norm(x), [[1, nan]], nan, [nan, nan]],
    ['softmax', (x) => softmax(x), [[1, nan]], [nan, nan], [nan, nan]],
  ],
};
