import { gradient, input, parameter, type Value } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { compile } from '../compile.ts';
import type { CompileOptions } from '../program.ts';

const x = input('x', ['batch', 30]);
const labels = input('labels', ['batch'], 'int');
const V = parameter('V', [30, 16]);
const W = parameter('W', [16, 5]);
const loss = ops.mean(ops.crossEntropy(ops.matmul(ops.relu(ops.matmul(x, V)), W), labels));
const slopes = gradient(loss, [V, W]);

const numbers = (...shape: number[]): Value => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => Math.sin(1.7 * i)),
});
const data = (count: number) => ({
  x: numbers(count, 30),
  labels: { shape: [count], data: Int32Array.from({ length: count }, (_, i) => i % 5) },
});
const start = { V: numbers(30, 16), W: numbers(16, 5) };
const descent = [
  { leaf: V, next: ops.sub(V, ops.mul(0.1, slopes[0])) },
  { leaf: W, next: ops.sub(W, ops.mul(0.1, slopes[1])) },
];

/** The bits of losses and weights after some steps. */
const trained = async (options: CompileOptions<'float32'>, steps = 20, count = 1111): Promise<string> => {
  const program = await compile({ loss }, { precision: 'float32', held: start, updates: descent, ...options });
  const losses = Array.from({ length: steps }, () => program.run(data(count)).loss.data[0]!);
  const held = Object.values(program.held()).map(({ data }) =>
    Buffer.from(new Float32Array(data).buffer).toString('hex'),
  );
  program.dispose();
  return [...losses.map(String), ...held].join();
};

describe('threads', () => {
  test('give the same bits, however many there are', async () => {
    const expected = await trained({ threads: 1, blockBytes: 4096 });
    for (const threads of [2, 3, 8]) expect(await trained({ threads, blockBytes: 4096 })).toBe(expected);
    expect(await trained({ blockBytes: 4096 })).toBe(expected);
  });

  test('give the same bits on a machine that is busy with something else, and none is waited for in vain', async () => {
    const expected = await trained({ threads: 1, blockBytes: 4096 });
    const busy = [1, 2, 3].map(() => spawn(process.execPath, ['-e', 'for(;;);']));
    try {
      expect(await trained({ threads: 3, blockBytes: 4096 })).toBe(expected);
    } finally {
      for (const each of busy) each.kill('SIGKILL');
    }
  });

  test('leave memory flat', async () => {
    const program = await compile(
      { loss },
      { precision: 'float32', held: start, updates: descent, threads: 2, blockBytes: 4096 },
    );
    const bindings = data(1111);
    const used = () => process.memoryUsage();
    for (let step = 0; step < 500; step++) program.run(bindings);
    const before = used();
    for (let step = 0; step < 3000; step++) program.run(bindings);
    expect(used().arrayBuffers - before.arrayBuffers).toBeLessThan(2 ** 24);
    expect(used().rss - before.rss).toBeLessThan(2 ** 26);
  });

  /** What a program prints that runs in a process of its own. */
  const printed = async (program: string): Promise<string> => {
    const options = ['--conditions=@adjoint/source', '--import', 'tsx', '--input-type=module', '-e', program];
    const cwd = fileURLToPath(new URL('../../../../examples', import.meta.url)); // which may import every package
    const args = ['--expose-gc', ...options];
    return (await promisify(execFile)(process.execPath, args, { cwd, timeout: 60_000 })).stdout;
  };

  test('give back the memory of programs that are disposed of', async () => {
    const program = `
      import { input } from '@adjoint/graph';
      import { exp, sum } from '@adjoint/ops';
      import { compile } from '@adjoint/runtime';
      const x = { shape: [1e6], data: new Float64Array(1e6) };
      const cycles = async () => {
        for (let i = 0; i < 30; i++) {
          const program = await compile(sum(exp(input('x', ['batch']))), { threads: 3 });
          await program.runAsync({ x });
          program.dispose();
        }
        gc(); // of this thread, which has no reason to
        await new Promise((resolve) => setTimeout(resolve, 200));
        return process.memoryUsage().rss;
      };
      const before = await cycles();
      await cycles();
      console.log(await cycles() - before);
    `;
    expect(Number(await printed(program))).toBeLessThan(160e6); // of 480e6
  }, 70_000);

  test('do not keep a process that is done', async () => {
    const program = `
      import { input } from '@adjoint/graph';
      import { exp, sum } from '@adjoint/ops';
      import { compile } from '@adjoint/runtime';
      const program = await compile(sum(exp(input('x', ['batch', 8]))), { threads: 3, blockBytes: 64 });
      const x = { shape: [1000, 8], data: new Float64Array(8000) };
      for (let i = 0; i < 100; i++) program.run({ x });
      console.log(program.run({ x }).data[0]);
    `;
    expect(await printed(program)).toBe('8000\n');
  }, 70_000);
});

describe('runAsync', () => {
  test('gives what run gives, one after the other', async () => {
    const options = { held: start, updates: descent, threads: 2, blockBytes: 4096 };
    const [one, other] = [await compile({ loss }, options), await compile({ loss }, options)];
    const bindings = data(1111);
    const expected = [1, 2, 3].map(() => one.run(bindings).loss.data[0]);
    const found = await Promise.all([1, 2, 3].map(() => other.runAsync(bindings)));
    expect(found.map(({ loss }) => loss.data[0])).toEqual(expected);
    expect(other.held()).toEqual(one.held());
  });

  test('lets other tasks have the thread', async () => {
    const program = await compile(loss, { blockBytes: 4096, threads: 1 });
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    for (let run = 0; run < 20; run++) await program.runAsync({ ...data(20_000), ...start });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  test('refuses a run in between, and says what is wrong with bindings', async () => {
    const program = await compile(loss, { threads: 2, blockBytes: 4096 });
    const pending = program.runAsync({ ...data(1111), ...start });
    expect(() => program.run({ ...data(1111), ...start })).toThrow('must not run while runAsync has not finished');
    await pending;
    await expect(program.runAsync(data(3))).rejects.toThrow('V: must be bound');
    expect(program.run({ ...data(3), ...start }).data).toHaveLength(1);
  });

  test.each([1, 2])('says that the program was disposed of meanwhile, with threads: %s', async (threads) => {
    const program = await compile(loss, { threads, blockBytes: 4096 });
    const runs = [1, 2].map(() => program.runAsync({ ...data(20_000), ...start }));
    await Promise.resolve(); // the first has begun, and waits for its sweep
    program.dispose();
    for (const run of await Promise.allSettled(runs))
      expect(run).toMatchObject({ status: 'rejected', reason: { failure: { _tag: 'ProgramDisposed' } } });
  });
});

describe('a number of threads', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test.each([0, -1, 1.5, Number.NaN, 65])('%s is refused', async (threads) => {
    await expect(compile(loss, { threads })).rejects.toThrow('threads must be a whole number from 1 to 64');
  });

  test('is one where threads cannot have memory in common, which is said once if more are asked for', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.stubGlobal('SharedArrayBuffer', undefined);
    const expected = await trained({ blockBytes: 4096 }, 2);
    expect(warn).not.toHaveBeenCalled();
    expect(await trained({ threads: 2, blockBytes: 4096 }, 2)).toBe(expected);
    expect(await trained({ threads: 3, blockBytes: 4096 }, 2)).toBe(expected);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('one thread runs this program')]]);
    warn.mockRestore();
  });
});
