import type { AnyTensor, Node } from '@adjoint/graph';
import { isLight, isLiteral, sourceOf } from './graph-node.ts';

/** Nodes that are drawn as one expression, inputs first. Others read the last one alone. */
export interface Part {
  readonly nodes: readonly Node[];
  readonly root: Node;
  readonly isBackward: boolean;
  /** What it reads of other parts, in the order of its nodes and their inputs. */
  readonly operands: readonly AnyTensor[];
}

/** A graph to be drawn: the nodes that are shown, inputs first, which of them outputs need, and which are outputs themselves. */
export interface ShownGraph {
  readonly nodes: readonly Node[];
  readonly isForward: (node: Node) => boolean;
  readonly isAsked: (node: Node) => boolean;
}

/** Every node by itself. */
export const eachByItself = ({ nodes, isForward }: ShownGraph): readonly Part[] =>
  nodes.map((node) => partOf([node], !isForward(node), (other) => other));

/**
 * Nodes by the expressions they make: what has one use belongs to what uses it, as long as that has an entry for each entry of it, or is the
 * first in the expression that has not. So a matrix product, the bias added to it and the activation are one part, and so is the mean of squares.
 */
export const byExpression = ({ nodes, isForward, isAsked }: ShownGraph): readonly Part[] => {
  const users = new Map<Node, Node | undefined>(); // undefined where there are several
  for (const node of nodes)
    for (const input of node.inputs) {
      const source = sourceOf(input).node;
      users.set(source, users.has(source) ? undefined : node);
    }
  const weights = new Map<Node, number>();
  const owners = new Map<Node, Node>(); // what it belongs to directly
  for (const node of nodes) {
    const own = isLight(node) ? 0 : 1;
    const inside = node.inputs
      .map((input) => sourceOf(input).node)
      .filter(
        (source) =>
          source.op.role === 'operation' &&
          [source, node].every(({ op }) => op.bodies.length === 0) && // whose functions stand in frames of their own
          !isLiteral(source) &&
          users.get(source) === node &&
          !isAsked(source) &&
          isForward(source) === isForward(node),
      );
    const total = inside.reduce((sum, source) => sum + weights.get(source)!, 0);
    const most = own === 1 ? 0 : 2; // what joins many products is drawn as joining them
    const joined = total <= most ? inside : inside.filter((source) => weights.get(source) === 0);
    for (const source of joined) owners.set(source, node);
    weights.set(node, own + joined.reduce((sum, source) => sum + weights.get(source)!, 0));
  }
  const roots = new Map<Node, Node>();
  for (const node of nodes.toReversed()) roots.set(node, owners.has(node) ? roots.get(owners.get(node)!)! : node);
  const members = new Map<Node, Node[]>();
  for (const node of nodes) {
    const root = roots.get(node)!;
    if (members.has(root)) members.get(root)!.push(node);
    else members.set(root, [node]);
  }
  return nodes
    .filter((node) => roots.get(node) === node)
    .map((root) => partOf(members.get(root)!, !isForward(root), (node) => roots.get(node)));
};

const partOf = (nodes: readonly Node[], isBackward: boolean, rootOf: (node: Node) => Node | undefined): Part => {
  const root = nodes.at(-1)!;
  const operands = nodes.flatMap(({ inputs }) =>
    inputs.map(sourceOf).filter(({ node }) => !isLiteral(node) && rootOf(node) !== root),
  );
  return { nodes, root, isBackward, operands };
};
