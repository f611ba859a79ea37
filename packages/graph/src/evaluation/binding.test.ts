import { describe, expect, test } from 'vitest';
import type { Bindings } from './binding.ts';
import { broadcastTo, size, sumTo } from '../broadcast.ts';
import { add, scale } from '../derivative/cotangent.ts';
import { attempt } from '../error.ts';
import { evaluate, type EvaluateOptions } from './evaluate.ts';
import { constant, input, parameter } from '../leaf.ts';
import type { AnyTensor } from '../node.ts';

/** The lines of the error that an evaluation ends in. */
const problemsOf = (output: AnyTensor, bindings: Bindings, options?: EvaluateOptions): readonly string[] => {
  const result = attempt(() => evaluate(output, bindings, options));
  return result._tag === 'Left' ? result.left.message.split('\n').slice(1) : [];
};

const x = input('x', ['batch', 3]);
const y = input('y', ['batch', 1]);
const labels = input('labels', ['batch'], 'int');
const both = add(x, y);
const pairs = add(input('pairs', ['2*n']), size(['n']));

describe('bindings that do not fit', () => {
  test.each<readonly [problem: string, AnyTensor, Bindings]>([
    ['x: must be bound, real of shape [batch, 3]', x, {}],
    ['x: must be bound, real of shape [batch, 3]', x, { x: undefined as never }],
    ['labels: must be bound, int of shape [batch]', labels, {}],
    ['row: shape must be [3], got [1, 3]', input('row', [3]), { row: [[1, 2, 3]] }],
    ['x: shape must be [batch, 3], got [1, 2]', x, { x: [[1, 2]] }],
    ['row: shape must be [3], got []', input('row', [3]), { row: 1 }],
    [
      'x: must be a number, rectangular nested arrays of numbers, or { shape, data }, got [[1, 2, 3], [4, 5]]',
      x,
      {
        x: [
          [1, 2, 3],
          [4, 5],
        ],
      },
    ],
    [
      "x: must be a number, rectangular nested arrays of numbers, or { shape, data }, got 'abc'",
      x,
      { x: 'abc' as never },
    ],
    [
      'x: must be a number, rectangular nested arrays of numbers, or { shape, data }, got null',
      x,
      { x: null as never },
    ],
    [
      'x: data must have as many elements as shape [2, 3], got 5',
      x,
      { x: { shape: [2, 3], data: new Float64Array(5) } },
    ],
    ['labels: must be an integer of 32 bits, got 2.5 at [1]', labels, { labels: [0, 2.5] }],
    ['labels: must be an integer of 32 bits, got NaN at [0]', labels, { labels: [Number.NaN] }],
    ['mask: must be true or false, got 2 at [1]', input('mask', [2], 'bool'), { mask: [1, 2] }],
    ['dimension batch: must have one size, got 1 in x and 2 in y', both, { x: [[1, 2, 3]], y: [[1], [2]] }],
    [
      'dimension n: must have one size, got 2 in square and 3 in square',
      input('square', ['n', 'n']),
      {
        square: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
    ],
    [
      'dimension batch: must have a size; bind a leaf that has it or pass { sizes: { batch: ... } }',
      size(['batch']),
      {},
    ],
    [
      'dimension n: must have a size; bind a leaf that has it or pass { sizes: { n: ... } }',
      broadcastTo(constant(1), ['n', 2]),
      {},
    ],
    ['pairs: shape must be [2*n], got [3]', pairs, { pairs: [1, 2, 3] }],
    ['padded: shape must be [n + 2], got [1]', add(input('padded', ['n + 2']), size(['n'])), { padded: [1] }],
    [
      'dimension n: must have one size, got 2 in pairs and 1 in triples',
      scale(pairs, sumTo(input('triples', ['3*n']), [])),
      { pairs: [1, 2, 3, 4], triples: [1, 2, 3] },
    ],
    [
      'pairs: shape must be [2*n], got [6]',
      scale(pairs, sumTo(input('each', ['n']), [])),
      { pairs: [1, 2, 3, 4, 5, 6], each: [1, 2] },
    ],
    [
      'dimension n: must have a size; bind a leaf that has it or pass { sizes: { n: ... } }',
      add(input('square', ['n*n']), size(['n'])),
      { square: [1, 2, 3, 4] },
    ],
  ])('%s', (problem, output, bindings) => {
    expect(problemsOf(output, bindings)).toEqual([`  ${problem}`]);
  });

  test.each([[-1], [1.5], [Number.NaN]])('a size of %s is refused', (n) => {
    expect(problemsOf(input('v', ['n']), { v: [1, 2] }, { sizes: { n } })).toContain(
      `  sizes.n: must be a size from 0 up, got ${n}`,
    );
  });

  test('sizes are held to as bindings are', () => {
    expect(problemsOf(x, { x: [[1, 2, 3]] }, { sizes: { batch: 7 } })).toEqual([
      '  dimension batch: must have one size, got 7 in sizes and 1 in x',
    ]);
    expect(problemsOf(pairs, { pairs: [1, 2, 3] }, { sizes: { n: 2 } })).toEqual([
      '  pairs: shape must be [2*n], got [3]',
    ]);
  });

  test('are all reported at once, with the bindings that nothing asked for beside them', () => {
    const output = add(scale(both, input('mean', [3])), add(parameter('W', [3]), input('b', [1])));
    const bindings = { x: [[1, 2, 3]], y: [[1], [2]], mean: 'no' as never, b: [1, 2], w: [1, 2, 3], bias: 0 };
    expect(attempt(() => evaluate(output, bindings))).toMatchObject({
      left: {
        _tag: 'InvalidBindings',
        unused: ['w', 'bias'],
        problems: [
          { _tag: 'WrongValue', leaf: 'mean' },
          { _tag: 'Missing', leaf: 'W', shape: [3], kind: 'real' },
          {
            _tag: 'ConflictingSize',
            name: 'batch',
            sizes: [
              ['x', 1],
              ['y', 2],
            ],
          },
          { _tag: 'WrongShape', leaf: 'b', expected: [1], got: [2] },
        ],
      },
    });
    expect(() => evaluate(output, bindings)).toThrow(
      [
        "evaluate: bindings must fit the graph's leaves, got 4 problems",
        "  mean: must be a number, rectangular nested arrays of numbers, or { shape, data }, got 'no'",
        '  W: must be bound, real of shape [3]',
        '  dimension batch: must have one size, got 1 in x and 2 in y',
        '  b: shape must be [1], got [2]',
        '  bound but not used: w, bias',
      ].join('\n'),
    );
  });

  test('a wrong rank is no reason to ask for sizes', () => {
    expect(problemsOf(x, { x: [1, 2, 3] })).toEqual(['  x: shape must be [batch, 3], got [3]']);
    expect(problemsOf(x, { x: 1 })).toEqual(['  x: shape must be [batch, 3], got []']);
  });

  test('a wrong size beside a conflicting one is reported as well', () => {
    expect(problemsOf(both, { x: [[1, 2]], y: [[1], [2]] })).toEqual([
      '  dimension batch: must have one size, got 1 in x and 2 in y',
      '  x: shape must be [batch, 3], got [1, 2]',
    ]);
  });
});

describe('bindings that fit', () => {
  test('may be more than the outputs use', () => {
    expect([...evaluate(labels, { labels: [1, 2], x: 'junk' as never }).data]).toEqual([1, 2]);
  });

  test('settle the named dimensions', () => {
    expect(evaluate(size(['batch', 3, 'n']), {}, { sizes: { batch: 2, n: 5 } }).data[0]).toBe(30);
    expect(
      evaluate(add(scale(x, 0), size(['batch'])), {
        x: [
          [1, 1, 1],
          [1, 1, 1],
        ],
      }).data[0],
    ).toBe(2);
  });

  test('may have sums and products as dimensions', () => {
    const pairs = input('pairs', ['2*n + 1']);
    const output = add(pairs, scale(size(['n']), 10));
    expect([...evaluate(output, { pairs: [1, 2, 3, 4, 5] }, { sizes: { n: 2 } }).data]).toEqual([21, 22, 23, 24, 25]);
    expect([...evaluate(output, { pairs: [1, 2, 3, 4, 5] }).data]).toEqual([21, 22, 23, 24, 25]);
    const split = add(output, scale(0, size(['n'])));
    expect(
      evaluate(add(split, broadcastTo(input('one', ['n', 1]), ['n', '2*n + 1'])), {
        pairs: [1, 2, 3],
        one: [[0]],
      }).shape,
    ).toEqual([1, 3]);
  });

  test('may name sizes that are settled already, and sizes that nothing has', () => {
    expect(evaluate(x, { x: [[1, 2, 3]] }, { sizes: { batch: 1, other: 9 } }).shape).toEqual([1, 3]);
  });

  test('may be empty', () => {
    expect(evaluate(x, { x: { shape: [0, 3], data: new Float64Array(0) } })).toEqual({
      shape: [0, 3],
      data: new Float64Array(0),
    });
    expect(evaluate(labels, { labels: [] }).shape).toEqual([0]);
  });

  test('are never written to', () => {
    const data = Float64Array.of(1, 2, 3);
    const bytes = Uint8Array.of(4, 5, 6);
    Object.freeze(evaluate({ x, sum: add(x, input('u', [3])) }, { x: { shape: [1, 3], data }, u: bytes }));
    expect([...data]).toEqual([1, 2, 3]);
    expect([...bytes]).toEqual([4, 5, 6]);
  });

  test('may be bytes where real numbers are due', () => {
    expect(evaluate(add(input('pixels', [2]), 0.5), { pixels: Uint8Array.of(0, 255) }).data).toEqual(
      Float64Array.of(0.5, 255.5),
    );
  });
});

describe('names that every object inherits', () => {
  const names = ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf'];

  test.each(names)('a leaf %s is missing until it is bound', (name) => {
    const leaf = input(name, []);
    expect(problemsOf(leaf, {})).toEqual([`  ${name}: must be bound, real of shape []`]);
    expect(evaluate(leaf, Object.fromEntries([[name, 3]])).data[0]).toBe(3);
  });

  test.each(names)('a dimension %s has no size until it is settled', (name) => {
    const output = size([name]);
    expect(problemsOf(output, {})).toHaveLength(1);
    expect(evaluate(output, {}, { sizes: Object.fromEntries([[name, 4]]) }).data[0]).toBe(4);
    expect(evaluate(add(size([name]), input('v', [name])), { v: [0, 0] }).data[0]).toBe(2);
  });

  test('leaves of such names go together', () => {
    const outputs = Object.fromEntries(names.map((name) => [name, input(name, [])]));
    const values = evaluate(outputs, Object.fromEntries(names.map((name, index) => [name, index])));
    expect(Object.entries(values).map(([name, { data }]) => [name, data[0]])).toEqual(
      names.map((name, index) => [name, index]),
    );
  });
});
