import type { Kind, NumericArray, Precision } from '@adjoint/graph';

/** How elements lie in memory: real numbers of either width, or as bytes from 0 to 255; integers; truth values as bytes. */
export type ElementType = 'f64' | 'f32' | 'i32' | 'u8';

/** How elements of a kind lie in memory, unless they are bytes. */
export const elementType = (kind: Kind, precision: Precision): ElementType =>
  kind === 'bool' ? 'u8' : kind === 'int' ? 'i32' : precision === 'float64' ? 'f64' : 'f32';

/** How many bytes an element takes. */
export const bytesOf = (type: ElementType): number => ({ f64: 8, f32: 4, i32: 4, u8: 1 })[type];

/** How many bytes some elements take, up to whole cache lines. */
export const spaceFor = (type: ElementType, count: number): number => Math.ceil((count * bytesOf(type)) / 64) * 64;

const arrays = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u8: Uint8Array } as const;

/** The elements at an address. */
export const viewOf = (buffer: ArrayBufferLike, type: ElementType, address: number, count: number): NumericArray =>
  new arrays[type](buffer as ArrayBuffer, address, count); // or one that threads share: the constructors take either
