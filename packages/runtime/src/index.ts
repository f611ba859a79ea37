export type { CompiledProgram, CompileOptions, LeafUpdate } from './program.ts';
export { compile } from './program.ts';
export type { Large, RuntimeError } from './error.ts';
