import { either as E } from 'fp-ts';
import type { KernelCall, Procedure, TensorFunction } from '../declaration.ts';
import type { Dim, Sizes } from '../dim.ts';
import { type GraphError, invalidArgument, refuse, type Result } from '../error.ts';
import type { AnyTensor, Node } from '../node.ts';
import { countOf, resolveShape } from '../shape.ts';
import { type Topology, visit } from '../topology.ts';
import { repeatedRuns } from './repetition.ts';
import { type NumericArray, type Precision, type Value, zerosOf } from '../value.ts';

/** What runs the kernels of a graph, one after the other, at sizes and a precision that are known. */
export class Execution {
  readonly #topology: Topology;
  readonly #sizes: Sizes;
  readonly #precision: Precision;
  readonly #lastUses: Int32Array;
  /** Of each slot, once it has been computed. */
  readonly #shapes: (readonly number[] | undefined)[] = [];
  readonly #procedures = new Map<Node, Map<TensorFunction, Procedure>>();

  constructor(topology: Topology, sizes: Sizes, precision: Precision) {
    this.#topology = topology;
    this.#sizes = sizes;
    this.#precision = precision;
    this.#lastUses = lastUsesIn(topology);
  }

  /** The outputs for values of the bound leaves, in the order in which those come in the topology. */
  run(leafValues: readonly Value[]): Result<readonly Value[]> {
    const { nodes, slots, operands, starts, size, slotsOf } = this.#topology;
    const values: (Value | undefined)[] = Array.from({ length: size });
    let nextLeaf = 0;
    for (let n = 0; n < nodes.length; n++) {
      const node = nodes[n]!;
      if (isBound(node)) {
        values[slots[n]!] = leafValues[nextLeaf++];
        continue;
      }
      const inputs = node.inputs.map((_, i) => values[operands[starts[n]! + i]!]!);
      const results = this.#computed(n, inputs);
      if (E.isLeft(results)) return results;
      results.right.forEach((value, index) => (values[slots[n]! + index] = value));
      for (let i = starts[n]!; i < starts[n + 1]!; i++) {
        const slot = operands[i]!;
        if (this.#lastUses[slot] === n) values[slot] = undefined; // nothing needs it any more
      }
    }
    return E.right(slotsOf.map((slot) => values[slot]!));
  }

  #computed(n: number, inputs: readonly Value[]): Result<readonly Value[]> {
    const node = this.#topology.nodes[n]!;
    const operation = node.label ?? node.op.name;
    const slot = this.#topology.slots[n]!;
    const shapes = node.outputs.map(({ shape }, index) => this.#shapeOf(slot + index, shape));
    const tooLarge = shapes.find((shape) => !(extentOf(shape) <= largest));
    if (tooLarge !== undefined)
      return refuse(invalidArgument(operation, `a tensor can have at most ${largest} elements`, tooLarge));
    const results = node.outputs.map(({ kind }, index) => zerosOf(kind, shapes[index]!, this.#precision));
    const error = node.op.kernel({
      operation,
      inputs,
      outputs: results as unknown as KernelCall['outputs'], // a node has at least one
      attributes: node.attributes,
      sizes: this.#sizes,
      prepare: (body) => this.#prepared(node, body),
    });
    return error === undefined ? E.right(results) : refuse(error);
  }

  #shapeOf(slot: number, shape: readonly Dim[]): readonly number[] {
    return (this.#shapes[slot] ??= resolveShape(shape, this.#sizes)!);
  }

  /** What runs a subgraph: made once for each node that has it, for one run may be in the middle of another. */
  #prepared(node: Node, body: TensorFunction): Procedure {
    const own = this.#procedures.get(node) ?? new Map<TensorFunction, Procedure>();
    const procedure = own.get(body) ?? procedureOf(body, this.#sizes, this.#precision);
    this.#procedures.set(node, own.set(body, procedure));
    return procedure;
  }
}

/** A subgraph that runs kernel by kernel. */
export const procedureOf = ({ variables, outputs }: TensorFunction, sizes: Sizes, precision: Precision): Procedure => {
  const topology = visit(outputs);
  const execution = new Execution(topology, sizes, precision);
  const leaves = topology.nodes.filter(isBound);
  const places = variables.map(({ node }) => leaves.indexOf(node));
  const shapes = variables.map(({ shape }) => resolveShape(shape, sizes)!);
  const values: Value[] = [];
  let results: readonly Value[] = [];
  const procedure: Procedure = {
    set: (index: number, data: NumericArray): void => {
      if (places[index]! >= 0) values[places[index]!] = { shape: shapes[index]!, data };
    },
    run: (): GraphError | void => {
      const found = execution.run(values);
      if (E.isLeft(found)) return found.left;
      results = found.right;
    },
    get: (output: number): NumericArray => results[output]!.data,
    repeat: (loop) => repeatedRuns(procedure, loop),
  };
  return procedure;
};

/** Whether a node gets its value from outside. */
export const isBound = ({ op }: Node): boolean => op.role !== 'operation' && op.role !== 'constant';

const largest = 2 ** 31 - 1;

/** The number of elements if no axis were empty: empty axes do not make the others any shorter. */
const extentOf = (shape: readonly number[]): number => countOf(shape.map((size) => Math.max(size, 1)));

/** The last node that reads each slot; past the end for the outputs asked for. */
const lastUsesIn = ({ nodes, operands, starts, size, slotsOf }: Topology): Int32Array => {
  const last = new Int32Array(size);
  for (let n = 0; n < nodes.length; n++) for (let i = starts[n]!; i < starts[n + 1]!; i++) last[operands[i]!] = n;
  for (const slot of slotsOf) last[slot] = nodes.length;
  return last;
};

/** The tensors whose values come from outside. */
export const boundIn = ({ nodes }: Topology): readonly AnyTensor[] =>
  nodes.filter(isBound).flatMap((node) => node.outputs);
