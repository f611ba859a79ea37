import type { Declaration } from '../declaration.ts';
import { isTensor, numberOn } from '../application.ts';
import type { Node } from '../node.ts';
import { sameShape } from '../shape.ts';
import { Subgraph } from '../subgraph.ts';
import { visit } from '../topology.ts';

/** Nodes of which no two compute the same: found by numbers that those which might have in common, then compared. */
export class DistinctNodes {
  readonly #nodes = new Map<number, Node>();
  readonly #operations = new Map<Declaration, number>();
  #count = 0;

  /** The node that was here first and computes the same, or else the node itself, which is then here. Bound leaves are themselves alone. */
  first(node: Node): Node {
    if (node.op.role !== 'operation' && node.op.role !== 'constant') return node;
    for (let place = this.#hashOf(node); ; place = (place + 1) | 0) {
      const other = this.#nodes.get(place);
      if (other === undefined) this.#nodes.set(place, node);
      if (other === undefined || isSame(node, other)) return other ?? node;
    }
  }

  #hashOf({ op, inputs, attributes, label }: Node): number {
    let operation = this.#operations.get(op);
    if (operation === undefined) this.#operations.set(op, (operation = this.#operations.size));
    let hash = mixed(operation, label === undefined ? 0 : hashOfData(label));
    for (const { node, index } of inputs) hash = mixed(hash, numberOn(node, ++this.#count) + index);
    return mixed(hash, hashOfData(attributes));
  }
}

/** Whether two nodes compute the same, under the same name. */
const isSame = (a: Node, b: Node): boolean => {
  if (a.op !== b.op || a.label !== b.label || a.inputs.length !== b.inputs.length) return false;
  for (let i = 0; i < a.inputs.length; i++) if (a.inputs[i] !== b.inputs[i]) return false;
  return isSameData(a.attributes, b.attributes) && a.outputs[0]!.kind === b.outputs[0]!.kind;
};

/** Arrays that take more bytes are compared by what they are, not by their elements. */
const mostBytes = 512;

const isLarge = (value: object): boolean => ArrayBuffer.isView(value) && value.byteLength > mostBytes;

type List = ArrayLike<unknown>;
const isList = (value: object): value is List => Array.isArray(value) || ArrayBuffer.isView(value);

/** Whether attributes are equal data, or the same function, tensor or large array. */
const isSameData = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isTensor(a) || isTensor(b) || isLarge(a) || isLarge(b)) return false;
  if (a instanceof Subgraph) return b instanceof Subgraph && isSameFunction(a, b);
  if (isList(a)) {
    if (!isList(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!isSameData(a[i], b[i])) return false;
    return true;
  }
  if (isList(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameData((a as Entries)[key], (b as Entries)[key]))
  );
};

/** Whether two functions compute the same in the same order, whatever their variables are called. */
const isSameFunction = (a: Subgraph, b: Subgraph): boolean => {
  if (a.size !== b.size || a.variables.length !== b.variables.length || a.outputs.length !== b.outputs.length)
    return false;
  const [left, right] = [visit(a.outputs), visit(b.outputs)];
  const places = new Map(b.variables.map(({ node }, index) => [node, a.variables[index]!]));
  return (
    a.variables.every(
      ({ shape, kind }, i) => kind === b.variables[i]!.kind && sameShape(shape, b.variables[i]!.shape),
    ) &&
    isSameData(left.slotsOf, right.slotsOf) &&
    isSameData(left.operands, right.operands) &&
    isSameData(left.starts, right.starts) &&
    left.nodes.every((node, n) => {
      const other = right.nodes[n]!;
      const place = places.get(other);
      if (place !== undefined) return node === place.node;
      return (
        node.op === other.op &&
        node.label === other.label &&
        isSameData(node.attributes, other.attributes) &&
        node.outputs.every(
          ({ kind, shape }, i) => kind === other.outputs[i]!.kind && sameShape(shape, other.outputs[i]!.shape),
        )
      );
    })
  );
};

type Entries = Readonly<Record<string, unknown>>;

/** A number that equal data have in common. */
const hashOfData = (data: unknown): number => {
  if (typeof data === 'number') return Number.isInteger(data) ? data | 0 : (data * 0x9e3779b1) | 0;
  if (typeof data === 'string') {
    let hash = data.length;
    for (let i = 0; i < data.length; i++) hash = mixed(hash, data.charCodeAt(i));
    return hash;
  }
  if (typeof data !== 'object' || data === null || isTensor(data) || isLarge(data)) return data === true ? 1 : 0;
  if (data instanceof Subgraph) return mixed(mixed(data.size, data.variables.length), data.outputs.length);
  if (isList(data)) {
    let hash = data.length;
    for (let i = 0; i < data.length; i++) hash = mixed(hash, hashOfData(data[i]));
    return hash;
  }
  let hash = 0; // of entries in any order
  for (const key of Object.keys(data)) hash = (hash + hashOfData((data as Entries)[key])) | 0;
  return hash;
};

const mixed = (hash: number, next: number): number => {
  const product = Math.imul(hash ^ next, 0x9e3779b1);
  return (product ^ (product >>> 15)) | 0;
};
