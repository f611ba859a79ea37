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
  namesIn,
  type Node,
  normals,
  pairwiseSum,
  printExpression,
  scale,
  type Shape,
  type Sizes,
  sumTo,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';
import { answer, ask } from './asking.ts';
import { nodesBetween } from './branches.ts';
import { faultOf } from './fault.ts';
import { judge, type Judged, outside, stepFor } from './judge.ts';
import type { Suspect } from './report.ts';

/** Which nodes to look at, and where. */
export interface SearchOptions {
  readonly at: Bindings;
  readonly sizes: Sizes;
  /** What random directions are drawn from. */
  readonly key: Key;
}

/** The greatest number of nodes that are checked by themselves. */
const mostNodes = 2000;

/** What a search found. */
export interface Search {
  readonly suspect: Suspect | undefined;
  /** Whether every operation could be checked by itself, so that no suspect means that all of them agree. */
  readonly isComplete: boolean;
}

/**
 * The first operation, from the leaves on, whose derivative by one of its inputs disagrees with differences of that operation
 * alone, at the values it has in the graph.
 */
export const findCulprit = (
  output: AnyTensor,
  variables: readonly AnyTensor[],
  { at, sizes, key }: SearchOptions,
): Search => {
  const all = nodesBetween(variables, output).filter(
    ({ op, outputs }) => op.derivative !== undefined && outputs.some(({ kind }) => kind === 'real'),
  );
  const nodes = all.slice(0, mostNodes);
  let isComplete = nodes.length === all.length;
  const tensors = [...new Set(nodes.flatMap(({ inputs }) => inputs))];
  const values = new Map(
    Object.entries(
      evaluate(Object.fromEntries(tensors.map((tensor, index) => [`t${index}`, tensor])), at, { sizes }),
    ).map(([name, value]) => [tensors[Number(name.slice(1))]!, value as Value]),
  );
  const settled = { ...sizes, ...sizesIn(values) }; // an operation by itself need not have what settled them in the graph
  for (const [n, node] of nodes.entries()) {
    const inputs = node.inputs.map((tensor) => values.get(tensor)!);
    const found = suspectIn(node, inputs, settled, deriveKey(key, 'node', n));
    if (found.suspect !== undefined) return found;
    isComplete &&= found.isComplete;
  }
  return { suspect: undefined, isComplete };
};

/** The sizes of named dimensions, from tensors that have them. */
const sizesIn = (values: ReadonlyMap<AnyTensor, Value>): Sizes =>
  Object.fromEntries(
    [...values].flatMap(([{ shape }, value]) =>
      shape.flatMap((dim, axis) =>
        typeof dim === 'string' && namesIn(dim)[0] === dim ? [[dim, value.shape[axis]!]] : [],
      ),
    ),
  );

const suspectIn = (node: Node, values: readonly Value[], sizes: Sizes, key: Key): Search => {
  let isComplete = true;
  const places = [...node.outputs.keys()].filter((place) => node.outputs[place]!.kind === 'real');
  for (const [index, { kind }] of node.inputs.entries()) {
    if (kind !== 'real' || values[index]!.data.length === 0) continue;
    for (const place of places) {
      const own = place === 0 ? key : deriveKey(key, 'output', place);
      const local = localFunction(node, values, { index, place, sizes, key: own });
      isComplete &&= local !== undefined;
      if (local === undefined || !isWrong(local, deriveKey(own, index))) continue;
      const fault = faultOf(differenceOf(local, countsOf(values, local.cotangents[0].length)));
      const operation = node.label ?? node.op.name;
      const suspect = { operation, expression: printExpression(node.outputs[place]!), input: index, fault };
      return { suspect, isComplete };
    }
  }
  return { suspect: undefined, isComplete };
};

/** One operation at the values it has: one of its outputs, and its derivative by one input for a given cotangent. */
interface Local {
  readonly isElementwise: boolean;
  readonly x: Value;
  readonly outputAt: (data: Float64Array) => Float64Array;
  /** For the cotangents number 0 and 1, which are random. */
  readonly pulled: (cotangent: 0 | 1) => Float64Array;
  readonly cotangents: readonly [Float64Array, Float64Array];
}

/** Which output by which input, and what cotangents are drawn from. */
interface Entry {
  readonly index: number;
  readonly place: number;
  readonly sizes: Sizes;
  readonly key: Key;
}

const localFunction = (
  node: Node,
  values: readonly Value[],
  { index, place, sizes, key }: Entry,
): Local | undefined => {
  const leaves = node.inputs.map(({ shape, kind }, i) => input(`x${i}`, shape as Shape, kind));
  const output = applied(node, leaves).outputs[place] as Tensor; // which is real
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
  return { isElementwise: node.op.scalar !== undefined, x, outputAt, pulled, cotangents };
};

/** Whether the derivative disagrees with differences: element by element where the operation is elementwise, else along random directions. */
const isWrong = (local: Local, key: Key): boolean => {
  const slope = local.pulled(0);
  if (!slope.every(Number.isFinite)) return false;
  if (local.isElementwise) return hasWrongElement(local, slope);
  const size = slope.length;
  const judged = [0, 1].map((draw) => judgedAlong(local, slope, normals(deriveKey(key, 'direction', draw), size)));
  const wrong = judged.filter(({ verdict }) => verdict === 'wrong');
  if (wrong.some(({ note }) => note !== outside)) return true;
  // many kinks at once add up to slopes that need not enclose what is claimed; one entry has few of them
  const entries = [...new Set(Array.from(uniforms(deriveKey(key, 'entry'), 8), (draw) => Math.floor(draw * size)))];
  return (
    wrong.length > 0 &&
    entries.some(
      (entry) => judgedAlong(local, slope, new Float64Array(size).fill(1, entry, entry + 1)).verdict === 'wrong',
    )
  );
};

const judgedAlong = ({ x, outputAt, cotangents }: Local, slope: Float64Array, direction: Float64Array): Judged => {
  const start = Float64Array.from(x.data);
  const valueAt = (t: number): number =>
    dot(outputAt(start.map((element, i) => element + t * direction[i]!)), cotangents[0]);
  function* line(t: number) {
    return { value: yield* ask(() => valueAt(t)), branches: undefined };
  }
  const norm = Math.sqrt(dot(slope, slope));
  const options = { analytic: dot(slope, direction), step: stepFor(sizeOf(start)), first: 1, norm, looks: 6 };
  return answer(judge(line, { value: valueAt(0), branches: undefined }, options)) as Judged; // asked at once, answered at once
};

/** Whether an element's slope agrees at no step with its claim, neither as a slope nor as one between the two of a kink. */
const hasWrongElement = ({ x, outputAt, cotangents: [weights] }: Local, slope: Float64Array): boolean => {
  const start = Float64Array.from(x.data);
  const center = outputAt(start);
  let open = [...start.keys()];
  for (const factor of [1, 2 ** -4, 2 ** -8, 2 ** -12, 2 ** -16, 2 ** 4]) {
    const steps = start.map(
      (element) => factor * 2 ** Math.round(Math.log2(Math.max(1, Math.abs(element)))) * 2 ** -10,
    );
    const at = (part: number): Float64Array => outputAt(start.map((element, i) => element + part * steps[i]!));
    const [farLeft, left, right, farRight] = [at(-1), at(-0.5), at(0.5), at(1)];
    open = open.filter((i) => {
      const [h, g] = [steps[i]!, weights[i]!];
      const [wide, narrow] = [(farRight[i]! - farLeft[i]!) / (2 * h), (right[i]! - left[i]!) / h];
      const sides = [(center[i]! - left[i]!) / (h / 2), (right[i]! - center[i]!) / (h / 2)].map((side) => g * side);
      const roundoff =
        (8 * Number.EPSILON * Math.max(Math.abs(center[i]!), Math.abs(farRight[i]!), Math.abs(farLeft[i]!))) / h;
      const numeric = (g * (4 * narrow - wide)) / 3;
      const size = Math.max(Math.abs(numeric), Math.abs(slope[i]!));
      const error = Math.abs(g) * (Math.abs(narrow - wide) / 3 + roundoff);
      if (!Number.isFinite(numeric)) return false; // the edge of the domain
      if (Math.abs(slope[i]! - numeric) <= 4 * error + 1e-6 * size) return 4 * error > 1e-2 * size && size > 16 * error;
      const gap = Math.abs(sides[1]! - sides[0]!);
      const margin = 4 * Math.abs(g) * roundoff + 1e-6 * gap;
      const isBetween = slope[i]! >= Math.min(...sides) - margin && slope[i]! <= Math.max(...sides) + margin;
      return !(isBetween && gap > 0.1 * Math.max(...sides.map(Math.abs)));
    });
    if (open.length === 0) return false;
  }
  return true;
};

/** How many elements may be computed to find the entries of one derivative, about. */
const mostElements = 4e6;

/** The claimed and the true derivative, entry by entry: all of them, or as many of the first as cost little. */
const differenceOf = (local: Local, counts: readonly number[]) => {
  const { x, outputAt, pulled, cotangents } = local;
  const start = Float64Array.from(x.data);
  const step = stepFor(sizeOf(start)) / 8;
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

/** The counts that a derivative may have to be divided by: sizes of the inputs, and how many elements go into one of the output. */
const countsOf = (values: readonly Value[], outputs: number): readonly number[] => {
  const sizes = values.flatMap(({ shape }) => [...shape, countOf(shape), countOf(shape) / outputs]);
  return [...new Set(sizes)].filter((count) => count > 1 && Number.isInteger(count));
};

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  pairwiseSum(Float64Array.from(a, (element, i) => element * b[i]!));

/** The root of the mean square. */
const sizeOf = (x: Float64Array): number => Math.sqrt(dot(x, x) / Math.max(1, x.length));
