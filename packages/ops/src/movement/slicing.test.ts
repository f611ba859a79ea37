import {
  type AnyTensor,
  attempt,
  evaluate,
  gradient,
  input,
  parameter,
  printExpression,
  type Shape,
} from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { testAgainstNumPy } from '../../test/numpy.ts';
import { concat, flip, repeat, slice, split, square, sum } from '../index.ts';

testAgainstNumPy('structure', { flip, slice });

describe('named dimensions', () => {
  const x = input('x', ['batch', 3] as Shape);
  const z = input('z', ['more', 3] as Shape);
  const bindings = { x: [[1, 2, 3], [4, 5, 6]] }; // prettier-ignore

  test.each<readonly [string, AnyTensor, Shape]>([
    ['stay when whole', slice(x, [{ step: -1 }, {}]), ['batch']],
    ['may be stated', slice(x, [{ start: 1, dim: 'rest' }]), ['rest']],
    ['or have their size stated', slice(x, [{ end: 2, dim: 2 }]), [2]],
    ['come back when split', split(concat([x, z], 0), ['batch', 'more'], 0)[1], ['more']],
    ['divide', split(repeat(x, 2, 0), 2, 0)[0]!, ['batch']],
  ])('%s', (_, y, leading) => {
    expect(y.shape).toEqual([...leading, 3]);
  });

  test('a part of them differentiates', () => {
    const a = parameter('x', ['batch', 3]);
    const [part] = gradient(sum(square(slice(a, [{ start: -1, dim: 1 }]))), [a]);
    expect([...evaluate(part, bindings).data]).toEqual([0, 0, 0, 8, 10, 12]);
  });

  test('a stated size that is not the size of the part is an error of the evaluation', () => {
    expect(attempt(() => evaluate(slice(x, [{ start: 1, dim: 3 }]), bindings))).toMatchObject({
      left: { _tag: 'InvalidArgument', message: 'slice: what is taken of axis 0 must have size 3, got 1' },
    });
  });
});

test('a listing shows what is taken', () => {
  const x = input('x', [5, 3]);
  expect(printExpression(slice(x, [{ start: 1, end: -1, step: 2 }]))).toBe('slice(x, [1:-1:2, :])');
});

test('integers move as well', () => {
  expect(evaluate(flip(input('k', [3], 'int')), { k: [1, 2, 3] }).data).toEqual(Int32Array.of(3, 2, 1));
});

describe('refused', () => {
  const x = input('x', ['batch', 3] as Shape);
  test.each<readonly [string, () => unknown]>([
    [
      'slice: must have at most 2 ranges, got [an object with nothing in it, an object with nothing in it, an object with nothing in it]',
      () => slice(x, [{}, {}, {}]),
    ],
    ['slice: bounds must be integers, got 0.5', () => slice(x, [{}, { start: 0.5 }])],
    ['slice: steps must be integers other than 0, got 0', () => slice(x, [{}, { step: 0 }])],
    ['slice: dim must be the size of what is taken, 2, got 3', () => slice(x, [{}, { start: 1, dim: 3 }])],
    ["slice: dim must be a size from 0 up or a name, got 'a b'", () => slice(x, [{ start: 1, dim: 'a b' }])],
    [
      'slice: part of the named dimension batch needs its dim stated, got an object with start',
      () => slice(x, [{ start: 1 }]),
    ],
    ['split: the parts must add up to 3, got [1, 1]', () => split(x, [1, 1], 1)],
    ['split: the number of parts must divide 3, got 2', () => split(x, 2, 1)],
    ['split: the number of parts must divide batch, got 2', () => split(x, 2, 0)],
    ['split: axis must be an integer from -2 to 1 for shape [batch, 3], got 2', () => split(x, 2, 2)],
    ['flip: each axis may be named once, got [0, -2]', () => flip(x, [0, -2])],
    ["flip: axis must be an integer or a list of integers, got 'batch'", () => flip(x, 'batch' as never)],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  });
});
