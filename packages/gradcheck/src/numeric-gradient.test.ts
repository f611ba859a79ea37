import { AdjointError } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { numericGradient, type NumericGradientOptions } from './numeric-gradient.ts';

describe('the number of evaluations', () => {
  const weights = 3073 * 10; // of a linear classifier with biases for CIFAR-10
  test.each<[string, NumericGradientOptions, number, number]>([
    ['forward: one an entry and one more', { method: 'forward' }, 3, 4],
    ['centered: two an entry', { method: 'centered' }, 3, 6],
    ['centered if nothing is said', {}, 3, 6],
    ['forward, no entries: one', { method: 'forward' }, 0, 1],
    ['centered, no entries: none', {}, 0, 0],
    ['forward, 30,730 weights: 30,731', { method: 'forward', step: 1e-5 }, weights, 30_731],
    ['centered, 30,730 weights: 61,460', { method: 'centered', step: 1e-5 }, weights, 61_460],
  ])('%s', (_, options, entries, expected) => {
    let calls = 0;
    const first = (x: Float64Array): number => {
      calls++;
      return x[0] ?? 0;
    };
    const { gradient, evaluations } = numericGradient(first, new Float64Array(entries), options);
    expect([evaluations, calls, gradient.length]).toEqual([expected, expected, entries]);
  });
});

const parabola = ([x]: Float64Array): number => x! * x!;

const errorOnExponential = (method: 'centered' | 'forward') =>
  Math.abs(numericGradient(([x]) => Math.exp(x!), [0], { method, step: 1e-5 }).gradient[0]! - 1);

describe('the slopes', () => {
  const functions: readonly [string, (x: Float64Array) => number, readonly number[], readonly number[]][] = [
    ['a plane', ([a, b]) => 2 * a! - 3 * b! + 7, [5, -1], [2, -3]],
    ['a paraboloid', ([a, b]) => a! * a! + a! * b!, [1.5, 2], [5, 1.5]],
    ['the sine', ([a]) => Math.sin(a!), [1], [Math.cos(1)]],
    ['the exponential', ([a]) => Math.exp(a!), [2], [Math.exp(2)]],
    ['the logarithm', ([a]) => Math.log(a!), [3], [1 / 3]],
    ['a cube far from 0', ([a]) => a! ** 3, [1000], [3e6]],
  ];
  test.each(functions)('of %s are right to 9 digits when centered', (_, f, x, expected) => {
    numericGradient(f, x).gradient.forEach((slope, i) => {
      expect(Math.abs(slope - expected[i]!)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected[i]!)));
    });
  });
  test.each(functions)('of %s are right to 6 digits when forward', (_, f, x, expected) => {
    numericGradient(f, x, { method: 'forward' }).gradient.forEach((slope, i) => {
      expect(Math.abs(slope - expected[i]!)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected[i]!)));
    });
  });
  test('of a parabola are exact when centered and off by h when forward', () => {
    const slopes = (['centered', 'forward'] as const).map(
      (method) => numericGradient(parabola, [3], { method, step: 2 ** -10 }).gradient[0],
    );
    expect(slopes).toEqual([6, 6 + 2 ** -10]);
  });
  test("are the lecture's at h = 1e-5, to the error of each method", () => {
    expect(errorOnExponential('forward')).toBeGreaterThan(4e-6);
    expect(errorOnExponential('forward')).toBeLessThan(6e-6);
    expect(errorOnExponential('centered')).toBeLessThan(1e-10);
  });
  test('are taken at the point: every other entry is as it was', () => {
    const seen: number[][] = [];
    numericGradient((x) => seen.push([...x]), [1, 2], { step: 0.5 });
    expect(seen).toEqual([
      [1.5, 2],
      [0.5, 2],
      [1, 2.5],
      [1, 1.5],
    ]);
  });
  property.prop([fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: -40, max: -1 })])(
    'of the identity are 1, because the step divided by is the step taken',
    (x, exponent) => {
      const step = Math.max(2 ** exponent, 1e-15 * Math.abs(x)); // still moves x
      const slopes = (['centered', 'forward'] as const).map(
        (method) => numericGradient(([moved]) => moved!, [x], { method, step }).gradient[0],
      );
      expect(slopes).toEqual([1, 1]);
    },
  );
  test('of the identity at 1e8 would be off by 49 % if the step asked for were divided by', () => {
    const step = 1e-8;
    expect((1e8 + step - 1e8) / step).toBeGreaterThan(1.4);
    expect(numericGradient(([x]) => x!, [1e8], { step, method: 'forward' }).gradient[0]).toBe(1);
  });
});

describe('a step', () => {
  test.each([0, -1e-5, NaN])('of %d is refused', (step) => {
    const failure = (() => {
      try {
        return numericGradient(() => 0, [1], { step });
      } catch (error) {
        return error instanceof AdjointError ? error.failure : error;
      }
    })();
    expect(failure).toMatchObject({
      _tag: 'InvalidArgument',
      message: `numericGradient: the step must be positive, got ${step}`,
    });
  });
});

test('the point is not changed', () => {
  const x = Float64Array.of(1, 2, 3);
  numericGradient((moved) => moved[0]! * moved[1]! * moved[2]!, x);
  expect([...x]).toEqual([1, 2, 3]);
});
