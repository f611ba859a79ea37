import type { Dim } from '../dim.ts';
import { invalidArgument, orThrow, refuse } from '../error.ts';
import type { Kind } from '../kind.ts';
import type { AnyTensor, Node } from '../node.ts';
import { isTensor } from '../application.ts';
import { type Outputs, outputsIn } from '../output.ts';
import { Subgraph } from '../subgraph.ts';
import { type Topology, visit } from '../topology.ts';

/** A graph as plain data that JSON can hold: its nodes, inputs first, and where the outputs are. Version 1 of the format. */
export interface GraphJSON {
  readonly format: 'adjoint-graph';
  readonly version: 1;
  readonly nodes: readonly NodeJSON[];
  readonly outputs: Readonly<Record<string, Reference>>;
}

/** A node's number; with several outputs, that number and which of them. */
export type Reference = number | readonly [node: number, output: number];

/** A node by the name of its operation. Shape and kind are those of leaves; all other nodes have what their operation says. */
export interface NodeJSON {
  readonly op: string;
  readonly inputs?: readonly Reference[];
  readonly attributes?: Readonly<Record<string, Datum>>;
  readonly shape?: readonly Dim[];
  readonly kind?: Kind;
  readonly label?: string;
}

/** An attribute: plain data, in which `{ $number }` is a number that JSON has not, `{ $tensor }` is a tensor of the graph and `{ $function }` says which of its tensors are the variables and the outputs of a function. */
export type Datum = number | string | boolean | null | readonly Datum[] | { readonly [key: string]: Datum };

/**
 * A graph as plain data, for `JSON.stringify` and, later, `fromJSON`; a single tensor is called `output`. What an attribute holds that is
 * no data, such as the function of a `customGradient`, is an `InvalidArgument`.
 *
 * @example
 * ```ts
 * import { add, evaluate, fromJSON, input, toJSON } from '@adjoint/graph';
 *
 * const text = JSON.stringify(toJSON({ sum: add(input('x', ['n']), 1) }));
 * const { sum } = fromJSON(text);
 * evaluate(sum!, { x: [1, 2] }).data; // Float64Array [2, 3]
 * ```
 */
export const toJSON = (outputs: Outputs): GraphJSON => {
  const asked: Readonly<Record<string, AnyTensor>> = isTensor(outputs) ? { output: outputs } : outputs;
  const { nodes } = wholeTopology(outputsIn('toJSON', outputs));
  const numbers = new Map(nodes.map((node, index) => [node, index]));
  const refer = ({ node, index }: AnyTensor): Reference =>
    node.outputs.length > 1 ? [numbers.get(node)!, index] : numbers.get(node)!;
  return {
    format: 'adjoint-graph',
    version: 1,
    nodes: nodes.map((node) => nodeOf(node, refer)),
    outputs: Object.fromEntries(Object.entries(asked).map(([name, tensor]) => [name, refer(tensor)])),
  };
};

/** Every node of a graph, and of the graphs that its attributes hold, inputs and attributes first. */
const wholeTopology = (outputs: readonly AnyTensor[]): Topology => {
  let held: readonly AnyTensor[] = [];
  let level = outputs;
  for (;;) {
    level = [...new Set(visit(level).nodes.flatMap(({ attributes }) => tensorsIn(attributes)))];
    if (level.length === 0) return visit([...held, ...outputs]);
    held = [...new Set([...level, ...held])]; // what is held on several levels comes where the deepest needs it
  }
};

const tensorsIn = (value: unknown): readonly AnyTensor[] => {
  if (isTensor(value)) return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(tensorsIn);
};

const nodeOf = (node: Node, refer: (tensor: AnyTensor) => Reference): NodeJSON => {
  const { op, inputs, attributes, outputs, label } = node;
  const [{ shape, kind }] = outputs as readonly [AnyTensor];
  const isLeaf = op.role !== 'operation';
  const data = datumOf(op.name, attributes, refer) as Readonly<Record<string, Datum>>; // of an object an object
  return {
    op: op.name,
    ...(inputs.length > 0 ? { inputs: inputs.map(refer) } : {}),
    ...(Object.keys(attributes).length > 0 ? { attributes: data } : {}),
    ...(isLeaf && op.role !== 'constant' ? { shape } : {}),
    ...(isLeaf && kind !== 'real' ? { kind } : {}),
    ...(label === undefined ? {} : { label }),
  };
};

const datumOf = (op: string, value: unknown, refer: (tensor: AnyTensor) => Reference): Datum => {
  const inner = (part: unknown): Datum => datumOf(op, part, refer);
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $number: Object.is(value, -0) ? '-0' : `${value}` };
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (isTensor(value)) return { $tensor: refer(value) };
  if (value instanceof Subgraph)
    return { $function: { variables: value.variables.map(refer), outputs: value.outputs.map(refer) } };
  if (Array.isArray(value)) return value.map(inner);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, inner); // the elements of a constant
  if (typeof value !== 'object' || Object.keys(value).some((key) => key.startsWith('$')))
    return orThrow(refuse(invalidArgument('toJSON', `the attributes of ${op} must be plain data`, value)));
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([key, part]) => [key, inner(part)]));
};
