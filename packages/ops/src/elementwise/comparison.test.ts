import { type AnyTensor, attempt, constant, evaluate, input, type Nested, type Shape, toArray } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import {
  and,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  not,
  notEqual,
  or,
  toInt,
  toReal,
  where,
} from '../index.ts';

const valueOf = (tensor: AnyTensor): Nested => toArray(evaluate(tensor));
const ints = (...numbers: number[]) => constant(numbers, 'int');
const bools = (...truths: boolean[]) => constant(truths, 'bool');
const reals = (...numbers: number[]) => constant(numbers);

describe('comparisons', () => {
  test.each([
    ['equal', equal(ints(1, 2, 3), ints(1, 3, 2)), [1, 0, 0]],
    ['notEqual', notEqual(ints(1, 2, 3), ints(1, 3, 2)), [0, 1, 1]],
    ['less', less(ints(1, 2, 3), ints(1, 3, 2)), [0, 1, 0]],
    ['lessEqual', lessEqual(ints(1, 2, 3), ints(1, 3, 2)), [1, 1, 0]],
    ['greater', greater(ints(1, 2, 3), ints(1, 3, 2)), [0, 0, 1]],
    ['greaterEqual', greaterEqual(ints(1, 2, 3), ints(1, 3, 2)), [1, 0, 1]],
    ['with a number', equal(ints(1, 2, 3), 2), [0, 1, 0]],
  ])('of integers: %s', (_, tensor, expected) => {
    expect(tensor.kind).toBe('bool');
    expect(valueOf(tensor)).toEqual(expected);
  });

  test('of integers with real numbers are refused', () => {
    expect(attempt(() => less(ints(1), reals(1) as never))).toMatchObject({
      left: { _tag: 'KindMismatch', message: 'less: operands must both be real or both be int, got int and real' },
    });
  });

  test('of truth values are refused', () => {
    expect(attempt(() => equal(bools(true) as never, bools(true) as never))).toMatchObject({
      left: { _tag: 'KindMismatch', message: 'equal: operands must both be real or both be int, got bool and bool' },
    });
  });

  test('of integers with a number that is none are refused', () => {
    expect(attempt(() => equal(ints(1), 1.5))).toMatchObject({
      left: { _tag: 'InvalidArgument', got: '1.5' },
    });
  });
});

describe('connectives', () => {
  const p = bools(true, true, false, false);
  const q = bools(true, false, true, false);
  test.each([
    ['and', and(p, q), [1, 0, 0, 0]],
    ['or', or(p, q), [1, 1, 1, 0]],
    ['not', not(q), [0, 1, 0, 1]],
    ['and broadcasts', and(p, constant(true, 'bool')), [1, 1, 0, 0]],
  ])('%s', (_, tensor, expected) => {
    expect(tensor.kind).toBe('bool');
    expect(valueOf(tensor)).toEqual(expected);
  });

  test.each([
    ['and', () => and(p, ints(1, 2, 3, 4) as never), 'and: operands must be bool, bool, got bool and int'],
    ['or', () => or(p, reals(1, 2, 3, 4) as never), 'or: operands must be bool, bool, got bool and real'],
    ['not', () => not(reals(1) as never), 'not: operands must be bool, got real'],
  ])('%s refuses anything but truth values', (_, build, message) => {
    expect(attempt<AnyTensor>(build)).toMatchObject({ left: { _tag: 'KindMismatch', message } });
  });

  test('refuse shapes that do not broadcast', () => {
    expect(attempt(() => or(p, bools(true, false)))).toMatchObject({
      left: { _tag: 'ShapeMismatch', message: 'or: shapes must be equal or broadcast, got [4] and [2]' },
    });
  });
});

describe('where', () => {
  const mask = bools(true, false, true);
  test.each([
    ['chooses element by element', where(mask, reals(1, 2, 3), reals(4, 5, 6)), [1, 5, 3]],
    ['takes numbers', where(mask, 1, 0), [1, 0, 1]],
    ['broadcasts the mask', where(constant([[true], [false]], 'bool'), reals(1, 2), 0), [[1, 2], [0, 0]]], // prettier-ignore
    ['broadcasts the branches', where(mask, constant([[1], [2]]), 0), [[1, 0, 1], [2, 0, 2]]], // prettier-ignore
    ['keeps NaN that is chosen', where(mask, NaN, 0), [NaN, 0, NaN]],
  ])('%s', (_, tensor, expected) => {
    expect(valueOf(tensor)).toEqual(expected);
  });

  test('refuses a mask of numbers', () => {
    expect(attempt(() => where(reals(1, 0, 1) as never, 1, 0))).toMatchObject({
      left: {
        _tag: 'KindMismatch',
        message: 'where: operands must be bool, any kind, any kind, got real, real and real',
      },
    });
  });

  test('refuses branches that do not broadcast, with all three shapes', () => {
    expect(attempt(() => where(mask, reals(1, 2), input('x', ['n'] as Shape)))).toMatchObject({
      left: { _tag: 'ShapeMismatch', message: 'where: shapes must be equal or broadcast, got [3], [2] and [n]' },
    });
  });
});

describe('conversions', () => {
  test.each([
    ['toReal of integers', toReal(ints(-1, 2)), 'real', [-1, 2]],
    ['toReal of truth values', toReal(bools(true, false)), 'real', [1, 0]],
    ['toInt rounds towards zero', toInt(reals(-1.9, 1.9, 0.5)), 'int', [-1, 1, 0]],
    ['toInt of truth values', toInt(bools(true, false)), 'int', [1, 0]],
  ])('%s', (_, tensor, kind, expected) => {
    expect(tensor.kind).toBe(kind);
    expect(valueOf(tensor)).toEqual(expected);
  });
});
