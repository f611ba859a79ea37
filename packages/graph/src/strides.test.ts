import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { countOf } from './shape.ts';
import { offsetsOf, repeatedStrides, rowMajor } from './strides.ts';

const shapes = fc.array(fc.nat(4), { maxLength: 4 });

test('rowMajor strides grow from the last axis', () => {
  expect(rowMajor([])).toEqual([]);
  expect(rowMajor([5])).toEqual([1]);
  expect(rowMajor([2, 3, 4])).toEqual([12, 4, 1]);
});

test('repeatedStrides are 0 along new and stretched axes', () => {
  expect(repeatedStrides([3, 1], [2, 3, 4])).toEqual([0, 1, 0]);
  expect(repeatedStrides([], [2, 3])).toEqual([0, 0]);
  expect(repeatedStrides([2, 3], [2, 3])).toEqual([3, 1]);
});

describe('offsetsOf', () => {
  test.prop([shapes])('counts up in row-major order', (shape) => {
    const count = countOf(shape);
    expect(offsetsOf(shape, rowMajor(shape))).toEqual(Int32Array.from({ length: count }, (_, offset) => offset));
  });

  test('follows the strides it is given', () => {
    expect([...offsetsOf([2, 3], [1, 2])]).toEqual([0, 2, 4, 1, 3, 5]);
    expect([...offsetsOf([2, 3], [0, 1])]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...offsetsOf([], [])]).toEqual([0]);
    expect([...offsetsOf([2, 0], [0, 1])]).toEqual([]);
  });
});
