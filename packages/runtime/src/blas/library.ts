import { warnOnce } from '../warning.ts';
import type { Precision } from '@adjoint/graph';
import { builtin } from '../host.ts';

/** A product of matrices by a native library: C = op(A)·op(B) + beta·C, row by row. */
export type Gemm = (
  order: number,
  transposeA: number,
  transposeB: number,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: ArrayBufferView,
  strideA: number,
  b: ArrayBufferView,
  strideB: number,
  beta: number,
  c: ArrayBufferView,
  strideC: number,
) => void;

/** A library with the C interface of BLAS. */
export interface Blas {
  /** Its name and the file that it is from. */
  readonly name: string;
  readonly gemm: Readonly<Record<Precision, Gemm>>;
}

/** What there is to call, or why there is nothing. */
export type Search = Readonly<{ blas: Blas }> | Readonly<{ missing: string }>;

/** Looks for a native library, by way of koffi, which calls functions of other languages from Node. */
export const findBlas = (threads: number): Search => {
  const koffi = loadKoffi();
  if (koffi === undefined) return { missing: 'got no package koffi: npm install koffi' };
  for (const { name, files, limit } of candidates)
    for (const file of files) {
      const library = loaded(koffi, file);
      if (library === undefined) continue;
      setThreads(library, limit, threads);
      const gemm = { float32: gemmOf(library, 's', 'float'), float64: gemmOf(library, 'd', 'double') };
      if (gemm.float32 && gemm.float64)
        return { blas: { name: `${name} (${file})`, gemm: { float32: gemm.float32, float64: gemm.float64 } } };
    }
  const tried = candidates.flatMap(({ files }) => files).join(', ');
  return { missing: `got none of ${tried}: install OpenBLAS (libopenblas0 on Debian, openblas in Homebrew)` };
};

/** The libraries that are known, the fastest first, and what tells them how many threads to use. */
const candidates = [
  {
    name: 'Accelerate',
    files: ['/System/Library/Frameworks/Accelerate.framework/Accelerate'],
    limit: undefined,
  },
  { name: 'MKL', files: ['libmkl_rt.so.2', 'libmkl_rt.so', 'mkl_rt.2.dll'], limit: 'MKL_Set_Num_Threads' },
  {
    name: 'OpenBLAS',
    files: [
      'libopenblas.so.0',
      'libopenblas.so',
      'libopenblas.dylib',
      '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
      'libopenblas.dll',
    ],
    limit: 'openblas_set_num_threads',
  },
] as const;

const gemmOf = (library: Library, letter: string, number: string): Gemm | undefined => {
  const name = `void cblas_${letter}gemm(int, int, int, int, int, int, ${number}, void*, int, void*, int, ${number}, void*, int)`;
  return functionOf(library, name);
};

const setThreads = (library: Library, limit: string | undefined, threads: number): void => {
  if (limit !== undefined) functionOf(library, `void ${limit}(int)`)?.(threads);
};

const loaded = (koffi: Koffi, file: string): Library | undefined => {
  try {
    return koffi.load(file);
  } catch {
    return undefined;
  }
};

const functionOf = (library: Library, prototype: string): NativeFunction | undefined => {
  try {
    return library.func(prototype);
  } catch {
    return undefined;
  }
};

/** The package koffi, where this is Node and it is installed; found at run time, so that no bundler looks for it. */
const loadKoffi = (): Koffi | undefined => {
  try {
    return builtin('node:module')?.createRequire(import.meta.url)('koffi') as Koffi | undefined;
  } catch {
    return undefined;
  }
};

interface Koffi {
  readonly load: (file: string) => Library;
}

interface Library {
  readonly func: (prototype: string) => NativeFunction;
}

type NativeFunction = (...values: readonly unknown[]) => unknown;

/** The native library, or a word on why there is none. */
export const blasFor = (threads: number): Blas | undefined => {
  const found = findBlas(threads);
  if ('blas' in found) return found.blas;
  warnOnce(
    `compile: math 'fastest' must have a native library for products, ${found.missing}; its own code computes them`,
  );
  return undefined;
};
