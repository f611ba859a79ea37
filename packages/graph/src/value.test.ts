import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { attempt } from './error.ts';
import { countOf } from './shape.ts';
import { type Nested, positionOf, toArray, toValue, zerosOf } from './value.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

const values = shapes.chain((shape) =>
  fc
    .array(fc.double(), { minLength: countOf(shape), maxLength: countOf(shape) })
    .map((elements) => ({ shape, data: Float64Array.from(elements) })),
);

describe('toValue and toArray', () => {
  test.each<readonly [nested: Nested, shape: number[], data: number[]]>([
    [5, [], [5]],
    [true, [], [1]],
    [[], [0], []],
    [[[], []], [2, 0], []],
    [[[[]]], [1, 1, 0], []],
    [[1, 2], [2], [1, 2]],
    [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ],
    [[[[7]]], [1, 1, 1], [7]],
    [[true, false], [2], [1, 0]],
    [[Number.NaN, Infinity, -0], [3], [Number.NaN, Infinity, -0]],
  ])('%j has shape %j', (nested, shape, data) => {
    expect(toValue(nested)).toEqual({ shape, data: Float64Array.from(data) });
  });

  test.prop([values])('toValue undoes toArray', (value) => {
    expect(toValue(toArray(value))).toEqual(value);
  });

  test.each<Nested>([5, [], [[], []], [1, 2], [[1], [2]], [[[1, 2]], [[3, 4]]]])(
    'toArray undoes toValue of %j',
    (x) => {
      expect(toArray(toValue(x))).toEqual(x);
    },
  );

  test('toArray reads row by row, whatever array holds the elements', () => {
    expect(toArray({ shape: [2, 3], data: Int32Array.of(1, 2, 3, 4, 5, 6) })).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(toArray({ shape: [], data: Uint8Array.of(1) })).toBe(1);
    expect(toArray({ shape: [0, 3], data: new Float32Array(0) })).toEqual([]);
  });

  test.each<readonly [unknown]>([
    [[[1, 2], [3]]],
    [[[1], 2]],
    [[1, [2]]],
    [[[], [1]]],
    [[[1], []]],
    [[[[1]], [[1, 2]]]],
    ['12'],
    [['1']],
    [undefined],
    [null],
    [[null]],
    [{}],
    [[1n]],
    [Array.from({ length: 3 }).fill(1, 1)],
    [Object.assign([1], { 2: 3 })], // a hole
    [Float64Array.of(1)],
  ])('%o is not rectangular or does not hold numbers', (nested) => {
    expect(attempt(() => toValue(nested as Nested))).toMatchObject({ left: { _tag: 'InvalidArgument' } });
  });

  test('the refusal shows what it got', () => {
    expect(() => toValue([[1, 2], [3]])).toThrow(
      'toValue: nested arrays must be rectangular and hold numbers, got [[1, 2], [3]]',
    );
  });
});

test.prop([shapes, fc.nat()])('positionOf gives the indices of an offset in row-major order', (shape, number) => {
  const offset = number % countOf(shape);
  const position = positionOf(offset, shape);
  expect(position.every((index, axis) => index >= 0 && index < shape[axis]!)).toBe(true);
  expect(position.reduce((sum, index, axis) => sum * shape[axis]! + index, 0)).toBe(offset);
});

test('each kind has its array, and real numbers have one for each precision', () => {
  expect(zerosOf('real', [2], 'float64')).toEqual({ shape: [2], data: new Float64Array(2) });
  expect(zerosOf('real', [2], 'float32')).toEqual({ shape: [2], data: new Float32Array(2) });
  expect(zerosOf('int', [], 'float64')).toEqual({ shape: [], data: new Int32Array(1) });
  expect(zerosOf('bool', [2, 0], 'float64')).toEqual({ shape: [2, 0], data: new Uint8Array(0) });
});
