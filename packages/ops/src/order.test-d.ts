import { type Dim, input, type Shape, type Tensor } from '@adjoint/graph';
import { expectTypeOf, test } from 'vitest';
import {
  argsort,
  cumLogSumExp,
  cummax,
  digamma,
  lgamma,
  polygamma,
  searchSorted,
  segmentSum,
  sort,
  topK,
  uniqueCounts,
} from './index.ts';

const scores = input('scores', ['batch', 10]);
const labels = input('labels', ['batch'], 'int');
const some = input('some', [2, 3] as Shape);

test('an order keeps shape and kind, positions are integers', () => {
  expectTypeOf(sort(scores)).toEqualTypeOf<Tensor<['batch', 10]>>();
  expectTypeOf(sort(labels, 0, { descending: true })).toEqualTypeOf<Tensor<['batch'], 'int'>>();
  expectTypeOf(argsort(scores, 0)).toEqualTypeOf<Tensor<['batch', 10], 'int'>>();
  expectTypeOf(sort(some)).toEqualTypeOf<Tensor<Shape>>();
});

test('the largest have their number in the place of the axis', () => {
  expectTypeOf(topK(scores, 3)).toEqualTypeOf<readonly [Tensor<['batch', 3]>, Tensor<['batch', 3], 'int'>]>();
  expectTypeOf(topK(scores, 2, 0)).toEqualTypeOf<readonly [Tensor<[2, 10]>, Tensor<[2, 10], 'int'>]>();
  expectTypeOf(topK(labels, 1)).toEqualTypeOf<readonly [Tensor<[1], 'int'>, Tensor<[1], 'int'>]>();
  expectTypeOf(topK(some, 1)).toEqualTypeOf<readonly [Tensor<Shape>, Tensor<Shape, 'int'>]>();
});

test('what is searched for keeps its shape, what is counted has as much room as is given', () => {
  expectTypeOf(searchSorted(input('grid', ['n']), scores)).toEqualTypeOf<Tensor<['batch', 10], 'int'>>();
  expectTypeOf(uniqueCounts(labels, 4)).toEqualTypeOf<readonly [Tensor<[4], 'int'>, Tensor<[4], 'int'>]>();
  expectTypeOf(uniqueCounts(scores, 'n')).toEqualTypeOf<readonly [Tensor<['n']>, Tensor<['n'], 'int'>]>();
});

test('segments stand in the place of the parts', () => {
  expectTypeOf(segmentSum(scores, labels, 5)).toEqualTypeOf<Tensor<[5, 10]>>();
  expectTypeOf(segmentSum(scores, labels, 'words')).toEqualTypeOf<Tensor<['words', 10]>>();
  expectTypeOf(segmentSum(scores, labels, 5 as Dim)).toEqualTypeOf<Tensor<[Dim, 10]>>();
});

test('running ones and functions of elements keep the shape', () => {
  expectTypeOf(cummax(scores)).toEqualTypeOf<Tensor<['batch', 10]>>();
  expectTypeOf(cumLogSumExp(scores, 0)).toEqualTypeOf<Tensor<['batch', 10]>>();
  expectTypeOf(lgamma(scores)).toEqualTypeOf<Tensor<['batch', 10]>>();
  expectTypeOf(digamma(scores)).toEqualTypeOf<Tensor<['batch', 10]>>();
  expectTypeOf(polygamma(2, scores)).toEqualTypeOf<Tensor<['batch', 10]>>();
});

test('what is no operand or option is refused', () => {
  // @ts-expect-error positions are made of numbers, not of words
  topK(scores, 'three');
  // @ts-expect-error there are two sides
  searchSorted(input('grid', ['n']), scores, { side: 'middle' });
  // @ts-expect-error segments are integers
  segmentSum(scores, input('real', ['batch']), 5);
  // @ts-expect-error truth values are not counted
  uniqueCounts(input('masks', ['batch'], 'bool'), 2);
  // @ts-expect-error running ones are of real elements
  cummax(labels);
  // @ts-expect-error the order is a number
  polygamma('first', scores);
});
