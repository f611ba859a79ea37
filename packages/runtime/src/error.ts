import { AdjointError, formatShape } from '@adjoint/graph';

/** Everything that can go wrong with a program, besides what is wrong with a graph or its bindings. Each case carries its message. */
export type RuntimeError = Readonly<{ message: string }> &
  (
    | Readonly<{ _tag: 'ProgramTooLarge'; bytes: number; largest: readonly Large[] }>
    | Readonly<{ _tag: 'ProgramDisposed' }>
    | Readonly<{ _tag: 'ProgramBusy' }>
    | Readonly<{ _tag: 'InvalidThreads'; got: unknown }>
    | Readonly<{ _tag: 'WorkerLost' }>
  );

/** A tensor that takes much memory. */
export interface Large {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** A program that wants more memory than there is. */
export const programTooLarge = (bytes: number, largest: readonly Large[]): RuntimeError => ({
  _tag: 'ProgramTooLarge',
  bytes,
  largest,
  message: `compile: a program must fit in memory, got ${bytes} bytes, most of them for ${largest
    .map((each) => `${each.name} ${formatShape(each.shape)}`)
    .join(', ')}`,
});

/** Whether an exception says that a program wants more memory than there is. */
export const isTooLarge = (error: unknown): boolean =>
  error instanceof AdjointError && error.failure._tag === 'ProgramTooLarge';

/** A program that was disposed of. */
export const programDisposed: RuntimeError = {
  _tag: 'ProgramDisposed',
  message: 'compile: a program that was disposed of must not run, got a run',
};

/** A program that runs already, and gives its results later. */
export const programBusy: RuntimeError = {
  _tag: 'ProgramBusy',
  message: 'compile: a program must not run while runAsync has not finished, got a run; await the promise first',
};

/** A worker thread that ended, or does not answer, in the middle of its work. */
export const workerLost: RuntimeError = {
  _tag: 'WorkerLost',
  message:
    'compile: worker threads must finish what they begin, got one that ended or does not answer; run again: programs go on without workers',
};

/** A number of threads that cannot be. */
export const invalidThreads = (got: unknown, most: number): RuntimeError => ({
  _tag: 'InvalidThreads',
  got,
  message: `compile: threads must be a whole number from 1 to ${most}, got ${String(got)}`,
});

/** What is said where threads are asked for and cannot be had. */
export const threadsMissing =
  'compile: threads must have memory in common, got no SharedArrayBuffer: one thread runs this program; serve the page with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';
