import { orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { Worker } from 'node:worker_threads';
import { trialFailed, unfitTrial } from './error.ts';
import { type Job, inWords } from './trial.ts';

/** Worker threads that have loaded a trial. */
export interface Workers<H> {
  /** One for each worker: runs a job there, one at a time, and resolves to what the trial returned. */
  readonly runners: readonly ((job: Job<H>) => Promise<unknown>)[];
  /** Ends the workers, whatever they are doing. */
  readonly end: () => Promise<void>;
}

/** As many workers as the machine runs at once. Node only. */
export const usualWorkers = async (): Promise<number> => (await import('node:os')).availableParallelism();

/**
 * Starts workers that load a module and call the trial that it exports as its default. Where Node does not read TypeScript, tsx
 * does, found from where the module is; a worker takes over the options of this process, such as its conditions. Node only.
 */
export const startWorkers = async <H>(operation: string, trial: URL, count: number): Promise<Workers<H>> => {
  const { Worker } = await import('node:worker_threads').catch((cause: unknown) =>
    orThrow(E.left(unfitTrial(operation, 'must be a function where there are no worker threads', trial.href, cause))),
  );
  const workerData = { trial: trial.href, needsTsx: needsTsx(trial) };
  const workers = Array.from({ length: count }, () => new Worker(new URL(bootstrap), { workerData }));
  const runners = workers.map((worker) => runnerOf<H>(operation, trial, worker));
  return { runners, end: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))) };
};

/** What a worker says: once when it has loaded the trial or could not, then once for every job. */
type Answer =
  | Readonly<{ type: 'ready' }>
  | Readonly<{ type: 'unfit'; rule: string; got: string; cause?: unknown }>
  | Readonly<{ type: 'returned'; scores: unknown }>
  | Readonly<{ type: 'failed'; cause: unknown }>;

const runnerOf = <H>(operation: string, trial: URL, worker: Worker) => {
  const death = new Promise<Answer>((resolve) => {
    const failed = (cause: unknown) => resolve({ type: 'failed', cause });
    worker.once('error', failed).once('messageerror', failed);
    worker.once('exit', (code) => failed(new Error(`its worker ended with exit code ${code}`)));
  });
  const nextAnswer = () => Promise.race([new Promise<Answer>((resolve) => worker.once('message', resolve)), death]);
  const start = nextAnswer();
  return async (job: Job<H>): Promise<unknown> => {
    const started = await start;
    if (started.type === 'unfit')
      return orThrow(E.left(unfitTrial(operation, started.rule, `${started.got} from ${trial.href}`, started.cause)));
    const next = nextAnswer();
    try {
      worker.postMessage(job, []);
    } catch (cause) {
      return orThrow(E.left(unfitTrial(operation, 'must have hyperparameters of plain data', inWords(job), cause)));
    }
    const answer = await next;
    if (answer.type === 'returned') return answer.scores;
    return orThrow(E.left(trialFailed(operation, inWords(job), 'cause' in answer ? answer.cause : answer)));
  };
};

/** Whether Node, at its version, leaves reading the module to tsx. */
const needsTsx = ({ protocol, pathname }: URL): boolean => {
  const { typescript = false } = process.features as Readonly<{ typescript?: string | false }>; // since Node 22
  return protocol === 'file:' && typescript === false && /\.[cm]?tsx?$/.test(pathname);
};

/** The first module of a worker: text, since Node reads no TypeScript here unless told how. */
const program = `
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

const load = async () => {
  if (workerData.needsTsx) {
    try {
      const require = createRequire(workerData.trial); // what the trial could import
      const manifest = require.resolve('tsx/package.json');
      const entry = require(manifest).exports['./esm/api'].import.default; // to require it instead fails, as of tsx 4.23
      (await import(new URL(entry, pathToFileURL(manifest)))).register();
    } catch (error) {
      return tell({ type: 'unfit', rule: 'must be JavaScript, or tsx must be installed', got: 'TypeScript' }, error);
    }
  }
  try {
    const { default: trial } = await import(workerData.trial);
    if (typeof trial === 'function') return trial;
    parentPort.postMessage({ type: 'unfit', rule: 'must export a function as its default', got: String(trial) });
  } catch (error) {
    tell({ type: 'unfit', rule: 'must be a module that loads', got: String(error?.message ?? error) }, error);
  }
};

const tell = (answer, cause) => {
  const travels = types.isNativeError(cause) || Object(cause) !== cause; // other objects may arrive empty, or not at all
  parentPort.postMessage({ ...answer, cause: travels ? cause : new Error(String(cause?.message ?? cause)) });
};

const trial = await load();
if (trial !== undefined) {
  parentPort.on('message', async ({ hyperparameters, at }) => {
    try {
      parentPort.postMessage({ type: 'returned', scores: await trial(hyperparameters, at) });
    } catch (error) {
      tell({ type: 'failed' }, error);
    }
  });
  parentPort.postMessage({ type: 'ready' });
}
`;

const bootstrap = `data:text/javascript,${encodeURIComponent(program)}`;
