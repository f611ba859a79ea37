import { type Outputs, outputsIn, type Precision } from '@adjoint/graph';
import { compiled } from './compiled.ts';
import { interpreted } from './interpreted.ts';
import type { CompiledProgram, CompileOptions } from './program.ts';
import { hasSimd } from './wasm/support.ts';

/**
 * Compiles outputs to WebAssembly: the same values as `evaluate`, to rounding, by programs that are made for the sizes of what
 * is bound, when it is bound first, or at once where all sizes are known. A program that is too large for memory is then refused with a
 * `ProgramTooLarge`.
 *
 * @example
 * ```ts
 * import { input } from '@adjoint/graph';
 * import { exp, sum } from '@adjoint/ops';
 * import { compile } from '@adjoint/runtime';
 *
 * const x = input('x', ['batch']);
 * const program = await compile({ total: sum(exp(x)) }, { precision: 'float32' });
 * console.log(program.run({ x: [0, 1, 2] }).total.data); // Float32Array(1) [ 11.107… ]
 * ```
 */
export const compile = async <const O extends Outputs, const P extends Precision = 'float64'>(
  outputs: O,
  options: CompileOptions<P> = {},
): Promise<CompiledProgram<O, P>> => {
  outputsIn('compile', outputs);
  const program = hasSimd() ? await compiled(outputs, options) : interpreted(outputs, options);
  return program as unknown as CompiledProgram<O, P>; // run gives one value an output
};
