import { add } from './cotangent.ts';
import type { Derivation } from '../declaration.ts';
import { kindMismatch, notDifferentiable, orThrow, refuse, shapeMismatch } from '../error.ts';
import type { AnyTensor, Node, Tensor } from '../node.ts';
import { label } from '../application.ts';
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
    const first = firsts[n]!;
    const isAsked = (_: AnyTensor, input: number): boolean => isNeeded[operands[first + input]!] === 1;
    if (!node.inputs.some(isAsked)) continue;
    const received = receivedBy(node, cotangents, slots[n]!);
    if (received === undefined) continue;
    const contributionTo = contributionsOf(node, received, isAsked);
    for (let input = 0; input < node.inputs.length; input++) {
      const slot = operands[first + input]!;
      const contribution = isNeeded[slot] === 1 ? contributionTo(input) : null;
      if (contribution === null) continue;
      const sum = cotangents[slot];
      const fitted = fitting(node, input, contribution, received);
      cotangents[slot] = sum === undefined ? fitted : add(sum, fitted);
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

/** The cotangents of a node's outputs, zeros where none arrives; `undefined` if none arrives at all. */
const receivedBy = (
  { outputs }: Node,
  cotangents: readonly (Tensor | undefined)[],
  slot: number,
): readonly Tensor[] | undefined =>
  outputs.some((_, index) => cotangents[slot + index] !== undefined)
    ? outputs.map((output, index) => cotangents[slot + index] ?? zerosLike(output))
    : undefined;

/** What a node adds to the cotangent of each input that is asked for. */
const contributionsOf = (
  { op, label: name, inputs, attributes, outputs: results }: Node,
  cotangents: readonly Tensor[],
  isAsked: (tensor: AnyTensor, input: number) => boolean,
): ((input: number) => AnyTensor | null) => {
  const { derivative } = op;
  const outputs = results as readonly Tensor[]; // rules treat every shape as known at run time only
  if (typeof derivative === 'function') {
    const all = derivative({ inputs, outputs, attributes, cotangents, isNeeded: inputs.map(isAsked) });
    return (input) => all[input]!;
  }
  const x = inputs as unknown as Derivation['x']; // likewise
  const [g, y] = [cotangents[0]!, outputs[0]!];
  return (input) => {
    const rule = derivative?.[Math.min(input, derivative.length - 1)];
    return rule === undefined
      ? orThrow(refuse(notDifferentiable(undeclared, name ?? op.name)))
      : rule({ g, x, y, attributes, input, cotangents, outputs });
  };
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
