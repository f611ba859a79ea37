import {
  type AnyTensor,
  type KernelCall,
  nameOf,
  type NumericArray,
  orThrow,
  type Precision,
  refuse,
  type Sizes,
  type Topology,
  type Value,
} from '@adjoint/graph';
import { arenaOf } from './arena.ts';
import type { PlacedBuffer } from './emit/surroundings.ts';
import type { HeldPlace } from './held.ts';
import { foreign } from './lanes/elementary.ts';
import { type Layout, layoutOf, type Slot } from './layout.ts';
import type { Memory } from './memory.ts';
import { scheduleOf } from './schedule.ts';
import { assemble } from './step-code.ts';

/** What a specialization is made of. */
export interface SpecializationOptions {
  readonly topology: Topology;
  readonly sizes: Sizes;
  readonly precision: Precision;
  readonly memory: Memory;
  readonly held: ReadonlyMap<string, HeldPlace>;
  /** The leaves that change, by name, in the order of the last outputs asked for. */
  readonly updated: readonly string[];
}

/** A program for certain sizes. */
export class Specialization {
  readonly #layout: Layout;
  readonly #buffers: readonly PlacedBuffer[];
  readonly #bufferOf: readonly (number | undefined)[];
  readonly #options: SpecializationOptions;
  readonly #actions: readonly (() => void)[];
  readonly #inputs: ReadonlyMap<string, number>;

  constructor(options: SpecializationOptions) {
    const { topology, sizes, precision, memory, held } = options;
    this.#options = options;
    this.#layout = layoutOf(topology, sizes);
    const { slots, wanted } = this.#layout;
    const { steps, buffers, bufferOf } = scheduleOf(this.#layout);
    const leaves = [...slots.keys()].filter((slot) => isLeaf(slots[slot]!) && bufferOf[slot] !== undefined);
    const places = new Map<number, number>();
    const inputs = new Map<string, number>();
    for (const slot of leaves) {
      const name = nameOf(slots[slot]!.tensor);
      const place = name === undefined ? undefined : held.get(name);
      if (place !== undefined) places.set(bufferOf[slot]!, place.address);
      else if (name !== undefined) inputs.set(name, bufferOf[slot]!);
    }
    const stays = new Set([...leaves, ...wanted].map((slot) => bufferOf[slot]!));
    const arena = arenaOf(buffers, steps, { start: memory.end, held: places, stays, precision });
    this.#buffers = arena.buffers;
    this.#bufferOf = bufferOf;
    this.#inputs = inputs;
    const { bytes, parts, scratchBytes } = assemble(steps, { buffers: arena.buffers, precision, scratch: arena.end });
    memory.reserve(arena.end + scratchBytes);
    for (const slot of leaves) if (nameOf(slots[slot]!.tensor) === undefined) this.#compute(slot, []);
    const module = new WebAssembly.Module(bytes);
    const { exports } = new WebAssembly.Instance(module, { env: { memory: memory.wasm, ...foreign } });
    this.#actions = parts.map((part) =>
      part.type === 'call' ? (exports[part.name] as () => void) : () => this.#compute(part.step.slot, part.step.inputs),
    );
  }

  /** The outputs for values of the leaves that are not held, by name; then every update is written. */
  run(values: ReadonlyMap<string, NumericArray>): readonly Value[] {
    for (const [name, buffer] of this.#inputs) this.#view(buffer).set(values.get(name)!);
    for (const act of this.#actions) act();
    const { wanted, slots } = this.#layout;
    const { updated, held } = this.#options;
    const count = wanted.length - updated.length;
    const results = wanted.slice(0, count).map((slot) => {
      const { shape } = slots[slot]!;
      return { shape: [...shape], data: this.#view(this.#bufferOf[slot]!).slice() };
    });
    const places = updated.map((name) => held.get(name)!.address);
    const next = wanted.slice(count).map((slot) => this.#view(this.#bufferOf[slot]!));
    // a leaf's new value may be another leaf's old one, which must be read before it is written
    const safe = next.map((view) => (places.includes(view.byteOffset) ? view.slice() : view));
    updated.forEach((name, index) => {
      const { address, kind } = held.get(name)!;
      this.#options.memory.view(kind, this.#options.precision, address, safe[index]!.length).set(safe[index]!);
    });
    return results;
  }

  #view(buffer: number): NumericArray {
    const { kind, address, count } = this.#buffers[buffer]!;
    return this.#options.memory.view(kind, this.#options.precision, address, count);
  }

  /** Runs the kernel of a slot's node. */
  #compute(slot: number, inputs: readonly number[]): void {
    const { slots, sizes } = this.#layout;
    const { node } = slots[slot]!.tensor;
    const { op, label, attributes, outputs } = node;
    const results = outputs.map((_: AnyTensor, index: number): Value => {
      const buffer = this.#bufferOf[slot + index]!;
      return { shape: slots[slot + index]!.shape, data: this.#view(buffer).fill(0) };
    });
    const operands = inputs.map((buffer, index): Value => ({
      shape: slots[slots[slot]!.inputs[index]!]!.shape,
      data: this.#view(buffer),
    }));
    const error = op.kernel({
      operation: label ?? op.name,
      inputs: operands,
      outputs: results as unknown as KernelCall['outputs'], // a node has at least one
      attributes,
      sizes,
    });
    if (error !== undefined) orThrow(refuse(error));
  }
}

const isLeaf = ({ making }: Slot): boolean => making.type === 'leaf';
