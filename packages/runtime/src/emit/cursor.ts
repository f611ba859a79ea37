import { bytesOf } from '../element.ts';
import { addressOf } from './address.ts';
import { type LaneFamily, single } from '../lanes/lanes.ts';
import { type Code, get, type Local, select, set, tee } from '../wasm/code.ts';
import { i16x8, i32, i32x4, v128 } from '../wasm/instruction.ts';
import { type Access, type Choice, isFixedAlong, keyOf } from './expression.ts';
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
    for (const access of accesses) this.#add(access);
  }

  /** Points to where the counters are. */
  start(counters: Counters): readonly Code[] {
    return [...this.#pointers.values()].map(({ access, pointer }) => set(pointer, this.#first(access, counters)));
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
    const pointer = this.#here(access);
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
    return family[kind].store(this.#here(access), value);
  }

  /** Whether an access stays where it is while the loop turns. */
  isFixed(access: Access): boolean {
    return isFixedAlong(access, this.#loop);
  }

  #add(access: Access): void {
    if (this.#pointers.has(keyOf(access))) return;
    this.#pointers.set(keyOf(access), { access, pointer: this.#around.variable('i32') });
    for (const { index } of this.#changing(access)) this.#add(index);
  }

  /** What chooses anew at every turn of the loop; the others have chosen before it starts. */
  #changing({ chosen = [] }: Access): readonly Choice[] {
    return chosen.filter(({ index }) => !this.isFixed(index));
  }

  /** The address where the counters are, but for what changes with the loop. */
  #first(access: Access, counters: Counters): Code {
    const bytes = this.#bytesOf(access);
    const changing = this.#changing(access);
    return (access.chosen ?? [])
      .filter((choice) => !changing.includes(choice))
      .map((choice) => this.#offset(choice, bytes, i32.load(this.#first(choice.index, counters))))
      .reduce((sum, offset) => i32.add(sum, offset), addressOf(access, counters, this.#around));
  }

  /** The address at this turn of the loop. */
  #here(access: Access): Code {
    const bytes = this.#bytesOf(access);
    return this.#changing(access)
      .map((choice) => this.#offset(choice, bytes, i32.load(this.#here(choice.index))))
      .reduce((sum, offset) => i32.add(sum, offset), get(this.#pointers.get(keyOf(access))!.pointer));
  }

  /** How many bytes a chosen index is from the first. */
  #offset({ size, stride }: Choice, bytes: number, index: Code): Code {
    const last = i32.const(size - 1);
    const chosen = this.#around.variable('i32');
    const within = select(tee(chosen, index), last, i32.lt_u(get(chosen), last));
    return i32.mul(within, i32.const(bytes * stride));
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
