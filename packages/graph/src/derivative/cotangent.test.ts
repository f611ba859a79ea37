import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { add, scale } from './cotangent.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { gradient } from './gradient.ts';
import { constant, input } from '../leaf.ts';

const { NaN: nan } = Number;
const any = fc.double();
const a = input('a', []);
const b = input('b', []);
const c = input('c', []);

describe('add', () => {
  test.prop([any, any])('adds', (x, y) => {
    expect(evaluate(add(a, b), { a: x, b: y }).data[0]).toBe(x + y);
  });

  test('broadcasts, and its derivative sums', () => {
    const row = input('row', [3]);
    const column = input('column', [2, 1]);
    const sum = add(row, column);
    expect(sum.shape).toEqual([2, 3]);
    expect([...evaluate(sum, { row: [1, 2, 3], column: [[10], [20]] }).data]).toEqual([11, 12, 13, 21, 22, 23]);
  });

  test('takes numbers on either side', () => {
    expect(evaluate(add(1, 2)).data[0]).toBe(3);
    expect(evaluate(add(1, a), { a: 2 }).data[0]).toBe(3);
    expect(evaluate(add(a, 1), { a: 2 }).data[0]).toBe(3);
  });

  test('adds integers, which wrap at 32 bits', () => {
    const sum = add(input('n', [2], 'int'), 1);
    expect(evaluate(sum, { n: [3, 2147483647] }).data).toEqual(Int32Array.of(4, -2147483648));
  });

  test('refuses shapes that do not fit, kinds that differ and truth values', () => {
    expect(() => add(input('x', [2, 3]) as never, input('y', [2]) as never)).toThrow(
      'add: shapes must be equal or broadcast, got [2, 3] and [2]',
    );
    expect(() => add(input('n', [], 'int') as never, a)).toThrow(
      'add: operands must be all real or all int, got int and real; toReal makes real numbers of others',
    );
    expect(() => add(input('m', [], 'bool') as never, input('k', [], 'bool') as never)).toThrow(
      'add: operands must be all real or all int, got bool and bool; toReal makes real numbers of others',
    );
  });
});

describe('scale', () => {
  test.prop([any, any])('multiplies, but gives 0 where the cotangent is 0', (g, factor) => {
    expect(evaluate(scale(a, b), { a: g, b: factor }).data[0]).toBe(g === 0 ? 0 : g * factor);
  });

  test.each([Infinity, -Infinity, nan])('0 times %d is 0', (factor) => {
    expect(evaluate(scale(constant(0), constant(factor))).data[0]).toBe(0);
    expect(evaluate(scale(constant(-0), constant(factor))).data[0]).toBe(0);
  });

  test.each([
    [nan, 0, nan],
    [Infinity, 0, nan],
    [nan, 2, nan],
    [2, Infinity, Infinity],
  ])('%d times %d is %d: nothing else is hidden', (g, factor, product) => {
    expect(evaluate(scale(constant(g), constant(factor))).data[0]).toBe(product);
  });

  test('has the derivatives of a product', () => {
    const slopes = gradient(scale(a, b), [a, b]);
    expect(slopes.map((slope) => evaluate(slope, { a: 3, b: 5 }).data[0])).toEqual([5, 3]);
  });

  test('a zero cotangent stays zero to any order', () => {
    // c·(a·(a·b)) by a, again and again
    let derivative = scale(c, scale(a, scale(a, b)));
    for (let order = 1; order <= 4; order++) {
      [derivative] = gradient(derivative, [a], { unused: 'zeros' });
      for (const factor of [nan, Infinity, 0])
        expect(evaluate(derivative, { a: factor, b: nan, c: 0 }).data[0]).toBe(0);
    }
  });

  test('by its factor is 0 where the cotangent is 0, whatever comes in', () => {
    const [byFactor] = gradient(scale(c, scale(a, b)), [b]); // c·a
    const [byA] = gradient(byFactor, [a]); // c
    for (const incoming of [nan, Infinity]) expect(evaluate(byFactor, { a: 0, b: 1, c: incoming }).data[0]).toBe(0);
    expect(evaluate(byFactor, { a: 3, b: 1, c: 5 }).data[0]).toBe(15);
    expect(evaluate(byA, { a: 3, b: 1, c: 5 }).data[0]).toBe(5);
  });
});
