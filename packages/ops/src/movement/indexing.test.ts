import { attempt, constant, evaluate, gradient, input, parameter, type Shape } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { arange, mul, sum, takeAlongAxis } from '../index.ts';

interface Case {
  readonly x: Stored;
  readonly indices: Stored;
  readonly axis: number;
  readonly y: Stored;
  readonly weights: Stored;
  readonly gradient: Stored;
}

describe('takeAlongAxis agrees with NumPy, and its gradient adds up what each element was taken for', () => {
  test.each(
    fixture<Case>('indexing').map(
      (stored) => [`[${stored.x.shape}]`, stored.axis, `[${stored.indices.shape}]`, stored] as const,
    ),
  )('%s along %i by %s', (_, axis, __, stored) => {
    const x = parameter('x', stored.x.shape as Shape);
    const y = takeAlongAxis(x, input('indices', stored.indices.shape as Shape, 'int'), axis);
    const [slope] = gradient(sum(mul(y, constant(valueOf(stored.weights)))), [x]);
    const values = evaluate({ y, slope }, { x: valueOf(stored.x), indices: valueOf(stored.indices) });
    expectClose(values.y, valueOf(stored.y));
    expectClose(values.slope, valueOf(stored.gradient));
  });
});

test('what is taken several times adds up in float64, and is rounded once', () => {
  const x = parameter('x', [1]);
  const taken = takeAlongAxis(x, constant([0, 0, 0], 'int'), 0);
  const [slope] = gradient(sum(mul(taken, constant([1, 2 ** -24, 2 ** -24]))), [x]);
  expect(evaluate(slope, {}, { precision: 'float32' }).data[0]).toBe(1 + 2 ** -23);
});

describe('takeAlongAxis refuses', () => {
  const x = input('x', ['batch', 3] as Shape);

  test('shapes that differ beside the axis', () => {
    expect(attempt(() => takeAlongAxis(x, input('k', ['other', 3] as Shape, 'int'), 1))).toMatchObject({
      left: {
        _tag: 'ShapeMismatch',
        message: 'takeAlongAxis: shapes must be equal or broadcast but for axis 1, got [batch, 3] and [other, 3]',
      },
    });
  });

  test('another number of axes', () => {
    expect(attempt(() => takeAlongAxis(x, input('k', ['batch'] as Shape, 'int'), -1))).toMatchObject({
      left: {
        _tag: 'ShapeMismatch',
        message: 'takeAlongAxis: shapes must be equal or broadcast but for axis 1, got [batch, 3] and [batch]',
      },
    });
  });

  test('real indices', () => {
    expect(attempt(() => takeAlongAxis(x, x as never, 1))).toMatchObject({
      left: { _tag: 'KindMismatch', message: 'takeAlongAxis: indices must be int, got real' },
    });
  });

  test('an axis that is not there', () => {
    expect(attempt(() => takeAlongAxis(x, input('k', ['batch', 1] as Shape, 'int'), 2))).toMatchObject({
      left: {
        _tag: 'AxisOutOfRange',
        message: 'takeAlongAxis: axis must be an integer from -2 to 1 for shape [batch, 3], got 2',
      },
    });
  });

  test.each([-1, 3])('the index %i, when it is evaluated', (index) => {
    const taken = takeAlongAxis(x, input('k', ['batch', 2] as Shape, 'int'), 1);
    expect(attempt(() => evaluate(taken, { x: [[1, 2, 3]], k: [[0, index]] }))).toEqual({
      _tag: 'Left',
      left: {
        _tag: 'IndexOutOfRange',
        operation: 'takeAlongAxis',
        index,
        size: 3,
        position: [0, 1],
        message: `takeAlongAxis: index must be from 0 to 2, got ${index} at [0, 1]`,
      },
    });
  });

  test('every index of an empty axis', () => {
    const taken = takeAlongAxis(input('x', [0] as Shape), constant([0], 'int'), 0);
    expect(attempt(() => evaluate(taken, { x: [] }))).toMatchObject({
      left: { _tag: 'IndexOutOfRange', index: 0, size: 0 },
    });
  });
});

describe('arange', () => {
  test('counts to a size', () => {
    expect([...evaluate(arange(4)).data]).toEqual([0, 1, 2, 3]);
    expect([...evaluate(arange(0)).data]).toEqual([]);
  });

  test.each([[-1], [1.5], ['two words']])('refuses the size %s', (dim) => {
    expect(attempt(() => arange(dim))).toMatchObject({ left: { _tag: 'InvalidArgument', operation: 'arange' } });
  });

  test('counts to a named dimension, once it has a size', () => {
    expect([...evaluate(arange('classes'), {}, { sizes: { classes: 3 } }).data]).toEqual([0, 1, 2]);
    expect(attempt(() => evaluate(arange('classes')))).toMatchObject({
      left: { _tag: 'InvalidBindings', problems: [{ _tag: 'UnknownSize', name: 'classes' }] },
    });
  });
});
