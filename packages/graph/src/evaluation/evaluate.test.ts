import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { broadcastTo, sumTo } from '../broadcast.ts';
import { add, scale } from '../derivative/cotangent.ts';
import { attempt, indexOutOfRange } from '../error.ts';
import { evaluate } from './evaluate.ts';
import { constant, input, parameter, state } from '../leaf.ts';
import type { Tensor } from '../node.ts';
import { defineOp, outcome } from '../op.ts';
import { s } from '../scalar.ts';
import type { Shape } from '../shape.ts';

const { NaN: nan } = Number;

const divide = defineOp('divide', <S extends Shape>(a: Tensor<S>, _b: Tensor<S>) => outcome<S>(a.shape), {
  scalar: s.div,
});
const isLess = defineOp('isLess', <S extends Shape>(a: Tensor<S>, _b: Tensor<S>) => outcome(a.shape, 'bool'), {
  scalar: s.less,
});

const x = input('x', [2]);
const y = input('y', [2]);
const at = { x: [1, 2], y: [10, 20] };

describe('outputs', () => {
  test('one tensor gives one value', () => {
    expect(evaluate(add(x, y), at)).toEqual({ shape: [2], data: Float64Array.of(11, 22) });
  });

  test('a record gives a record under the same names, in the same order', () => {
    const values = evaluate({ sum: add(x, y), product: scale(x, y) }, at);
    expect(Object.entries(values)).toEqual([
      ['sum', { shape: [2], data: Float64Array.of(11, 22) }],
      ['product', { shape: [2], data: Float64Array.of(10, 40) }],
    ]);
    expect(evaluate({}, at)).toEqual({});
  });

  test('may be steps on the way to one another', () => {
    const sum = add(x, y);
    const doubled = add(sum, sum);
    const { total, ...rest } = evaluate({ total: sumTo(doubled, []), doubled, sum }, at);
    expect(total).toEqual({ shape: [], data: Float64Array.of(66) });
    expect(rest).toEqual({
      doubled: { shape: [2], data: Float64Array.of(22, 44) },
      sum: { shape: [2], data: Float64Array.of(11, 22) },
    });
  });

  test('may be the same tensor twice', () => {
    const sum = add(x, y);
    const { first, second } = evaluate({ first: sum, second: sum }, at);
    expect(first).toEqual(second);
    expect(first.data).toEqual(Float64Array.of(11, 22));
  });

  test.each([
    ['an input', input('leaf', [2])],
    ['a parameter', parameter('leaf', [2])],
    ['a state', state('leaf', [2])],
  ])('%s comes back as a copy of what was bound', (_, leaf) => {
    const data = Float64Array.of(1, 2);
    const value = evaluate(leaf, { leaf: data });
    expect(value).toEqual({ shape: [2], data });
    value.data[0] = 7;
    expect(data[0]).toBe(1);
  });

  test('are new arrays at every evaluation', () => {
    const sum = add(x, y);
    evaluate(sum, at).data[0] = 7;
    expect(evaluate(sum, at).data[0]).toBe(11);
  });

  test('hold the array of their kind', () => {
    expect(evaluate(isLess(x, y), { x: [1, 20], y: [10, 2] }).data).toEqual(Uint8Array.of(1, 0));
    expect(evaluate(input('n', [], 'int'), { n: 3 }).data).toEqual(Int32Array.of(3));
  });
});

describe('precision', () => {
  test('float32 rounds what is bound and what is computed', () => {
    const third = evaluate(divide(input('a', []), input('b', [])), { a: 1, b: 3 }, { precision: 'float32' });
    expect(third.data).toEqual(Float32Array.of(1 / 3));
    const big = evaluate(add(input('a', []), 1), { a: 2 ** 24 }, { precision: 'float32' });
    expect(big.data[0]).toBe(2 ** 24);
    expect(evaluate(constant(0.1), {}, { precision: 'float32' }).data).toEqual(Float32Array.of(0.1));
  });

  test('float32 rounds after every operation', () => {
    const a = input('a', []);
    const sum = add(add(a, 1), -1);
    expect(evaluate(sum, { a: 2 ** -30 }, { precision: 'float32' }).data[0]).toBe(0);
    expect(evaluate(sum, { a: 2 ** -30 }).data[0]).toBe(2 ** -30);
  });

  test('leaves integers and truth values as they are', () => {
    const labels = input('labels', [2], 'int');
    const value = evaluate(labels, { labels: [2 ** 31 - 1, -1] }, { precision: 'float32' });
    expect(value.data).toEqual(Int32Array.of(2 ** 31 - 1, -1));
  });

  test('float64 does not round what float32 arrays hold', () => {
    expect(evaluate(x, { x: Float32Array.of(0.1, 0.5) }).data).toEqual(Float64Array.of(Math.fround(0.1), 0.5));
  });
});

describe('numbers', () => {
  test.each([
    [1, 0, Infinity],
    [-1, 0, -Infinity],
    [0, 0, nan],
    [Infinity, Infinity, nan],
    [nan, 1, nan],
  ])('%d / %d is %d, and nothing throws', (a, b, quotient) => {
    expect(evaluate(divide(constant(a), constant(b))).data[0]).toBe(quotient);
  });

  test('what a kernel refuses is a typed error', () => {
    const refuses = defineOp('refuses', (_: Tensor<[]>) => outcome([]), {
      kernel: ({ operation }) => indexOutOfRange(operation, 7, 3, [0, 1]),
    });
    expect(attempt(() => evaluate(add(refuses(constant(1)), 1)))).toEqual({
      _tag: 'Left',
      left: indexOutOfRange('refuses', 7, 3, [0, 1]),
    });
  });
});

test('a named dimension has the size that the bindings give it, time after time', () => {
  const rows = input('rows', ['batch', 2]);
  const sum = sumTo(add(rows, broadcastTo(constant(1), ['batch', 2])), [1, 2]);
  expect([...evaluate(sum, { rows: [[1, 2]] }).data]).toEqual([2, 3]);
  expect([
    ...evaluate(sum, {
      rows: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    }).data,
  ]).toEqual([12, 15]);
  expect([...evaluate(sum, { rows: { shape: [0, 2], data: new Float64Array(0) } }).data]).toEqual([0, 0]);
});

test('a node is computed once, however many use it', () => {
  let calls = 0;
  const counted = defineOp('counted', (_: Tensor<[]>) => outcome([]), { kernel: () => void calls++ });
  const node = counted(input('a', []));
  evaluate({ node, sum: add(node, node), more: scale(node, add(node, 1)) }, { a: 1 });
  expect(calls).toBe(1);
});

test('two leaves of one name are an error', () => {
  expect(() => evaluate(add(x, input('x', [2])), at)).toThrow(
    "graph: leaf names must be unique, got two leaves named 'x'",
  );
  expect(() => evaluate({ x, other: input('x', []) }, at)).toThrow('graph: leaf names must be unique');
});

test.prop([fc.array(fc.double(), { maxLength: 20 }), fc.array(fc.double(), { maxLength: 20 })])(
  'agrees with plain arithmetic, element by element',
  (left, right) => {
    const n = Math.min(left.length, right.length);
    const [a, b] = [left.slice(0, n), right.slice(0, n)];
    const sum = add(input('a', ['n']), input('b', ['n']));
    expect([...evaluate(sum, { a, b }).data]).toEqual(a.map((element, i) => element + b[i]!));
  },
);

test('what is asked for under two names is given twice', () => {
  const x = add(input('x', [2]), 1);
  const { a, b } = evaluate({ a: x, b: x }, { x: [1, 2] });
  a.data[0] = 7;
  expect([...b.data]).toEqual([2, 3]);
});

test('an output that is no tensor is refused', () => {
  expect(attempt(() => evaluate({ a: undefined as never }))).toMatchObject({
    left: { _tag: 'InvalidArgument', message: 'evaluate: outputs must be tensors, got undefined' },
  });
});
