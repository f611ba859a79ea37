import { type AnyTensor, evaluate, gradient, input, parameter, type Tensor } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { expectAgreement, failureOf, integers, numbers } from '../test/agreement.ts';
import { compile } from './compile.ts';

const table = input('table', ['rows', 'columns']);
const chosen = input('chosen', ['batch'], 'int');
const W = parameter('W', ['columns', 3]);
const rows = ops.gather(table, chosen, 0);

describe('gathered rows agree with evaluate', () => {
  test.each([1, 3, 7, 10, 17, 255, 257])('of %i elements', async (columns) => {
    const outputs = {
      rows,
      squares: ops.add(ops.square(rows), 1),
      product: ops.matmul(rows, W),
      scaled: ops.matmul(ops.mul(rows, 0.5), W),
      gram: ops.matmul(rows, ops.transpose(rows)),
      across: ops.sum(ops.exp(rows), 1),
      down: ops.sum(rows, 0),
      turned: ops.add(ops.transpose(rows), 1),
      flat: ops.reshape(rows, [-1]),
      columns: ops.gather(ops.transpose(table), chosen, 1),
      exponentials: ops.gather(ops.exp(table), chosen, 0),
      pairs: ops.sum(ops.mul(ops.expandDims(rows, 1), ops.expandDims(rows, 0)), 2),
    };
    for (const batch of [0, 1, 3, 17, 257])
      await expectAgreement(outputs, {
        table: numbers(11, columns),
        chosen: integers(11, batch),
        W: numbers(columns, 3),
      });
  });
});

test('gather takes any axis, indices of any shape, and indices that were gathered', async () => {
  const cube = input('cube', [4, 5, 6]);
  const grid = input('grid', [2, 3], 'int');
  const one = input('one', [], 'int');
  const within = ops.gather(cube, grid, 1) as AnyTensor as Tensor<[4, 2, 3, 6]>;
  await expectAgreement(
    {
      ...Object.fromEntries([0, 1, 2].map((axis) => [`axis ${axis}`, ops.square(ops.gather(cube, grid, axis))])),
      number: ops.gather(cube, one, 1),
      integers: ops.gather(ops.toInt(ops.mul(cube, 9)), grid, 0),
      truths: ops.gather(ops.less(cube, 0), grid, 1),
      product: ops.mul(ops.gather(cube, one, 0), ops.gather(cube, one, 0)),
      twice: ops.exp(ops.gather(within, ops.gather(grid, one, 0), 3)),
      computed: ops.gather(cube, ops.toInt(ops.add(1, ops.toReal(grid))), 2),
      repeated: ops.gather(cube, ops.tile(grid, [1, 2]), 2),
    },
    { cube: numbers(4, 5, 6), grid: integers(4, 2, 3), one: { shape: [], data: Int32Array.of(1) } },
  );
});

test('a table of one row, and indices in an empty list', async () => {
  const empty = { table: { shape: [0, 3], data: new Float64Array(0) }, chosen: [] };
  await expectAgreement({ rows, total: ops.sum(rows) }, empty);
  await expectAgreement({ rows, total: ops.sum(rows) }, { table: [[1, 2, 3]], chosen: [0, 0] });
  await expectAgreement({ rows, total: ops.sum(rows) }, { table: { shape: [3, 0], data: new Float64Array(0) }, chosen: [1] }); // prettier-ignore
});

describe('what is scattered agrees with evaluate', () => {
  const updates = input('updates', ['batch', 'columns']);
  const line = input('line', ['rows']);
  const steps = input('steps', ['batch']);
  test.each([1, 3, 7, 257])('in rows of %i elements', async (columns) => {
    const [slope] = gradient(ops.sum(ops.mul(updates, ops.sin(rows))), [table]);
    const outputs = {
      added: ops.scatterAdd(table, chosen, updates, 0),
      slope,
      columns: ops.scatterAdd(ops.transpose(table), chosen, ops.transpose(ops.exp(updates)) as never, 1),
      line: ops.scatterAdd(line, chosen, steps, 0),
      aligned: gradient(ops.sum(ops.square(ops.takeAlongAxis(line, chosen, 0))), [line])[0],
      integers: ops.sum(ops.oneHot(chosen, 11), 0),
    };
    for (const batch of [0, 1, 17, 128, 129, 300]) {
      const few = { updates: numbers(batch, columns), steps: numbers(batch), chosen: integers(11, batch) };
      await expectAgreement(outputs, { table: numbers(11, columns), line: numbers(11), ...few });
    }
  });
  test('and loses nothing however many there are', async () => {
    const count = 300_000;
    const total = ops.scatterAdd(line, chosen, steps, 0);
    const bindings = {
      line: { shape: [2], data: new Float64Array(2) },
      steps: { shape: [count], data: new Float64Array(count).fill(0.1) },
      chosen: { shape: [count], data: new Int32Array(count).fill(1) },
    };
    const [, wide] = (await compile(total)).run(bindings).data;
    expect(Math.abs(wide! - count / 10)).toBeLessThan(1e-9);
    const [, narrow] = (await compile(total, { precision: 'float32' })).run(bindings).data;
    expect(Math.abs(narrow! - count * Math.fround(0.1))).toBeLessThan(0.01);
  });
  test('and is infinite where a total is', async () => {
    const count = 130;
    const bindings = {
      line: { shape: [3], data: Float64Array.of(1, 2, 3) },
      steps: { shape: [count], data: new Float64Array(count).fill(1).with(0, Infinity).with(1, NaN) },
      chosen: { shape: [count], data: new Int32Array(count).fill(2).with(0, 0).with(1, 1) },
    };
    await expectAgreement({ total: ops.scatterAdd(line, chosen, steps, 0) }, bindings);
  });
});

describe('an index outside says what evaluate says', () => {
  const outputs = { rows: ops.add(rows, 1) };
  test.each([[3], [-1], [2 ** 31 - 1], [-(2 ** 31)]])('%i', async (index) => {
    const bindings = { table: numbers(3, 4), chosen: [0, 2, index, 1] };
    const expected = await failureOf(() => evaluate(outputs, bindings));
    expect(expected).toMatchObject({ _tag: 'IndexOutOfRange' });
    const program = await compile(outputs);
    expect(await failureOf(() => program.run(bindings))).toEqual(expected);
    const others = { ...bindings, chosen: [0, 2, 1] };
    expect(program.run(others)).toEqual(evaluate(outputs, others));
  });
  test('of a table without rows', async () => {
    const bindings = { table: { shape: [0, 2], data: new Float64Array(0) }, chosen: [0] };
    const expected = await failureOf(() => evaluate(outputs, bindings));
    expect(expected).toBeDefined();
    expect(await failureOf(async () => (await compile(outputs)).run(bindings))).toEqual(expected);
  });
});

test('rows of bytes are read as they are, bound or held', async () => {
  const bytes = { shape: [9, 37], data: Uint8Array.from({ length: 9 * 37 }, (_, i) => (37 * i) % 256) };
  const others = { W: numbers(37, 3), chosen: integers(9, 17) };
  const outputs = {
    rows,
    scaled: ops.mul(1 / 255, rows),
    product: ops.matmul(ops.mul(1 / 255, rows), W),
    plain: ops.matmul(rows, W),
    total: ops.sum(rows, 1),
    turned: ops.transpose(rows),
  };
  for (const precision of ['float64', 'float32'] as const) {
    const expected = evaluate(outputs, { table: bytes, ...others }, { precision });
    const bound = (await compile(outputs, { precision })).run({ table: bytes, ...others });
    const held = (await compile(outputs, { precision, held: { table: bytes } })).run(others);
    for (const found of [bound, held])
      for (const [name, { shape, data }] of Object.entries(expected)) {
        const value = found[name as keyof typeof found];
        expect(value.shape).toEqual(shape);
        data.forEach((element, i) =>
          expect(Math.abs(value.data[i]! - element)).toBeLessThanOrEqual(
            (precision === 'float64' ? 1e-13 : 1e-5) * 255 * 37,
          ),
        );
      }
  }
});
