import { describe, expect, test } from 'vitest';
import { code, get } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';
import { encodeModule, functionOf } from '../wasm/module.ts';
import { control } from './control.ts';
import { type Job, Pool } from './pool.ts';
import { startWorker, type WorkerThread } from './worker.ts';

/** A module whose part 0 writes where it runs: at address 4 · chunk the offset of its thread, plus 1. */
const writing = (stops: boolean) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const body = functionOf(
    ['i32', 'i32'],
    [],
    (_, chunk, offset) => [
      i32.store(i32.mul(get(chunk!), i32.const(4)), i32.add(get(offset!), i32.const(1))),
      ...(stops ? [code('void', [0x04, 0x40], [get(offset!)]), code('void', [0x00]), code('void', [0x0b])] : []), // traps elsewhere
    ],
    'part0',
  );
  const module = new WebAssembly.Module(
    encodeModule({ functions: [body], memory: { pages: 1, most: 1, isShared: true } }),
  );
  const { part0 } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  return { module, memory, run: part0 as Job['run'], written: () => Array.from(new Int32Array(memory.buffer, 0, 100)) };
};

/** Takes long enough for a worker to come. */
const slowly =
  (run: Job['run']): Job['run'] =>
  (chunk, offset) => {
    const until = performance.now() + 1;
    while (performance.now() < until);
    run(chunk, offset);
  };

const until = async (isSo: () => boolean): Promise<void> => {
  const end = performance.now() + 20_000;
  while (!isSo() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a pool', () => {
  test('does every chunk once, with the help of workers as soon as they are there', async () => {
    const pool = new Pool();
    const { run, written, ...program } = writing(false);
    const job = {
      program: pool.load(program, { ...program, stride: 64, threads: 3 }),
      part: 0,
      chunks: 100,
      threads: 3,
    };
    const helpers = new Set<number>();
    await until(() => {
      new Int32Array(program.memory.buffer).fill(0);
      pool.run({ ...job, run: slowly(run) });
      expect(written().every((by) => [1, 65, 129].includes(by))).toBe(true);
      for (const by of written()) if (by !== 1) helpers.add(by);
      return helpers.size === 2; // not always in one run: who comes first may leave nothing
    });
    expect(helpers.size).toBe(2);
  });

  test('does jobs of many programs, some of them forgotten', async () => {
    const pool = new Pool();
    for (let round = 0; round < 50; round++) {
      const { run, written, ...program } = writing(false);
      const number = pool.load(program, { ...program, stride: 64, threads: 2 });
      for (let time = 0; time < 20; time++) pool.run({ program: number, part: 0, chunks: 100, threads: 2, run });
      await pool.runAsync({ program: number, part: 0, chunks: 100, threads: 2, run });
      expect(written().every((by) => by === 1 || by === 65)).toBe(true);
      if (round % 2 === 0) pool.forget(number);
    }
  });

  test('has other workers when those it had have forgotten much, and they know what is left', async () => {
    const hired: WorkerThread[] = [];
    const fired = new Set<WorkerThread>();
    const pool = new Pool(60_000, (ended) => {
      const worker = startWorker(ended)!;
      const terminate = worker.terminate.bind(worker);
      hired.push(Object.assign(worker, { terminate: () => (fired.add(worker), terminate()) }));
      return worker;
    });
    const { run, written, ...program } = writing(false);
    const job = {
      program: pool.load(program, { ...program, stride: 64, threads: 3 }),
      part: 0,
      chunks: 100,
      threads: 3,
    };
    for (let round = 0; round < 40; round++) {
      const other = writing(false);
      const number = pool.load(other, { ...other, stride: 64, threads: 2 });
      const pending = pool.runAsync({ ...job, run }); // some are forgotten while there is work
      pool.forget(number);
      pool.forget(number);
      await pending;
      expect(written().every((by) => [1, 65, 129].includes(by))).toBe(true);
    }
    expect([...fired]).toEqual(hired.slice(0, 2));
    expect(hired).toHaveLength(4);
    const helpers = new Set<number>();
    await until(() => {
      new Int32Array(program.memory.buffer).fill(0);
      pool.run({ ...job, run: slowly(run) });
      for (const by of written()) if (by !== 1) helpers.add(by);
      return helpers.size === 2; // not always in one run: who comes first may leave nothing
    });
    expect([...helpers].toSorted((a, b) => a - b)).toEqual([65, 129]);
  });

  /** A worker that takes the first chunk it sees, and is never heard of again. */
  const vanishing = () => {
    const seen: { shared?: Int32Array | undefined } = {};
    const start: typeof startWorker = () => ({
      postMessage: (message) => (seen.shared ??= (message as { control?: Int32Array }).control),
      terminate: () => {},
    });
    return { start, take: () => Atomics.add(seen.shared!, control.ticket, 1) };
  };

  test('does not wait for ever for a worker that is lost, and goes on without it', () => {
    const { start, take } = vanishing();
    const pool = new Pool(100, start);
    const { run, written, ...program } = writing(false);
    const number = pool.load(program, { ...program, stride: 64, threads: 2 });
    const job = { program: number, part: 0, chunks: 100, threads: 2 };
    let isTaken = false;
    const taken: Job['run'] = (chunk, offset) => {
      if (!isTaken) take();
      isTaken = true;
      run(chunk, offset);
    };
    expect(() => pool.run({ ...job, run: taken })).toThrow('worker threads must finish what they begin');
    pool.run({ ...job, run });
    expect(written()).toEqual(Array.from({ length: 100 }, () => 1));
  });

  test('says so when a worker fails', async () => {
    const pool = new Pool();
    const { run, written: _, ...program } = writing(true);
    const number = pool.load(program, { ...program, stride: 64, threads: 2 });
    const job = { program: number, part: 0, chunks: 100, threads: 2, run: slowly(run) };
    let message = '';
    await until(() => {
      try {
        pool.run(job);
      } catch (error) {
        message = String(error);
      }
      return message !== '';
    });
    expect(message).toContain('worker threads must finish what they begin');
    pool.run({ ...job, run }); // alone
  });
});
