import { describe, expect, test } from 'vitest';
import { sumTo } from '../broadcast.ts';
import { add, scale } from './cotangent.ts';
import { customGradient, stopGradient, straightThrough } from './custom.ts';
import { attempt } from '../error.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { gradient } from './gradient.ts';
import { parameter } from '../leaf.ts';
import { defineOp, outcome } from '../op.ts';
import { s } from '../scalar.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../node.ts';

const x = parameter('x', [2]);
const w = parameter('w', [2]);
const at = { x: [3, 4], w: [5, 6] };
const slopes = (y: Tensor<[2]>) => evaluate(gradient(sumTo(y, []), [x, w], { unused: 'zeros' })[0], at).data;

describe('stopGradient', () => {
  test('keeps values and stops derivatives', () => {
    expect([...evaluate(stopGradient(x), at).data]).toEqual([3, 4]);
    expect([...slopes(scale(x, stopGradient(x)))]).toEqual([3, 4]); // the slope of x² would be 6, 8
    expect([...slopes(stopGradient(x))]).toEqual([0, 0]);
  });
});

describe('customGradient', () => {
  const product = customGradient(scale(x, w), [x, w], ({ g, x: [a, b], y }) => [scale(g, add(a!, y)), scale(g, b!)]);

  test('has the value of its output and the derivatives it is given, which see inputs and output', () => {
    const [byX, byW] = gradient(sumTo(product, []), [x, w]);
    const values = evaluate({ product, byX, byW }, at);
    expect([...values.product.data]).toEqual([15, 24]);
    expect([...values.byX.data]).toEqual([3 + 15, 4 + 24]);
    expect([...values.byW.data]).toEqual([5, 6]);
  });

  test('can be differentiated again, by its own graph', () => {
    const [first] = gradient(sumTo(product, []), [x]);
    const [second] = gradient(sumTo(first, []), [x]); // d(x + y)/dx with y's own custom slope x + y
    expect([...evaluate(second, at).data]).toEqual([1 + 18, 1 + 28]);
  });

  test('null stands for no influence', () => {
    expect([...slopes(customGradient(scale(x, w), [x], () => [null]))]).toEqual([0, 0]);
  });

  test('refuses another number of derivatives than inputs', () => {
    const wrong = customGradient(scale(x, w), [x, w], ({ g }) => [g]);
    expect(attempt(() => gradient(sumTo(wrong, []), [x]))).toMatchObject({
      left: { message: 'customGradient: there must be 2 derivatives, got 1' },
    });
  });
});

describe('straightThrough', () => {
  const half = defineOp('half', <S extends Shape>(a: Tensor<S>) => outcome<S>(a.shape), {
    scalar: (a) => s.select(s.less(a, 3.5), 0, 1),
    derivative: [() => null],
  });

  test('has the value of the one and the derivative of the other', () => {
    const y = straightThrough(half(x), scale(x, x));
    expect([...evaluate(y, at).data]).toEqual([0, 1]);
    expect([...slopes(y)]).toEqual([6, 8]);
  });
});
