import {
  AdjointError,
  broadcastTo,
  constant,
  evaluate,
  gradient,
  input,
  parameter,
  state,
  type Tensor,
  type Value,
  toValue,
} from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test, vi } from 'vitest';
import { compile } from './compile.ts';

const x = input('x', ['batch', 3]);
const labels = input('labels', ['batch'], 'int');
const W = parameter('W', [3, 4]);
const scores = ops.matmul(x, W);
const loss = ops.mean(ops.crossEntropy(scores, labels));
const weights: Value = { shape: [3, 4], data: Float64Array.from({ length: 12 }, (_, i) => Math.sin(i)) };
const batch = (count: number) => ({
  x: { shape: [count, 3], data: Float64Array.from({ length: 3 * count }, (_, i) => Math.cos(i)) },
  labels: { shape: [count], data: Int32Array.from({ length: count }, (_, i) => i % 4) },
});

const failureOf = async (run: () => unknown): Promise<unknown> => {
  try {
    await run();
  } catch (error) {
    return error instanceof AdjointError ? error.failure : error;
  }
  return undefined;
};

describe('a program', () => {
  test('is made anew for every size, and remembers each', async () => {
    const program = await compile({ loss, top: ops.max(scores, 1) });
    for (const count of [1, 3, 7, 3, 255, 1, 256, 0]) {
      const bindings = { ...batch(count), W: weights };
      const expected = evaluate({ loss, top: ops.max(scores, 1) }, bindings);
      const found = program.run(bindings);
      expect(found.top.shape).toEqual([count]);
      found.top.data.forEach((element, i) => expect(element).toBeCloseTo(expected.top.data[i]!, 12));
      if (count > 0) expect(found.loss.data[0]).toBeCloseTo(expected.loss.data[0]!, 12);
      else expect(found.loss.data[0]).toBeNaN();
    }
  });

  test('takes no more memory for many sizes than for the largest, constants among it', async () => {
    const wide = input('wide', ['n', 1024]);
    const offsets = ops.mul(wide, constant(Float64Array.from({ length: 1024 }, (_, i) => i)));
    const program = await compile(ops.cumsum(offsets, 0));
    for (let turn = 0; turn < 3; turn++)
      for (let n = 200; n > 0; n -= 40) {
        const data = new Float64Array(n * 1024).fill(2);
        expect(program.run({ wide: { shape: [n, 1024], data } }).data.at(-1)).toBe(2 * n * 1023);
      }
    // forty sizes of 128 megabytes each would be more than there is
    const line = input('line', ['n']);
    const total = await compile(ops.sum(line));
    const numbers = new Float64Array(16_000_040).fill(1);
    for (let n = 16_000_000; n < 16_000_040; n++)
      expect(total.run({ line: { shape: [n], data: numbers.subarray(0, n) } }).data[0]).toBe(n);
  });

  test('takes whatever may be bound: numbers, nested arrays, typed arrays, values of other widths', async () => {
    const [a, b] = [input('a', [2]), input('b', [])];
    const program = await compile({ y: ops.mul(a, b) });
    for (const bound of [
      [1, 2],
      Float64Array.of(1, 2),
      Float32Array.of(1, 2),
      { shape: [2], data: Uint8Array.of(1, 2) },
    ])
      expect([...program.run({ a: bound, b: 3 }).y.data]).toEqual([3, 6]);
    expect([
      ...program.run({ a: { shape: [2], data: Float64Array.of(4, 5) }, b: { shape: [], data: Float64Array.of(2) } }).y
        .data,
    ]).toEqual([8, 10]);
  });

  test('reads bytes as they are, bound or held, in loops and in products', async () => {
    const pixels = input('pixels', ['batch', 9]);
    const V = input('V', [9, 2]);
    const outputs = {
      product: ops.matmul(pixels, V),
      scaled: ops.add(ops.mul(1 / 255, pixels), -0.5),
      total: ops.sum(pixels, 0),
      rows: ops.sum(ops.transpose(pixels), 0),
      pixels,
      flat: ops.reshape(pixels, ['batch', 3, 3]),
    };
    const bytes = { shape: [5, 9], data: Uint8Array.from({ length: 45 }, (_, i) => (37 * i) % 256) };
    const others = { V: { shape: [9, 2], data: Float64Array.from({ length: 18 }, (_, i) => Math.sin(i)) } };
    for (const precision of ['float64', 'float32'] as const) {
      const expected = evaluate(outputs, { pixels: bytes, ...others }, { precision });
      const bound = (await compile(outputs, { precision })).run({ pixels: bytes, ...others });
      const held = (await compile(outputs, { precision, held: { pixels: bytes } })).run(others);
      for (const found of [bound, held])
        for (const [name, { shape, data }] of Object.entries(expected)) {
          const value = found[name as keyof typeof found];
          expect(value.shape).toEqual(shape);
          expect(value.data.constructor).toBe(data.constructor);
          const digits = precision === 'float64' ? 10 : 3;
          data.forEach((element, i) => expect(value.data[i]).toBeCloseTo(element, digits));
        }
    }
  });

  test('gives results that no later run changes', async () => {
    const program = await compile(ops.mul(x, 2));
    const first = program.run(batch(2));
    const before = first.data.slice();
    program.run({ x: { shape: [2, 3], data: new Float64Array(6) } });
    expect(first.data).toEqual(before);
  });

  test('computes at either precision', async () => {
    const narrow = await compile(ops.exp(x), { precision: 'float32' });
    expect(narrow.run(batch(1)).data).toBeInstanceOf(Float32Array);
    expect((await compile(ops.exp(x))).run(batch(1)).data).toBeInstanceOf(Float64Array);
  });

  test('has outputs that are leaves, constants, or asked for twice', async () => {
    const y = ops.mul(x, 1);
    const outputs = { x, y, again: y, one: ops.add(ops.mul(0, ops.sum(x)), 1), labels };
    const found = (await compile(outputs)).run(batch(2));
    const expected = evaluate(outputs, batch(2));
    expect(found).toEqual(expected);
  });
});

describe('what a program holds', () => {
  const descended = async (steps: number, sizes: readonly number[]) => {
    const [slope] = gradient(loss, [W]);
    const updates = [{ leaf: W, next: ops.sub(W, ops.mul(0.1, slope)) }];
    const program = await compile({ loss }, { held: { W: weights }, updates });
    for (let step = 0; step < steps; step++) program.run(batch(sizes[step % sizes.length]!));
    return program.held()['W']!;
  };

  test('changes with every run, whatever the sizes of the batches', async () => {
    let expected: Value = weights;
    const [slope] = gradient(loss, [W]);
    for (const count of [5, 3, 5, 3])
      expected = evaluate(ops.sub(W, ops.mul(0.1, slope)), { ...batch(count), W: expected });
    const found = await descended(4, [5, 3]);
    found.data.forEach((element, i) => expect(element).toBeCloseTo(expected.data[i]!, 12));
  });

  test('is read before any of it is written', async () => {
    const [a, b] = [state('a', []), state('b', [])] as unknown as [Tensor<[]>, Tensor<[]>];
    const held = { a: { shape: [], data: Float64Array.of(1) }, b: { shape: [], data: Float64Array.of(2) } };
    const updates = [
      { leaf: a, next: b },
      { leaf: b, next: a },
    ];
    const program = await compile({ sum: ops.add(a, ops.mul(10, b)) }, { held, updates });
    expect([program.run().sum.data[0], program.run().sum.data[0], program.run().sum.data[0]]).toEqual([21, 12, 21]);
  });

  test('is read before any of it is written, whatever the shapes and the order', async () => {
    const p = state('p', [2, 3]);
    const q = state('q', [3, 2]);
    const s = state('s', [3]);
    const t = state('t', []);
    const updates = [
      { leaf: p, next: ops.add(ops.reshape(q, [2, 3]), t) },
      { leaf: q, next: ops.reshape(p, [3, 2]) },
      { leaf: t, next: ops.sum(s) },
      { leaf: s, next: ops.mul(ops.flip(s, 0), t) },
    ];
    const numbers = (from: number, ...shape: number[]): Value => ({
      shape,
      data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i),
    });
    const held = { p: numbers(1, 2, 3), q: numbers(10, 3, 2), s: numbers(1, 3), t: numbers(2) };
    const program = await compile({ top: ops.max(p) }, { held, updates });
    let expected: Readonly<Record<string, Value>> = held;
    for (let step = 0; step < 3; step++) {
      program.run();
      expected = evaluate({ p: updates[0]!.next, q: updates[1]!.next, t: updates[2]!.next, s: updates[3]!.next }, expected); // prettier-ignore
      expect(program.held()).toEqual(expected);
    }
  });

  test('is given out as copies, other names among it', async () => {
    const held = { W: weights, other: { shape: [], data: Float64Array.of(7) } };
    const program = await compile({ loss }, { held });
    program.held()['W']!.data.fill(0);
    expect(program.held()).toEqual(held);
  });

  test('stays where it is for a hundred thousand steps, and memory stays flat', async () => {
    const w = parameter('w', [8]);
    const [slope] = gradient(ops.l2(w), [w]);
    const start = { shape: [8], data: new Float64Array(8).fill(1) };
    const updates = [{ leaf: w, next: ops.sub(w, ops.mul(1e-6, slope)) }];
    const program = await compile({ loss: ops.l2(w) }, { held: { w: start }, updates });
    for (let step = 0; step < 1000; step++) program.run();
    const before = process.memoryUsage();
    for (let step = 0; step < 100_000; step++) program.run();
    const after = process.memoryUsage();
    expect(after.external - before.external).toBeLessThan(8e6);
    expect(program.held()['w']!.data[0]).toBeCloseTo((1 - 2e-6) ** 101_000, 9);
  });
});

describe('what is wrong is said as evaluate says it:', () => {
  test.each([
    ['a binding is missing', { x: [[1, 2, 3]], labels: [0] }],
    ['a shape does not fit', { ...batch(2), W: [[1]] }],
    ['a label is outside', { x: [[1, 2, 3]], labels: [4], W: weights }],
    [
      'a label is negative',
      {
        x: [
          [1, 2, 3],
          [1, 2, 3],
        ],
        labels: [0, -1],
        W: weights,
      },
    ],
    ['two sizes differ', { ...batch(2), labels: [1], W: weights }],
  ])('%s', async (_, bindings) => {
    const expected = await failureOf(() => evaluate({ loss }, bindings as never));
    expect(expected).toBeDefined();
    expect(await failureOf(async () => (await compile({ loss })).run(bindings as never))).toEqual(expected);
  });

  test('a size that fits no dimension', async () => {
    const pairs = ops.reshape(input('pairs', ['2*n']), ['n', 2]);
    const program = await compile(ops.sum(pairs, 0));
    for (const bound of [[1, 2, 3, 4], [5, 6], []])
      expect(program.run({ pairs: bound })).toEqual(evaluate(ops.sum(pairs, 0), { pairs: bound }));
    const refused = await failureOf(() => program.run({ pairs: [1, 2, 3] }));
    expect(refused).toEqual(await failureOf(() => evaluate(pairs, { pairs: [1, 2, 3] })));
    expect(refused).toMatchObject({ message: expect.stringContaining('pairs: shape must be [2*n], got [3]') });
    expect(await failureOf(() => compile({ pairs }, { held: { pairs: toValue([1, 2, 3]) } }))).toEqual(refused);
  });

  test('an update does not happen where something is refused', async () => {
    const program = await compile({ loss }, { held: { W: weights }, updates: [{ leaf: W, next: ops.mul(W, 2) }] });
    expect(await failureOf(() => program.run({ x: [[1, 2, 3]], labels: [9] }))).toMatchObject({
      _tag: 'IndexOutOfRange',
    });
    expect(program.held()['W']).toEqual(weights);
  });
});

test('a program too large for memory says how large, and what is largest', async () => {
  const n = input('n', []);
  const outputs = { large: ops.exp(broadcastTo(n, [1 << 20, 1 << 10])) };
  const tooLarge = {
    _tag: 'ProgramTooLarge',
    message: expect.stringMatching(
      /^compile: a program must fit in memory, got \d+ bytes, most of them for exp \[1048576, 1024\]/,
    ) as string,
  };
  expect(await failureOf(() => compile(outputs))).toMatchObject(tooLarge); // all sizes are known
  const rows = { large: ops.exp(input('rows', ['rows', 1 << 20])) };
  const sizes = { rows: 1 << 10 };
  expect(await failureOf(() => compile(rows, { sizes }))).toMatchObject({ _tag: 'ProgramTooLarge' });
  const named = { large: ops.exp(broadcastTo(input('n', ['n']), [1 << 20, 'n'])) };
  const program = await compile(named);
  expect(await failureOf(() => program.run({ n: new Float64Array(1 << 10) }))).toMatchObject(tooLarge);
});

test('a program that has room for what is bound as bytes is not too large before it is bound', async () => {
  const program = await compile(ops.sum(input('pixels', [700, 1 << 20]), 1));
  program.dispose();
});

test('leaves change only in runs in which all is true that must be', async () => {
  const next = ops.sub(W, ops.sum(x));
  const when = ops.less(ops.abs(next), Infinity);
  const program = await compile({ loss }, { held: { W: weights, other: weights }, updates: [{ leaf: W, next }], when });
  const good = batch(2);
  for (const [first, isDue] of [
    [1, true],
    [-Infinity, false],
    [NaN, false],
    [1, true],
  ] as const) {
    const bindings = { ...good, x: { shape: [2, 3], data: good.x.data.with(0, first) } };
    const before = program.held(['W']);
    program.run(bindings);
    const after = isDue ? { W: evaluate(next, { ...bindings, ...before }) } : before;
    expect(program.held(['W'])['W']!.data).toEqual(after['W']!.data);
  }
});

test('all that is wrong with what is held is said at once', async () => {
  const held = { x: batch(7).x, labels: batch(6).labels, W: { ...weights, shape: [4, 3] }, other: weights };
  expect(await failureOf(() => compile({ loss }, { held }))).toMatchObject({
    message: [
      "evaluate: bindings must fit the graph's leaves, got 2 problems",
      '  dimension batch: must have one size, got 7 in x and 6 in labels',
      '  W: shape must be [3, 4], got [4, 3]',
    ].join('\n'),
  });
});

test('a program that was disposed of does not run', async () => {
  const program = await compile({ loss }, { held: { W: weights } });
  program.run(batch(2));
  program.dispose();
  expect(await failureOf(() => program.run(batch(2)))).toMatchObject({ _tag: 'ProgramDisposed' });
});

test('where WebAssembly may not be compiled evaluate runs the program', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const module = vi.spyOn(WebAssembly, 'Module').mockImplementation(function () {
    throw new WebAssembly.CompileError('forbidden by the policy of a page');
  });
  const program = await compile({ loss });
  module.mockRestore();
  warn.mockRestore();
  expect(program.executor).toBe('evaluate');
  expect(program.run({ ...batch(2), W: weights }).loss.data).toHaveLength(1);
});
