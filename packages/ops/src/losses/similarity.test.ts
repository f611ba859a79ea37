import { constant, evaluate, gradient, input, parameter } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { expectClose } from '../../test/fixture.ts';
import { cosineSimilarity, sum } from '../index.ts';

const vector = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 3 });
const [a, b] = [parameter('a', [3]), parameter('b', [3])];

property.prop([vector, vector, fc.integer({ min: -200, max: 200 })])(
  'the similarity lies in [−1, 1] and does not depend on lengths, however great or small',
  (v, w, exponent) => {
    fc.pre(Math.hypot(...v) > 1e-3 && Math.hypot(...w) > 1e-3);
    const y = cosineSimilarity(a, b);
    const [plain] = evaluate(y, { a: v, b: w }).data;
    const far = evaluate(y, { a: v.map((x) => x * 2 ** (3 * exponent)), b: w.map((x) => x / 2 ** (3 * exponent)) });
    const dot = v.reduce((total, x, i) => total + x * w[i]!, 0);
    expect(Math.abs(plain!)).toBeLessThanOrEqual(1 + 1e-15);
    expect(Math.abs(plain! - dot / (Math.hypot(...v) * Math.hypot(...w)))).toBeLessThan(1e-15);
    expect(Math.abs(far.data[0]! - plain!)).toBeLessThan(1e-15);
  },
);

describe('cosineSimilarity', () => {
  test('takes the last axis if none is given, else another, of operands that broadcast', () => {
    const x = constant([[3, 4], [4, 3]]); // prettier-ignore
    expectClose(evaluate(cosineSimilarity(x, constant([1, 0]))), [0.6, 0.8], 1e-15);
    expectClose(evaluate(cosineSimilarity(x, constant([[1], [0]]), 0)), [0.6, 0.8], 1e-15);
  });

  test('works along a named dimension', () => {
    const y = cosineSimilarity(input('x', ['n', 'd']), input('y', ['d']));
    expect(y.shape).toEqual(['n']);
    expectClose(evaluate(y, { x: [[3, 4]], y: [0, 2] }), [0.8], 1e-15);
  });

  test.each([1e200, 1e-200])('neither its value nor its gradient overflows at %d', (size) => {
    const [slope] = gradient(cosineSimilarity(a, b), [a]);
    const values = evaluate({ y: cosineSimilarity(a, b), slope }, { a: [3 * size, 4 * size, 0], b: [size, 0, 0] });
    expect(values.y.data[0]).toBeCloseTo(0.6, 14);
    // d cos/da = (b/|b| − cos·a/|a|)/|a|
    expect(values.slope.data.map((x) => x * size * 5).map((x) => Number(x.toFixed(12)))).toEqual(
      Float64Array.of(0.64, -0.48, 0),
    );
  });

  test('a zero vector is similar to none, without derivatives', () => {
    const slopes = gradient(cosineSimilarity(a, b), [a, b]);
    const values = evaluate({ y: cosineSimilarity(a, b), a: slopes[0], b: slopes[1] }, { a: [0, 0, 0], b: [1, 2, 2] });
    expect(Object.values(values).flatMap(({ data }) => [...data].map((x) => x + 0))).toEqual([0, 0, 0, 0, 0, 0, 0]);
    const [second] = gradient(sum(slopes[0]), [a], { unused: 'zeros' });
    expect([...evaluate(second, { a: [0, 0, 0], b: [1, 2, 2] }).data].map((x) => x + 0)).toEqual([0, 0, 0]);
  });

  test('NaN stays NaN', () => {
    expect(evaluate(cosineSimilarity(a, b), { a: [NaN, 0, 0], b: [0, 0, 0] }).data[0]).toBeNaN();
  });
});
