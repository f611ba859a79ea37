import type { Kind, NumericArray, Precision } from '@adjoint/graph';
import { bytesOf } from './emit/cursor.ts';

/** The memory of a program: it grows, and what lies in it stays where it is. */
export class Memory {
  wasm = new WebAssembly.Memory({ initial: 1, maximum: mostPages });
  #end = 64; // so that no address is 0

  /** The first free address. */
  get end(): number {
    return this.#end;
  }

  /** Takes everything up to an address; false where there is not so much. */
  reserve(end: number): boolean {
    const pages = Math.ceil(end / pageBytes);
    if (pages > mostPages) return false;
    const missing = pages - this.wasm.buffer.byteLength / pageBytes;
    try {
      if (missing > 0) this.wasm.grow(missing);
    } catch {
      return false; // there may be less than WebAssembly allows
    }
    this.#end = Math.max(this.#end, end);
    return true;
  }

  /** Lets go of it all. */
  release(): void {
    this.wasm = new WebAssembly.Memory({ initial: 0, maximum: 0 });
  }

  /** The elements at an address, as they are; good until the memory grows. */
  view(kind: Kind, precision: Precision, address: number, count: number): NumericArray {
    const { buffer } = this.wasm;
    if (kind === 'bool') return new Uint8Array(buffer, address, count);
    if (kind === 'int') return new Int32Array(buffer, address, count);
    return precision === 'float64'
      ? new Float64Array(buffer, address, count)
      : new Float32Array(buffer, address, count);
  }
}

/** How many bytes some elements take, up to whole cache lines. */
export const spaceFor = (kind: Kind, precision: Precision, count: number): number =>
  Math.ceil((count * bytesOf(kind, { precision })) / 64) * 64;

const pageBytes = 65_536;
const mostPages = 65_536;
