import { evaluate, input, parameter, uniforms } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { compile } from '../compile.ts';

const lengths = [...Array.from({ length: 20 }, (_, index) => index + 1), 31, 33, 127, 128, 129, 517, 1030];
const x = input('x', ['n']);
const rows = input('x', [3, 'n']);
const total = ops.sum(x, { keepDims: true });

const outputs = {
  doubled: ops.mul(x, 2),
  bounded: ops.maximum(ops.minimum(x, 0.5), 0),
  chosen: ops.where(ops.less(x, 0), 0, x),
  exponential: ops.exp(x),
  centred: ops.sub(x, ops.exp(ops.div(total, 8192))),
  sum: ops.sum(x),
  product: ops.prod(ops.add(1, ops.mul(x, 1e-3))),
  largest: ops.max(x),
  smallest: ops.min(x),
  squares: ops.sum(ops.mul(x, x)),
  exponentials: ops.sum(ops.exp(x)),
  logSumExp: ops.logSumExp(x),
};

const ofRows = {
  across: ops.sum(rows, 0),
  along: ops.sum(rows, 1),
  largest: ops.max(rows, 0),
  mirrored: ops.sum(ops.transpose(rows), 1),
  softmax: ops.softmax(rows),
};

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, most: number): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThanOrEqual(most);
};

describe.each(['float32', 'float64'] as const)('loops in %s', (precision) => {
  const tolerance = precision === 'float32' ? 1e-5 : 1e-13;

  test('have the values of the interpreter, however many elements are left over', async () => {
    const program = await compile(outputs, { precision });
    const programOfRows = await compile(ofRows, { precision });
    for (const length of lengths) {
      const data = Float64Array.from(uniforms(length, 3 * length), (uniform) => Math.fround(4 * uniform - 2));
      const line = { x: { shape: [length], data: data.slice(0, length) } };
      const found = program.run(line);
      const expected = evaluate(outputs, line);
      for (const name of Object.keys(outputs) as (keyof typeof outputs)[])
        close(found[name].data, expected[name].data, tolerance * 8 * length);
      const lines = { x: { shape: [3, length], data } };
      const foundOfRows = programOfRows.run(lines);
      const expectedOfRows = evaluate(ofRows, lines);
      for (const name of Object.keys(ofRows) as (keyof typeof ofRows)[])
        close(foundOfRows[name].data, expectedOfRows[name].data, tolerance * 8 * length);
    }
  });

  test('change leaves from the old elements of one another', async () => {
    for (const length of lengths) {
      const [p, q] = [parameter('p', [length]), parameter('q', [length])];
      const updates = [
        { leaf: p, next: ops.add(q, 1) },
        { leaf: q, next: ops.sub(p, 2) },
      ];
      const data = Float64Array.from({ length }, (_, index) => index);
      const held = { p: { shape: [length], data }, q: { shape: [length], data: data.map((each) => 5000 - each) } };
      const program = await compile({ p }, { precision, held, updates });
      program.run();
      const found = program.held();
      expect([...found.p!.data]).toEqual([...data].map((each) => 5001 - each));
      expect([...found.q!.data]).toEqual([...data].map((each) => each - 2));
    }
  });

  test('find NaN wherever it stands', async () => {
    const program = await compile({ largest: ops.max(x), smallest: ops.min(x), sum: ops.sum(x) }, { precision });
    for (let place = 0; place < 300; place += 7) {
      const data = Float64Array.from({ length: 300 }, (_, index) => (index === place ? Number.NaN : index));
      const { largest, smallest, sum } = program.run({ x: { shape: [300], data } });
      expect([largest, smallest, sum].map(({ data }) => data[0])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    }
  });
});
