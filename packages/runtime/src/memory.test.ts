import { gradient, input, parameter } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { compile } from './compile.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes outside the heap, when what nobody refers to has gone; engines let go of memories in turns of their own. */
const outside = async (): Promise<number> => {
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().external;
};

const megabyte = 2 ** 20;

test('programs that nobody refers to are collected, with what they hold', async () => {
  const W = parameter('W', [megabyte]);
  const make = async (): Promise<number> => {
    const held = { W: { shape: [megabyte], data: new Float64Array(megabyte).fill(1) } }; // 8 MB
    const program = await compile({ total: ops.sum(W) }, { held });
    return program.run().total.data[0]!;
  };
  await make();
  const before = await outside();
  for (let program = 0; program < 200; program++) {
    expect(await make()).toBe(megabyte);
    if (program % 10 === 9) expect((await outside()) - before).toBeLessThan(200 * megabyte);
  }
  expect((await outside()) - before).toBeLessThan(40 * megabyte);
});

test('a program does not keep the arrays of what it holds beside its own copy', async () => {
  const W = parameter('W', [megabyte]);
  const before = await outside();
  const program = await compile({ W }, { held: { W: { shape: [megabyte], data: new Float64Array(megabyte) } } });
  expect((await outside()) - before).toBeLessThan(12 * megabyte);
  expect(program.held()['W']!.data.length).toBe(megabyte);
});

test('a hundred thousand steps in blocks, of several sizes, take no more memory, and disposal gives it back', async () => {
  const x = input('x', ['batch', 3]);
  const W = parameter('W', [3, 2]);
  const loss = ops.mean(ops.crossEntropy(ops.matmul(x, W), input('labels', ['batch'], 'int')));
  const [slope] = gradient(loss, [W]);
  const batches = [1, 5, 9].map((count) => ({
    x: { shape: [count, 3], data: Float64Array.from({ length: 3 * count }, (_, i) => Math.cos(i)) },
    labels: { shape: [count], data: Int32Array.from({ length: count }, (_, i) => i % 2) },
  }));
  const held = { W: { shape: [3, 2], data: new Float64Array(6) } };
  const start = await outside();
  const program = await compile({ loss }, { held, updates: [{ leaf: W, next: ops.sub(W, ops.mul(1e-3, slope)) }], blockBytes: 1 }); // prettier-ignore
  const steps = (count: number): void => {
    for (let step = 0; step < count; step++) program.run(batches[Math.floor(step / 100) % 3]!);
  };
  steps(1000);
  const before = await outside();
  steps(100_000);
  expect((await outside()) - before).toBeLessThan(2 * megabyte);
  program.dispose();
  expect((await outside()) - start).toBeLessThan(2 * megabyte);
  expect(() => program.held()).toThrow('disposed');
});
