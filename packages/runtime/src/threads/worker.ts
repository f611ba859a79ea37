import { workerProgram } from './worker-program.ts';

/** A thread that gets messages. */
export interface WorkerThread {
  readonly postMessage: (message: unknown, transfer: []) => void;
  /** Ends it, and gives back what only it refers to. */
  readonly terminate: () => unknown;
}

/** Starts a worker that does not keep the process alive; nothing where that is not allowed. Tells if it ends or fails. */
export const startWorker = (ended: () => void): WorkerThread | undefined => {
  try {
    const node = nodeThreads();
    if (node === undefined) return inBrowser(ended);
    const worker = new node.Worker(workerProgram, { eval: true, execArgv: [], stdin: false });
    worker.on('error', ended).on('exit', ended).unref();
    return worker;
  } catch {
    return undefined;
  }
};

const inBrowser = (ended: () => void): WorkerThread => {
  const address = URL.createObjectURL(new Blob([workerProgram], { type: 'text/javascript' }));
  const worker = new Worker(address);
  worker.addEventListener('error', ended);
  return worker;
};

/** How many threads the machine runs at once, as far as that is known. */
export const threadsHere = (): number => {
  const { hardwareConcurrency = 1 } = (globalThis.navigator ?? {}) as { readonly hardwareConcurrency?: number };
  return builtin('node:os')?.availableParallelism() ?? hardwareConcurrency;
};

/** Whether threads can have memory in common: not in a page that is not isolated from other origins. */
export const canShare = (): boolean =>
  typeof SharedArrayBuffer === 'function' &&
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;

/** Whether this thread may sleep: not the one that a page is drawn by. */
export const mayWait = (): boolean => !('document' in globalThis);

const nodeThreads = () => builtin('node:worker_threads');

/** A module of Node's, where this is Node; no bundler has to know of it. */
const builtin = <const N extends 'node:os' | 'node:worker_threads'>(name: N): NodeModules[N] | undefined =>
  (globalThis as { process?: { getBuiltinModule?: (name: N) => NodeModules[N] } }).process?.getBuiltinModule?.(name);

interface NodeModules {
  'node:os': typeof import('node:os');
  'node:worker_threads': typeof import('node:worker_threads');
}
