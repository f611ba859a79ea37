import { type AnyTensor, constant, type Shape, type Tensor } from '@adjoint/graph';
import type { Conventions } from '../convention.ts';
import { argsort, cumLogSumExp, cummax, mul, searchSorted, segmentSum, sort, toReal, topK } from '../../src/index.ts';

const { NaN: nan } = Number;
const inf = Infinity;

/** Results are read as they come: shapes are those of the points. */
const real = (x: AnyTensor): Tensor => toReal(x as Tensor<Shape, 'int'>);
const weights = constant([1, 2, 3, 4, 5]);
const grid = constant([1, 2, 2, 3]);
const integers = (...list: readonly number[]) => constant(list, 'int') as Tensor<Shape, 'int'>;

/** What is in an order, at ties, infinities and NaN, and where there is nothing. */
export const order: Conventions = {
  'NaN is larger than all numbers, and zeros of both signs are equal': [
    ['sort', (x) => mul(sort(x), weights), [[nan, 1, -inf, inf, 0]], [-inf, 0, 3, inf, nan], [5, 3, 1, 4, 2]],
    ['the largest first', (x) => mul(sort(x, 0, { descending: true }), weights), [[nan, 1, -inf, inf, 0]], [nan, inf, 3, 0, -inf], [1, 3, 5, 2, 4]], // prettier-ignore
    ['zeros', (x) => real(argsort(x)), [[0, -0, 0, -1]], [3, 0, 1, 2], [0, 0, 0, 0]],
    ['the largest', (x) => topK(x, 1)[0], [[inf, nan, 1]], [nan], [0, 1, 0]],
  ],
  'of equal elements the first are taken, and have the derivative': [
    ['two of three', (x) => topK(x, 2)[0], [[1, 3, 3, 3]], [3, 3], [0, 1, 1, 0]],
    ['their positions', (x) => real(topK(x, 2)[1]), [[1, 3, 3, 3]], [1, 2], [0, 0, 0, 0]],
    ['none', (x) => topK(x, 0)[0], [[1, 3, 3, 3]], [], [0, 0, 0, 0]],
    ['all', (x) => topK(x, 4)[0], [[1, 3, 3, 3]], [3, 3, 3, 1], [1, 1, 1, 1]],
    ['along the first axis', (x) => topK(x, 1, 0)[0], [[[1, 2], [1, 3]]], [[1, 3]], [[1, 0], [0, 1]]], // prettier-ignore
    ['of nothing', (x) => topK(x, 0)[0], [[]], [], []],
  ],
  'a running maximum shares its derivative evenly, and is NaN from the first NaN on': [
    ['ties', (x) => cummax(x), [[1, 1, 0, 2]], [1, 1, 1, 2], [2, 1, 0, 1]],
    ['nothing but −∞', (x) => cummax(x), [[-inf, -inf]], [-inf, -inf], [1.5, 0.5]],
    ['NaN', (x) => cummax(x), [[1, nan, 2]], [1, nan, nan], [nan, nan, nan]],
    ['nothing', (x) => cummax(x), [[]], [], []],
    ['one', (x) => cummax(x), [[7]], [7], [1]],
  ],
  'a running log-sum-exp has limits at infinities': [
    ['−∞', (x) => cumLogSumExp(x), [[-inf, -inf, 1]], [-inf, -inf, 1], [0, 0, 1]],
    ['+∞', (x) => cumLogSumExp(x), [[0, inf, inf]], [0, inf, inf], [1, 1.5, 0.5]],
    ['NaN', (x) => cumLogSumExp(x), [[0, nan]], [0, nan], [nan, nan]],
    ['nothing', (x) => cumLogSumExp(x), [[]], [], []],
  ],
  'a place among equal numbers is before all of them, or behind all of them': [
    ['before', (x) => real(searchSorted(grid, x)), [[0, 2, 3, 4, nan]], [0, 1, 3, 4, 4], [0, 0, 0, 0, 0]],
    ['behind', (x) => real(searchSorted(grid, x, { side: 'right' })), [[0, 2, 3, 4, nan]], [0, 3, 4, 4, 4], [0, 0, 0, 0, 0]], // prettier-ignore
    ['among none', (x) => real(searchSorted(constant([]), x)), [[-inf, 0]], [0, 0], [0, 0]],
  ],
  'a segment without parts is 0': [
    ['segments', (x) => segmentSum(x, integers(2, 0, 2), 4), [[1, 2, 4]], [2, 0, 5, 0], [1, 1, 1]],
    ['of nothing', (x) => segmentSum(x, integers(), 2), [[]], [0, 0], []],
    ['no segments', (x) => segmentSum(x, integers(), 0), [[]], [], []],
  ],
};
