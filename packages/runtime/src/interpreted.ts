import { interpret, isTensor, type Outputs, type Value } from '@adjoint/graph';
import { makeCanonical } from './canonical.ts';
import type { CompiledProgram, CompileOptions } from './program.ts';
import { warnOnce } from './warning.ts';

/** The same program by `evaluate`, for where there is nothing faster. */
export const interpreted = (outputs: Outputs, options: CompileOptions): CompiledProgram => {
  warnOnce('compile: WebAssembly with SIMD must be there to run fast, got none: evaluate runs programs');
  const program = interpret(outputs, options);
  const run: CompiledProgram['run'] = (bindings) => {
    const found = program.run(bindings);
    canonical(isTensor(outputs) ? [found as Value] : Object.values(found)); // one value an output
    return found;
  };
  return {
    run,
    runAsync: async (bindings) => run(bindings),
    held: (names) => {
      const values = program.held(names);
      canonical(Object.values(values));
      return values;
    },
    reproducible: true,
    blas: undefined,
    executor: 'evaluate',
    dispose: () => {},
  };
};

/** Gives NaNs canonical bits, in values that nobody else has. */
const canonical = (values: readonly Value[]): void => {
  for (const { data } of values) makeCanonical(data);
};
