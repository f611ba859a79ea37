export type { CompiledProgram, CompileOptions } from './program.ts';
export { compile } from './program.ts';
export type { Large, RuntimeError } from './error.ts';
