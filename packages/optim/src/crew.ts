import { AdjointError, orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { invalidOption, type OptimError, trialFailed, trialsAborted } from './error.ts';
import type { Scores } from './progress.ts';
import { decodeScores, inWords, type Job, type Trial } from './trial.ts';
import { startWorkers, usualWorkers } from './workers.ts';

/** Who runs trials, and under which conditions. */
export interface CrewOptions<H> {
  /** A function, which runs here, or the address of a module whose default export is one, which runs in workers. */
  readonly trial: Trial<H> | URL;
  /** As many as the machine runs at once if not given. */
  readonly workers: number | undefined;
  /** How many jobs there are at most at once: further workers would idle. */
  readonly jobs: number;
  readonly signal: AbortSignal | undefined;
  /** What else must hold of the scores; asked as soon as the first are there. */
  readonly accept?: (scores: Scores) => E.Either<OptimError, unknown>;
}

/** Runs jobs; their scores come in the order of the jobs. */
export type RunJobs<H> = (jobs: readonly Job<H>[]) => Promise<readonly Scores[]>;

/**
 * Has a crew for as long as its use takes. The first thing that goes wrong ends it all, and no worker is left when the promise
 * is settled. Scores depend on the jobs alone, not on who runs them or when.
 */
export const withCrew = async <H, A>(
  operation: string,
  options: CrewOptions<H>,
  use: (run: RunJobs<H>) => Promise<A>,
): Promise<A> => {
  const abortion = abortionBy(operation, options.signal);
  try {
    const { runners, end } = await crewFor(operation, options);
    const perform = performer(operation, options);
    const runAll: RunJobs<H> = async (jobs) => {
      const queue = jobs.entries(); // of which every runner takes the next
      const scores: Scores[] = [];
      const lane = async (run: Runner<H>): Promise<void> => {
        for (const [index, job] of queue) scores[index] = await perform(job, run);
      };
      await Promise.all(runners.map(lane));
      return scores;
    };
    try {
      return await Promise.race([abortion.promise, use(runAll)]);
    } finally {
      await end();
    }
  } finally {
    abortion.forget();
  }
};

type Runner<H> = (job: Job<H>) => Promise<unknown>;

const crewFor = async <H>(operation: string, { trial, workers, jobs, signal }: CrewOptions<H>) => {
  if (trial instanceof URL) return startWorkers<H>(operation, trial, Math.min(workers ?? (await usualWorkers()), jobs));
  if (workers !== undefined && workers > 1)
    return orThrow(E.left(invalidOption(operation, 'workers', 'need a trial that is the URL of a module', workers)));
  const here: Runner<H> = async (job) => {
    try {
      return await trial(job.hyperparameters, { ...job.at, ...(signal && { signal }) });
    } catch (cause) {
      return orThrow(E.left(trialFailed(operation, inWords(job), cause)));
    }
  };
  return { runners: [here], end: async () => {} };
};

/** Has jobs run one after the other, with a look at the signal before each and one at the scores after it. */
const performer = <H>(operation: string, { signal, accept = E.right }: CrewOptions<H>) => {
  let breathed = Date.now();
  let names: readonly string[] | undefined;
  return async (job: Job<H>, run: Runner<H>): Promise<Scores> => {
    if (Date.now() - breathed > 20) {
      await new Promise((resolve) => setTimeout(resolve)); // let timers, signals and pages have their turn
      breathed = Date.now();
    }
    orThrow(unlessAborted(operation, signal));
    const scores = orThrow(decodeScores(operation, job, await run(job), names));
    if (names === undefined) orThrow(accept(scores));
    names ??= Object.keys(scores);
    return scores;
  };
};

/** A promise that breaks when the signal says so, and else stays as it is until nobody cares any more. */
const abortionBy = (operation: string, signal: AbortSignal | undefined) => {
  orThrow(unlessAborted(operation, signal));
  let listener = () => {};
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(new AdjointError(trialsAborted(operation, signal?.reason)));
  });
  promise.catch(() => {}); // it may break before anybody waits for it
  signal?.addEventListener('abort', listener, { once: true });
  return { promise, forget: () => signal?.removeEventListener('abort', listener) };
};

const unlessAborted = (operation: string, signal: AbortSignal | undefined): E.Either<OptimError, void> =>
  signal?.aborted === true ? E.left(trialsAborted(operation, signal.reason)) : E.right(undefined);
