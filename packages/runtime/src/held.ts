import {
  type AnyTensor,
  bind,
  type Kind,
  nameOf,
  type NumericArray,
  orThrow,
  type Precision,
  type Value,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { programTooLarge } from './error.ts';
import { type Memory, spaceFor } from './memory.ts';

/** Where a leaf lies that a program holds. */
export interface HeldPlace {
  readonly address: number;
  readonly kind: Kind;
  readonly shape: readonly number[];
}

/** The leaves that a program holds, in its memory. */
export class HeldLeaves {
  readonly places = new Map<string, HeldPlace>();
  readonly #memory: Memory;
  readonly #precision: Precision;
  readonly #others: Readonly<Record<string, Value>>;

  /** Values of names that are none of the leaves are kept as they are. */
  constructor(
    held: Readonly<Record<string, Value>>,
    leaves: readonly AnyTensor[],
    memory: Memory,
    precision: Precision,
  ) {
    this.#memory = memory;
    this.#precision = precision;
    this.#others = held;
    const known = new Map(leaves.map((leaf) => [nameOf(leaf)!, leaf]));
    for (const [name, value] of Object.entries(held)) {
      const leaf = known.get(name);
      if (leaf === undefined) continue;
      const { kind } = leaf;
      const [{ shape, data }] = orThrow(bind([leaf], [], [], { [name]: value }, {}, precision)).values as [Value];
      const address = memory.end;
      const bytes = spaceFor(kind, precision, data.length);
      if (!memory.reserve(address + bytes)) orThrow(E.left(programTooLarge(address + bytes, [{ name, shape, bytes }])));
      this.places.set(name, { address, kind, shape });
      this.#view(name).set(data);
    }
  }

  /** What is held, by name, as it lies in memory. */
  get bindings(): Readonly<Record<string, Value>> {
    return Object.fromEntries([...this.places].map(([name, { shape }]) => [name, { shape, data: this.#view(name) }]));
  }

  /** Copies of what is held, by name. */
  copies(): Record<string, Value> {
    return Object.fromEntries(
      Object.entries(this.#others).map(([name, { shape, data }]) => [
        name,
        { shape: [...shape], data: (this.places.has(name) ? this.#view(name) : data).slice() },
      ]),
    );
  }

  /** Lets go of the memory: what is held is what it was at first. */
  forget(): void {
    this.places.clear();
  }

  #view(name: string): NumericArray {
    const { kind, address, shape } = this.places.get(name)!;
    return this.#memory.view(
      kind,
      this.#precision,
      address,
      shape.reduce((count, size) => count * size, 1),
    );
  }
}
