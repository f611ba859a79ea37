import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { estimateSlope } from './slope.ts';

const estimate = (line: (t: number) => number, step = 2 ** -10) => estimateSlope(line, line(0), step);

describe('the slope of a line at 0', () => {
  test.each<[string, (t: number) => number, number]>([
    ['3 t', (t) => 3 * t, 3],
    ['t⁴ + t', (t) => t ** 4 + t, 1],
    ['exp t', Math.exp, 1],
    ['sin t', Math.sin, 1],
    ['log(2 + t)', (t) => Math.log(2 + t), 0.5],
  ])('of %s is right to 11 digits, and to within four times its error', (_, line, expected) => {
    const { value, error, sides } = estimate(line);
    expect(Math.abs(value - expected)).toBeLessThan(1e-11);
    expect(Math.abs(value - expected)).toBeLessThan(4 * error);
    expect(sides).toBeUndefined();
  });
  test('is exact for a cube, whose centered differences are not', () => {
    const { value } = estimate((t) => (1 + t) ** 3);
    expect(Math.abs(value - 3)).toBeLessThan(1e-11);
  });
  test('takes four further values', () => {
    const asked: number[] = [];
    estimateSlope((t) => asked.push(t), 0, 0.5);
    expect(asked).toEqual([-0.5, 0.5, -0.25, 0.25]);
  });
});

describe('a kink at 0', () => {
  test('shows both slopes', () => {
    expect(estimate((t) => Math.max(-2 * t, 3 * t)).sides).toEqual([-2, 3]);
    expect(estimate((t) => Math.abs(t)).sides).toEqual([-1, 1]);
  });
  property.prop([fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })])(
    'is not seen in a parabola, however bent',
    (slope, bend) => {
      expect(estimate((t) => slope * t + bend * t * t).sides).toBeUndefined();
    },
  );
});
