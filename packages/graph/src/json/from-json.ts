import { either as E } from 'fp-ts';
import { broadcastTo, size, sumTo } from '../broadcast.ts';
import { absorb, add, scale } from '../derivative/cotangent.ts';
import { stopGradient } from '../derivative/custom.ts';
import type { Declaration } from '../declaration.ts';
import type { Bindable } from '../decode.ts';
import { isDim } from '../polynomial.ts';
import { attempt, type GraphError, invalidArgument, invalidGraph, orThrow, refuse } from '../error.ts';
import type { Reference } from './graph-json.ts';
import type { Kind } from '../kind.ts';
import { constant, input, isVariable, leavesOf, parameter, state, variable } from '../leaf.ts';
import type { AnyTensor, Attributes, Outcome } from '../node.ts';
import { label as labelled, makeNode } from '../application.ts';
import { seed } from '../number.ts';
import { declarationsOf, type Operation } from '../op.ts';
import { countOf, resolveShape, type Shape } from '../shape.ts';
import { Subgraph } from '../subgraph.ts';
import { decoded, elements, functionParts, maxLength, type ReadNode, reference } from './schema.ts';

/** What a graph may be read with. */
export interface FromJSONOptions {
  /** The operations that it may use besides those of `@adjoint/graph`, such as all of a module: `{ ...ops, cube }`. What is neither an operation nor a declaration of one is passed over. */
  readonly operations?: Readonly<Record<string, unknown>>;
  /** The greatest number of nodes; a million if not given. */
  readonly maxNodes?: number;
  /** The greatest number of nodes from a leaf to an output; a million if not given. */
  readonly maxDepth?: number;
  /** The greatest number of elements of a tensor whose sizes are known; 2³¹ − 1 if not given. */
  readonly maxElements?: number;
}

/**
 * The graph that some text, or what `JSON.parse` has made of it, describes: its outputs by name. Nothing in it is trusted. Only
 * the operations given are applied, by their own rules, which check operands and attributes as they do in a call. Whatever is wrong is an
 * `InvalidGraph` that says where.
 *
 * @example
 * ```ts
 * import { evaluate, fromJSON, parameter, toJSON } from '@adjoint/graph';
 * import * as ops from '@adjoint/ops';
 *
 * const text = JSON.stringify(toJSON({ penalty: ops.l2(parameter('W', [2])) }));
 * const { penalty } = fromJSON(text, { operations: ops });
 * evaluate(penalty!, { W: [3, 4] }).data[0]; // 25
 * ```
 */
export const fromJSON = (json: unknown, options: FromJSONOptions = {}): Record<string, AnyTensor> => {
  const limits = { maxNodes: 1e6, maxDepth: 1e6, maxElements: 2 ** 31 - 1, ...options };
  const known = operationsIn(options.operations ?? {});
  const { nodes, outputs } = decoded(json, limits.maxNodes);
  const made: (readonly AnyTensor[])[] = [];
  const depths: number[] = [];
  const functions = functionsOf(made, limits.maxNodes);
  for (const [n, node] of nodes.entries()) {
    const at = `nodes[${n}]`;
    const depth = 1 + Math.max(0, ...(node.inputs ?? []).map((reference) => depths[nodeOf(reference)] ?? 0));
    if (depth > limits.maxDepth)
      return orThrow(refuse(invalidGraph(at, `must be at most ${limits.maxDepth} nodes deep`, depth)));
    depths.push(depth);
    made.push(within(at, () => tensorsOf(node, { made, known, functions }, limits.maxElements)));
  }
  const named = Object.entries(outputs).map(([name, to]) => {
    const tensor = within(`outputs.${name}`, () => referredTo(to as Reference, made)); // which checks it
    return [name, tensor] as const;
  });
  const leaves = within('nodes', () => leavesOf(...named.map(([, tensor]) => tensor))); // two leaves of one name
  if (leaves.some(isVariable))
    return orThrow(refuse(invalidGraph('outputs', 'must not depend on variables of functions')));
  return Object.fromEntries(named);
};

/** What goes wrong in a part of the graph is wrong with the graph, there. */
const within = <A>(at: string, build: () => A): A =>
  orThrow(
    E.mapLeft((error: GraphError) => (error._tag === 'InvalidGraph' ? error : invalidGraph(at, error.message)))(
      attempt(build),
    ),
  );

const nodeOf = (reference: Reference): number => (typeof reference === 'number' ? reference : reference[0]);

const referredTo = (to: Reference, made: readonly (readonly AnyTensor[])[]): AnyTensor => {
  const [node, output] = Array.isArray(to) ? to : [to, 0];
  const tensor = reference.safeParse(to).success ? made[node]?.[output] : undefined;
  return tensor ?? orThrow(refuse(invalidArgument('reference', 'must be the number of an earlier node', to)));
};

type Operations = ReadonlyMap<string, Declaration>;

/** The declarations by name: of this package, and of everything given that is an operation or a declaration. */
const operationsIn = (given: Readonly<Record<string, unknown>>): Operations => {
  const own: readonly Operation[] = [add, scale, absorb, broadcastTo, sumTo, size, seed, stopGradient];
  const known = new Map<string, Declaration>();
  for (const declaration of [...own.flatMap(declarationsOf), ...Object.values(given).flatMap(declarationsIn)]) {
    const { name } = declaration;
    if ((known.get(name) ?? declaration) !== declaration)
      orThrow(refuse(invalidArgument('fromJSON', 'no two operations may have one name', name)));
    known.set(name, declaration);
  }
  return known;
};

/** What a node may refer to. */
interface Earlier {
  readonly made: readonly (readonly AnyTensor[])[];
  readonly known: Operations;
  readonly functions: (content: unknown) => Subgraph;
}

/** Functions by which of the nodes are their variables and their outputs, the same one for the same nodes. They may come to so many nodes in all. */
const functionsOf = (made: Earlier['made'], maxNodes: number): Earlier['functions'] => {
  const known = new Map<string, Subgraph>();
  let size = 0;
  return (content) => {
    const parts = functionParts.safeParse(content);
    if (!parts.success)
      return orThrow(refuse(invalidArgument('a function', 'must list its variables and its outputs', content)));
    const key = JSON.stringify(parts.data);
    const { variables, outputs } = parts.data;
    const body =
      known.get(key) ??
      new Subgraph(
        'a function',
        variables.map((each) => referredTo(each, made)),
        outputs.map((each) => referredTo(each, made)),
      );
    if (!known.has(key)) size += body.size;
    known.set(key, body);
    return size <= maxNodes
      ? body
      : orThrow(refuse(invalidArgument('a function', `all together must have at most ${maxNodes} nodes`, size)));
  };
};

const declarationsIn = (entry: unknown): readonly Declaration[] => {
  if (typeof entry === 'function') return declarationsOf(entry as Operation);
  const isDeclaration = typeof entry === 'object' && entry !== null && 'outcomes' in entry;
  return isDeclaration ? [entry as Declaration] : []; // nothing else has outcomes
};

const tensorsOf = (
  { op: name, inputs = [], attributes: data = {}, shape, kind = 'real', label }: ReadNode,
  { made, known, functions }: Earlier,
  maxElements: number,
): readonly AnyTensor[] => {
  const operands = inputs.map((reference) => referredTo(reference, made));
  const attributes = attributesFrom(data, { made, functions }, name === 'constant' ? Infinity : maxLength);
  const leaf = Object.hasOwn(leaves, name) ? leaves[name as keyof typeof leaves] : undefined; // just asked
  if (leaf !== undefined) {
    const extra = Object.keys(attributes).find((key) => !leaf.attributes.includes(key));
    if (operands.length > 0 || extra !== undefined)
      return orThrow(refuse(invalidArgument(name, 'a leaf has no such part', extra ?? 'inputs')));
    const tensor = bounded(leaf.make(attributes, shape as Shape | undefined, kind), maxElements);
    return [label === undefined ? tensor : labelled(label, tensor)];
  }
  const op = known.get(name);
  if (op === undefined)
    return orThrow(refuse(invalidArgument('fromJSON', 'every operation must be among those given', name)));
  if (shape !== undefined || kind !== 'real')
    return orThrow(refuse(invalidArgument(name, 'an operation gives its shape and kind itself', shape ?? kind)));
  const outcomes = orThrow(op.outcomes(operands, attributes));
  outcomes.forEach((outcome) => bounded(outcome, maxElements));
  return makeNode(op, operands, attributes, outcomes, label).outputs;
};

const bounded = <T extends Pick<Outcome, 'shape'>>(tensor: T, maxElements: number): T => {
  const sizes = resolveShape(tensor.shape, {});
  return tensor.shape.length <= 64 &&
    tensor.shape.every(isDim) &&
    (sizes === undefined || countOf(sizes) <= maxElements)
    ? tensor
    : orThrow(refuse(invalidArgument('shape', `must have at most 64 axes and ${maxElements} elements`, tensor.shape)));
};

interface LeafForm {
  readonly attributes: readonly string[];
  readonly make: (attributes: Attributes, shape: Shape | undefined, kind: Kind) => AnyTensor;
}

/** How leaves are made of their attributes, shape and kind: by what checks them in a program. */
const leaves = {
  input: { attributes: ['name'], make: ({ name }, shape, kind) => input(name as string, shape ?? [], kind) },
  parameter: { attributes: ['name', 'initial'], make: (given, shape) => parameter(...started(given, shape)) },
  state: { attributes: ['name', 'initial'], make: (given, shape) => state(...started(given, shape)) },
  variable: { attributes: ['name'], make: ({ name }, shape, kind) => variable(name as string, shape ?? [], kind) },
  constant: { attributes: ['value'], make: ({ value }, _, kind) => constant(bindable(value), kind) },
} satisfies Readonly<Record<string, LeafForm>>;

const started = ({ name, initial }: Attributes, shape: Shape = []): Parameters<typeof parameter> => [
  name as string, // parameter() and state() check both
  shape,
  initial as AnyTensor | undefined,
];

/** A constant's number, or its shape and elements. */
const bindable = (value: unknown): Bindable => {
  if (typeof value === 'number') return value;
  const decoded = elements.safeParse(value);
  return decoded.success
    ? { shape: decoded.data.shape, data: Float64Array.from(decoded.data.data) }
    : orThrow(refuse(invalidArgument('constant', 'must have a number, or a shape and as many numbers', value)));
};

const attributesFrom = (
  data: Readonly<Record<string, unknown>>,
  { made, functions }: Pick<Earlier, 'made' | 'functions'>,
  longest: number,
): Attributes => {
  const valueOf = (datum: unknown, depth: number): unknown => {
    if (typeof datum === 'string' && datum.length > 1000)
      return orThrow(refuse(invalidArgument('attributes', 'must have texts of at most 1000 letters', datum.length)));
    if (typeof datum !== 'object' || datum === null) return datum;
    if (depth > 16) return orThrow(refuse(invalidArgument('attributes', 'must be nested at most 16 deep', 'more')));
    if (Array.isArray(datum))
      return datum.length <= longest
        ? datum.map((part) => valueOf(part, depth + 1))
        : orThrow(refuse(invalidArgument('attributes', `must have lists of at most ${longest} entries`, datum.length)));
    const parts = Object.entries(datum);
    const [[key, content] = []] = parts;
    if (parts.length === 1 && key === '$number' && Object.hasOwn(numbers, String(content)))
      return numbers[String(content) as keyof typeof numbers]; // just asked
    if (parts.length === 1 && key === '$function') return functions(content);
    if (parts.length === 1 && key === '$tensor') return referredTo(content as Reference, made); // which checks it
    return Object.fromEntries(parts.map(([name, part]) => [name, valueOf(part, depth + 1)]));
  };
  return Object.fromEntries(Object.entries(data).map(([key, datum]) => [key, valueOf(datum, 0)]));
};

const numbers = { Infinity, '-Infinity': -Infinity, NaN: Number.NaN, '-0': -0 };
