import { type AnyTensor, attempt, constant, evaluate, input, type Shape, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { testAgainstNumPy } from '../../test/numpy.ts';
import { slopeOf } from '../../test/slope.ts';
import {
  all,
  any,
  argmax,
  argmin,
  greater,
  logSumExp,
  max,
  mean,
  min,
  mul,
  prod,
  type ReductionOptions,
  square,
  sum,
} from '../index.ts';

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

testAgainstNumPy('spread', { argmin, prod }, { relative: 4e-15, named: true });

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
      left: { _tag: 'KindMismatch', operation: name },
    });
  });
});

test('a scalar has no axis to name', () => {
  expect(attempt(() => sum(input('x', [] as Shape), 0))).toMatchObject({
    left: { _tag: 'AxisOutOfRange', operation: 'sum', axis: 0, shape: [] },
  });
});

describe('refused', () => {
  test.each<readonly [string, () => unknown]>([
    ['argmin: the reduced axes must not be empty, got shape [0]', () => argmin(input('e', [0]))],
    ['any: operands must be bool, got real', () => any(mul(input('x', [3]), 1) as never)],
    ['prod: operands must be real, got int', () => prod(input('k', [3], 'int') as never)],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  });
});

const { NaN: nan } = Number;

describe('the derivative is exact at the edges', () => {
  test.each<readonly [string, (x: Tensor) => AnyTensor, readonly number[], readonly number[]]>([
    ['prod without zeros', prod, [2, 3, 4], [12, 8, 6]],
    ['prod with one zero', prod, [2, 0, 4], [0, 8, 0]],
    ['prod with two zeros', prod, [0, 3, 0], [0, 0, 0]],
    ['prod with a zero and NaN', prod, [0, 2, nan], [nan, nan, 0]],
    ['prod of nothing', prod, [], []],
    ['prod of one', prod, [0], [1]],
  ])('%s', (_, build, x, slope) => {
    expect(slopeOf(build, x)).toEqual(slope);
  });

  test('of prod with zeros, twice and three times', () => {
    expect(slopeOf((x) => square(prod(x)), [0, 3], 2)).toEqual([18, 0]);
    expect(slopeOf(prod, [0, 0, 4], 2)).toEqual([4, 4, 0]); // the row sums of the Hessian, Σⱼ of the product without i and j
    expect(slopeOf(prod, [0, 0, 0, 5], 3)).toEqual([10, 10, 10, 0]);
  });
});

describe('values at the edges', () => {
  test.each<readonly [string, AnyTensor, number]>([
    ['NaN in prod', prod(constant([nan, 0])), nan],
    ['argmin takes the first of ties', argmin(constant([2, 1, 1])), 1],
    ['argmin takes NaN first', argmin(constant([2, nan, 1])), 1],
    ['any of nothing', any(greater(constant(new Float64Array()), 0)), 0],
    ['all of nothing', all(greater(constant(new Float64Array()), 0)), 1],
    ['any', any(greater(constant([0, 1]), 0)), 1],
    ['all', all(greater(constant([0, 1]), 0)), 0],
  ])('%s', (_, y, value) => {
    expectClose(evaluate(y), value, 2e-16);
  });
});

describe('sums are accurate', () => {
  test('a million times 0.1 in float64 is off by less than 1e-9', () => {
    const total = evaluate(sum(input('x', ['n'])), { x: new Float64Array(1e6).fill(0.1) });
    expect(Math.abs(total.data[0]! - 1e5)).toBeLessThan(1e-9);
  });

  test('ten million times 0.1 in float32 is off by less than 1', () => {
    const total = evaluate(sum(input('x', ['n'])), { x: new Float32Array(1e7).fill(0.1) }, { precision: 'float32' });
    expect(Math.abs(total.data[0]! - 1e6)).toBeLessThan(1);
  });
});
