import {
  type AnyTensor,
  bind,
  countOf,
  nameOf,
  type NumericArray,
  orThrow,
  type Precision,
  type Sizes,
  type Value,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { makeCanonical } from './canonical.ts';
import { type ElementType, elementType, spaceFor } from './element.ts';
import { programDisposed, programTooLarge, type RuntimeError } from './error.ts';
import type { Memory } from './memory.ts';

/** Where a leaf lies that a program holds. */
export interface HeldPlace {
  readonly address: number;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** The leaves that a program holds, in its memory. */
export class HeldLeaves {
  readonly places = new Map<string, HeldPlace>();
  /** The leaves of real numbers that are bytes, by name. */
  readonly bytes = new Set<string>();
  /** The sizes of named dimensions that follow from what is held. */
  readonly sizes: Sizes;
  readonly #memory: Memory;
  /** What is held, by name: values that are none of the leaves, and nothing for those that are, for they are in memory. */
  readonly #values: ReadonlyMap<string, Value | undefined>;

  /** Values of names that are none of the leaves are kept as they are. */
  constructor(
    held: Readonly<Record<string, Value>>,
    leaves: readonly AnyTensor[],
    memory: Memory,
    { precision, updated }: { readonly precision: Precision; readonly updated: readonly string[] },
  ) {
    this.#memory = memory;
    const kept = leaves.filter((leaf) => Object.hasOwn(held, nameOf(leaf)!));
    const given = Object.fromEntries(kept.map((leaf) => [nameOf(leaf)!, held[nameOf(leaf)!]!]));
    this.#values = new Map(
      Object.entries(held).map(([name, value]) => [name, Object.hasOwn(given, name) ? undefined : value]),
    );
    const { values, sizes } = orThrow(bind(kept, [], [], given, {}, undefined));
    this.sizes = sizes;
    for (const [index, leaf] of kept.entries()) {
      const name = nameOf(leaf)!;
      const { shape, data } = values[index]!;
      const isBytes = leaf.kind === 'real' && data instanceof Uint8Array && !updated.includes(name);
      const type = isBytes ? 'u8' : elementType(leaf.kind, precision);
      const address = memory.end;
      const bytes = spaceFor(type, data.length);
      if (!memory.take(address + bytes)) orThrow(E.left(programTooLarge(address + bytes, [{ name, shape, bytes }])));
      this.places.set(name, { address, type, shape });
      if (isBytes) this.bytes.add(name);
      this.#view(name).set(data);
    }
  }

  /** What is held, by name, as it lies in memory. */
  get bindings(): Readonly<Record<string, Value>> {
    return Object.fromEntries([...this.places].map(([name, { shape }]) => [name, { shape, data: this.#view(name) }]));
  }

  /** Copies of what is held under these names. A `ProgramDisposed` where the memory has gone. */
  copies(names: readonly string[] = [...this.#values.keys()]): Record<string, Value> {
    return Object.fromEntries(
      names.map((name) => {
        const value = this.#values.get(name);
        const { shape } = value ?? this.places.get(name) ?? orThrow<RuntimeError, never>(E.left(programDisposed));
        return [name, { shape: [...shape], data: makeCanonical((value?.data ?? this.#view(name)).slice()) }];
      }),
    );
  }

  /** Lets go of the memory. */
  forget(): void {
    this.places.clear();
  }

  #view(name: string): NumericArray {
    const { type, address, shape } = this.places.get(name)!;
    return this.#memory.view(type, address, countOf(shape));
  }
}
