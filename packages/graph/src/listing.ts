import { nameOf } from './leaf.ts';
import type { AnyTensor, Node } from './node.ts';
import { isTensor } from './application.ts';
import { type Outputs, outputsIn } from './output.ts';
import { formatShape } from './dim.ts';
import { bodiesOf, type Subgraph } from './subgraph.ts';
import { visit } from './topology.ts';

/**
 * A graph as a listing: its leaves, then one line a node, inputs first, each with its shape; shared parts stand once.
 * Gradients are graphs, so this shows how they are computed.
 *
 * @example
 * ```ts
 * import { gradient, parameter, print, scale, sumTo } from '@adjoint/graph';
 *
 * const w = parameter('w', [2]);
 * const loss = sumTo(scale(w, w), []);
 * print({ loss, slope: gradient(loss, [w])[0] });
 * // w: parameter [2]
 * // %1 = scale(w, w): [2]
 * // ...
 * ```
 */
export const print = (outputs: Outputs): string => listing(outputs, []);

/** The listing of a graph, of whose leaves some come first. */
const listing = (outputs: Outputs, first: readonly AnyTensor[]): string => {
  const { names, nodes } = numbered([...first, ...outputsIn('print', outputs)]);
  const lines = nodes.flatMap((node): readonly string[] => {
    const name = names.get(node)!;
    if (isLiteral(node)) return [];
    if (node.op.role !== 'operation') return [`${name}: ${node.op.role} ${typeOf(node.outputs[0]!)}`];
    return [
      [
        `${name} = ${callOf(node, names)}: ${node.outputs.map(typeOf).join(' and ')}`,
        ...bodiesOf(node).map(listed),
      ].join('\n'),
    ];
  });
  const asked = isTensor(outputs)
    ? []
    : Object.entries(outputs).map(([as, tensor]) => `${as} = ${referTo(tensor, names)}`);
  return [
    ...lines.filter((line) => !line.startsWith('%')),
    ...lines.filter((line) => line.startsWith('%')),
    ...asked,
  ].join('\n');
};

/** Every node, inputs first, and what each is called: leaves by their names, numbers by themselves, the others in order. */
export const numbered = (
  outputs: readonly AnyTensor[],
): { readonly nodes: readonly Node[]; readonly names: ReadonlyMap<Node, string> } => {
  const { nodes } = visit(outputs);
  const names = new Map<Node, string>();
  let count = 0;
  for (const node of nodes) {
    const name = nameOf(node.outputs[0]!) ?? (isLiteral(node) ? node.op.format([], node) : undefined);
    names.set(node, name ?? `%${++count}`);
  }
  return { nodes, names };
};

/** Whether a node is a number that stands where it is used. */
const isLiteral = ({ op, inputs, outputs: [output] }: Node): boolean =>
  (op.role === 'constant' || op.role === 'operation') && inputs.length === 0 && output!.shape.length === 0;

/** A subgraph, indented below the node that has it: its variables in their order, its nodes, and what it gives. */
const listed = (body: Subgraph): string => {
  const asked = Object.fromEntries(body.outputs.map((output, index) => [`output ${index}`, output]));
  const variables = body.variables.map(({ node }) => node.op.format([], node)).join(', ');
  return `  (${variables}) =>\n${listing(asked, body.variables).replaceAll(/^/gm, '    ')}`;
};

const callOf = (node: Node, names: ReadonlyMap<Node, string>): string => {
  const operands = node.inputs.map((input) => referTo(input, names));
  const text = node.label === undefined ? node.op.format(operands, node) : `${node.label}(${operands.join(', ')})`;
  return text === operands[0] ? `${node.op.name}(${text})` : text; // what expressions leave out, such as a broadcast
};

const referTo = ({ node, index }: AnyTensor, names: ReadonlyMap<Node, string>): string =>
  node.outputs.length > 1 ? `${names.get(node)}[${index}]` : names.get(node)!;

/** A shape, and the kind where it is not real. */
export const typeOf = ({ shape, kind }: AnyTensor): string =>
  `${formatShape(shape)}${kind === 'real' ? '' : ` ${kind}`}`;
