import { builtin } from '../host.ts';
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
    const node = builtin('node:worker_threads');
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
