import type { Bindings, Outputs, Precision, Program, ProgramOptions, ValuesOf } from '@adjoint/graph';

/** How to compile. */
export interface CompileOptions<P extends Precision = Precision> extends ProgramOptions<P> {
  /**
   * How many bytes of samples it takes at a time where it goes through a named dimension in blocks: a mebibyte if not given. The rounding
   * of sums depends on it.
   */
  readonly blockBytes?: number;
  /**
   * How many threads work on one run, where it is large: as many as the machine runs at once, but no more than 8, if not given. The bits are the same
   * for any number.
   */
  readonly threads?: number;
  /**
   * `reproducible`, if not given: the same bits on every machine and for any number of threads. `fastest`: a native library computes the products of matrices
   * where one is installed (OpenBLAS, MKL or Accelerate, by the package koffi, in Node), and `program.blas` says which; the others are rounded together with
   * sums where the engine can.
   */
  readonly math?: 'reproducible' | 'fastest';
}

/** A program that runs fast. */
export interface CompiledProgram<O extends Outputs = Outputs, P extends Precision = Precision> extends Program<O, P> {
  /**
   * What `run` does, while other tasks have this thread in between: for pages, which must not stand still. Runs wait for one another.
   */
  readonly runAsync: (bindings?: Bindings) => Promise<ValuesOf<O, P>>;
  /** Whether what has been compiled so far, for one run or another, gives the same bits on every machine: not with a native library, nor where a kernel is called that is not declared to be `portable`. */
  readonly reproducible: boolean;
  /** The native library that computes products of matrices, if one does. */
  readonly blas: string | undefined;
  /** What runs it: WebAssembly, or `evaluate` where there is none with SIMD. */
  readonly executor: 'webassembly' | 'evaluate';
  /** Gives its memory back at once, rather than when nobody refers to it any more; it cannot run after that. */
  readonly dispose: () => void;
}
