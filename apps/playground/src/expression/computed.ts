import { type AnyTensor, type Node, type Tensor, visit } from '@adjoint/graph';
import { type Folding, foldingOf, type Group, titlesOf } from '@adjoint/plot';
import { type Box, type Drawing, sayingOf } from './drawing.ts';
import type { SimpleLoss } from './simple-loss.ts';

/** What a box of a computed graph has: all of an expression that nothing else reads, or one operation. */
export type Detail = 'expressions' | 'operations';

/**
 * A loss as it is computed, from the data and parameters on, and gradients, which are graphs as well. What the text or the page has a name for
 * stays a box of its own.
 */
export const computedDrawing = (
  loss: SimpleLoss,
  gradients: Readonly<Record<string, AnyTensor>>,
  detail: Detail,
): Drawing => {
  const results: Readonly<Record<string, AnyTensor>> = { loss: loss.total, ...gradients };
  const shown = new Set(visit(Object.values(results)).nodes);
  const forward = new Set(visit([loss.total]).nodes);
  const names = new Map([...loss.names].filter(([{ node }]) => shown.has(node)));
  const asked = [...names].filter(([{ node }]) => node.op.role === 'operation').map(([tensor, name]) => [name, tensor] as const); // prettier-ignore
  const folding = folded(Object.fromEntries(asked), results, forward, detail);
  const titles = titlesOf(folding);
  const numbers = new Map(folding.groups.map((group, index) => [group, index]));
  const resultNames = new Map(Object.entries(results).map(([name, tensor]) => [tensor, name]));
  const wanted = new Set(Object.keys(gradients).length === 0 ? [loss.total] : Object.values(gradients));
  const boxes = folding.groups.map((group): Box => {
    const { root, nodes } = group.parts[0]!;
    const tensor = root.outputs.find((output) => resultNames.has(output) || names.has(output)) ?? root.outputs[0]!;
    const name = root.op.role === 'operation' ? (resultNames.get(tensor) ?? names.get(tensor)) : undefined;
    const title = titles.get(group)!;
    const isNamed = name === undefined || title === name || title.startsWith(`${name} = `);
    return {
      look: lookOf(root, forward),
      title: isNamed ? title : `${name} = ${title}`,
      formula: folding.isFolded ? title : formulaOf(root, names),
      says: explained(group, forward.has(root), name),
      operations: [...new Set(nodes.flatMap(({ op }) => (op.role === 'operation' ? [op.name] : [])))],
      tensor,
      slope: loss.slopeOf.get(tensor) as Tensor | undefined, // gradients are real
      inputs: readBy(group, folding).map((read) => numbers.get(read)!),
      place: loss.placeOf.get(root),
      isResult: wanted.has(tensor),
    };
  });
  return [...boxes, ...Object.entries(results).flatMap(([name, tensor]) => numberAlone(name, tensor, folding))];
};

/** How many boxes are laid out in a moment: fewer than of a text, for gradients read much that is far away. */
const mostBoxes = 80;

/** Folds no further than it takes for an expression a box, and never so far that anything is left out. What has a name gives way where there is too much of it. */
const folded = (
  named: Readonly<Record<string, AnyTensor>>,
  results: Readonly<Record<string, AnyTensor>>,
  forward: ReadonlySet<Node>,
  detail: Detail,
): Folding => {
  const outputs = { ...named, ...results };
  const isLoss = (name: string): boolean => name === 'loss' || !Object.hasOwn(results, name);
  const forwardNames = Object.keys(outputs).filter((name) => isLoss(name) && forward.has(outputs[name]!.node));
  const whole = foldingOf(outputs, forwardNames, Infinity);
  if (detail === 'operations' && whole.nodes <= mostBoxes) return whole;
  const folding = foldingOf(outputs, forwardNames, Math.max(1, whole.nodes - 1));
  return folding.groups.length > mostBoxes && Object.keys(named).length > 0 ? folded({}, results, forward, detail) : folding; // prettier-ignore
};

const lookOf = (node: Node, forward: ReadonlySet<Node>): Box['look'] => {
  if (node.op.role === 'parameter') return 'parameter';
  if (node.op.role === 'constant') return 'number';
  if (node.op.role !== 'operation') return 'data';
  return forward.has(node) ? 'operation' : 'backward';
};

/** An operation with what it reads, of which only the outermost is said. */
const formulaOf = ({ op, inputs, outputs }: Node, names: ReadonlyMap<AnyTensor, string>): string => {
  const shortly = (tensor: AnyTensor): string => {
    const { node } = tensor;
    const text = names.get(tensor) ?? node.op.format(node.inputs.map(() => '…'), node); // prettier-ignore
    return text === '…' ? shortly(node.inputs[0]!) : text; // a broadcast is not said
  };
  return op.format(inputs.map(shortly), outputs[0]!.node);
};

const explained = ({ parts }: Group, isForward: boolean, name: string | undefined): string => {
  const { root } = parts[0]!;
  const { label } = root;
  const times = parts.length === 1 ? '' : ` Drawn once for ${parts.length} that are alike; the numbers are of the first.`; // prettier-ignore
  if (root.op.role !== 'operation') return `${sayingOf(root.outputs[0]!)}${times}`;
  if (name === 'loss') return `The number that is made small.${times}`;
  if (isForward) return `${label === undefined || label === name ? '' : `Part of ${label}.`}${times}`;
  if (name !== undefined) return `The gradient of the loss by ${name.slice('∂/∂'.length)}.${times}`;
  return `Part of the gradient, which derivative rules make${label === undefined ? '' : ` of ${label}`}.${times}`;
};

const readBy = (group: Group, { groupOf }: Folding): readonly Group[] =>
  [...new Set(group.parts.flatMap(({ operands }) => operands.map(({ node }) => groupOf.get(node)!)))].filter(
    (read) => read !== group,
  );

/** A box for a result that is a plain number, which stands where it is used otherwise. */
const numberAlone = (name: string, tensor: AnyTensor, { groupOf }: Folding): Drawing => {
  let { node } = tensor;
  while (!groupOf.has(node) && node.inputs.length === 1) node = node.inputs[0]!.node; // broadcasts
  if (groupOf.has(node)) return [];
  const formula = node.op.format([], node);
  return [{ look: 'number', title: `${name} = ${formula}`, formula, says: 'The same whatever the parameters are.', operations: [], tensor, slope: undefined, inputs: [], place: undefined, isResult: true }]; // prettier-ignore
};
