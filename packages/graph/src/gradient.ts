import { broadcastTo } from './broadcast.ts';
import { add } from './cotangent.ts';
import type { Derivation } from './declaration.ts';
import { kindMismatch, notConnected, notDifferentiable, notScalar, orThrow, refuse, shapeMismatch } from './error.ts';
import { distinctLeaves, nameOf } from './leaf.ts';
import { type AnyTensor, label, type Node, type Tensor } from './node.ts';
import { declarationOf, defineOp, outcome } from './op.ts';
import { printExpression } from './print.ts';
import { sameShape, type Shape } from './shape.ts';
import { type Topology, visit } from './topology.ts';

/** What to do about something the loss does not depend on. */
export interface GradientOptions {
  /** `error` (if not given) names it; `zeros` gives zeros. */
  readonly unused?: 'error' | 'zeros';
}

/**
 * The gradient of a scalar by some tensors, as tensors: one of equal shape for each, made of ordinary operations, so it can
 * be evaluated, printed and differentiated again. Dependence through masks and indices alone gives zeros; so does what a
 * derivative no longer depends on. Throws `NotScalar`, `NotConnected`, `NotDifferentiable` or `DuplicateLeaf`.
 *
 * @example
 * ```ts
 * import { evaluate, gradient, parameter, scale, sumTo } from '@adjoint/graph';
 *
 * const w = parameter('w', [2]);
 * const [slope] = gradient(sumTo(scale(w, w), []), [w]);
 * evaluate(slope, { w: [3, 4] }).data; // Float64Array [6, 8]
 * ```
 */
export const gradient = <const S extends readonly Shape[]>(
  loss: Tensor<[]> | Tensor,
  wrt: readonly [...{ [I in keyof S]: Tensor<S[I]> }],
  { unused = 'error' }: GradientOptions = {},
): { -readonly [I in keyof S]: Tensor<S[I]> } => {
  const variables: readonly AnyTensor[] = wrt;
  if (loss.shape.length > 0) orThrow(refuse(notScalar(loss.shape)));
  for (const { kind, ...tensor } of [loss, ...variables].map(described)) {
    if (kind !== 'real')
      orThrow(refuse(notDifferentiable('only real numbers have derivatives', `${tensor.text} of kind ${kind}`)));
  }
  const topology = visit([loss], [loss, ...variables]);
  orThrow(
    distinctLeaves(
      topology.nodes.filter((node) => nameOf(node.outputs[0]!) !== undefined).flatMap((node) => node.outputs),
    ),
  );
  const [lossSlot, ...slots] = topology.slotsOf as [number, ...number[]];
  const absent = variables.filter((_, index) => slots[index] === -1);
  if (absent.length > 0 && unused === 'error' && !topology.nodes.some(isSeed))
    orThrow(refuse(notConnected(absent.map(shortName))));
  const cotangents = propagate(topology, lossSlot, slots);
  return variables.map((variable, index) => cotangents[slots[index]!] ?? zerosLike(variable)) as {
    -readonly [I in keyof S]: Tensor<S[I]>;
  }; // of the variables' shapes
};

/** The cotangents of all slots that lie between the variables and the loss: one pass in reverse. */
const propagate = (
  topology: Topology,
  lossSlot: number,
  variables: readonly number[],
): readonly (Tensor | undefined)[] => {
  const { nodes, slots, operands, starts, size } = topology;
  const isNeeded = slotsBehind(topology, variables);
  const cotangents: (Tensor | undefined)[] = Array.from({ length: size });
  if (isNeeded[lossSlot] === 1) cotangents[lossSlot] = seed({ value: 1 });
  for (let n = nodes.length - 1; n >= 0; n--) {
    const node = nodes[n]!;
    const received = node.outputs.map((_, index) => cotangents[slots[n]! + index]);
    if (received.every((cotangent) => cotangent === undefined)) continue;
    for (let i = starts[n]!; i < starts[n + 1]!; i++) {
      const slot = operands[i]!;
      if (isNeeded[slot] === 0) continue;
      const contribution = contributionTo(node, received, i - starts[n]!);
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

const contributionTo = (node: Node, received: readonly (Tensor | undefined)[], input: number): Tensor | null => {
  const { op, attributes, inputs } = node;
  const rule = op.derivative?.[Math.min(input, op.derivative.length - 1)];
  if (rule === undefined) {
    const rule = 'every operation on the way must declare a derivative';
    return orThrow(refuse(notDifferentiable(rule, node.label ?? op.name)));
  }
  const outputs = node.outputs as readonly Tensor[]; // rules treat every shape as known at run time only
  const x = inputs as unknown as Derivation['x']; // likewise
  const cotangents = outputs.map((output, index) => received[index] ?? zerosLike(output));
  const contribution = rule({ g: cotangents[0]!, x, y: outputs[0]!, attributes, input, cotangents, outputs });
  if (contribution === null) return null;
  if (contribution.kind !== 'real')
    return orThrow(refuse(kindMismatch(op.name, `the derivative by input ${input} must be real`, contribution.kind)));
  if (!sameShape(contribution.shape, inputs[input]!.shape)) {
    const rule = `the derivative by input ${input} must have that input's shape`;
    return orThrow(refuse(shapeMismatch(op.name, rule, inputs[input]!.shape, contribution.shape)));
  }
  const isNew =
    node.label !== undefined && contribution.node.label === undefined && !cotangents.includes(contribution as Tensor);
  return (isNew ? label(node.label, contribution) : contribution) as Tensor; // real, and treated as of dynamic shape
};

/** Where cotangents start: a constant that tells a derivative from anything else. */
const seed = defineOp('seed', (_: { readonly value: number }) => outcome<Shape>([]), {
  kernel: ({ outputs: [y], attributes }) => void y!.data.fill(attributes.value),
  derivative: [],
  format: (_, { attributes }) => String(attributes['value']),
});

const zerosLike = ({ shape }: AnyTensor): Tensor => broadcastTo(seed({ value: 0 }), shape as Shape) as Tensor;

const isSeed = ({ op }: Node): boolean => op === declarationOf(seed);

const described = (tensor: AnyTensor): { readonly kind: string; readonly text: string } => ({
  kind: tensor.kind,
  text: shortName(tensor),
});

const shortName = (tensor: AnyTensor): string => nameOf(tensor) ?? tensor.node.label ?? printExpression(tensor);
