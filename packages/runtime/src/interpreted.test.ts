import { gradient, parameter, type Value } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { compile } from './compile.ts';

const W = parameter('W', [3]);
const start: Value = { shape: [3], data: Float64Array.of(1, -2, 3) };
const loss = ops.l2(W);
const [slope] = gradient(loss, [W]);
const descending = () =>
  compile({ loss }, { held: { W: start }, updates: [{ leaf: W, next: ops.sub(W, ops.mul(0.1, slope)) }] });

/** A console that nobody has warned. */
const newConsole = () => {
  const warn = vi.fn<(warning: string) => void>();
  vi.stubGlobal('console', { ...console, warn });
  return warn;
};

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe.each([
  [
    'SIMD',
    () =>
      vi.spyOn(WebAssembly, 'Module').mockImplementation(function () {
        throw new WebAssembly.CompileError('unknown opcode');
      }),
  ],
  ['WebAssembly', () => vi.stubGlobal('WebAssembly', undefined)],
])('without %s', (_, takeAway) => {
  test('evaluate runs programs, to the same values', async () => {
    newConsole();
    const fast = await descending();
    const expected = [fast.run(), fast.run(), fast.held()];
    takeAway();
    const slow = await descending();
    expect([fast.executor, slow.executor]).toEqual(['webassembly', 'evaluate']);
    expect([slow.run(), slow.run(), slow.held()]).toEqual(expected);
  });

  test('one warning says so, however many programs there are', async () => {
    takeAway();
    const warn = newConsole();
    for (let program = 0; program < 3; program++) (await descending()).run();
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]![0]).toContain('got none');
  });

  test('another console is warned anew, and one that cannot remember every time', async () => {
    takeAway();
    const warn = newConsole();
    await descending();
    expect(warn).toHaveBeenCalledOnce();
    Object.freeze(console);
    const again = newConsole();
    Object.freeze(console);
    await descending();
    await descending();
    expect(again).toHaveBeenCalledTimes(2);
  });
});
