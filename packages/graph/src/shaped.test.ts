import { expect, expectTypeOf, test } from 'vitest';
import { attempt } from './error.ts';
import { constant } from './leaf.ts';
import type { Tensor } from './node.ts';
import { shaped } from './shaped.ts';

const x = constant([[1, 2, 3]]);

test('shaped gives the tensor back, with the shape it states', () => {
  const known = shaped(x, [1, 3]);
  expect(known).toBe(x);
  expectTypeOf(known).toEqualTypeOf<Tensor<[1, 3]>>();
});

test('shaped refuses a shape that the tensor does not have', () => {
  expect(() => shaped(x, [3, 1])).toThrow('shaped: the shape must be the one stated, got [3, 1] and [1, 3]');
  expect(attempt(() => shaped(x, ['batch', 3]))).toMatchObject({ left: { _tag: 'ShapeMismatch' } });
});
