import { bytesOf } from '../element.ts';
import { addressOf } from './address.ts';
import { type LaneFamily, single } from '../lanes/family.ts';
import { type Code, code, get, type Local, select, set, tee, unsigned } from '../wasm/code.ts';
import { i16x8, i32, i32x4, v128 } from '../wasm/instruction.ts';
import { type Access, type Choice, isFixedAlong, keyOf } from './expression.ts';
import type { Counters } from './loop.ts';
import type { Surroundings } from './surroundings.ts';

/** Where in memory the accesses of some code are, while a loop turns. */
export class Cursors {
  readonly #pointers = new Map<string, Pointer>();
  readonly #steps = new Map<Code, number>(); // of pointers, in bytes
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
    const sets: Code[] = [];
    for (const { access, pointer } of this.#pointers.values()) sets.push(set(pointer, this.#first(access, counters)));
    return sets;
  }

  /** Moves on along the loop by so many elements. */
  advance(elements: number): readonly Code[] {
    const moves: Code[] = [];
    for (const { pointer, here, step } of this.#pointers.values())
      if (step !== 0) moves.push(set(pointer, i32.add(here, i32.const(elements * step))));
    return moves;
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

  /** Whether all accesses move forward by steps along the loop, if at all, so that several turns can be done from where the first one is. */
  get canLookAhead(): boolean {
    for (const { access, step } of this.#pointers.values())
      if (step < 0 || this.#changing(access).length > 0) return false;
    return true;
  }

  /** Code with its loads and stores so many elements further along the loop, and other codes in the place of some. */
  ahead(from: Code, elements: number, others?: ReadonlyMap<Code, Code>): Code {
    const other = others?.get(from);
    if (other !== undefined) return other;
    const { type, opcode, operands, immediates } = from;
    if (operands.length === 0) return from;
    const step = this.#steps.get(operands[0]!);
    const moved = operands.map((operand) => this.ahead(operand, elements, others));
    if (step !== undefined) return code(type, opcode, moved, [0, ...unsigned(elements * step)]);
    return moved.every((operand, index) => operand === operands[index]) ? from : code(type, opcode, moved, immediates);
  }

  /** Whether an access stays where it is while the loop turns. */
  isFixed(access: Access): boolean {
    return isFixedAlong(access, this.#loop);
  }

  #add(access: Access): void {
    const key = keyOf(access);
    if (this.#pointers.has(key)) return;
    const pointer = this.#around.variable('i32');
    const here = get(pointer);
    const step = this.#bytesOf(access) * (access.strides[this.#loop] ?? 0);
    this.#pointers.set(key, { access, pointer, here, step });
    this.#steps.set(here, step);
    for (const { index } of this.#changing(access)) this.#add(index);
  }

  /** What chooses anew at every turn of the loop; the others have chosen before it starts. */
  #changing({ chosen }: Access): readonly Choice[] {
    return chosen === undefined ? nothing : chosen.filter(({ index }) => !this.isFixed(index));
  }

  /** The address where the counters are, but for what changes with the loop. */
  #first(access: Access, counters: Counters): Code {
    if (access.chosen === undefined) return addressOf(access, counters, this.#around);
    const bytes = this.#bytesOf(access);
    const changing = this.#changing(access);
    return access.chosen
      .filter((choice) => !changing.includes(choice))
      .map((choice) => this.#offset(choice, bytes, i32.load(this.#first(choice.index, counters))))
      .reduce((sum, offset) => i32.add(sum, offset), addressOf(access, counters, this.#around));
  }

  /** The address at this turn of the loop. */
  #here(access: Access): Code {
    const { here } = this.#pointers.get(keyOf(access))!;
    if (access.chosen === undefined) return here;
    const bytes = this.#bytesOf(access);
    return this.#changing(access)
      .map((choice) => this.#offset(choice, bytes, i32.load(this.#here(choice.index))))
      .reduce((sum, offset) => i32.add(sum, offset), here);
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

const nothing: readonly Choice[] = [];

/** The variable that says where an access is, and its value. */
interface Pointer {
  readonly access: Access;
  readonly pointer: Local;
  readonly here: Code;
  /** How many bytes it moves from one element along the loop to the next. */
  readonly step: number;
}

/** Neighbouring bytes as integers, as many as lanes. */
const loadBytes = (pointer: Code, count: LaneFamily['count']): Code => {
  if (count === 1) return i32.load8_u(pointer);
  const bytes = count === 4 ? v128.load32_zero(pointer) : v128.load16_splat(pointer);
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
};
