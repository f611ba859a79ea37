import { input } from '@adjoint/graph';
import { sum } from '@adjoint/ops';
import { compile } from '@adjoint/runtime';
import { hashOf } from './hash.ts';
import { type Conditions, large } from './workloads.ts';

// What runs in a page, and in a worker that the page starts from the same file.

let chunks = 0;

// counts the calls of compiled functions that are one of several chunks: those that this thread makes, not its workers
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct: (instance, [module, imports]: [WebAssembly.Module, WebAssembly.Imports]) => ({
    exports: Object.fromEntries(
      Object.entries(new instance(module, imports).exports).map(([name, exported]) => [
        name,
        typeof exported === 'function' ? counted(exported as Called) : exported,
      ]),
    ),
  }),
});

type Called = (...chunk: number[]) => void;

const counted =
  (called: Called): Called =>
  (...chunk) => {
    if (chunk.length > 0) chunks++;
    called(...chunk);
  };

const subject = {
  hashOf,

  /** How many chunks this thread does of a workload. */
  chunksOf: async (name: string, conditions: Conditions): Promise<number> => {
    chunks = 0;
    await hashOf(name, conditions);
    return chunks;
  },

  /** The hash that a worker of this page finds. */
  hashInWorker: (name: string, conditions: Conditions): Promise<string> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(import.meta.url, { type: 'module' });
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.addEventListener('message', ({ data }) => {
        worker.terminate();
        resolve(data as string);
      });
      worker.postMessage([name, conditions], []);
    }),

  /** What runs programs in this page, and the sum that it finds of 1, 2 and 3. */
  sumBy: async (): Promise<readonly [executor: string, sum: number]> => {
    const program = await compile(sum(input('x', [3])));
    return [program.executor, program.run({ x: [1, 2, 3] }).data[0]!];
  },

  /** Runs programs with several threads, and refers to none of them any more; gives how many. */
  programs: async (count: number, isDisposed: boolean): Promise<number> => {
    const bindings = { x: Array.from({ length: 1000 }, () => 1) };
    for (let made = 0; made < count; made++) {
      const program = await compile(sum(input('x', ['count'])), { threads: 3, blockBytes: 64 });
      await program.runAsync(bindings);
      if (isDisposed) program.dispose();
    }
    return count;
  },

  /** How many frames are drawn while a large program runs over and over, without a break in between: some are enough. */
  framesMeanwhile: async (conditions: Conditions): Promise<number> => {
    const frames: number[] = [];
    const draw = (at: number): void => {
      frames.push(at);
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
    for (let runs = 0; runs < 500 && frames.length < 10; runs++) await large(conditions);
    return frames.length;
  },
};

export type Subject = typeof subject;

if ('document' in globalThis) Object.assign(globalThis, { subject });
else
  globalThis.addEventListener('message', async ({ data }) => {
    const [name, conditions] = data as Parameters<typeof hashOf>;
    postMessage(await hashOf(name, conditions));
  });
