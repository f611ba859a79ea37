import {
  type GraphError,
  nameOf,
  type NumericArray,
  type Precision,
  type Procedure,
  procedureOf,
  type Repetition,
  repeatedRuns,
  type Sizes,
  type TensorFunction,
} from '@adjoint/graph';
import { CompiledRepetition, formOf, type RepeatedRuns } from './repetition.ts';

/** A subgraph that has been compiled: what a procedure needs of it. */
export interface CompiledBody {
  readonly body: TensorFunction;
  readonly sizes: Sizes;
  readonly precision: Precision;
  /** The slots of the leaves that are bound, by name. */
  readonly inputs: ReadonlyMap<string, number>;
  /** The slots of the outputs. */
  readonly wanted: readonly number[];
  /** What lies in memory for a slot that is bound or asked for. */
  readonly view: (slot: number) => NumericArray;
  /** Runs it on what lies in memory; false if an operation refuses what it gets. */
  readonly run: () => boolean;
  readonly runs: () => RepeatedRuns;
}

/** Runs a subgraph by compiled code. */
export class CompiledProcedure implements Procedure {
  readonly #compiled: CompiledBody;
  /** The slot of each variable that is read. */
  readonly #slots: readonly (number | undefined)[];
  #loop: readonly [form: string, loop: CompiledRepetition] | undefined;

  constructor(compiled: CompiledBody) {
    this.#compiled = compiled;
    this.#slots = compiled.body.variables.map((each) => compiled.inputs.get(nameOf(each)!));
  }

  readonly set = (variable: number, data: NumericArray): void => this.#inputAt(variable)?.set(data);

  readonly run = (): GraphError | void => {
    if (!this.#compiled.run()) return this.#refusal();
  };

  readonly get = (output: number): NumericArray => this.#compiled.view(this.#compiled.wanted[output]!);

  readonly repeat = (loop: Repetition): GraphError | void => {
    const form = formOf(loop);
    if (this.#loop?.[0] !== form) this.#loop = [form, new CompiledRepetition(this.#compiled.runs(), loop)];
    const before = loop.initial.length + loop.sequences.length;
    loop.shared.forEach((data, index) => this.set(before + index, data));
    const done = this.#loop[1].run(loop);
    if (done === undefined) return repeatedRuns(this, loop);
    if (done < loop.count) return this.#refusal();
  };

  #inputAt(variable: number): NumericArray | undefined {
    const slot = this.#slots[variable];
    return slot === undefined ? undefined : this.#compiled.view(slot);
  }

  /** What an operation of it has refused: its kernel says so. */
  #refusal(): GraphError | void {
    const { body, sizes, precision } = this.#compiled;
    const slowly = procedureOf(body, sizes, precision);
    for (const index of body.variables.keys()) slowly.set(index, this.#inputAt(index) ?? new Float64Array(0));
    return slowly.run();
  }
}
