import {
  type AnyTensor,
  type Bindings,
  evaluate,
  nameOf,
  type Outputs,
  outputsIn,
  resultsFor,
  type Value,
} from '@adjoint/graph';
import { makeCanonical } from './canonical.ts';
import type { CompiledProgram, CompileOptions } from './program.ts';
import { code } from './wasm/code.ts';
import { encodeModule, functionOf } from './wasm/module.ts';

/** Whether WebAssembly has instructions for vectors here, and may be compiled: pages can forbid that. */
export const hasSimd = (): boolean => {
  const vector = functionOf([], ['i32'], () => [code('i32', [0xfd, 0x53], [code('v128', [0xfd, 0x0c], [], zeros)])]);
  const memory = { pages: 1, most: 1, isShared: false };
  try {
    return (
      WebAssembly.Module.exports(new WebAssembly.Module(encodeModule({ functions: [vector], memory }))).length >= 0
    );
  } catch {
    return false;
  }
};

const zeros = Array.from({ length: 16 }, () => 0);

/** The same program by `evaluate`, for where there is nothing faster. */
export const interpreted = (outputs: Outputs, options: CompileOptions): CompiledProgram => {
  const { precision = 'float64', held = {}, updates = [], sizes = {} } = options;
  warnOnce('compile: WebAssembly with SIMD must be there to run fast, got none: evaluate runs programs');
  const values: Record<string, Value> = { ...held };
  const tensors = outputsIn('compile', outputs);
  const wanted = [...tensors, ...updates.map(({ next }) => next)];
  const numbered: Readonly<Record<string, AnyTensor>> = Object.fromEntries(wanted.entries());
  const run = (bindings: Bindings = {}) => {
    const found = Object.values(evaluate(numbered, { ...bindings, ...values }, { precision, sizes }));
    updates.forEach(({ leaf }, index) => (values[nameOf(leaf)!] = found[tensors.length + index]!));
    const results = found.slice(0, tensors.length).map(canonicalCopy);
    return resultsFor(outputs, results) as ReturnType<CompiledProgram['run']>; // one an output
  };
  return {
    run,
    runAsync: async (bindings) => run(bindings),
    held: () => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, canonicalCopy(value)])),
    reproducible: true,
    blas: undefined,
    executor: 'evaluate',
    dispose: () => {},
  };
};

/**
 * Warns unless the console has had the same warning. It is the console that remembers, by a property of its own: the process has one, whoever compiles
 * and however often this package is loaded, and there is nothing to keep in a module. `process.emitWarning` does this for
 * deprecations alone, and not in browsers.
 */
const warnOnce = (warning: string): void => {
  const said = Symbol.for(`@adjoint/runtime: ${warning}`);
  if (Object.hasOwn(console, said)) return;
  if (Object.isExtensible(console)) Object.defineProperty(console, said, { value: true });
  console.warn(warning);
};

const canonicalCopy = ({ shape, data }: Value): Value => ({ shape, data: makeCanonical(data.slice()) });
