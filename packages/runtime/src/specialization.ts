import {
  type AnyTensor,
  type Bindings,
  bodiesOf,
  nameOf,
  type Node,
  type NumericArray,
  orThrow,
  type Precision,
  type Procedure,
  sameShape,
  type TensorFunction,
  type Value,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { type Action, kernelCall, productCall } from './action.ts';
import type { Blas } from './blas/library.ts';
import { canonicalName } from './emit/canonical.ts';
import type { PlacedBuffer } from './emit/surroundings.ts';
import { programDisposed, programTooLarge } from './error.ts';
import type { Memory } from './memory.ts';
import { largestOf, type Plan, sumBytes } from './plan/plan.ts';
import { nameOfPart, type Part } from './plan/step-code.ts';
import { CompiledProcedure } from './procedure.ts';
import type { RepeatedRuns } from './repetition.ts';
import { type Crew, nobody } from './threads/pool.ts';
import type { Team } from './threads/team.ts';

/** What a program is run with. */
export interface Execution {
  readonly precision: Precision;
  readonly memory: Memory;
  /** Whether leaves change only where all of the last that is asked for is true. */
  readonly isConditional: boolean;
  /** Threads that help, if any do. */
  readonly team: Team | undefined;
  /** A native library that computes products, if one does. */
  readonly blas: Blas | undefined;
  /** Plans a subgraph of an operation, from an address on. */
  readonly planned: (outputs: readonly AnyTensor[], start: number) => Plan;
}

/** A program for certain sizes, ready to run. */
export class Specialization {
  readonly #plan: Plan;
  readonly #execution: Execution;
  readonly #exports: WebAssembly.Exports;
  readonly #threads: number;
  readonly #crew: Crew;
  /** What the threads know it by. */
  readonly #number: number | undefined;
  #isReleased = false;
  /** The subgraphs of its nodes, each node's own, for one may run while another does. They lie behind it in memory. */
  readonly #bodies = new Map<Node, ReadonlyMap<TensorFunction, Procedure>>();
  readonly #inner: Specialization[] = [];
  /** The first address that is free. */
  readonly #end: number;
  #frame: Frame | undefined;

  constructor(plan: Plan, execution: Execution) {
    const { memory, team } = execution;
    const threads = plan.isSplit ? (team?.threads ?? 1) : 1;
    const end = plan.end + threads * plan.threadBytes;
    if (!memory.reach(end)) orThrow(E.left(programTooLarge(end, largestOf(plan))));
    const module = new WebAssembly.Module(plan.module);
    this.#plan = plan;
    this.#execution = execution;
    this.#exports = new WebAssembly.Instance(module, { env: { memory: memory.wasm } }).exports;
    this.#threads = threads;
    this.#crew = team?.pool ?? nobody;
    const loaded = { module, memory: memory.wasm, stride: plan.threadBytes, threads };
    if (threads > 1) this.#number = team!.pool.load(this, loaded);
    this.#end = this.#withBodies(end);
  }

  /** Has the subgraphs of kernels compiled, and says where the last of them ends. */
  #withBodies(start: number): number {
    let end = start;
    for (const part of [...this.#plan.parts, ...this.#plan.commit]) {
      if (part.type !== 'kernel') continue;
      const { node } = this.#plan.layout.slots[part.slot]!.tensor;
      const bodies = bodiesOf(node).map((body) => {
        const plan = this.#execution.planned(body.outputs, end);
        const made = new Specialization(plan, this.#execution);
        this.#inner.push(made);
        end = made.#end + sumBytes(plan);
        if (!this.#execution.memory.reach(end)) orThrow(E.left(programTooLarge(end, largestOf(plan))));
        return [body, made.#procedureOf(body)] as const;
      });
      if (bodies.length > 0) this.#bodies.set(node, new Map(bodies));
    }
    return end;
  }

  /** Whether its bits are the same on every machine, but for what a native library computes. */
  get isPortable(): boolean {
    const { slots } = this.#plan.layout;
    const own = this.#plan.parts.every((part) => part.type !== 'kernel' || slots[part.slot]!.tensor.node.op.portable);
    return own && this.#inner.every((body) => body.isPortable);
  }

  /** Has the threads let go of it. */
  release(): void {
    this.#isReleased = true;
    if (this.#number !== undefined) this.#execution.team?.pool.forget(this.#number);
    for (const body of this.#inner) body.release();
  }

  /** Writes the constants; to be called before a run if another specialization has run, for they all use one memory. */
  enter(): void {
    for (const slot of this.#plan.constants) this.#kernelOf(slot, [])();
    for (const body of this.#inner) body.enter();
  }

  /** Whether bindings are just what is in memory, so that they need no decoding. */
  accepts(bindings: Bindings): boolean {
    const { slots } = this.#plan.layout;
    for (const [name, view] of this.#attached().inputs) {
      const binding = bindings[name];
      const isSame =
        typeof binding === 'object' &&
        'data' in binding &&
        isCopied(binding.data, view) &&
        binding.data.length === view.length &&
        Array.isArray(binding.shape) &&
        sameShape(binding.shape, slots[this.#plan.inputs.get(name)!]!.shape) &&
        slots[this.#plan.inputs.get(name)!]!.tensor.kind !== 'bool';
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
    await this.#allAsync(actions);
    const results = this.#results();
    if (this.#isDue(results)) await this.#allAsync(changes);
    return results;
  }

  /** It as a subgraph, which runs on what lies in memory. */
  #procedureOf(body: TensorFunction): Procedure {
    const { inputs, layout } = this.#plan;
    return new CompiledProcedure({
      body,
      sizes: layout.sizes,
      precision: this.#execution.precision,
      inputs,
      wanted: layout.wanted,
      view: (slot) => this.#attached().views[slot]!,
      run: () => {
        const { actions, checks } = this.#attached();
        for (const action of actions) this.#act(action);
        return !checks.some((truths) => truths.includes(0));
      },
      runs: () => this.#runsOf(body),
    });
  }

  /** What a loop over its runs as a subgraph needs to know. */
  #runsOf(body: TensorFunction): RepeatedRuns {
    const { inputs, layout, parts, buffers, bufferOf } = this.#plan;
    const placeOf = (slot: number | undefined): PlacedBuffer | undefined =>
      slot === undefined ? undefined : buffers[bufferOf[slot]!];
    const wanted = layout.wanted.map((slot) => placeOf(slot)!);
    return {
      variables: body.variables.map((each) => placeOf(inputs.get(nameOf(each)!))),
      outputs: wanted.slice(0, body.outputs.length),
      checks: wanted.slice(body.outputs.length),
      scratch: this.#end,
      isShared: this.#execution.team !== undefined,
      memory: this.#execution.memory,
      calls: parts.map((part, index) =>
        part.type === 'call'
          ? (this.#exports[nameOfPart(part.part)] as () => void)
          : () => this.#act(this.#attached().actions[index]!),
      ),
    };
  }

  #filled(values: LeafData): Frame {
    const frame = this.#attached();
    for (const [name, view] of frame.inputs) view.set(values[name]!.data);
    return frame;
  }

  #results(): readonly Value[] | undefined {
    const { checks, results } = this.#attached();
    if (checks.some((truths) => truths.includes(0))) return undefined;
    const { precision } = this.#execution;
    const canonical = this.#exports[canonicalName] as (from: number, to: number) => void;
    return results.map(({ shape, data, isReal }) => {
      if (isReal && isFloating(data)) canonical(data.byteOffset, data.byteOffset + data.byteLength); // and what pads it
      return { shape: [...shape], data: isReal ? numbersIn(data, precision) : data.slice() };
    });
  }

  #isDue(results: readonly Value[] | undefined): boolean {
    return results !== undefined && !(this.#execution.isConditional && results.at(-1)!.data.includes(0));
  }

  #act(action: Action): void {
    if (typeof action === 'function') action();
    else this.#crew.run(action);
  }

  /** One after the other, until the program is disposed of, which others may do in between. */
  async #allAsync(actions: readonly Action[]): Promise<void> {
    for (const action of actions) {
      if (typeof action === 'function') action();
      else await this.#crew.runAsync(action);
      if (this.#isReleased) orThrow(E.left(programDisposed));
    }
  }

  /** Everything that refers to memory, as long as that does not move. */
  #attached(): Frame {
    const { wasm } = this.#execution.memory;
    if (this.#frame?.buffer === wasm.buffer) return this.#frame;
    const { wanted, slots } = this.#plan.layout;
    const count = wanted.length - this.#plan.checks;
    this.#frame = {
      buffer: wasm.buffer,
      views: Object.fromEntries([...this.#plan.inputs.values(), ...wanted].map((slot) => [slot, this.#view(slot)])),
      inputs: [...this.#plan.inputs].map(([name, slot]) => [name, this.#view(slot)] as const),
      actions: this.#plan.parts.map((part) => this.#action(part)),
      changes: this.#plan.commit.map((part) => this.#action(part)),
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
    const { type, address, count } = this.#plan.buffers[this.#plan.bufferOf[slot]!]!;
    return this.#execution.memory.view(type, address, count);
  }

  #kernelOf(slot: number, operands: readonly number[]): () => void {
    const { layout } = this.#plan;
    const own = this.#bodies.get(layout.slots[slot]!.tensor.node);
    return kernelCall(layout, slot, operands, { view: (each) => this.#view(each), prepare: (body) => own!.get(body)! });
  }

  #action(part: Part): Action {
    if (part.type === 'kernel') return this.#kernelOf(part.slot, this.#plan.layout.slots[part.slot]!.inputs);
    if (part.type === 'native') return productCall(part, this.#plan, this.#execution);
    const run = this.#exports[nameOfPart(part.part)] as () => void;
    if (part.type === 'call') return run;
    return { program: this.#number ?? 0, part: part.part, chunks: part.chunks, threads: this.#threads, run };
  }
}

/** What a specialization reads, does and writes, on one buffer of memory. */
interface Frame {
  readonly buffer: ArrayBufferLike;
  /** What is bound and what is asked for, by slot. */
  readonly views: Readonly<Record<number, NumericArray>>;
  readonly inputs: readonly (readonly [name: string, view: NumericArray])[];
  readonly actions: readonly Action[];
  readonly checks: readonly Uint8Array[];
  readonly results: readonly (Value & { readonly isReal: boolean })[];
  readonly changes: readonly Action[];
}

type LeafData = Readonly<Record<string, { readonly data: NumericArray }>>;

/** A copy of real numbers, bytes among them, at a precision. */
const numbersIn = (data: NumericArray, precision: Precision): NumericArray =>
  data instanceof Uint8Array ? (precision === 'float64' ? Float64Array : Float32Array).from(data) : data.slice();

/** Whether elements have only to be copied to where a view is: from an array like it, or from floating-point numbers of either width. */
const isCopied = (data: NumericArray, view: NumericArray): boolean =>
  data.constructor === view.constructor || (isFloating(data) && isFloating(view));

const isFloating = (data: NumericArray): boolean => data instanceof Float64Array || data instanceof Float32Array;
