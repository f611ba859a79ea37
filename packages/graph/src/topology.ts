import type { AnyTensor, Marked, Node } from './node.ts';

/** A graph laid out for passes over it: every node after its inputs, every output numbered. */
export interface Topology {
  /** Every node the outputs depend on, inputs first. */
  readonly nodes: readonly Node[];
  /** The slot of each node's first output; its further outputs follow. */
  readonly slots: Int32Array;
  /** The slots of all inputs, node after node: those of node `n` are `operands[starts[n]]` up to `operands[starts[n + 1]]`. */
  readonly operands: Int32Array;
  readonly starts: Int32Array;
  /** How many slots there are. */
  readonly size: number;
  /** The slot of each tensor asked for, -1 where the outputs do not depend on it. */
  readonly slotsOf: readonly number[];
}

/**
 * Lays out what the outputs depend on, with an explicit stack, in linear time. Also finds the slots of the `wanted` tensors.
 * The nodes' marks are used meanwhile and cleared before it returns, so passes over the result may call anything.
 */
export const visit = (outputs: readonly AnyTensor[], wanted: readonly AnyTensor[] = outputs): Topology => {
  const nodes: Node[] = [];
  const slots: number[] = [];
  const operands: number[] = [];
  const starts: number[] = [0];
  let size = 0;
  const path: Node[] = [];
  const nextInputs: number[] = [];
  for (const output of outputs) {
    if (markOf(output.node) === 0) {
      path.push(output.node);
      nextInputs.push(0);
    }
    while (path.length > 0) {
      const depth = path.length - 1;
      const node = path[depth]!;
      const next = nextInputs[depth]!;
      const input = node.inputs[next];
      if (input !== undefined) {
        nextInputs[depth] = next + 1;
        if (markOf(input.node) === 0) {
          path.push(input.node);
          nextInputs.push(0);
        }
        continue;
      }
      path.pop();
      nextInputs.pop();
      for (const operand of node.inputs) operands.push(slotOf(operand));
      starts.push(operands.length);
      nodes.push(node);
      slots.push(size);
      setMark(node, size + 1);
      size += node.outputs.length;
    }
  }
  const slotsOf = wanted.map(slotOf);
  for (const node of nodes) setMark(node, 0);
  return {
    nodes,
    slots: new Int32Array(slots),
    operands: new Int32Array(operands),
    starts: new Int32Array(starts),
    size,
    slotsOf,
  };
};

// Marks are private to this file: one plus the slot of the node's first output while it is laid out, 0 otherwise.
const markOf = (node: Node): number => (node as Node & Marked).mark;
const setMark = (node: Node, mark: number): void => {
  (node as Node & Marked).mark = mark;
};
const slotOf = ({ node, index }: AnyTensor): number => (markOf(node) === 0 ? -1 : markOf(node) - 1 + index);
