import type { AttributeRule, TensorFunction } from './declaration.ts';
import { invalidArgument, orThrow, refuse } from './error.ts';
import { isVariable, nameOf, variable } from './leaf.ts';
import type { AnyTensor, Node } from './node.ts';
import { applied, isTensor, makeNode } from './application.ts';
import { numberOf } from './number.ts';
import { visit } from './topology.ts';

/**
 * A function of tensors as a value: what some outputs are for given values of its variables, which are all that they depend on.
 * Operations have it as an attribute, such as the step of a loop.
 */
export class Subgraph implements TensorFunction {
  readonly variables: readonly AnyTensor[];
  readonly outputs: readonly AnyTensor[];
  /** How many nodes it has, without those of the subgraphs in it. */
  readonly size: number;
  /** How deep subgraphs are nested in it, itself counted. */
  readonly depth: number;

  /** Refuses, in the operation's name, outputs that depend on anything but the variables. */
  constructor(operation: string, variables: readonly AnyTensor[], outputs: readonly AnyTensor[]) {
    const refused = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument(operation, rule, got)));
    if (!variables.every((each) => isTensor(each) && isVariable(each)))
      refused('the variables of a function must be variables', variables);
    if (new Set(variables.map(nameOf)).size < variables.length)
      refused('the variables of a function must have names of their own', variables.map(nameOf));
    if (!outputs.every(isTensor)) refused('the outputs of a function must be tensors', outputs);
    const { nodes } = visit(outputs);
    const own = new Set(variables.map(({ node }) => node));
    const free = nodes.find((node) => isBoundLeaf(node) && !own.has(node));
    if (free !== undefined) refused('a function must depend on nothing but its variables', String(free.outputs[0]));
    this.variables = variables;
    this.outputs = outputs;
    this.size = nodes.length;
    this.depth = 1 + nodes.reduce((depth, node) => Math.max(depth, ...bodiesOf(node).map((body) => body.depth)), 0);
    if (this.depth > deepest) refused(`functions must be nested at most ${deepest} deep`, this.depth);
  }

  /** `(x0, x1) => add(x0, x1)`. */
  toString(): string {
    const results = this.outputs.map((output) => String(output));
    return `(${this.variables.map((each) => each.node.op.format([], each.node)).join(', ')}) => ${results.join(', ')}`;
  }
}

/** A graph that an operation has as an attribute. */
export const aSubgraph: AttributeRule = {
  must: 'be a function of tensors',
  accepts: (value) => value instanceof Subgraph,
  isGraph: true,
};

/** The subgraphs among a node's attributes. */
export const bodiesOf = ({ op, attributes }: Node): readonly Subgraph[] =>
  op.bodies.length === 0 ? none : op.bodies.map((name) => attributes[name] as Subgraph); // as its rule has it

/** A subgraph of a node, and what it is for. */
export interface NodeFunction {
  /** The name of its attribute in words: `step`, or `when true` for `whenTrue`. */
  readonly role: string;
  readonly body: Subgraph;
  /** Which inputs its variables stand for, as far as the operation says so. */
  readonly entering: readonly { readonly input: AnyTensor; readonly place: number; readonly variable: AnyTensor }[];
}

/** The subgraphs among a node's attributes, with what they are for. */
export const functionsOf = (node: Node): readonly NodeFunction[] =>
  bodiesOf(node).map((body, index) => {
    const { op, inputs } = node;
    const role = op.bodies[index]!.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    const variables = op.feeds === undefined ? [] : body.variables.slice(0, inputs.length - op.feeds);
    const entering = variables.map((variable, i) => {
      const place = op.feeds! + i; // there are none without
      return { input: inputs[place]!, place, variable };
    });
    return { role, body, entering };
  });

/** The same node with other subgraphs in the places of its own; itself where they are the same. */
export const withBodies = (node: Node, change: (body: Subgraph) => Subgraph): Node => {
  const { op, inputs, attributes, outputs, label } = node;
  if (op.bodies.length === 0) return node;
  const changed = op.bodies.map((name) => [name, change(attributes[name] as Subgraph)] as const); // as its rule has it
  return changed.every(([name, body]) => body === attributes[name])
    ? node
    : makeNode(op, inputs, { ...attributes, ...Object.fromEntries(changed) }, outputs, label);
};

/** Every node that some outputs depend on, those of subgraphs among them. */
export const everyNode = (outputs: readonly AnyTensor[]): readonly Node[] => {
  const nodes = new Set<Node>();
  const enter = (tensors: readonly AnyTensor[]): void => {
    for (const node of visit(tensors).nodes) {
      if (!nodes.has(node)) for (const body of bodiesOf(node)) enter(body.outputs);
      nodes.add(node);
    }
  };
  enter(outputs);
  return [...nodes];
};

/** A subgraph, and the tensors that its last variables stand for. */
export interface Closure {
  readonly body: Subgraph;
  readonly captured: readonly AnyTensor[];
}

/**
 * Some outputs as a function of some variables. Whatever does not depend on these is computed outside, once, and comes in through further
 * variables; but numbers stay as they are.
 */
export const closureOf = (
  operation: string,
  variables: readonly AnyTensor[],
  outputs: readonly AnyTensor[],
): Closure => {
  const { nodes, operands, starts, slotsOf } = visit(outputs);
  const fresh = variables.map(({ shape, kind }, index) => variable(nameAt(index), shape, kind));
  const places = new Map(variables.map(({ node }, index) => [node, index]));
  const captured: AnyTensor[] = [];
  const standIns = new Map<AnyTensor, AnyTensor>();
  const standIn = (tensor: AnyTensor): AnyTensor => {
    if (tensor.node.op.role === 'constant' || numberOf(tensor) !== undefined) return tensor;
    const known = standIns.get(tensor);
    if (known !== undefined) return known;
    const made = variable(nameAt(variables.length + captured.length), tensor.shape, tensor.kind);
    standIns.set(tensor, made);
    captured.push(tensor);
    return made;
  };
  const inside: (AnyTensor | undefined)[] = []; // one a slot, nothing for what is outside
  for (let n = 0; n < nodes.length; n++) {
    const node = nodes[n]!;
    const place = places.get(node);
    const inputs = node.inputs.map((_, i) => inside[operands[starts[n]! + i]!]);
    if (place !== undefined) inside.push(fresh[place]!);
    else if (inputs.every((input) => input === undefined)) inside.push(...node.outputs.map(() => undefined));
    else inside.push(...applied(node, inputs.map((input, i) => input ?? standIn(node.inputs[i]!))).outputs); // prettier-ignore
  }
  const results = slotsOf.map((slot, index) => inside[slot] ?? standIn(outputs[index]!));
  const added = [...standIns.values()];
  return { body: new Subgraph(operation, [...fresh, ...added], results), captured };
};

/** What a subgraph gives for some tensors, as ordinary nodes. They must have the shapes and kinds of its variables. */
export const inlined = ({ variables, outputs }: Subgraph, given: readonly AnyTensor[]): readonly AnyTensor[] =>
  substituted(outputs, new Map(variables.map((each, index) => [each, given[index]!])));

/** Outputs with some of the leaves that they depend on replaced by tensors of their shapes and kinds. */
export const substituted = (
  outputs: readonly AnyTensor[],
  by: ReadonlyMap<AnyTensor, AnyTensor>,
): readonly AnyTensor[] => {
  const { nodes, operands, starts, slotsOf } = visit(outputs);
  const made: AnyTensor[] = [];
  for (let n = 0; n < nodes.length; n++) {
    const node = nodes[n]!;
    const inputs = node.inputs.map((_, i) => made[operands[starts[n]! + i]!]!);
    const isSame = inputs.every((input, i) => input === node.inputs[i]);
    const all = isSame ? node.outputs : applied(node, inputs).outputs;
    for (const tensor of all) made.push(by.get(tensor) ?? tensor);
  }
  return slotsOf.map((slot) => made[slot]!);
};

const none: readonly Subgraph[] = [];

const deepest = 32;

const nameAt = (index: number): string => `x${index}`;

const isBoundLeaf = ({ op: { role } }: Node): boolean => role !== 'operation' && role !== 'constant';
