import { type AnyTensor, evaluate, input, state, type Tensor, type Value, visit } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { layoutOf } from './layout.ts';
import { compile } from '../compile.ts';
import { scheduleOf } from './schedule.ts';
import type { Sweep } from './stage.ts';

const sweepsOf = (...outputs: readonly AnyTensor[]): readonly Sweep[] =>
  scheduleOf(layoutOf(visit(outputs), {}, { precision: 'float64', bytes: new Set() })).stages.filter(
    (stage) => stage.type === 'sweep',
  );
const extentsOf = ({ blocks: { size, count, rest } }: Sweep): number => size * count + rest;

const numbers = (...shape: number[]): Value => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => Math.sin(0.7 * i)),
});

describe('large steps on whole arrays are cut into chunks:', () => {
  test('products along their longer side, whatever its size', () => {
    const [rows] = sweepsOf(ops.matmul(input('a', [1001, 300]), input('b', [300, 70])));
    expect(extentsOf(rows!)).toBe(1001);
    const [columns] = sweepsOf(ops.matmul(input('a', [70, 300]), input('b', [300, 1001])));
    expect(extentsOf(columns!)).toBe(1001);
  });
  test('many products by their number', () => {
    const [products] = sweepsOf(ops.matmul(input('a', [500, 30, 30]), input('b', [500, 30, 30])));
    expect(extentsOf(products!)).toBe(500);
  });
  test('loops along the outermost of theirs that is long enough, reductions among them', () => {
    expect(sweepsOf(ops.exp(input('x', [3, 100_003]))).map(extentsOf)).toEqual([300_009]);
    expect(sweepsOf(ops.add(input('x', [3, 100_003]), input('y', [100_003]))).map(extentsOf)).toEqual([100_003]);
    expect(sweepsOf(ops.sum(input('x', [1003, 300]), 1)).map(extentsOf)).toEqual([1003]);
  });
  test('overlapping windows that are added up along what they do not share', () => {
    const windows = input('windows', [300, 3, 403]);
    const added = (size: number, options: ops.WindowOptions): readonly number[] =>
      sweepsOf(ops.overlapAdd(windows, [size], options))
        .map(extentsOf)
        .slice(1); // the first one has zeros
    expect(added(304, { dilation: 2 })).toEqual([403]);
    expect(added(302, {})).toEqual([]); // one loop for neighbours in a window and what is behind them
    expect(added(900, { stride: 3 })).toEqual([362_700]);
  });
  test('not those that are small, nor those that add many elements to one place', () => {
    expect(sweepsOf(ops.exp(input('x', [100, 100])))).toEqual([]);
    expect(sweepsOf(ops.matmul(input('a', [64, 64]), input('b', [64, 64])))).toEqual([]);
    const scattered = ops.scatterAdd(input('x', [10]), input('places', [100_000], 'int'), input('y', [100_000]), 0);
    expect(sweepsOf(scattered as AnyTensor)).toEqual([]);
  });
});

describe('what is computed in chunks is what evaluate gives:', () => {
  const a = input('a', [257, 301]);
  const b = input('b', [301, 259]);
  const at = { a: numbers(257, 301), b: numbers(301, 259) };
  const wide = ops.matmul(a, b);
  test.each<[string, Tensor]>([
    ['windows that overlap', ops.overlapAdd(ops.reshape(a, [257, 7, 43]), [263])],
    ['a product of odd sides', wide as AnyTensor as Tensor],
    ['a product of views', ops.matmul(ops.flip(ops.transpose(b), 0), ops.transpose(a)) as AnyTensor as Tensor],
    ['elements', ops.tanh(wide) as AnyTensor as Tensor],
    ['rows and columns', ops.mul(ops.add(wide, ops.sum(wide, 0)), ops.max(wide, { axis: 1, keepDims: true })) as AnyTensor as Tensor], // prettier-ignore
    ['a flipped and shifted copy', ops.concat([ops.flip(wide, 1), wide], 0) as AnyTensor as Tensor],
  ])('%s', async (_, output) => {
    const found = (await compile({ output }, { threads: 3 })).run(at).output;
    const expected = evaluate({ output }, at).output;
    expect(found.shape).toEqual(expected.shape);
    const scale = expected.data.reduce((most, element) => Math.max(most, Math.abs(element)), 0);
    expected.data.forEach((element, i) => {
      if (Math.abs(found.data[i]! - element) > 1e-12 * scale) expect(found.data[i]).toBe(element);
    });
  });
  test('changes of large leaves that read one another', async () => {
    const p = state('p', [401, 401]);
    const q = state('q', [401, 401]);
    const updates = [
      { leaf: p, next: ops.add(p, q) },
      { leaf: q, next: ops.sub(ops.transpose(p), q) },
    ];
    const held = { p: numbers(401, 401), q: numbers(401, 401) };
    const program = await compile({ top: ops.max(p) }, { held, updates, threads: 2 });
    program.run();
    expect(program.held()).toEqual(evaluate({ p: updates[0]!.next, q: updates[1]!.next }, held));
  });
});
