import { type AnyTensor, type Node, visit } from '@adjoint/graph';
import { alike, type Group, type Likeness, ungrouped } from './graph-group.ts';
import { isHidden, sourceOf } from './graph-node.ts';
import { byExpression, eachByItself, type ShownGraph } from './graph-part.ts';

/** What a graph is drawn as: groups of parts, each one box, and the outputs. */
export interface Folding {
  readonly groups: readonly Group[];
  /** The group that a node belongs to; none for numbers, and for what is left out. */
  readonly groupOf: ReadonlyMap<Node, Group>;
  readonly outputs: readonly FoldedOutput[];
  /** Whether any box is more than a node. */
  readonly isFolded: boolean;
  /** How many nodes the graph has that would be drawn, and how many of them are in no group. */
  readonly nodes: number;
  readonly leftOut: number;
}

/** Outputs that are drawn once, since they come from one group. */
export interface FoldedOutput {
  readonly names: readonly string[];
  readonly tensors: readonly AnyTensor[];
  readonly isBackward: boolean;
}

/**
 * Folds a graph into at most so many boxes, besides those of outputs, and no further than it takes: nothing; expressions
 * that are equal; those too that differ in sizes alone. What is too large even so is cut to what is nearest to the outputs.
 */
export const foldingOf = (
  all: Readonly<Record<string, AnyTensor>>,
  forwardNames: readonly string[],
  most: number,
): Folding => {
  const isForwardName = new Set(forwardNames);
  const { nodes } = visit(Object.values(all));
  const forward = new Set(visit(forwardNames.map((name) => all[name]!)).nodes);
  const asked = new Set(Object.values(all).map((tensor) => sourceOf(tensor).node));
  const graph: ShownGraph = {
    nodes: nodes.filter((node) => !isHidden(node)),
    isForward: (node) => forward.has(node),
    isAsked: (node) => asked.has(node),
  };
  const isSmall = graph.nodes.length <= most;
  const groups = isSmall ? ungrouped(eachByItself(graph)) : grouped(graph, most);
  const groupOf = groupsByNode(groups);
  const outputs = foldedOutputs(all, isForwardName, groupOf);
  const kept = groups.length <= most ? groups : nearest(groups, groupOf, outputs.slice(0, most), most);
  const shown = kept.reduce((sum, { parts }) => parts.reduce((sum, part) => sum + part.nodes.length, sum), 0);
  return {
    groups: kept,
    groupOf: kept === groups ? groupOf : groupsByNode(kept),
    outputs: outputs.slice(0, Math.max(most, 1)),
    isFolded: !isSmall,
    nodes: graph.nodes.length,
    leftOut: graph.nodes.length - shown,
  };
};

const likenesses: readonly Likeness[] = ['in shapes', 'in axes'];

/** The first grouping of few enough groups that is no tangle, else the first that is none, else expressions by themselves. */
const grouped = (graph: ShownGraph, most: number): readonly Group[] => {
  const parts = byExpression(graph);
  const groupings = likenesses.map((likeness) => alike(parts, likeness)).filter((groups) => !isTangle(groups));
  return groupings.find((groups) => groups.length <= most) ?? groupings[0] ?? ungrouped(parts);
};

/** Whether there are too many arrows for eyes to follow, as where much is alike that is used in many ways. */
const isTangle = (groups: readonly Group[]): boolean => arrowsIn(groups) > 3 * groups.length;

const arrowsIn = (groups: readonly Group[]): number => {
  const groupOf = groupsByNode(groups);
  return groups.reduce((sum, group) => sum + readBy(group, groupOf).size, 0);
};

/** The groups that a group reads, itself among them where it reads itself. */
const readBy = ({ parts }: Group, groupOf: ReadonlyMap<Node, Group>): ReadonlySet<Group> =>
  new Set(parts.flatMap(({ operands }) => operands.map(({ node }) => groupOf.get(node)!)));

const groupsByNode = (groups: readonly Group[]): ReadonlyMap<Node, Group> => {
  const found = new Map<Node, Group>();
  for (const group of groups) for (const { nodes } of group.parts) for (const node of nodes) found.set(node, group);
  return found;
};

/** Outputs by the group they come from, and by which of its results they are. */
const foldedOutputs = (
  all: Readonly<Record<string, AnyTensor>>,
  forwardNames: ReadonlySet<string>,
  groupOf: ReadonlyMap<Node, Group>,
): readonly FoldedOutput[] => {
  const numbers = new Map([...new Set(groupOf.values())].map((group, i) => [group, i]));
  const found = new Map<string, { names: string[]; tensors: AnyTensor[]; isBackward: boolean }>();
  for (const [name, tensor] of Object.entries(all)) {
    const { node, index } = sourceOf(tensor);
    const group = groupOf.get(node);
    const isBackward = !forwardNames.has(name);
    // a part by itself may be several outputs, and each then has its own box
    const key = group === undefined || group.parts.length === 1 ? `of ${name}` : `${numbers.get(group)} ${index} ${isBackward}`; // prettier-ignore
    const output = found.get(key) ?? { names: [], tensors: [], isBackward };
    output.names.push(name);
    output.tensors.push(tensor);
    found.set(key, output);
  }
  return [...found.values()];
};

/** The groups nearest to the outputs, at most so many, in the order they had. */
const nearest = (
  groups: readonly Group[],
  groupOf: ReadonlyMap<Node, Group>,
  outputs: readonly FoldedOutput[],
  most: number,
): readonly Group[] => {
  const found = new Set<Group>();
  const add = (group: Group | undefined): void => {
    if (group !== undefined && found.size < most) found.add(group);
  };
  for (const { tensors } of outputs) for (const tensor of tensors) add(groupOf.get(sourceOf(tensor).node));
  for (const group of found) for (const read of readBy(group, groupOf)) add(read); // a set also goes through what is added meanwhile
  return groups.filter((group) => found.has(group));
};
