import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { broadcastTo, sumTo } from '../broadcast.ts';
import { add, scale } from './cotangent.ts';
import { hessianVectorProduct, pushforward } from './directional.ts';
import { attempt } from '../error.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { gradient } from './gradient.ts';
import { input, parameter } from '../leaf.ts';
import type { AnyTensor, Tensor } from '../node.ts';
import { pullback } from './pullback.ts';

const a = parameter('a', [3]);
const b = parameter('b', []);
const da = input('da', [3]);
const db = input('db', []);
const g = input('g', [2, 3]);

/** Polynomial in both: a·a + b·a, repeated along a new axis and multiplied by b. */
const output = scale(broadcastTo(add(scale(a, a), scale(a, b)), [2, 3]), b);
const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
const number = fc.integer({ min: -9, max: 9 });
const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((sum, v, i) => sum + v * y[i]!, 0);

describe('pullback and pushforward', () => {
  const at = fc.record({ a: numbers, b: number, da: numbers, db: number, g: fc.tuple(numbers, numbers) });

  test.prop([at])('are transposes of each other', (point) => {
    const moved = pushforward(output, [a, b], [da, db]);
    const [byA, byB] = pullback(output, [a, b], g);
    const values = evaluate({ moved, byA, byB }, point);
    const forward = dot(values.moved.data, point.g.flat());
    expect(forward).toBe(dot(values.byA.data, point.da) + values.byB.data[0]! * point.db);
  });

  test.prop([at])('follow the line through the point: exact differences of a cubic', (point) => {
    const moved = evaluate(pushforward(output, [a, b], [da, db]), point).data;
    const along = (t: number) =>
      evaluate(output, { a: point.a.map((x, i) => x + t * point.da[i]!), b: point.b + t * point.db }).data;
    const [far, near] = [[along(2), along(-2)] as const, [along(1), along(-1)] as const];
    for (const [i, slope] of moved.entries()) {
      // the centered differences at 1 and 2 combine to the exact slope of a cubic
      expect((8 * (near[0][i]! - near[1][i]!) - (far[0][i]! - far[1][i]!)) / 12).toBe(slope);
    }
  });

  test('the gradient is the pullback of 1', () => {
    const loss = sumTo(output, []);
    const one = evaluate(pullback(loss, [a], input('one', []))[0], { a: [1, 2, 3], b: 2, one: 1 });
    expect(one).toEqual(evaluate(gradient(loss, [a])[0], { a: [1, 2, 3], b: 2 }));
  });

  test('what the output does not depend on is refused by name, or gives zeros', () => {
    const other = parameter('other', [3]);
    expect(attempt(() => pushforward(output, [other], [da]))).toMatchObject({
      left: { _tag: 'NotConnected', names: ['other'] },
    });
    const moved = pushforward(output, [other], [da], { unused: 'zeros' });
    expect([...evaluate(moved, { da: [1, 2, 3] }).data]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('a cotangent of another shape, or too few tangents, are refused', () => {
    const wrong = input('wrong', [3, 2]) as AnyTensor as Tensor<[2, 3]>;
    expect(attempt(() => pullback(output, [a], wrong))).toMatchObject({
      left: { message: 'pullback: the cotangent must have the shape of the output, got [2, 3] and [3, 2]' },
    });
    expect(attempt(() => pushforward(output, [a, b], [da] as never))).toMatchObject({
      left: { _tag: 'ShapeMismatch' },
    });
  });
});

describe('hessianVectorProduct', () => {
  const loss = sumTo(output, []);

  test.prop([numbers, number, numbers, number, numbers, number])('is symmetric', (x, y, dx, dy, ex, ey) => {
    const [along, against] = [
      hessianVectorProduct(loss, [a, b], [da, db]),
      hessianVectorProduct(loss, [a, b], [input('ea', [3]), input('eb', [])]),
    ];
    const values = evaluate(
      { p: along[0], q: along[1], r: against[0], s: against[1] },
      { a: x, b: y, da: dx, db: dy, ea: ex, eb: ey },
    );
    expect(dot(values.p.data, ex) + values.q.data[0]! * ey).toBe(dot(values.r.data, dx) + values.s.data[0]! * dy);
  });

  test('agrees with the second derivative along one axis', () => {
    const [product] = hessianVectorProduct(loss, [b], [db]);
    const [first] = gradient(loss, [b]);
    const [second] = gradient(first, [b]);
    const at = { a: [1, 2, 3], b: 5 };
    expect(evaluate(product, { ...at, db: 3 }).data[0]).toBe(3 * evaluate(second, at).data[0]!);
  });
});
