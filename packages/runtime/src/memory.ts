import type { NumericArray } from '@adjoint/graph';
import { type ElementType, viewOf } from './element.ts';

/** The memory of a program: it grows, and what lies in it stays where it is. */
export class Memory {
  wasm: WebAssembly.Memory;
  #end = 64; // so that no address is 0

  /** Threads may have it in common. */
  constructor(isShared: boolean) {
    this.wasm = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: isShared });
  }

  /** The first address that is not taken. */
  get end(): number {
    return this.#end;
  }

  /** Takes everything up to an address for good; false where there is not so much. */
  take(end: number): boolean {
    if (!this.reach(end)) return false;
    this.#end = end;
    return true;
  }

  /** Grows so far as to have an address; what lies behind `end` is for whoever runs. False where there is not so much. */
  reach(end: number): boolean {
    const pages = Math.ceil(end / pageBytes);
    if (pages > mostPages) return false;
    const missing = pages - this.wasm.buffer.byteLength / pageBytes;
    try {
      if (missing > 0) this.wasm.grow(missing);
    } catch {
      return false; // there may be less than WebAssembly allows
    }
    return true;
  }

  /** Lets go of it all. */
  release(): void {
    this.wasm = new WebAssembly.Memory({ initial: 0, maximum: 0 });
  }

  /** The elements at an address, as they are; good until the memory grows. */
  view(type: ElementType, address: number, count: number): NumericArray {
    return viewOf(this.wasm.buffer, type, address, count);
  }
}

/**
 * Memory that is empty. Where there is no room for it, that of programs nobody refers to any more is waited for: engines then look for
 * such, and only after that do threads let go of it.
 */
export const newMemory = async (isShared: boolean): Promise<Memory> => {
  for (let tries = 1; ; tries++) {
    try {
      return new Memory(isShared);
    } catch (cause) {
      if (tries === 10) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 10 * tries));
    }
  }
};

const pageBytes = 65_536;
const mostPages = 65_536;
