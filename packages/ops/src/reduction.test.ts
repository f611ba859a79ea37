import { type AnyTensor, attempt, evaluate, input, type Shape, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../test/fixture.ts';
import { argmax, logSumExp, max, mean, min, type ReductionOptions, sum } from './index.ts';

interface Case {
  readonly x: Stored;
  readonly results: readonly { readonly operation: string; readonly axis: readonly number[]; readonly y: Stored }[];
}

type AnyReduction = (x: Tensor, options?: number | ReductionOptions) => AnyTensor;

const reductions = { sum, mean, logSumExp, max, min, argmax } as unknown as Readonly<Record<string, AnyReduction>>;
const names = Object.keys(reductions);

describe.each(names)('%s agrees with NumPy and mpmath', (name) => {
  const op = reductions[name]!;
  const tolerance = name === 'logSumExp' ? 4e-15 : name === 'mean' ? 2 ** -52 : 0;

  test.each(fixture<Case>('reductions').map(({ x, results }) => [`[${x.shape}]`, x, results] as const))(
    'over every choice of axes of %s, kept or dropped, counted from either end',
    (_, stored, results) => {
      const x = input('x', stored.shape as Shape);
      const rank = x.shape.length;
      const bindings = { x: valueOf(stored) };
      for (const { axis, y } of results.filter(({ operation }) => operation === name)) {
        const kept = { shape: stored.shape.map((size, i) => (axis.includes(i) ? 1 : size)), data: y.data };
        const fromEnd = axis.map((i) => i - rank);
        expectClose(evaluate(op(x, { axis }), bindings), valueOf(y), tolerance);
        expectClose(evaluate(op(x, { axis: fromEnd }), bindings), valueOf(y), tolerance);
        expectClose(evaluate(op(x, { axis: axis.toReversed(), keepDims: true }), bindings), valueOf(kept), tolerance);
        if (axis.length === 1) expectClose(evaluate(op(x, axis[0]), bindings), valueOf(y), tolerance);
        if (axis.length === rank) expectClose(evaluate(op(x), bindings), valueOf(y), tolerance);
      }
    },
  );

  test('and has one result a line of a named dimension, however many there are', () => {
    const x = input('x', ['batch', 3]);
    expect(op(x as AnyTensor as Tensor, -1).shape).toEqual(['batch']);
    for (const batch of [1, 7, 17]) {
      const data = new Float64Array(3 * batch).fill(1);
      expect(evaluate(op(x as AnyTensor as Tensor, -1), { x: { shape: [batch, 3], data } }).shape).toEqual([batch]);
    }
  });
});

describe.each(names)('%s refuses', (name) => {
  test('what is neither an axis nor options, and what is no tensor', () => {
    const op = reductions[name]!;
    expect(attempt(() => op(input('x', [2, 3] as Shape), 'batch' as never))).toMatchObject({
      left: {
        _tag: 'InvalidArgument',
        message: `${name}: the second argument must be an axis or options, got 'batch'`,
      },
    });
    expect(attempt(() => op('x' as never))).toMatchObject({ left: { _tag: 'InvalidArgument', operation: name } });
  });

  const op = reductions[name]!;
  const x = input('x', ['batch', 3] as Shape);

  test.each([2, -3, 0.5, NaN])('axis %s', (axis) => {
    expect(attempt(() => op(x, axis))).toMatchObject({
      left: {
        _tag: 'AxisOutOfRange',
        operation: name,
        message: `${name}: axis must be an integer from -2 to 1 for shape [batch, 3], got ${axis}`,
      },
    });
  });

  test('an axis named twice, from the start and from the end', () => {
    expect(attempt(() => op(x, { axis: [0, -2] }))).toMatchObject({
      left: { _tag: 'InvalidArgument', operation: name, message: `${name}: each axis may be named once, got [0, -2]` },
    });
  });

  test('integers', () => {
    expect(attempt(() => op(input('k', [3], 'int') as never))).toMatchObject({
      left: { _tag: 'KindMismatch', operation: name === 'mean' ? 'sum' : name },
    });
  });
});

test('a scalar has no axis to name', () => {
  expect(attempt(() => sum(input('x', [] as Shape), 0))).toMatchObject({
    left: { _tag: 'AxisOutOfRange', operation: 'sum', axis: 0, shape: [] },
  });
});
