import { type AnyTensor, defineOp, evaluate, gradient, input, outcome, type Tensor, type Value } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { compile } from '../compile.ts';
import { findBlas } from './library.ts';
import { nativeProduct } from './native-product.ts';

const numbers = (...shape: number[]): Value => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => Math.sin(1.3 * i)),
});

describe('the arguments of a native product', () => {
  const access = (...strides: number[]) => ({ buffer: 0, start: 0, strides });
  const product = (a: readonly number[], b: readonly number[]) =>
    nativeProduct({
      extents: [],
      m: 30,
      n: 40,
      k: 50,
      a: access(...a),
      b: access(...b),
      c: access(40, 1),
      adds: false,
    });
  test('say what is transposed, and how far it is from row to row', () => {
    expect(product([50, 1], [40, 1])).toMatchObject({
      a: { transpose: 111, stride: 50 },
      b: { transpose: 111, stride: 40 },
    });
    expect(product([1, 30], [1, 99])).toMatchObject({
      a: { transpose: 112, stride: 30 },
      b: { transpose: 112, stride: 99 },
    });
  });
  test('cannot be given for numbers that are repeated, every other one, or in reverse', () => {
    for (const strides of [[0, 1], [1, 0], [100, 2], [-50, 1], [50, -1]]) expect(product(strides, [40, 1])).toBeUndefined(); // prettier-ignore
  });
});

const found = findBlas(1);
if (!('blas' in found)) console.warn(`NOT TESTED: products by a native library, ${found.missing}`);

describe.skipIf(!('blas' in found))('with a native library', () => {
  const a = input('a', ['batch', 47]);
  const b = input('b', [47, 53]);
  const c = input('c', [3, 47, 61]);
  const at = { a: numbers(101, 47), b: numbers(47, 53), c: numbers(3, 47, 61) };
  const wide = ops.matmul(a, b);
  const cases: Readonly<Record<string, AnyTensor>> = {
    plain: wide,
    transposed: ops.matmul(ops.transpose(wide), a),
    flipped: ops.matmul(ops.flip(wide, 1), ops.transpose(b)),
    batched: ops.matmul(a, c),
    row: ops.matmul(ops.sum(a, { axis: 0, keepDims: true }), b),
    gradient: gradient(ops.sum(ops.tanh(wide)), [b])[0],
  };
  test.each(Object.keys(cases))('products are those of evaluate: %s', async (name) => {
    const output = cases[name] as Tensor;
    const expected = evaluate({ output }, at).output;
    for (const [precision, tolerance] of [
      ['float64', 1e-12],
      ['float32', 2e-4],
    ] as const) {
      const program = await compile({ output }, { math: 'fastest', precision });
      const { data } = program.run(at).output;
      expect(program.blas).toMatch(/OpenBLAS|MKL|Accelerate/);
      expect(program.reproducible).toBe(false);
      const most = expected.data.reduce((sum, element) => Math.max(sum, Math.abs(element)), 1);
      expected.data.forEach((element, i) => {
        expect(Math.abs(data[i]! - element)).toBeLessThanOrEqual(tolerance * most);
      });
    }
  });
  test('bytes and small products are left to the program', async () => {
    const pixels = { shape: [101, 47], data: Uint8Array.from({ length: 101 * 47 }, (_, i) => i % 256) };
    const program = await compile(wide, { math: 'fastest', held: { a: pixels } });
    expect(program.run({ b: at.b }).data[5]).toBeCloseTo(evaluate(wide, { a: pixels, b: at.b }).data[5]!, 8);
  });
});

describe('without a native library', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });
  test('the program computes its products itself, and says why', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    const x = input('x', [30, 30]);
    const program = await compile(ops.matmul(x, x), { math: 'fastest', threads: 1 });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('got no package koffi: npm install koffi'));
    expect(program.blas).toBeUndefined();
    expect(program.run({ x: numbers(30, 30) }).data).toHaveLength(900);
    expect(program.reproducible).toBe(true);
  });
});

test('a program that calls a kernel promises its bits only where that is declared', async () => {
  const x = input('x', [4]);
  const sineOf = (portable: boolean) =>
    defineOp('sine', (x: Tensor<[4]>) => outcome(x.shape), {
      portable,
      kernel: ({ inputs: [x], outputs: [y] }) => x.data.forEach((e, i) => (y.data[i] = Math.sin(e))),
    });
  for (const [y, reproducible] of [
    [sineOf(false)(x), false],
    [sineOf(true)(x), true],
    [ops.cumsum(x, 0), true],
  ] as const) {
    const program = await compile(y);
    expect(program.reproducible).toBe(reproducible); // as all sizes are known
    program.run({ x: [1, 2, 3, 4] });
    expect(program.reproducible).toBe(reproducible);
  }
});
