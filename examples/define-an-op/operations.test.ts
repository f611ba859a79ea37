import { checkOp, reals, type Sample, sample } from '@adjoint/gradcheck';
import { defineOp, evaluate, gradient, input, outcome, s, scale, type Shape, type Tensor } from '@adjoint/graph';
import { square, sum } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { logMeanExp, pinball, squaredDistances } from './operations.ts';

const rows: readonly (readonly [name: string, (...operands: never[]) => unknown, Sample])[] = [
  [
    'pinball',
    pinball,
    sample([reals([3]), reals([3])], (prediction, target) => pinball(prediction, target, { quantile: 0.9 }), {
      value: (prediction, target) =>
        prediction.map((p, i) => (target[i]! > p ? 0.9 * (target[i]! - p) : 0.1 * (p - target[i]!))),
      shape: [3],
      symbolic: true,
    }),
  ],
  [
    'logMeanExp',
    logMeanExp,
    sample([reals([3, 4])], (x) => logMeanExp(x, { axis: 1 }), {
      value: (x) => x.map((row) => Math.log(row.reduce((total, e) => total + Math.exp(e), 0) / 4)),
      shape: [3],
      symbolic: true,
    }),
  ],
  [
    'squaredDistances',
    squaredDistances,
    sample([reals([4, 3]), reals([2, 3])], (a, b) => squaredDistances(a, b), {
      value: (a, b) => a.map((p) => b.map((q) => Math.hypot(...p.map((e, k) => e - q[k]!)) ** 2)),
      shape: [4, 2],
      symbolic: true,
    }),
  ],
];

test.each(rows)('%s passes every check', (_, op, row) => {
  const report = checkOp(op, [row]);
  expect(report.ok, report.text).toBe(true);
});

test('a mistaken derivative is refused, and the report says how it is mistaken', () => {
  const cube = defineOp('cube', <S extends Shape>(x: Tensor<S>) => outcome(x.shape), {
    scalar: (x) => s.mul(x, s.mul(x, x)),
    derivative: [({ g, x: [x] }) => scale(g, square(x))], // a third of what it should be
  });
  const report = checkOp(cube, [sample([reals([3])], (x) => cube(x))]);
  expect(report.ok).toBe(false);
  expect(report.text).toContain('sample 0, ordinary, gradient: wrong by x0[0]: got');
  expect(report.text).toContain('all that are wrong are 0.333333 times what they should be');
});

test('the compiler infers the shapes, and refuses what does not fit as the rule does', () => {
  const [points, centres] = [input('points', ['batch', 2]), input('centres', [3, 2])];
  const distances: Tensor<['batch', 3]> = squaredDistances(points, centres);
  const nearest: Tensor<['batch']> = logMeanExp(distances, { axis: 1 });
  const costs: Tensor<['batch']> = pinball(nearest, input('targets', ['batch']), { quantile: 0.5 });
  expect(costs.shape).toEqual(['batch']);
  // @ts-expect-error: rows of 2 and of 4
  expect(() => squaredDistances(points, input('others', [3, 4]))).toThrow(
    'squaredDistances: operands must be rows of one length, got [batch, 2] and [3, 4]',
  );
});

describe('where differences cannot look', () => {
  const x = input('x', [2]);

  test('the derivative of pinball is 0 at the target', () => {
    const [slope] = gradient(sum(pinball(x, x, { quantile: 0.9 })), [x]);
    const [apart] = gradient(sum(pinball(x, input('target', [2]), { quantile: 0.9 })), [x]);
    expect([...evaluate(slope, { x: [1, 2] }).data]).toEqual([0, 0]);
    expect([...evaluate(apart, { x: [1, 2], target: [1, 3] }).data]).toEqual([0, -0.9]);
  });

  test('logMeanExp neither overflows nor vanishes, and is −∞ on nothing', () => {
    const y = logMeanExp(x, { axis: 0 });
    expect(evaluate(y, { x: [1000, 1000] }).data[0]).toBe(1000);
    expect(evaluate(y, { x: [-1000, -1000] }).data[0]).toBe(-1000);
    expect(evaluate(y, { x: [-Infinity, -Infinity] }).data[0]).toBe(-Infinity);
    expect(evaluate(logMeanExp(input('none', [0]), { axis: 0 }), { none: [] }).data[0]).toBe(-Infinity);
  });

  test('an attribute must be what is declared', () => {
    expect(() => pinball(x, x, { quantile: 90 })).toThrow('pinball: quantile must lie between 0 and 1, got 90');
    expect(() => logMeanExp(x, { axis: 1 })).toThrow('logMeanExp: axis must be an axis of the operand, got 1');
  });
});
