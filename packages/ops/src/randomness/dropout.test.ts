import { constant, evaluate, gradient, input, parameter } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { dropout, exp, mul, sum } from '../index.ts';

const keys = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const rates = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const x = parameter('x', ['n']);
const ones = new Float64Array(10_000).fill(1);

describe('dropout', () => {
  property.prop([keys, rates], { numRuns: 20 })('keeps the mean, and drops as often as its rate says', (key, rate) => {
    const y = evaluate(dropout(x, { rate, key }), { x: ones }).data;
    const dropped = y.filter((value) => value === 0).length;
    const spread = Math.sqrt(rate * (1 - rate) * ones.length);
    expect(Math.abs(dropped - rate * ones.length)).toBeLessThan(5 * spread);
    expect(y.every((value) => value === 0 || value === 1 / (1 - rate))).toBe(true);
    const mean = y.reduce((total, value) => total + value, 0) / ones.length;
    expect(Math.abs(mean - 1)).toBeLessThan((5 * spread) / ((1 - rate) * ones.length));
  });

  property.prop([keys, rates])(
    'drops the same for the same key, whatever is around it and however it is given',
    (key, rate) => {
      const bound = input('key', [], 'int');
      const within = mul(2, exp(dropout(mul(x, x), { rate, key: bound })));
      const values = evaluate({ alone: dropout(x, { rate, key }), within }, { x: ones.subarray(0, 50), key });
      const isDropped = [...values.alone.data].map((value) => value === 0);
      expect([...values.within.data].map((value) => value === 2)).toEqual(isDropped);
    },
  );

  test('drops others for another key', () => {
    const values = evaluate(
      { one: dropout(x, { rate: 0.5, key: 1 }), two: dropout(x, { rate: 0.5, key: 2 }) },
      { x: ones },
    );
    expect(values.one.data).not.toEqual(values.two.data);
  });

  test('its gradient is the mask over 1 − rate, and what is dropped leaks nothing', () => {
    const y = dropout(x, { rate: 0.5, key: 4 });
    const [slope] = gradient(sum(y), [x]);
    const mask = evaluate(y, { x: ones.subarray(0, 20) }).data;
    const spoilt = mask.map((value) => (value === 0 ? NaN : 1));
    const values = evaluate({ y, slope }, { x: spoilt });
    expect(values.y.data).toEqual(mask);
    expect(values.slope.data).toEqual(mask);
  });

  test('at rate 0 it is its operand', () => {
    expect(dropout(x, { rate: 0, key: 1 })).toBe(x);
  });

  test('applies to constants and scalars alike', () => {
    expect(evaluate(dropout(constant(3), { rate: 0.5, key: 1 })).data[0]).toBeOneOf([0, 6]);
  });
});
