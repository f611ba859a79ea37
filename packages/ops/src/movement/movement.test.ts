import { attempt, evaluate, input, type Nested, type Shape, toArray } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { testAgainstNumPy } from '../../test/numpy.ts';
import { expandDims, reshape, squeeze, transpose } from '../index.ts';

testAgainstNumPy('structure', { squeeze });

interface Case {
  readonly x: Stored;
  readonly results: readonly { readonly permutation: readonly number[]; readonly y: Stored }[];
}

describe('transpose agrees with NumPy', () => {
  test.each(fixture<Case>('movement').map(({ x, results }) => [`[${x.shape}]`, x, results] as const))(
    'for every permutation of %s, counted from either end',
    (_, stored, results) => {
      const x = input('x', stored.shape as Shape);
      const bindings = { x: valueOf(stored) };
      for (const { permutation, y } of results) {
        const fromEnd = permutation.map((axis) => axis - x.shape.length);
        expectClose(evaluate(transpose(x, permutation), bindings), valueOf(y));
        expectClose(evaluate(transpose(x, fromEnd), bindings), valueOf(y));
      }
      expectClose(evaluate(transpose(x), bindings), valueOf(results.at(-1)!.y)); // the last permutation is the reverse
    },
  );
});

describe('transpose refuses', () => {
  const x = input('x', ['batch', 3] as Shape);
  const rule = 'the permutation must name each axis of [batch, 3] once';
  test.each([
    ['too few axes', [0], 'InvalidArgument', `${rule}, got [0]`],
    ['an axis twice', [0, 0], 'InvalidArgument', `${rule}, got [0, 0]`],
    ['too many axes', [0, 1, 0], 'InvalidArgument', `${rule}, got [0, 1, 0]`],
    [
      'an axis that is not there',
      [0, 2],
      'AxisOutOfRange',
      'axis must be an integer from -2 to 1 for shape [batch, 3], got 2',
    ],
  ])('%s', (_, permutation, _tag, text) => {
    expect(attempt(() => transpose(x, permutation))).toMatchObject({ left: { _tag, message: `transpose: ${text}` } });
  });
});

const reshaped = (x: Nested, shape: readonly number[], to: Shape) =>
  toArray(evaluate(reshape(input('x', shape as Shape), to), { x }));

describe('reshape', () => {
  test.each<readonly [string, Nested, readonly number[], Shape, Nested]>([
    ['keeps the row-major order', [1, 2, 3, 4, 5, 6], [6], [2, 3], [[1, 2, 3], [4, 5, 6]]], // prettier-ignore
    ['fills in -1', [[1, 2, 3], [4, 5, 6]], [2, 3], [-1, 2], [[1, 2], [3, 4], [5, 6]]], // prettier-ignore
    ['flattens', [[1, 2], [3, 4]], [2, 2], [-1], [1, 2, 3, 4]], // prettier-ignore
    ['makes a scalar', [[7]], [1, 1], [], 7],
    ['makes axes of size 1', 7, [], [1, -1], [[7]]],
    ['of nothing is nothing', [[], []], [2, 0], [0, 3], []],
  ])('%s', (_, x, shape, to, y) => {
    expect(reshaped(x, shape, to)).toEqual(y);
  });

  test('merges and splits named dimensions', () => {
    const images = input('images', ['batch', 28, 28] as Shape);
    expect(reshape(images, ['batch', 784]).shape).toEqual(['batch', 784]);
    expect(reshape(images, ['batch', -1]).shape).toEqual(['batch', 784]);
    expect(reshape(images, [-1, 28]).shape).toEqual(['28*batch', 28]);
    expect(reshape(images, [-1]).shape).toEqual(['784*batch']);
    expect(reshape(reshape(images, [-1]), [-1, 28, 28]).shape).toEqual(['batch', 28, 28]);
  });

  property.prop([
    fc.constantFrom<Shape[]>([12], [3, 4], [2, 3, 2]),
    fc.constantFrom<Shape[]>([12], [3, 4], [2, -1, 2], [-1, 6]),
  ])('there and back again changes nothing', (shape, to) => {
    const x = input('x', shape);
    const data = Float64Array.from({ length: 12 }, (_, i) => i);
    expect(evaluate(reshape(reshape(x, to), shape), { x: { shape: shape as number[], data } })).toEqual({
      shape,
      data,
    });
  });

  const rule = 'reshape: both shapes must have the same number of elements';
  test.each<readonly [string, Shape, Shape]>([
    ['another number of elements', [2, 3], [7]],
    ['a size that -1 cannot fill', [2, 3], [4, -1]],
    ['a named dimension for a size', ['batch', 3], [6]],
    ['a name that is not there', [6], ['batch']],
    ['more than nothing', [0, 3], [1]],
    ['a -1 that any size would fill', [0, 3], [0, -1]],
  ])('refuses %s', (_, from, to) => {
    const got = `[${from.join(', ')}] and [${to.join(', ')}]`;
    expect(attempt(() => reshape(input('x', from), to))).toMatchObject({
      left: { _tag: 'ShapeMismatch', operation: 'reshape', message: `${rule}, got ${got}` },
    });
  });

  const dimensions = 'reshape: dimensions must be sizes from 0 up or names, one of them -1 at most';
  test.each<readonly [string, Shape, Shape]>([
    ['two -1', [4], [-1, -1]],
    ['other negative sizes', [6], [-2, -3]],
    ['fractions', [6], [2.5, 2.4]],
    ['a name that is none', [6], ['two words']],
  ])('refuses %s', (_, from, to) => {
    const got = `[${to.map((dim) => (typeof dim === 'string' ? `'${dim}'` : dim)).join(', ')}]`;
    expect(attempt(() => reshape(input('x', from), to))).toMatchObject({
      left: { _tag: 'InvalidArgument', operation: 'reshape', message: `${dimensions}, got ${got}` },
    });
  });
});

describe('expandDims', () => {
  const x = input('x', ['batch', 3] as Shape);
  test.each([
    [0, [1, 'batch', 3]],
    [1, ['batch', 1, 3]],
    [2, ['batch', 3, 1]],
    [-1, ['batch', 3, 1]],
    [-3, [1, 'batch', 3]],
  ])('at %i', (axis, shape) => {
    expect(expandDims(x, axis).shape).toEqual(shape);
  });

  test.each([3, -4, 0.5])('refuses axis %s', (axis) => {
    expect(attempt(() => expandDims(x, axis))).toMatchObject({
      left: { _tag: 'AxisOutOfRange', operation: 'expandDims', axis },
    });
  });
});

test('squeeze refuses an axis of another size than 1', () => {
  expect(attempt(() => squeeze(input('x', ['batch', 3] as Shape), 1))).toMatchObject({
    left: { message: 'squeeze: axes 1 must have size 1, got [batch, 3]' },
  });
});
