import { evaluate, parameter, type Shape, toValue } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { clipByGlobalNorm, clipByValue } from './clipping.ts';
import { type Optimizer, updatesOf } from './optimizer.ts';

const [a, b] = [parameter<Shape>('a', [3]), parameter<Shape>('b', [2])];

/** What is taken away from parameters that are 0, for gradients of 5 elements in all. */
const descentOf = (rule: Optimizer, slopes: readonly number[]): readonly number[] => {
  const [p, q] = [parameter<Shape>('p', [3]), parameter<Shape>('q', [2])];
  const [first, second] = updatesOf(rule, [p, q], [a, b]);
  const at = { p: [0, 0, 0], q: [0, 0], a: toValue(slopes.slice(0, 3)), b: toValue(slopes.slice(3)) };
  return [first!, second!].flatMap(({ next }) => Array.from(evaluate(next, at).data, (element) => 0 - element));
};

const length = (vector: readonly number[]): number => Math.hypot(...vector);
const slopes = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 5, maxLength: 5 });
const limit = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

describe('clipping by the global norm', () => {
  property.prop([slopes, limit])('bounds the norm', (vector, most) => {
    expect(length(descentOf(clipByGlobalNorm(most), vector))).toBeLessThanOrEqual(most * (1 + 1e-14));
  });
  property.prop([slopes, limit])('keeps the direction', (vector, most) => {
    const clipped = descentOf(clipByGlobalNorm(most), vector);
    const factor = Math.min(1, most / length(vector));
    clipped.forEach((element, i) => expect(element).toBeCloseTo(factor * vector[i]!, 9));
  });
  property.prop([slopes, limit])('changes no bit of what is short enough', (vector, most) => {
    fc.pre(length(vector) < most);
    expect(descentOf(clipByGlobalNorm(most), vector)).toEqual(vector.map((element) => element + 0));
  });
  test.each([1, 1e200, 1e-200])('is that of all gradients as one vector, times %d', (factor) => {
    const clipped = descentOf(clipByGlobalNorm(factor), [3 * factor, 0, 0, 0, 4 * factor]);
    clipped.forEach((element, i) => expect(element / factor).toBeCloseTo([0.6, 0, 0, 0, 0.8][i]!, 14));
  });
  test('leaves zeros zeros', () => {
    expect(descentOf(clipByGlobalNorm(1), [0, 0, 0, 0, 0])).toEqual([0, 0, 0, 0, 0]);
  });
});

test('clipping by value bounds every element by itself', () => {
  expect(descentOf(clipByValue(2), [3, -3, 1, 2, -0.5])).toEqual([2, -2, 1, 2, -0.5]);
});
