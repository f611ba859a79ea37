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
    ['richardson: four an entry', { method: 'richardson' }, 3, 12],
    ['richardson, no entries: none', { method: 'richardson' }, 0, 0],
    ['adaptive, no entries: none', { method: 'adaptive' }, 0, 0],
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
  test.each(functions)('of %s are right to 11 digits by Richardson, and to 12 when adaptive', (_, f, x, expected) => {
    for (const [method, digits] of [
      ['richardson', 11],
      ['adaptive', 12],
    ] as const)
      numericGradient(f, x, { method }).gradient.forEach((slope, i) => {
        expect(Math.abs(slope - expected[i]!)).toBeLessThan(10 ** -digits * Math.max(1, Math.abs(expected[i]!)));
      });
  });
  test('of a cube are exact by Richardson where no value is rounded', () => {
    expect(numericGradient(([a]) => a! ** 3, [3], { method: 'richardson', step: 2 ** -5 }).gradient[0]).toBe(27);
  });
  test('of a quintic are off by h⁴ by Richardson', () => {
    const errors = [2 ** -4, 2 ** -5].map(
      (step) => numericGradient(([a]) => a! ** 5, [1], { method: 'richardson', step }).gradient[0]! - 5,
    );
    expect(errors[0]! / errors[1]!).toBeCloseTo(16, 2);
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
      const step = Math.max(2 ** exponent, 1e-15 * Math.abs(x)); // still moves x, and half of it does
      const slopes = (['centered', 'forward', 'richardson', 'adaptive'] as const).map(
        (method) => numericGradient(([moved]) => moved!, [x], { method, step }).gradient[0],
      );
      expect(slopes).toEqual([1, 1, 1, 1]);
    },
  );
  test('of the identity at 1e8 would be off by 49 % if the step asked for were divided by', () => {
    const step = 1e-8;
    expect((1e8 + step - 1e8) / step).toBeGreaterThan(1.4);
    expect(numericGradient(([x]) => x!, [1e8], { step, method: 'forward' }).gradient[0]).toBe(1);
  });
});

describe('the estimated errors', () => {
  const functions: readonly [string, (x: number) => number, (x: number) => number][] = [
    ['the sine', Math.sin, Math.cos],
    ['the exponential', (x) => Math.exp(x), Math.exp],
    ['1/x', (x) => 1 / x, (x) => -1 / x ** 2],
    ['the logarithm', Math.log, (x) => 1 / x],
    ['the arctangent', Math.atan, (x) => 1 / (1 + x ** 2)],
    ['the square root', Math.sqrt, (x) => 0.5 / Math.sqrt(x)],
  ];
  const scales = [1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6];
  const found = (f: (x: number) => number, slope: number, at: number, options: NumericGradientOptions) => {
    const { gradient, errors, evaluations } = numericGradient(([x]) => f(x!), [at], options);
    return {
      off: Math.abs(gradient[0]! - slope),
      estimate: errors![0]! + Number.EPSILON * Math.abs(slope),
      evaluations,
    };
  };
  const cases = functions.flatMap(([name, f, slope]) =>
    scales.filter((at) => Number.isFinite(f(at))).map((at) => [name, at, f, slope] as const),
  );

  test.each(cases)('of %s at %d bound the true one, and are small, when adaptive', (_, at, f, slope) => {
    const { off, estimate, evaluations } = found(f, slope(at), at, { method: 'adaptive' });
    expect(off).toBeLessThanOrEqual(2 * estimate);
    // as exact as the rounding of f allows, where the slope may be measured along the size of x
    const roundoff = (Number.EPSILON * Math.abs(f(at))) / Math.max(1e-2, Math.min(1, at));
    const bound = 1e-8 * Math.abs(slope(at)) + 100 * roundoff;
    expect(estimate).toBeLessThan(bound);
    expect(evaluations).toBeLessThanOrEqual(50);
  });
  test.each(cases)('of %s at %d bound the true one by Richardson, with a step that suits', (_, at, f, slope) => {
    const { off, estimate } = found(f, slope(at), at, { method: 'richardson', step: 2 ** -10 * Math.min(at, 1) });
    expect(off).toBeLessThanOrEqual(2 * estimate);
  });
  property.prop([
    fc.constantFrom(...functions),
    fc.double({ min: -6, max: 6, noNaN: true }),
    fc.constantFrom('adaptive', 'richardson'),
  ])('bound the true ones at any scale', ([, f, slope], exponent, method) => {
    const at = Math.min(10 ** exponent, f(1e3) === Infinity ? 100 : Infinity);
    const options = method === 'adaptive' ? { method } : ({ method, step: 2 ** -10 * Math.min(at, 1) } as const);
    const { off, estimate } = found(f, slope(at), at, options as NumericGradientOptions);
    expect(off).toBeLessThanOrEqual(8 * estimate);
  });
  test('are not claimed by one step alone', () => {
    for (const method of ['centered', 'forward'] as const)
      expect(numericGradient(parabola, [3], { method }).errors).toBeUndefined();
  });
  test('grow when adaptive and the function is noisy', () => {
    const noisy = (x: number): number => Math.sin(x) + 1e-6 * Math.sin(1e12 * x);
    const { off, estimate } = found(noisy, Math.cos(1), 1, { method: 'adaptive' });
    expect(off).toBeLessThanOrEqual(8 * estimate);
    expect(off).toBeLessThan(1e-3);
  });
  test('are 0 for a constant 0, and infinite beside the end of the domain', () => {
    expect(numericGradient(() => 0, [1], { method: 'adaptive' })).toMatchObject({
      gradient: Float64Array.of(0),
      errors: Float64Array.of(0),
    });
    expect(numericGradient(([x]) => Math.sqrt(x!), [0], { method: 'adaptive' }).errors).toEqual(
      Float64Array.of(Infinity),
    );
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
