import { code, type Code } from './code.ts';
import { f32x4, v128 } from './instruction.ts';
import { encodeModule, functionOf } from './module.ts';

/** Whether WebAssembly has instructions for vectors here, and may be compiled: pages can forbid that. */
export const hasSimd = (): boolean => compiles(f32x4.add(zero, zero));

/** Whether this engine has relaxed SIMD (WebAssembly 3.0), with products and sums that are rounded once. */
export const hasRelaxedSimd = (): boolean => compiles(f32x4.relaxed_madd(zero, zero, zero));

const zero = v128.const(new Uint8Array(16));

const compiles = (vector: Code): boolean => {
  const drop = code('void', [0x1a], [vector]);
  const memory = { pages: 1, most: 1, isShared: false };
  const bytes = encodeModule({ functions: [functionOf([], [], () => [drop])], memory });
  try {
    return new WebAssembly.Module(bytes) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
};
