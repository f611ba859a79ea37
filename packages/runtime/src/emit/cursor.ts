import { bytesOf } from '../element.ts';
import { addressOf } from './address.ts';
import { type LaneFamily, single } from '../lanes/lanes.ts';
import { type Code, get, type Local, set } from '../wasm/code.ts';
import { i16x8, i32, i32x4, v128 } from '../wasm/instruction.ts';
import { type Access, keyOf } from './expression.ts';
import type { Counters } from './loop.ts';
import type { Surroundings } from './surroundings.ts';

/** Where in memory the accesses of some code are, while a loop turns. */
export class Cursors {
  readonly #pointers = new Map<string, { readonly access: Access; readonly pointer: Local }>();
  readonly #around: Surroundings;
  readonly #loop: number;
  readonly #vector: number | undefined;

  /** Along `vector` several elements lie side by side; it may be the loop that turns, or none at all. */
  constructor(accesses: readonly Access[], loop: number, vector: number | undefined, around: Surroundings) {
    this.#around = around;
    this.#loop = loop;
    this.#vector = vector;
    for (const access of accesses)
      if (!this.#pointers.has(keyOf(access)))
        this.#pointers.set(keyOf(access), { access, pointer: around.variable('i32') });
  }

  /** Points to where the counters are. */
  start(counters: Counters): readonly Code[] {
    return [...this.#pointers.values()].map(({ access, pointer }) =>
      set(pointer, addressOf(access, counters, this.#around)),
    );
  }

  /** Moves on along the loop by so many elements. */
  advance(elements: number): readonly Code[] {
    return [...this.#pointers.values()]
      .filter(({ access }) => access.strides[this.#loop] !== 0)
      .map(({ access, pointer }) => {
        const bytes = elements * this.#bytesOf(access) * access.strides[this.#loop]!;
        return set(pointer, i32.add(get(pointer), i32.const(bytes)));
      });
  }

  /** The elements of an access, as many as the family has side by side. */
  load(access: Access, family: LaneFamily): Code {
    const { kind, type } = this.#around.buffers[access.buffer]!;
    const pointer = get(this.#pointers.get(keyOf(access))!.pointer);
    const isOne = family.count === 1 || this.#vector === undefined || access.strides[this.#vector] === 0;
    if (kind === 'real' && type === 'u8') {
      const { real } = single[this.#around.precision];
      return isOne
        ? family.real.splat(real.ofIntegers(loadBytes(pointer, 1)))
        : family.real.ofIntegers(loadBytes(pointer, family.count));
    }
    return isOne ? family[kind].splat(single[this.#around.precision][kind].load(pointer)) : family[kind].load(pointer);
  }

  store(access: Access, value: Code, family: LaneFamily): Code {
    const { kind } = this.#around.buffers[access.buffer]!;
    return family[kind].store(get(this.#pointers.get(keyOf(access))!.pointer), value);
  }

  /** Whether an access stays where it is while the loop turns. */
  isFixed({ strides }: Access): boolean {
    return strides[this.#loop] === 0;
  }

  #bytesOf({ buffer }: Access): number {
    return bytesOf(this.#around.buffers[buffer]!.type);
  }
}

/** Neighbouring bytes as integers, as many as lanes. */
const loadBytes = (pointer: Code, count: LaneFamily['count']): Code => {
  if (count === 1) return i32.load8_u(pointer);
  const bytes = count === 4 ? v128.load32_zero(pointer) : v128.load16_splat(pointer);
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
};
