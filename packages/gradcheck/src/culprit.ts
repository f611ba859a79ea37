import {
  type AnyTensor,
  applied,
  type Bindings,
  countOf,
  deriveKey,
  evaluate,
  gradient,
  input,
  type Key,
  type Node,
  normals,
  pairwiseSum,
  printExpression,
  scale,
  type Shape,
  type Sizes,
  sumTo,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { answer, ask } from './asking.ts';
import { nodesBetween } from './branches.ts';
import { type Fault, faultOf } from './fault.ts';
import { judge } from './judge.ts';

/** The operation whose derivative is wrong, as far as a check of each by itself can tell. */
export interface Suspect {
  /** The name of the operation, or the label of its node. */
  readonly operation: string;
  /** Where it is applied, as an expression. */
  readonly expression: string;
  /** Which input the wrong derivative is by, counted from 0. */
  readonly input: number;
  readonly fault: Fault;
}

/** Which nodes to look at, and where. */
export interface SearchOptions {
  readonly at: Bindings;
  readonly sizes: Sizes;
  /** What random directions are drawn from. */
  readonly key: Key;
}

/** The greatest number of nodes that are checked by themselves. */
const mostNodes = 2000;

/**
 * The first operation, from the leaves on, whose derivative by one of its inputs disagrees with differences of that operation
 * alone, at the values it has in the graph. `undefined` where all agree.
 */
export const findCulprit = (
  output: AnyTensor,
  variables: readonly AnyTensor[],
  { at, sizes, key }: SearchOptions,
): Suspect | undefined => {
  const nodes = nodesBetween(variables, output)
    .filter(({ op, outputs }) => op.derivative !== undefined && outputs.some(({ kind }) => kind === 'real'))
    .slice(0, mostNodes);
  const tensors = [...new Set(nodes.flatMap(({ inputs }) => inputs))];
  const values = new Map(
    Object.entries(
      evaluate(Object.fromEntries(tensors.map((tensor, index) => [`t${index}`, tensor])), at, { sizes }),
    ).map(([name, value]) => [tensors[Number(name.slice(1))]!, value as Value]),
  );
  for (const [n, node] of nodes.entries()) {
    const inputs = node.inputs.map((tensor) => values.get(tensor)!);
    const suspect = suspectIn(node, inputs, sizes, deriveKey(key, 'node', n));
    if (suspect !== undefined) return suspect;
  }
  return undefined;
};

const suspectIn = (node: Node, values: readonly Value[], sizes: Sizes, key: Key): Suspect | undefined => {
  for (const [index, { kind }] of node.inputs.entries()) {
    if (kind !== 'real' || values[index]!.data.length === 0) continue;
    const local = localFunction(node, values, index, sizes, key);
    if (local === undefined || !isWrong(local, deriveKey(key, index))) continue;
    const fault = faultOf(differenceOf(local, countsOf(node, values)));
    const operation = node.label ?? node.op.name;
    return { operation, expression: printExpression(node.outputs[0]!), input: index, fault };
  }
  return undefined;
};

/** One operation at the values it has: its output, and its derivative by one input for a given cotangent. */
interface Local {
  readonly x: Value;
  readonly outputAt: (data: Float64Array) => Float64Array;
  /** For the cotangents number 0 and 1, which are random. */
  readonly pulled: (cotangent: 0 | 1) => Float64Array;
  readonly cotangents: readonly [Float64Array, Float64Array];
}

const localFunction = (
  node: Node,
  values: readonly Value[],
  index: number,
  sizes: Sizes,
  key: Key,
): Local | undefined => {
  const leaves = node.inputs.map(({ shape, kind }, i) => input(`x${i}`, shape as Shape, kind));
  const output = applied(node, leaves).outputs.find(({ kind }) => kind === 'real') as Tensor; // there is one
  const bound = Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
  const x = values[index]!;
  const outputAt = (data: Float64Array): Float64Array =>
    Float64Array.from(evaluate(output, { ...bound, [`x${index}`]: { shape: x.shape, data } }, { sizes }).data);
  const { shape, data } = evaluate(output, bound, { sizes });
  if (!data.every(Number.isFinite)) return undefined;
  const weights = input<Shape>('cotangent', output.shape);
  const [slope] = gradient(sumTo(scale(weights, output), []), [leaves[index] as AnyTensor as Tensor], {
    unused: 'zeros',
  });
  const cotangents = [0, 1].map((draw) =>
    normals(deriveKey(key, 'cotangent', draw), data.length),
  ) as unknown as Local['cotangents']; // two
  const pulled = (draw: 0 | 1): Float64Array =>
    Float64Array.from(evaluate(slope, { ...bound, cotangent: { shape, data: cotangents[draw] } }, { sizes }).data);
  return { x, outputAt, pulled, cotangents };
};

/** Whether the derivative disagrees with differences along two random directions. */
const isWrong = ({ x, outputAt, pulled, cotangents }: Local, key: Key): boolean => {
  const start = Float64Array.from(x.data);
  const slope = pulled(0);
  if (!slope.every(Number.isFinite)) return false;
  const norm = Math.sqrt(dot(slope, slope));
  return [0, 1].some((draw) => {
    const direction = normals(deriveKey(key, 'direction', draw), start.length);
    const valueAt = (t: number): number =>
      dot(outputAt(start.map((element, i) => element + t * direction[i]!)), cotangents[0]);
    function* line(t: number) {
      return { value: yield* ask(() => valueAt(t)), branches: undefined };
    }
    const judged = answer(
      judge(
        line,
        { value: valueAt(0), branches: undefined },
        { analytic: dot(slope, direction), step: stepOf(start), norm, looks: 6 },
      ),
    );
    return !(judged instanceof Promise) && judged.verdict === 'wrong';
  });
};

/** How many elements may be computed to find the entries of one derivative, about. */
const mostElements = 4e6;

/** The claimed and the true derivative, entry by entry: all of them, or as many of the first as cost little. */
const differenceOf = (local: Local, counts: readonly number[]) => {
  const { x, outputAt, pulled, cotangents } = local;
  const start = Float64Array.from(x.data);
  const step = stepOf(start) / 8;
  const column = (entry: number): Float64Array => {
    const moved = (by: number): Float64Array => outputAt(start.with(entry, start[entry]! + by));
    const [a, b, c, d] = [moved(-step), moved(step), moved(-step / 2), moved(step / 2)];
    return a.map((_, i) => (4 * ((d[i]! - c[i]!) / step) - (b[i]! - a[i]!) / (2 * step)) / 3);
  };
  const columns = new Map<number, Float64Array>();
  const columnOf = (entry: number): Float64Array => {
    const known = columns.get(entry) ?? column(entry);
    columns.set(entry, known);
    return known;
  };
  const count = Math.min(start.length, Math.max(16, Math.floor(mostElements / (start.length + cotangents[0].length))));
  const truth = Float64Array.from({ length: count }, (_, entry) => dot(columnOf(entry), cotangents[0]));
  const largest = truth.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  return {
    claimed: pulled(0).slice(0, count),
    claimedElsewhere: pulled(1).slice(0, count),
    true: truth,
    shape: count === start.length ? x.shape : [count],
    tolerance: 1e-6 * largest,
    counts,
    contributions: (entry: number) => columnOf(entry).map((part, i) => part * cotangents[0][i]!),
  };
};

/** The counts that the derivative of an operation may have to be divided by: how often its output goes into its inputs, and parts of that. */
const countsOf = ({ outputs }: Node, values: readonly Value[]): readonly number[] => {
  const sizes = values.flatMap(({ shape }) => [...shape, countOf(shape)]);
  const made = outputs.flatMap(({ shape }) => shape).filter((dim): dim is number => typeof dim === 'number');
  return [...new Set([...sizes, ...made])].filter((count) => count > 1);
};

const stepOf = (x: Float64Array): number => {
  const size = Math.sqrt(dot(x, x) / Math.max(1, x.length));
  return 2 ** Math.round(Math.log2(Number.EPSILON ** (1 / 5) * (Number.isFinite(size) ? Math.max(1, size) : 1)));
};

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  pairwiseSum(Float64Array.from(a, (element, i) => element * b[i]!));
