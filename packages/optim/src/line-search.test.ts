import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { backtracking, strongWolfe } from './line-search.ts';
import type { Iterate, Objective } from './method.ts';
import { along, dotProduct, scaledBy } from './vector.ts';

/** An objective from a value and a slope for each number, and how often it was asked. */
const separable = (value: (x: number) => number, slope: (x: number) => number) => {
  const asked = { count: 0 };
  const at = (point: Float64Array): Iterate => {
    asked.count++;
    return { point, value: point.reduce((sum, x) => sum + value(x), 0), gradient: point.map(slope) };
  };
  const objective: Objective = { at, hessianVector: (_, direction) => direction };
  return { objective, asked };
};

const wavy = (a: number, b: number, c: number) =>
  separable(
    (x) => a * x * x + b * Math.cos(c * x),
    (x) => 2 * a * x - b * c * Math.sin(c * x),
  ).objective;

const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 5 });
const coefficient = fc.double({ min: 0.1, max: 5, noNaN: true });
const exponent = fc.integer({ min: -6, max: 6 });

property.prop([numbers, coefficient, coefficient, coefficient, exponent, fc.constantFrom(0.1, 0.5, 0.9)])(
  'a step along a direction of descent satisfies the strong Wolfe conditions',
  (numbers, a, b, c, size, curvature) => {
    const objective = wavy(a, b, c);
    const from = objective.at(Float64Array.from(numbers));
    const direction = scaledBy(-1, from.gradient);
    const slope0 = dotProduct(from.gradient, direction);
    fc.pre(slope0 < -1e-3);
    const found = strongWolfe(objective, from, direction, { first: 10 ** size, curvature, trials: 100 });
    expect(found?.holds).toBe(true);
    const { step, iterate } = found!;
    expect(iterate.point).toEqual(along(from.point, step, direction));
    expect(iterate.value).toBeLessThanOrEqual(from.value + 1e-4 * step * slope0);
    expect(Math.abs(dotProduct(iterate.gradient, direction))).toBeLessThanOrEqual(curvature * -slope0);
  },
);

property.prop([numbers, coefficient, coefficient, coefficient, exponent])(
  'backtracking decreases enough, and twice its step would not have unless it is the first',
  (numbers, a, b, c, size) => {
    const objective = wavy(a, b, c);
    const from = objective.at(Float64Array.from(numbers));
    const direction = scaledBy(-1, from.gradient);
    const slope0 = dotProduct(from.gradient, direction);
    fc.pre(slope0 < -1e-3);
    const { step, iterate } = backtracking(objective, from, direction, { first: 10 ** size })!;
    expect(iterate.value).toBeLessThanOrEqual(from.value + 1e-4 * step * slope0);
    if (step === 10 ** size) return;
    const longer = objective.at(along(from.point, 2 * step, direction));
    expect(longer.value).toBeGreaterThan(from.value + 1e-4 * 2 * step * slope0);
  },
);

describe('strongWolfe', () => {
  const start = Float64Array.of(1);
  test('shrinks a step to where the loss is a number', () => {
    // x − log x has no value below 0
    const { objective } = separable(
      (x) => x - 10 * Math.log(x),
      (x) => 1 - 10 / x,
    );
    const from = objective.at(Float64Array.of(50));
    const found = strongWolfe(objective, from, Float64Array.of(-1), { first: 1e6, curvature: 0.1 })!;
    expect(found.holds).toBe(true);
    expect(found.iterate.value).toBeLessThan(from.value);
  });
  test.each([NaN, Infinity, -Infinity])('takes no step where all else is %d', (elsewhere) => {
    const { objective, asked } = separable(
      (x) => (x === 1 ? 1 : elsewhere),
      (x) => (x === 1 ? 1 : NaN),
    );
    expect(strongWolfe(objective, objective.at(start), Float64Array.of(-1), { first: 1 })).toBeUndefined();
    expect(asked.count).toBeLessThanOrEqual(31);
  });
  test('takes no step along a direction that does not descend, and does not look', () => {
    const { objective, asked } = separable(
      (x) => x * x,
      (x) => 2 * x,
    );
    const from = objective.at(start);
    for (const direction of [1, 0, NaN])
      expect(strongWolfe(objective, from, Float64Array.of(direction), { first: 1 })).toBeUndefined();
    expect(asked.count).toBe(1);
  });
  test('says that the conditions do not hold where the loss falls for ever', () => {
    const { objective, asked } = separable(
      (x) => -x,
      () => -1,
    );
    const found = strongWolfe(objective, objective.at(start), Float64Array.of(1), { first: 1, trials: 7 })!;
    expect(found.holds).toBe(false);
    expect(found.iterate.value).toBeLessThan(-1000);
    expect(asked.count).toBe(8);
  });
  test('finds the minimum of a parabola at its second try', () => {
    const { objective, asked } = separable(
      (x) => (x - 3) ** 2,
      (x) => 2 * (x - 3),
    );
    const found = strongWolfe(objective, objective.at(start), Float64Array.of(1), { first: 0.1, curvature: 1e-8 })!;
    expect(found.iterate.point[0]).toBeCloseTo(3, 12);
    expect(asked.count).toBeLessThanOrEqual(4);
  });
});
