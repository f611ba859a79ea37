import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Dim, formatShape } from './dim.ts';
import { broadcastShapes, countOf, elementsOf, resolveAxis, resolveShape, sameShape } from './shape.ts';

describe('broadcastShapes', () => {
  // what NumPy documents, plus named dimensions
  test.each<readonly [a: Dim[], b: Dim[], both: Dim[] | undefined]>([
    [[], [], []],
    [[3], [], [3]],
    [[256, 256, 3], [3], [256, 256, 3]],
    [
      [8, 1, 6, 1],
      [7, 1, 5],
      [8, 7, 6, 5],
    ],
    [[5, 4], [1], [5, 4]],
    [
      [15, 3, 5],
      [15, 1, 5],
      [15, 3, 5],
    ],
    [
      [15, 3, 5],
      [3, 1],
      [15, 3, 5],
    ],
    [[3], [4], undefined],
    [[2, 1], [8, 4, 3], undefined],
    [[0], [1], [0]],
    [[0], [2], undefined],
    [['batch', 10], [10], ['batch', 10]],
    [
      ['batch', 1],
      [1, 10],
      ['batch', 10],
    ],
    [
      ['batch', 10],
      ['batch', 1],
      ['batch', 10],
    ],
    [['batch'], ['n'], undefined],
    [['batch'], [3], undefined],
  ])('of %j and %j is %j', (a, b, both) => {
    expect(broadcastShapes(a, b)).toEqual(both);
    expect(broadcastShapes(b, a)).toEqual(both);
  });

  const shapes = fc.array(fc.constantFrom<Dim>(0, 1, 2, 3, 'batch', 'n'), { maxLength: 4 });

  test.prop([shapes, shapes])('aligns at the last axis and stretches nothing but 1', (a, b) => {
    const rank = Math.max(a.length, b.length);
    const padded = [a, b].map((shape): Dim[] => [...Array.from({ length: rank - shape.length }, () => 1), ...shape]);
    const choices = Array.from({ length: rank }, (_, axis) => new Set(padded.map((shape) => shape[axis]!)));
    for (const dims of choices) if (dims.size > 1) dims.delete(1);
    expect(broadcastShapes(a, b)).toEqual(
      choices.every((dims) => dims.size === 1) ? choices.map((dims) => [...dims][0]) : undefined,
    );
  });

  test.prop([shapes])('of a shape with itself and with a scalar is that shape', (shape) => {
    expect(broadcastShapes(shape, shape)).toEqual(shape);
    expect(broadcastShapes(shape, [])).toEqual(shape);
  });
});

describe('resolveAxis', () => {
  test.each([
    [0, 3, 0],
    [2, 3, 2],
    [-1, 3, 2],
    [-3, 3, 0],
  ])('axis %d of %d is axis %d', (axis, rank, resolved) => {
    expect(resolveAxis(axis, rank)).toBe(resolved);
  });

  test.each([
    [3, 3],
    [-4, 3],
    [0, 0],
    [-1, 0],
    [0.5, 3],
    [Number.NaN, 3],
    [Infinity, 3],
  ])('there is no axis %d of %d', (axis, rank) => {
    expect(resolveAxis(axis, rank)).toBeUndefined();
  });
});

test('a shape is printed as its dimensions in brackets', () => {
  expect(formatShape([])).toBe('[]');
  expect(formatShape(['batch', 10, '2*n + 1'])).toBe('[batch, 10, 2*n + 1]');
});

test('shapes are the same if every dimension is', () => {
  expect(sameShape(['batch', 10], ['batch', 10])).toBe(true);
  expect(sameShape(['batch', 10], ['batch', 11])).toBe(false);
  expect(sameShape(['batch'], ['batch', 1])).toBe(false);
  expect(sameShape([], [])).toBe(true);
});

test('a shape has the product of its dimensions as elements', () => {
  expect(elementsOf(['batch', 10])).toBe('10*batch');
  expect(elementsOf([])).toBe(1);
  expect(countOf([])).toBe(1);
  expect(countOf([2, 3, 4])).toBe(24);
  expect(countOf([2, 0])).toBe(0);
});

test('a shape is resolved once every name has a size', () => {
  expect(resolveShape(['batch', 10, 'batch + 1'], { batch: 3 })).toEqual([3, 10, 4]);
  expect(resolveShape(['batch', 'n'], { batch: 3 })).toBeUndefined();
});
