import {
  type AnyTensor,
  attempt,
  constant,
  evaluate,
  gradient,
  input,
  parameter,
  type Shape,
  toArray,
  type Tensor,
} from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../test/fixture.ts';
import {
  all,
  any,
  argmin,
  cumprod,
  cumsum,
  greater,
  mul,
  norm,
  prod,
  square,
  standardDeviation,
  sum,
  variance,
} from './index.ts';

interface Case {
  readonly operation: string;
  readonly x: Stored;
  readonly arguments: readonly unknown[];
  readonly y: Stored;
}

type AnyOperation = (x: AnyTensor, ...args: readonly unknown[]) => AnyTensor;

const operations = { argmin, cumprod, cumsum, norm, prod, standardDeviation, variance } as unknown as Readonly<
  Record<string, AnyOperation>
>;

describe.each(Object.keys(operations))('%s agrees with NumPy', (name) => {
  const cases = fixture<Case>('spread').filter(({ operation }) => operation === name);
  test.each(cases.map(({ x, arguments: args, y }) => [`[${x.shape}]`, JSON.stringify(args), x, args, y] as const))(
    'of %s by %s',
    (_, __, x, args, y) => {
      const named = x.shape.map((_, axis) => `n${axis}`);
      expectClose(
        evaluate(operations[name]!(input('x', x.shape as Shape), ...args), { x: valueOf(x) }),
        valueOf(y),
        4e-15,
      );
      expectClose(
        evaluate(operations[name]!(input('x', named as Shape), ...args), { x: valueOf(x) }),
        valueOf(y),
        4e-15,
      );
    },
  );
});

const { NaN: nan } = Number;

const slopeOf = (build: (x: Tensor) => AnyTensor, x: readonly number[], order = 1): unknown => {
  const leaf = parameter('x', ['n']);
  let slope: Tensor = build(leaf as AnyTensor as Tensor) as Tensor;
  for (let i = 0; i < order; i++) [slope] = gradient(sum(slope), [leaf], { unused: 'zeros' }) as unknown as [Tensor];
  return (toArray(evaluate(slope, { x }, { sizes: { n: x.length } })) as readonly number[]).map((entry) => entry + 0);
};

describe('the derivative is exact at the edges', () => {
  test.each<readonly [string, (x: Tensor) => AnyTensor, readonly number[], readonly number[]]>([
    ['prod without zeros', prod, [2, 3, 4], [12, 8, 6]],
    ['prod with one zero', prod, [2, 0, 4], [0, 8, 0]],
    ['prod with two zeros', prod, [0, 3, 0], [0, 0, 0]],
    ['prod with a zero and NaN', prod, [0, 2, nan], [nan, nan, 0]],
    ['prod of nothing', prod, [], []],
    ['prod of one', prod, [0], [1]],
    ['cumprod with a zero', cumprod, [2, 0, 4, 5], [1, 50, 0, 0]],
    ['cumsum', cumsum, [1, 2, 3], [3, 2, 1]],
    ['the norm of a zero vector', norm, [0, 0], [0, 0]],
    ['the norm of order 1 at zero', (x) => norm(x, { order: 1 }), [0, -2], [0, -1]],
    ['the largest magnitude at zero', (x) => norm(x, { order: 'inf' }), [0, 0], [0, 0]],
    ['the largest magnitude at a tie', (x) => norm(x, { order: 'inf' }), [2, -2], [0.5, -0.5]],
    ['a norm of huge numbers', norm, [3e300, 4e300], [0.6, 0.8]],
    ['the deviation of equal numbers', standardDeviation, [2, 2], [0, 0]],
    ['the variance of equal numbers', variance, [2, 2], [0, 0]],
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
  test.each<readonly [string, AnyTensor, number | boolean]>([
    ['NaN in prod', prod(constant([nan, 0])), nan],
    ['NaN in norm', norm(constant([nan, 1])), nan],
    ['a norm that would overflow', norm(constant([3e300, 4e300])), 5e300],
    ['a norm that would vanish', norm(constant([3e-300, 4e-300])), 5e-300],
    ['an infinite norm', norm(constant([Infinity, 1])), Infinity],
    ['argmin takes the first of ties', argmin(constant([2, 1, 1])), 1],
    ['argmin takes NaN first', argmin(constant([2, nan, 1])), 1],
    ['a sample of one', variance(constant([2]), { correction: 1 }), nan],
    ['any of nothing', any(greater(constant(new Float64Array()), 0)), 0],
    ['all of nothing', all(greater(constant(new Float64Array()), 0)), 1],
    ['any', any(greater(constant([0, 1]), 0)), 1],
    ['all', all(greater(constant([0, 1]), 0)), 0],
  ])('%s', (_, y, value) => {
    expectClose(evaluate(y), { shape: [], data: Float64Array.of(Number(value)) }, 2e-16);
  });

  test('cumsum goes on after an infinity and loses nothing on the way', () => {
    expect([...evaluate(cumsum(constant([1, Infinity, 2, -Infinity]))).data]).toEqual([1, Infinity, Infinity, nan]);
    expect([...evaluate(cumsum(constant([1, 1e100, 1, -1e100]))).data]).toEqual([1, 1e100, 1e100, 2]);
  });
});

describe('refused', () => {
  const x = input('x', ['batch', 3] as Shape);
  test.each<readonly [string, () => unknown]>([
    ["norm: order must be 1, 2 or 'inf', got 3", () => norm(x, { order: 3 as never })],
    ['argmin: the reduced axes must not be empty, got shape [0]', () => argmin(input('e', [0]))],
    ["variance: the second argument must be an axis or options, got 'batch'", () => variance(x, 'batch' as never)],
    ['variance: correction must be a number, got null', () => variance(x, { correction: null as never })],
    [
      'standardDeviation: axis must be an integer from -2 to 1 for shape [batch, 3], got 2',
      () => standardDeviation(x, 2),
    ],
    ['cumsum: axis must be an integer from -2 to 1 for shape [batch, 3], got 2', () => cumsum(x, 2)],
    ['any: operands must be bool, got real', () => any(mul(x, 1) as never)],
    ['prod: operands must be real, got int', () => prod(input('k', [3], 'int') as never)],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  });
});
