import { evaluate, gradient, input, parameter, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import * as ops from './index.ts';

const inf = Infinity;
const nan = Number.NaN;

const slopesAt = (op: (...operands: Tensor<[]>[]) => Tensor<[]>, ...point: readonly number[]): readonly number[] => {
  const operands = point.map((_, index) => parameter(`x${index}`, []));
  const bindings = Object.fromEntries(point.map((x, index) => [`x${index}`, x]));
  const y = op(...operands);
  return [evaluate(y, bindings).data[0]!, ...gradient(y, operands).map((slope) => evaluate(slope, bindings).data[0]!)];
};

type Operation = (...operands: Tensor<[]>[]) => Tensor<[]>;

describe('values and slopes at the edges', () => {
  test.each<readonly [string, Operation, readonly number[], readonly number[]]>([
    ['x ** 0 at 0', (x) => ops.pow(x!, 0), [0], [1, 0]],
    ['0 ** b by b, for b > 0', ops.pow as Operation, [0, 2], [0, 0, 0]],
    ['0 ** 0', ops.pow as Operation, [0, 0], [1, 0, 0]],
    ['0 ** b by b, for b < 0', ops.pow as Operation, [0, -1], [inf, -inf, -inf]],
    ['a negative base and a whole exponent', (x) => ops.pow(x!, 3), [-2], [-8, 12]],
    ['hypot at the origin', ops.hypot as Operation, [0, 0], [0, 0, 0]],
    ['hypot without overflow', ops.hypot as Operation, [3e200, 4e200], [5e200, 0.6, 0.8]],
    ['atan2 on the left', ops.atan2 as Operation, [0, -2], [Math.PI, -0.5, -0]],
    ['logAddExp of −∞ and −∞', ops.logAddExp as Operation, [-inf, -inf], [-inf, 0, 0]],
    ['logAddExp of −∞ and 1', ops.logAddExp as Operation, [-inf, 1], [1, 0, 1]],
    ['logAddExp of +∞ and 1', ops.logAddExp as Operation, [inf, 1], [inf, 1, 0]],
    ['logAddExp of +∞ and +∞', ops.logAddExp as Operation, [inf, inf], [inf, 0.5, 0.5]],
    ['logAddExp of NaN', ops.logAddExp as Operation, [nan, 1], [nan, nan, nan]],
    ['sigmoid far left', (x) => ops.sigmoid(x!), [-800], [0, 0]],
    ['sigmoid far right keeps its slope', (x) => ops.sigmoid(x!), [40], [1, 4.248354255291589e-18]],
    ['softplus far right', (x) => ops.softplus(x!), [800], [800, 1]],
    ['logSigmoid far left', (x) => ops.logSigmoid(x!), [-800], [-800, 1]],
    ['clamp at its lower bound', (x) => ops.clamp(x!, { min: 2, max: 3 }), [2], [2, 1]],
    ['clamp at its upper bound', (x) => ops.clamp(x!, { min: 2, max: 3 }), [3], [3, 1]],
    ['clamp outside', (x) => ops.clamp(x!, { max: 3 }), [4], [3, 0]],
    ['clamp of NaN', (x) => ops.clamp(x!, { max: 3 }), [nan], [nan, 1]],
    ['rsqrt at 0', (x) => ops.rsqrt(x!), [0], [inf, -inf]],
    ['reciprocal at 0', (x) => ops.reciprocal(x!), [0], [inf, -inf]],
    ['asin at 1', (x) => ops.asin(x!), [1], [Math.PI / 2, inf]],
    ['acosh at 1', (x) => ops.acosh(x!), [1], [0, inf]],
    ['atanh at 1', (x) => ops.atanh(x!), [1], [inf, inf]],
    ['asinh of a huge number', (x) => ops.asinh(x!), [1e200], [461.2101657793691, 1e-200]],
    ['leakyRelu at 0', (x) => ops.leakyRelu(x!), [0], [0, 0.01]],
    ['elu at 0', (x) => ops.elu(x!), [0], [0, 1]],
    ['gelu at 0', (x) => ops.gelu(x!), [0], [0, 0.5]],
    ['silu at 0', (x) => ops.silu(x!), [0], [0, 0.5]],
    ['erfc far right', (x) => ops.erfc(x!), [10], [2.088487583762545e-45, -4.197656231354417e-44]],
  ])('%s', (_, op, point, expected) => {
    slopesAt(op, ...point).forEach((found, i) => {
      const wanted = expected[i]!;
      if (Number.isFinite(wanted) && wanted !== 0) expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-14);
      else expect(found + 0).toBe(wanted + 0);
    });
  });
});

describe('rounding', () => {
  test('floor, ceil, and round to even, without slope', () => {
    const x = input('x', [5]);
    const at = { x: [-1.5, -0.5, 0.5, 1.5, 2.5] };
    expect([...evaluate(ops.floor(x), at).data]).toEqual([-2, -1, 0, 1, 2]);
    expect([...evaluate(ops.ceil(x), at).data]).toEqual([-1, -0, 1, 2, 3]);
    expect([...evaluate(ops.round(x), at).data]).toEqual([-2, -0, 0, 2, 2]);
    expect([...evaluate(gradient(ops.sum(ops.round(x)), [x])[0], at).data]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('activations', () => {
  test('have the values of their definitions', () => {
    const x = input('x', [3]);
    const at = { x: [-1, 0.5, 2] };
    const values = (y: Tensor<[3]>) => [...evaluate(y, at).data].map((value) => Number(value.toFixed(12)));
    const of = (f: (x: number) => number) => at.x.map((x) => Number(f(x).toFixed(12)));
    expect(values(ops.selu(x))).toEqual(
      of((x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))),
    );
    expect(values(ops.silu(x))).toEqual(of((x) => x / (1 + Math.exp(-x))));
    // PyTorch's torch.nn.functional.gelu at -1, 0.5 and 2 agrees to its float32 precision
    expect(values(ops.gelu(x))).toEqual([-0.158655253931, 0.345731230637, 1.954499736104]);
    const inner = (x: number) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
    expect(values(ops.gelu(x, 'tanh'))).toEqual(of((x) => 0.5 * x * (1 + Math.tanh(inner(x)))));
  });
});
