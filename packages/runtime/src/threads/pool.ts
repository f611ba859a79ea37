import { orThrow } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { workerLost } from '../error.ts';
import { mayWait } from '../host.ts';
import { chunkBits, control, spins } from './control.ts';
import { startWorker, type WorkerThread } from './worker.ts';

/** Calls of one function, one for each chunk, that do not depend on one another. */
export interface Job {
  /** What workers call, as `load` numbered it. */
  readonly program: number;
  readonly part: number;
  readonly chunks: number;
  /** How many threads take part, this one among them. */
  readonly threads: number;
  /** What this thread calls. */
  readonly run: (chunk: number, offset: number) => void;
}

/** What workers need to call the parts of a program. */
export interface Loaded {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** How many bytes the local buffers of one thread take. */
  readonly stride: number;
  readonly threads: number;
}

/**
 * Worker threads that help with jobs. They are started when first needed and sleep while there is none; whoever has a job takes chunks
 * too, so none waits for a worker that is not ready, or never will be. Nothing makes a worker collect the memory of programs that it has
 * forgotten, so others take its place when that is much.
 */
export class Pool {
  /** What is between these workers and this thread. */
  #shared = newControl();
  readonly #workers: WorkerThread[] = [];
  /** What workers know, by number. */
  readonly #loaded = new Map<number, Loaded>();
  readonly #owners = new FinalizationRegistry<number>((program) => this.forget(program));
  readonly #patience: number;
  readonly #start: typeof startWorker;
  #programs = 0;
  /** What workers have forgotten and may still have. */
  #forgotten = { programs: 0, bytes: 0 };
  #isBusy = false;
  #isLost = false;

  /** How many milliseconds without any progress it waits for a worker. */
  constructor(patience = 60_000, start = startWorker) {
    this.#patience = patience;
    this.#start = start;
  }

  /** Has workers know a program, by the number that it gives, until they are told to forget it or its owner is collected. */
  load(owner: object, { module, memory, stride, threads }: Loaded): number {
    const number = ++this.#programs;
    this.#owners.register(owner, number);
    if (this.#isLost) return number;
    this.#loaded.set(number, { module, memory, stride, threads }); // not the owner
    this.#teach(number);
    return number;
  }

  /** Has workers let go of a program. */
  forget(program: number): void {
    const loaded = this.#loaded.get(program);
    if (loaded === undefined) return;
    this.#loaded.delete(program);
    for (const index of this.#workers.keys()) this.#send(index, { program });
    this.#forgotten.programs++;
    this.#forgotten.bytes += loaded.memory.buffer.byteLength;
    this.#renew();
  }

  /** Does a job, and returns when it is done. */
  run(job: Job): void {
    if (!this.#open(job)) return nobody.run(job);
    try {
      for (let chunk = this.#take(job); chunk !== undefined; chunk = this.#take(job)) this.#do(job, chunk);
      this.#wait(job);
    } finally {
      this.#isBusy = false;
      this.#renew();
    }
  }

  /** Does a job and lets others have this thread between chunks, as pages need it. */
  async runAsync(job: Job): Promise<void> {
    if (!this.#open(job)) return nobody.runAsync(job);
    try {
      for (let chunk = this.#take(job); chunk !== undefined; chunk = this.#take(job)) {
        this.#do(job, chunk);
        await otherTasks();
      }
      const until = performance.now() + this.#patience;
      while (!this.#isDone(job)) {
        if (performance.now() > until) this.#lose();
        await otherTasks();
      }
    } finally {
      this.#isBusy = false;
      this.#renew();
    }
  }

  /** Offers a job to the workers, if they are free. */
  #open({ program, part, chunks, threads }: Job): boolean {
    if (this.#isBusy || this.#isLost || this.#workers.length === 0 || threads < 2) return false;
    this.#isBusy = true;
    const shared = this.#shared;
    const round = Atomics.load(shared, control.round) + 1;
    const first = round << chunkBits;
    Atomics.store(shared, control.ticket, first | ((1 << chunkBits) - 1)); // closed while the rest is written
    shared[control.program] = program;
    shared[control.part] = part;
    shared[control.threads] = threads;
    Atomics.store(shared, control.chunks, chunks);
    Atomics.store(shared, control.done, 0);
    Atomics.store(shared, control.failed, 0);
    Atomics.store(shared, control.ticket, first);
    this.#wake();
    return true;
  }

  /** The next chunk that nobody has taken. */
  #take({ chunks }: Job): number | undefined {
    for (;;) {
      const ticket = Atomics.load(this.#shared, control.ticket);
      const chunk = ticket & ((1 << chunkBits) - 1);
      if (chunk >= chunks) return undefined;
      if (Atomics.compareExchange(this.#shared, control.ticket, ticket, ticket + 1) === ticket) return chunk;
    }
  }

  #do({ run }: Job, chunk: number): void {
    try {
      run(chunk, 0);
    } catch (cause) {
      this.#isLost = true; // others may still be at it
      throw cause;
    }
    Atomics.add(this.#shared, control.done, 1);
  }

  #wait(job: Job): void {
    for (let look = 0; look < spins; look++) if (this.#isDone(job)) return;
    const start = performance.now();
    while (!this.#isDone(job)) {
      const done = Atomics.load(this.#shared, control.done);
      if (done < job.chunks && mayWait()) Atomics.wait(this.#shared, control.done, done, 100);
      if (performance.now() - start > this.#patience) this.#lose();
    }
  }

  #isDone({ chunks }: Job): boolean {
    if (Atomics.load(this.#shared, control.done) < chunks) return false;
    if (Atomics.load(this.#shared, control.failed) > 0) this.#lose();
    return true;
  }

  #lose(): never {
    this.#isLost = true;
    return orThrow(E.left(workerLost));
  }

  /** Hires workers that a program wants and are not there, and has them know it. */
  #teach(number: number): void {
    const { threads, ...program } = this.#loaded.get(number)!;
    while (this.#workers.length < threads - 1 && !this.#isLost) this.#hire();
    for (const index of this.#workers.slice(0, threads - 1).keys()) this.#send(index, { program: number, ...program });
  }

  #hire(): void {
    const number = this.#workers.length + 1;
    const worker = this.#start(() => (this.#isLost ||= worker !== undefined && this.#workers.includes(worker)));
    if (worker === undefined) {
      this.#isLost = true;
      return;
    }
    this.#workers.push(worker);
    this.#send(number - 1, { control: this.#shared, number });
  }

  /** Has others take the place of workers that have forgotten much. They share nothing with them, for those may not be gone at once. */
  #renew(): void {
    const { programs, bytes } = this.#forgotten;
    if (this.#isBusy || this.#isLost || (programs < mostForgotten.programs && bytes < mostForgotten.bytes)) return;
    for (const index of this.#workers.keys()) this.#call(index); // browsers let a worker sleep for seconds before they end it
    for (const worker of this.#workers.splice(0)) worker.terminate();
    this.#forgotten = { programs: 0, bytes: 0 };
    this.#shared = newControl();
    for (const number of this.#loaded.keys()) this.#teach(number);
  }

  /** Has a worker leave off work to wait for a message. */
  #call(index: number): void {
    Atomics.add(this.#shared, control.mail + index + 1, 1);
    this.#wake();
  }

  #send(index: number, message: unknown): void {
    this.#call(index);
    this.#workers[index]!.postMessage(message, []);
  }

  #wake(): void {
    Atomics.add(this.#shared, control.round, 1);
    Atomics.notify(this.#shared, control.round);
  }
}

/** What does jobs. */
export type Crew = Pick<Pool, 'run' | 'runAsync'>;

/** Nobody but this thread. */
export const nobody: Crew = {
  run: ({ chunks, run }) => {
    for (let chunk = 0; chunk < chunks; chunk++) run(chunk, 0);
  },
  runAsync: async ({ chunks, run }) => {
    for (let chunk = 0; chunk < chunks; chunk++) {
      run(chunk, 0);
      await otherTasks();
    }
  },
};

/** The most threads that one program has. */
export const mostThreads = 64;

/** Browsers have room for the memories of about a hundred programs, however small. */
const mostForgotten = { programs: 32, bytes: 2 ** 26 };

const newControl = (): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(4 * (control.mail + mostThreads)));

/** Lets whatever else waits for this thread have it. */
const otherTasks = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const come = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', come, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
