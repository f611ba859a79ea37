export type { CompiledProgram, CompileOptions } from './program.ts';
export { compile } from './compile.ts';
export type { Large, RuntimeError } from './error.ts';
