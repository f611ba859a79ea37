import { add } from './cotangent.ts';
import type { Derivation, Rule } from '../declaration.ts';
import { kindMismatch, notDifferentiable, orThrow, refuse, shapeMismatch } from '../error.ts';
import { type AnyTensor, label, type Node, type Tensor } from '../node.ts';
import { zerosLike } from '../number.ts';
import { sameShape } from '../shape.ts';
import type { Topology } from '../topology.ts';

/** A slot of a topology and the cotangent it starts with. */
export type Start = readonly [slot: number, cotangent: Tensor];

/**
 * The cotangents of all slots that lie between the variables and the slots that start with one: a single pass in reverse,
 * with no recursion. `undefined` where nothing arrives.
 */
export const propagate = (
  topology: Topology,
  starts: readonly Start[],
  variables: readonly number[],
): readonly (Tensor | undefined)[] => {
  const { nodes, slots, operands, starts: firsts, size } = topology;
  const isNeeded = slotsBehind(topology, variables);
  const cotangents: (Tensor | undefined)[] = Array.from({ length: size });
  for (const [slot, cotangent] of starts) {
    const sum = cotangents[slot];
    if (isNeeded[slot] === 1) cotangents[slot] = sum === undefined ? cotangent : add(sum, cotangent);
  }
  for (let n = nodes.length - 1; n >= 0; n--) {
    const node = nodes[n]!;
    const received = node.outputs.map((_, index) => cotangents[slots[n]! + index]);
    if (received.every((cotangent) => cotangent === undefined)) continue;
    const first = firsts[n]!;
    const contributions = contributionsTo(
      node,
      received,
      node.inputs.map((_, input) => isNeeded[operands[first + input]!] === 1),
    );
    for (let i = first; i < firsts[n + 1]!; i++) {
      const slot = operands[i]!;
      const contribution = contributions[i - first]!;
      const sum = cotangents[slot];
      if (contribution !== null) cotangents[slot] = sum === undefined ? contribution : add(sum, contribution);
    }
  }
  return cotangents;
};

/** Marks with 1 the slots of real numbers that depend on a variable, the variables among them. */
const slotsBehind = ({ nodes, slots, operands, starts, size }: Topology, variables: readonly number[]): Uint8Array => {
  const isBehind = new Uint8Array(size);
  for (const slot of variables) if (slot >= 0) isBehind[slot] = 1;
  nodes.forEach(({ outputs }, n) => {
    let isReached = false;
    for (let i = starts[n]!; i < starts[n + 1]!; i++) isReached ||= isBehind[operands[i]!] === 1;
    if (isReached) outputs.forEach(({ kind }, index) => kind === 'real' && (isBehind[slots[n]! + index] = 1));
  });
  return isBehind;
};

/** What a node adds to the cotangents of its inputs; nothing where none is needed, or its operation has none. */
const contributionsTo = (
  node: Node,
  received: readonly (Tensor | undefined)[],
  isNeeded: readonly boolean[],
): readonly (Tensor | null)[] => {
  if (!isNeeded.includes(true)) return isNeeded.map(() => null);
  const { op, attributes, inputs } = node;
  const { derivative = [] } = op;
  const outputs = node.outputs as readonly Tensor[]; // rules treat every shape as known at run time only
  const x = inputs as unknown as Derivation['x']; // likewise
  const cotangents = outputs.map((output, index) => received[index] ?? zerosLike(output));
  const together =
    typeof derivative === 'function' ? derivative({ inputs, outputs, attributes, cotangents, isNeeded }) : undefined;
  const ruleOf = (input: number): Rule => {
    const rule = typeof derivative === 'function' ? undefined : derivative[Math.min(input, derivative.length - 1)];
    return rule ?? orThrow(refuse(notDifferentiable(undeclared, node.label ?? op.name)));
  };
  return inputs.map((_, input) => {
    if (!isNeeded[input]) return null;
    const contribution =
      together === undefined
        ? ruleOf(input)({ g: cotangents[0]!, x, y: outputs[0]!, attributes, input, cotangents, outputs })
        : together[input]!;
    return contribution === null ? null : fitting(node, input, contribution, cotangents);
  });
};

const undeclared = 'every operation on the way must declare a derivative';

/** A contribution of the input's shape, under the node's name where it is new. */
const fitting = (
  { op, inputs, label: name }: Node,
  input: number,
  contribution: AnyTensor,
  cotangents: readonly Tensor[],
): Tensor => {
  if (contribution.kind !== 'real')
    return orThrow(refuse(kindMismatch(op.name, `the derivative by input ${input} must be real`, contribution.kind)));
  if (!sameShape(contribution.shape, inputs[input]!.shape)) {
    const rule = `the derivative by input ${input} must have that input's shape`;
    return orThrow(refuse(shapeMismatch(op.name, rule, inputs[input]!.shape, contribution.shape)));
  }
  const isNew =
    name !== undefined && contribution.node.label === undefined && !cotangents.includes(contribution as Tensor);
  return (isNew ? label(name, contribution) : contribution) as Tensor; // real, and treated as of dynamic shape
};
