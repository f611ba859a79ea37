import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Broadcasting, broadcasting, broadcastTo, broadcastTogether, size, sumTo } from './broadcast.ts';
import type { Dim } from './dim.ts';
import { attempt } from './error.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { gradient } from './derivative/gradient.ts';
import { constant, input } from './leaf.ts';
import type { Tensor } from './node.ts';
import { defineOp, outcome } from './op.ts';
import { s } from './scalar.ts';
import { countOf, type Shape } from './shape.ts';
import { toArray } from './value.ts';

const product: Broadcasting<'real'> = broadcasting(
  'product',
  defineOp('product', <S extends Shape>(a: Tensor<S>, _b: Tensor<S>) => outcome<S>(a.shape), {
    scalar: s.mul,
    derivative: [({ g, x: [, b] }) => product(g, b), ({ g, x: [a] }) => product(g, a)],
  }),
);

/** A shape, and one that it broadcasts to. */
const pairs = fc
  .array(fc.record({ size: fc.nat(3), repeat: fc.boolean() }), { maxLength: 4 })
  .chain((axes) => fc.tuple(fc.constant(axes), fc.nat(axes.length)))
  .map(([axes, dropped]) => ({
    from: axes.slice(dropped).map(({ size, repeat }) => (repeat ? 1 : size)),
    to: axes.map(({ size }) => size),
  }));

const integers = (shape: readonly number[]) =>
  fc
    .array(fc.integer({ min: -99, max: 99 }), { minLength: countOf(shape), maxLength: countOf(shape) })
    .map((elements) => ({ shape, data: Float64Array.from(elements) }));

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, element, i) => sum + element * b[i]!, 0);

describe('broadcastTo and sumTo', () => {
  test.prop([pairs.chain(({ from, to }) => fc.tuple(integers(from), integers(to)))])(
    'are adjoint: <broadcastTo(x), y> = <x, sumTo(y)>',
    ([x, y]) => {
      const repeated = evaluate(broadcastTo(constant(x), y.shape as Shape));
      const collected = evaluate(sumTo(constant(y), x.shape as Shape));
      expect(repeated.shape).toEqual(y.shape);
      expect(collected.shape).toEqual(x.shape);
      expect(dot(repeated.data, y.data)).toBe(dot(x.data, collected.data));
    },
  );

  test.prop([pairs.chain(({ from, to }) => fc.tuple(integers(from), integers(to)))])(
    'are the derivatives of each other',
    ([x, y]) => {
      const a = input('a', x.shape as Shape);
      const b = input('b', y.shape as Shape);
      const [byA] = gradient(sumTo(product(broadcastTo(a, b.shape as Shape), b), []), [a]);
      const [byB] = gradient(sumTo(product(a, sumTo(b, a.shape as Shape)), []), [b]);
      expect(evaluate(byA, { a: x, b: y })).toEqual(evaluate(sumTo(b, a.shape as Shape), { b: y }));
      expect(evaluate(byB, { a: x, b: y })).toEqual(evaluate(broadcastTo(a, b.shape as Shape), { a: x }));
    },
  );

  test('repeat along new and along stretched axes', () => {
    const x = constant([[1], [2]]);
    expect(toArray(evaluate(broadcastTo(x, [2, 2, 3])))).toEqual([
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
    ]);
  });

  test('sum along new and along stretched axes', () => {
    const x = constant([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [
        [10, 20, 30],
        [40, 50, 60],
      ],
    ]);
    expect(toArray(evaluate(sumTo(x, [2, 1])))).toEqual([[66], [165]]);
    expect(toArray(evaluate(sumTo(x, [3])))).toEqual([55, 77, 99]);
    expect(toArray(evaluate(sumTo(x, [])))).toBe(231);
  });

  test('know named dimensions', () => {
    const row = input('row', [2]);
    const rows = broadcastTo(row, ['batch', 2]);
    expect(rows.shape).toEqual(['batch', 2]);
    expect(toArray(evaluate(sumTo(rows, [2]), { row: [1, 2] }, { sizes: { batch: 3 } }))).toEqual([3, 6]);
    expect(toArray(evaluate(sumTo(rows, [2]), { row: [1, 2] }, { sizes: { batch: 0 } }))).toEqual([0, 0]);
  });

  test('give the tensor itself where nothing is to be done', () => {
    const x = input('x', ['batch', 2]);
    expect(broadcastTo(x, ['batch', 2])).toBe(x);
    expect(sumTo(x, ['batch', 2])).toBe(x);
  });

  test('broadcastTo repeats integers and truth values as well', () => {
    expect(evaluate(broadcastTo(constant(3, 'int'), [2])).data).toEqual(Int32Array.of(3, 3));
    expect(evaluate(broadcastTo(constant(true, 'bool'), [2])).data).toEqual(Uint8Array.of(1, 1));
  });

  test.each<readonly [from: Dim[], to: Dim[]]>([
    [[2], [3]],
    [[2], []],
    [[2, 1], [2]],
    [['batch'], ['n']],
    [['batch'], [1]],
    [[0], [1]],
  ])('refuse to go from %j to %j and back', (from, to) => {
    expect(() => broadcastTo(input('x', from), to)).toThrow(
      'broadcastTo: the shape must be one the operand broadcasts to',
    );
    expect(() => sumTo(input('x', to), from)).toThrow('sumTo: the shape must be one that broadcasts to the operand');
    expect(attempt(() => broadcastTo(input('x', from), to))).toMatchObject({ left: { shapes: [from, to] } });
  });

  test.each<readonly [Dim]>([[-1], [2.5], ['a b'], ['n*batch']])('broadcastTo refuses the dimension %s', (dim) => {
    expect(() => broadcastTo(constant(1), [dim])).toThrow(
      'broadcastTo: shape must be a list, of which each must be a size from 0 up or a name',
    );
  });

  test('a million times 0.1 in float64 is off by less than 1e-9', () => {
    const sum = sumTo(broadcastTo(input('x', []), [1000, 1000]), []);
    expect(Math.abs(evaluate(sum, { x: 0.1 }).data[0]! - 1e5)).toBeLessThan(1e-9);
  });

  test('ten million times 0.1 in float32 is off by less than 1', () => {
    const sum = sumTo(broadcastTo(input('x', []), [10_000_000]), []);
    expect(Math.abs(evaluate(sum, { x: 0.1 }, { precision: 'float32' }).data[0]! - 1e6)).toBeLessThan(1);
  });
});

describe('size', () => {
  test.each<readonly [Dim[], number]>([
    [[], 1],
    [[2, 3], 6],
    [[0, 'n'], 0],
    [['n', 2], 10],
    [['n + 1', 'n'], 30],
  ])('of %j at n = 5 is %d', (shape, count) => {
    expect(evaluate(size(shape), {}, { sizes: { n: 5 } }).data[0]).toBe(count);
  });

  test('is a constant: nothing bound changes it but the sizes', () => {
    expect(size(['n']).isConstant).toBe(true);
    expect(size(['n']).shape).toEqual([]);
    expect(`${size(['n', 3])}`).toBe('size(3*n): []');
  });
});

describe('broadcasting', () => {
  test('lets an operation on equal shapes take any shapes that fit', () => {
    const column = input('column', ['batch', 1]);
    const row = input('row', [3]);
    expect(product(column, row).shape).toEqual(['batch', 3]);
    expect(toArray(evaluate(product(column, row), { column: [[1], [2]], row: [1, 10, 100] }))).toEqual([
      [1, 10, 100],
      [2, 20, 200],
    ]);
    expect(product(2, row).shape).toEqual([3]);
  });

  test('refuses shapes that do not fit by the name of the operation', () => {
    expect(() => product(input('a', ['batch', 3]) as never, input('b', [4]) as never)).toThrow(
      'product: shapes must be equal or broadcast, got [batch, 3] and [4]',
    );
  });

  test('the gradient by a row sums over the columns, and the other way round', () => {
    const column = input('column', ['batch', 1]);
    const row = input('row', [3]);
    const loss = sumTo(product(column, row), []);
    const [byColumn, byRow] = gradient(loss, [column, row]);
    const slopes = evaluate({ loss, byColumn, byRow }, { column: [[1], [2]], row: [1, 10, 100] });
    expect(toArray(slopes.byColumn)).toEqual([[111], [111]]);
    expect(toArray(slopes.byRow)).toEqual([3, 3, 3]);
  });
});

describe('broadcastTogether', () => {
  test('makes numbers integers where every tensor is one', () => {
    const [n, two] = broadcastTogether('f', input('n', [3], 'int'), 2);
    expect([n, two].map(({ kind, shape }) => [kind, shape])).toEqual([
      ['int', [3]],
      ['int', [3]],
    ]);
    expect(broadcastTogether('f', input('x', []), 2)[1].kind).toBe('real');
    expect(broadcastTogether('f', 1, 2).map(({ kind }) => kind)).toEqual(['real', 'real']);
  });

  test('finds the shape common to all', () => {
    const tensors = broadcastTogether('f', input('a', [2, 1, 1]), input('b', ['n', 1]), input('c', [4]), 5);
    expect(tensors.map(({ shape }) => shape)).toEqual(Array.from({ length: 4 }, () => [2, 'n', 4]));
  });

  test('refuses what is no tensor and no number', () => {
    expect(() => broadcastTogether('f', '1' as never)).toThrow("f: operands must be tensors or numbers, got '1'");
  });
});
