import { code } from './code.ts';
import { f32x4, v128 } from './instruction.ts';
import { encodeModule, functionOf } from './module.ts';

/** Whether this engine has relaxed SIMD (WebAssembly 3.0), with products and sums that are rounded once. */
export const hasRelaxedSimd = (): boolean => {
  const zero = v128.const(new Uint8Array(16));
  const fused = functionOf([], [], () => [code('void', [0x1a], [f32x4.relaxed_madd(zero, zero, zero)])]); // dropped
  const memory = { pages: 1, most: 1, isShared: false };
  return typeof WebAssembly === 'object' && WebAssembly.validate(encodeModule({ functions: [fused], memory }));
};
