import {
  type AnyTensor,
  type Bindings,
  type KernelCall,
  nameOf,
  type NumericArray,
  orThrow,
  type Precision,
  refuse,
  sameShape,
  type Sizes,
  type Value,
  visit,
} from '@adjoint/graph';
import { arenaOf } from './arena.ts';
import type { PlacedBuffer } from './emit/surroundings.ts';
import { either as E } from 'fp-ts';
import type { Blas } from './blas/library.ts';
import { callNative } from './blas/native-product.ts';
import { bytesOf, spaceFor } from './element.ts';
import { canonicalName } from './emit/canonical.ts';
import type { Access } from './emit/expression.ts';
import { type Large, programTooLarge } from './error.ts';
import { expanded } from './expansion.ts';
import type { HeldPlace } from './held.ts';
import { type Layout, layoutOf, type Slot } from './layout.ts';
import type { Memory } from './memory.ts';
import { scheduleOf } from './schedule.ts';
import { assemble, nameOfPart, type Part } from './step-code.ts';
import { type Job, nobody } from './threads/pool.ts';
import type { Team } from './threads/team.ts';

/** What a specialization is made of. */
export interface SpecializationOptions {
  /** What is asked for, then the new values of the leaves that change. */
  readonly outputs: readonly AnyTensor[];
  readonly sizes: Sizes;
  readonly precision: Precision;
  readonly memory: Memory;
  readonly held: ReadonlyMap<string, HeldPlace>;
  /** The leaves of real numbers that are bytes, by name. */
  readonly bytes: ReadonlySet<string>;
  /** The leaves that change. */
  readonly updated: readonly AnyTensor[];
  /** Whether they do so only where all of the last that is asked for is true. */
  readonly isConditional: boolean;
  readonly blockBytes: number | undefined;
  /** Threads that help, if any do. */
  readonly team: Team | undefined;
  /** A native library that computes products, if one does. */
  readonly blas: Blas | undefined;
  /** Whether products may be rounded together with sums. */
  readonly isFused: boolean;
}

/** A program for certain sizes. */
export class Specialization {
  readonly #layout: Layout;
  readonly #buffers: readonly PlacedBuffer[];
  readonly #bufferOf: readonly (number | undefined)[];
  readonly #options: SpecializationOptions;
  readonly #parts: readonly Part[];
  readonly #commit: readonly Part[];
  readonly #exports: WebAssembly.Exports;
  /** The slots of the leaves that are bound, by name. */
  readonly #inputs = new Map<string, number>();
  /** How many of the last slots asked for must be true. */
  readonly #checks: number;
  readonly #constants: readonly number[];
  readonly #threads: number;
  /** What the threads know it by. */
  readonly #number: number | undefined;
  #frame: Frame | undefined;

  constructor(options: SpecializationOptions) {
    const { outputs, sizes, precision, memory, held, bytes, updated, blockBytes, team, blas, isFused } = options;
    const known = expanded(outputs, sizes);
    this.#options = options;
    const count = outputs.length - updated.length;
    const wanted = [...known.outputs.slice(0, count), ...known.valid];
    const topology = visit([...wanted, ...updated, ...known.outputs.slice(count)]);
    this.#layout = layoutOf(topology, sizes, { precision, bytes, changes: updated.length });
    this.#checks = known.valid.length;
    const { slots } = this.#layout;
    const schedule = scheduleOf(this.#layout, { blockBytes, isNative: blas !== undefined });
    const { bufferOf } = schedule;
    const leaves = [...slots.keys()].filter((slot) => isLeaf(slots[slot]!) && bufferOf[slot] !== undefined);
    const places = new Map<number, number>();
    for (const slot of leaves) {
      const name = nameOf(slots[slot]!.tensor);
      const place = name === undefined ? undefined : held.get(name);
      if (place !== undefined) places.set(bufferOf[slot]!, place.address);
      else if (name !== undefined) this.#inputs.set(name, slot);
    }
    const stays = new Set([...leaves, ...this.#layout.wanted].map((slot) => bufferOf[slot]!));
    const arena = arenaOf(schedule, { start: memory.end, held: places, stays });
    this.#buffers = arena.buffers;
    this.#bufferOf = bufferOf;
    const scratch = arena.end + arena.localBytes;
    const isShared = team !== undefined;
    const assembly = assemble(schedule, { buffers: arena.buffers, precision, scratch, isShared, isFused });
    const stride = 64 * Math.ceil((arena.localBytes + assembly.scratchBytes) / 64);
    const isSplit = [...assembly.parts, ...assembly.commit].some(({ type }) => type === 'sweep');
    const threads = isSplit ? (team?.threads ?? 1) : 1;
    const end = arena.end + threads * stride;
    if (!memory.reach(end)) orThrow(E.left(programTooLarge(end, largestOf(slots, bufferOf))));
    this.#constants = leaves.filter((slot) => nameOf(slots[slot]!.tensor) === undefined);
    const module = new WebAssembly.Module(assembly.module);
    this.#exports = new WebAssembly.Instance(module, { env: { memory: memory.wasm } }).exports;
    this.#parts = assembly.parts;
    this.#commit = assembly.commit;
    this.#threads = threads;
    if (threads > 1) this.#number = team!.pool.load(this, { module, memory: memory.wasm, stride, threads });
  }

  /** Whether it calls kernels, which may compute as they like. */
  get callsKernels(): boolean {
    return this.#parts.some(({ type }) => type === 'kernel');
  }

  /** Has the threads let go of it. */
  release(): void {
    if (this.#number !== undefined) this.#options.team?.pool.forget(this.#number);
  }

  /** Writes the constants; to be called before a run if another specialization has run, for they all use one memory. */
  enter(): void {
    for (const slot of this.#constants) this.#kernelOf(slot, [])();
  }

  /** Whether bindings are just what is in memory, so that they need no decoding. */
  accepts(bindings: Bindings): boolean {
    const { slots } = this.#layout;
    for (const [name, view] of this.#attached().inputs) {
      const binding = bindings[name];
      const isSame =
        typeof binding === 'object' &&
        'data' in binding &&
        isCopied(binding.data, view) &&
        binding.data.length === view.length &&
        Array.isArray(binding.shape) &&
        sameShape(binding.shape, slots[this.#inputs.get(name)!]!.shape) &&
        slots[this.#inputs.get(name)!]!.tensor.kind !== 'bool';
      if (!isSame) return false;
    }
    return true;
  }

  /**
   * What is asked for, for values of the leaves that are not held, by name; then every update is written, if it is due. Nothing, and no update,
   * where an operation refuses what it gets.
   */
  run(values: LeafData): readonly Value[] | undefined {
    const { actions, changes } = this.#filled(values);
    for (const action of actions) this.#act(action);
    const results = this.#results();
    if (this.#isDue(results)) for (const change of changes) this.#act(change);
    return results;
  }

  /** The same, while others have this thread in between. */
  async runAsync(values: LeafData): Promise<readonly Value[] | undefined> {
    const { actions, changes } = this.#filled(values);
    for (const action of actions) await this.#actAsync(action);
    const results = this.#results();
    if (this.#isDue(results)) for (const change of changes) await this.#actAsync(change);
    return results;
  }

  #filled(values: LeafData): Frame {
    const frame = this.#attached();
    for (const [name, view] of frame.inputs) view.set(values[name]!.data);
    return frame;
  }

  #results(): readonly Value[] | undefined {
    const { checks, results } = this.#attached();
    if (checks.some((truths) => truths.includes(0))) return undefined;
    const { precision } = this.#options;
    const canonical = this.#exports[canonicalName] as (from: number, to: number) => void;
    return results.map(({ shape, data, isReal }) => {
      if (isReal && isFloating(data)) canonical(data.byteOffset, data.byteOffset + data.byteLength); // and what pads it
      return { shape: [...shape], data: isReal ? numbersIn(data, precision) : data.slice() };
    });
  }

  #isDue(results: readonly Value[] | undefined): boolean {
    return results !== undefined && !(this.#options.isConditional && results.at(-1)!.data.includes(0));
  }

  #act(action: Action): void {
    if (typeof action === 'function') action();
    else if (this.#threads > 1) this.#options.team!.pool.run(action);
    else for (let chunk = 0; chunk < action.chunks; chunk++) action.run(chunk, 0);
  }

  async #actAsync(action: Action): Promise<void> {
    if (typeof action === 'function') action();
    else await (this.#options.team?.pool ?? nobody).runAsync(action);
  }

  /** Everything that refers to memory, as long as that does not move. */
  #attached(): Frame {
    const { wasm } = this.#options.memory;
    if (this.#frame?.buffer === wasm.buffer) return this.#frame;
    const { wanted, slots } = this.#layout;
    const count = wanted.length - this.#checks;
    this.#frame = {
      buffer: wasm.buffer,
      inputs: [...this.#inputs].map(([name, slot]) => [name, this.#view(slot)] as const),
      actions: this.#parts.map((part) => this.#action(part)),
      changes: this.#commit.map((part) => this.#action(part)),
      checks: wanted.slice(count).map((slot) => this.#view(slot) as Uint8Array), // truth values
      results: wanted.slice(0, count).map((slot) => ({
        shape: slots[slot]!.shape,
        data: this.#view(slot),
        isReal: slots[slot]!.tensor.kind === 'real',
      })),
    };
    return this.#frame;
  }

  #view(slot: number): NumericArray {
    const { type, address, count } = this.#buffers[this.#bufferOf[slot]!]!;
    return this.#options.memory.view(type, address, count);
  }

  #action(part: Part): Action {
    if (part.type === 'kernel') return this.#kernelOf(part.slot, this.#layout.slots[part.slot]!.inputs);
    if (part.type === 'native') return this.#nativeOf(part);
    const run = this.#exports[nameOfPart(part.part)] as () => void;
    if (part.type === 'call') return run;
    return { program: this.#number ?? 0, part: part.part, chunks: part.chunks, threads: this.#threads, run };
  }

  /** Has the native library compute a product, one call for each index of the loops in front. */
  #nativeOf({ product, how }: Extract<Part, { type: 'native' }>): () => void {
    const { blas, precision, memory } = this.#options;
    const gemm = blas!.gemm[precision];
    const { extents, a, b, c } = product;
    const viewAt = ({ buffer, start, strides }: Access, indices: readonly number[]): NumericArray => {
      const { type, address, count } = this.#buffers[buffer]!;
      const first = indices.reduce((sum, index, loop) => sum + index * strides[loop]!, start);
      return memory.view(type, address + bytesOf(type) * first, count - first);
    };
    const calls = indicesOf(extents).map((indices) => [a, b, c].map((each) => viewAt(each, indices)));
    return () => {
      for (const [first, second, result] of calls) callNative(gemm, product, how, [first!, second!, result!]);
    };
  }

  /** Runs the kernel of a slot's node on what lies in memory. */
  #kernelOf(slot: number, operands: readonly number[]): () => void {
    const { slots, sizes } = this.#layout;
    const valueOf = (each: number): Value => ({ shape: slots[each]!.shape, data: this.#view(each) });
    const { op, label, attributes, outputs } = slots[slot]!.tensor.node;
    const results = outputs.map((_, index) => valueOf(slot + index));
    const call: KernelCall = {
      operation: label ?? op.name,
      inputs: operands.map(valueOf),
      outputs: results as unknown as KernelCall['outputs'], // a node has at least one
      attributes,
      sizes,
    };
    return () => {
      for (const { data } of results) data.fill(0);
      const error = op.kernel(call);
      if (error !== undefined) orThrow(refuse(error));
    };
  }
}

/** What a specialization reads, does and writes, on one buffer of memory. */
interface Frame {
  readonly buffer: ArrayBufferLike;
  readonly inputs: readonly (readonly [name: string, view: NumericArray])[];
  readonly actions: readonly Action[];
  readonly checks: readonly Uint8Array[];
  readonly results: readonly (Value & { readonly isReal: boolean })[];
  readonly changes: readonly Action[];
}

/** A call, or one for each chunk. */
type Action = (() => void) | Job;

type LeafData = Readonly<Record<string, { readonly data: NumericArray }>>;

/** Every index of some loops. */
const indicesOf = (extents: readonly number[]): readonly (readonly number[])[] =>
  extents.reduce<readonly (readonly number[])[]>(
    (all, extent) => all.flatMap((indices) => Array.from({ length: extent }, (_, index) => [...indices, index])),
    [[]],
  );

/** The three slots that take most memory. */
const largestOf = (slots: readonly Slot[], bufferOf: readonly (number | undefined)[]): readonly Large[] =>
  slots
    .filter((_, slot) => bufferOf[slot] !== undefined)
    .map(({ tensor: { node }, shape, count, type }) => ({
      name: nameOf(node.outputs[0]!) ?? node.label ?? node.op.name,
      shape,
      bytes: spaceFor(type, count),
    }))
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, 3);

/** A copy of real numbers, bytes among them, at a precision. */
const numbersIn = (data: NumericArray, precision: Precision): NumericArray =>
  data instanceof Uint8Array ? (precision === 'float64' ? Float64Array : Float32Array).from(data) : data.slice();

/** Whether elements have only to be copied to where a view is: from an array like it, or from floating-point numbers of either width. */
const isCopied = (data: NumericArray, view: NumericArray): boolean =>
  data.constructor === view.constructor || (isFloating(data) && isFloating(view));

const isFloating = (data: NumericArray): boolean => data instanceof Float64Array || data instanceof Float32Array;

const isLeaf = ({ making }: Slot): boolean => making.type === 'leaf';
