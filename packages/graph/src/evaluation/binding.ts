import { either as E } from 'fp-ts';
import type { Definition } from '../declaration.ts';
import { type Bindable, decodeValue, type Fault } from '../decode.ts';
import type { Dim, Sizes } from '../dim.ts';
import { isDim, namesIn, resolveDim, solveDim } from '../polynomial.ts';
import {
  type BindingProblem,
  conflictingSize,
  invalidBindings,
  missing,
  refuse,
  type Result,
  unknownSize,
  wrongShape,
  wrongValue,
} from '../error.ts';
import type { Kind } from '../kind.ts';
import { isVariable, nameOf } from '../leaf.ts';
import type { AnyTensor, Node } from '../node.ts';
import { sameShape } from '../shape.ts';
import { bodiesOf } from '../subgraph.ts';
import { visit } from '../topology.ts';
import type { Precision, Value } from '../value.ts';

/** Values for a graph's leaves, by name. */
export type Bindings = Readonly<Record<string, Bindable>>;

/** Bound leaves in the order given, and the size of every named dimension. */
export interface Bound {
  readonly values: readonly Value[];
  readonly sizes: Sizes;
}

/**
 * Decodes the bindings of some leaves: every leaf has a value of its kind and shape, every name in `shapes` one size, which is bound,
 * given or defined.
 * Typed arrays of real numbers stay as they are where no precision is given. All problems are reported at once. Bindings that no leaf asks for are no problem; they are listed beside those that are.
 */
export const bind = (
  leaves: readonly AnyTensor[],
  shapes: Iterable<readonly Dim[]>,
  definitions: Iterable<Definition>,
  bindings: Bindings,
  given: Sizes,
  precision: Precision | undefined,
): Result<Bound> => {
  const problems: BindingProblem[] = [];
  const values: Value[] = [];
  const found = leaves.map((leaf) => {
    const name = nameOf(leaf)!;
    const bound = Object.hasOwn(bindings, name) && !isVariable(leaf) ? bindings[name] : undefined;
    const decoded = bound === undefined ? E.left(unbound(name, leaf)) : decode(name, leaf.kind, bound, precision);
    if (E.isLeft(decoded)) problems.push(decoded.left);
    else values.push(decoded.right);
    return { name, leaf, shape: E.isLeft(decoded) ? undefined : decoded.right.shape };
  });
  for (const [name, size] of Object.entries(given))
    if (!isDim(size) || typeof size === 'string')
      problems.push(wrongValue(`sizes.${name}`, 'must be a size from 0 up', size, []));
  const { sizes: settled, conflicts } = settle(
    found,
    Object.fromEntries(Object.entries(given).filter(([, size]) => isDim(size))),
  );
  problems.push(...conflicts);
  const sizes = define(settled, definitions);
  for (const { name, leaf, shape } of found) {
    const expected = leaf.shape.map((dim) => resolveDim(dim, sizes) ?? dim);
    if (
      shape !== undefined &&
      !isOpen(shape, expected) &&
      !sameShape(shape, expected) &&
      !isConflict(conflicts, leaf.shape, shape, expected)
    )
      problems.push(wrongShape(name, leaf.shape, shape));
  }
  const isComplete = found.every(({ leaf, shape }) => shape?.length === leaf.shape.length);
  const reported = new Set(found.flatMap(unfitNames));
  if (isComplete)
    for (const name of unsettled(shapes, sizes)) if (!reported.has(name)) problems.push(unknownSize(name));
  if (problems.length === 0) return E.right({ values, sizes });
  const used = new Set(found.map(({ name }) => name));
  return refuse(
    invalidBindings(
      problems,
      Object.keys(bindings).filter((name) => !used.has(name)),
    ),
  );
};

const unbound = (name: string, leaf: AnyTensor): BindingProblem =>
  isVariable(leaf)
    ? wrongValue(name, 'has a value only inside the function that it is a variable of', 'a use outside', [])
    : missing(name, leaf.shape, leaf.kind);

/** Every shape in some nodes and in their subgraphs, and every dimension that one of them reads: what `bind` must find sizes for. */
export function* shapesOf(nodes: readonly Node[]): Iterable<AnyTensor['shape']> {
  for (const node of nodes) {
    const { op, attributes, outputs } = node;
    for (const { shape } of outputs) yield shape;
    if (op.dims !== undefined) yield op.dims(attributes);
    for (const body of bodiesOf(node)) yield* shapesOf(visit(body.outputs).nodes);
  }
}

/** The names that some nodes give to sizes. */
export function* definitionsIn(nodes: readonly Node[]): Iterable<Definition> {
  for (const node of nodes) {
    const { op, inputs, attributes } = node;
    if (op.defines !== undefined) yield* op.defines(inputs, attributes);
    for (const body of bodiesOf(node)) yield* definitionsIn(visit(body.outputs).nodes);
  }
}

interface Found {
  readonly name: string;
  readonly leaf: AnyTensor;
  readonly shape: readonly number[] | undefined;
}

/**
 * The size of each name, from the sizes given and from every leaf of the right rank; names with two sizes are conflicts. A leaf of `2*n` says what `n`
 * is where nothing has that by itself.
 */
const settle = (
  found: readonly Found[],
  given: Sizes,
): { readonly sizes: Sizes; readonly conflicts: readonly BindingProblem[] } => {
  const direct = new Map<string, readonly Source[]>();
  const implied = new Map<string, readonly Source[]>();
  for (const [name, size] of Object.entries(given)) direct.set(name, [['sizes', size]]);
  for (const { name: leaf, dim, size } of boundDims(found)) {
    const solved = solveDim(dim, size);
    if (solved?.size === undefined) continue;
    const sources = solved.name === dim ? direct : implied;
    sources.set(solved.name, [...(sources.get(solved.name) ?? []), [leaf, solved.size]]);
  }
  const sources = [...new Map([...implied, ...direct])];
  const conflicts = sources.filter(([, all]) => all.some(([, size]) => size !== all[0]![1]));
  return {
    sizes: Object.fromEntries(sources.map(([name, all]) => [name, all[0]![1]])),
    conflicts: conflicts.map(([name, all]) => conflictingSize(name, all)),
  };
};

/** Where a name has a size from. */
type Source = readonly [source: string, size: number];

/** The dimensions of leaves of the right rank, with the sizes that are bound. */
const boundDims = (found: readonly Found[]): readonly { name: string; dim: Dim; size: number }[] =>
  found.flatMap(({ name, leaf, shape }) =>
    shape?.length === leaf.shape.length ? leaf.shape.map((dim, axis) => ({ name, dim, size: shape[axis]! })) : [],
  );

/** The names that no size can have as a leaf is bound, such as `n` where 3 is bound to `2*n`. */
const unfitNames = (found: Found): readonly string[] =>
  boundDims([found]).flatMap(({ dim, size }) => (isPossible(dim, size) ? [] : namesIn(dim)));

/** Whether a shape may turn out to be the expected one, in which some names have no size. */
const isOpen = (shape: readonly number[], expected: readonly Dim[]): boolean =>
  shape.length === expected.length &&
  expected.some((dim) => typeof dim === 'string') &&
  expected.every((dim, axis) => typeof dim === 'number' || isPossible(dim, shape[axis]!));

/** Whether all that sets a shape apart from the expected one is reported as a conflict of sizes. */
const isConflict = (
  conflicts: readonly BindingProblem[],
  dims: readonly Dim[],
  shape: readonly number[],
  expected: readonly Dim[],
): boolean =>
  shape.length === dims.length &&
  dims.every(
    (dim, axis) =>
      shape[axis] === expected[axis] ||
      conflicts.some((conflict) => conflict._tag === 'ConflictingSize' && namesIn(dim).includes(conflict.name)),
  );

/** The sizes with those that follow from them; a definition may need the ones before it. */
const define = (settled: Sizes, definitions: Iterable<Definition>): Sizes => {
  const sizes: Record<string, number> = { ...settled };
  for (const { name, size } of definitions) {
    const found = Object.hasOwn(sizes, name) ? undefined : size(sizes);
    if (found !== undefined) sizes[name] = found;
  }
  return sizes;
};

/** Whether there are sizes of its names with which a dimension has a size. */
const isPossible = (dim: Dim, size: number): boolean => {
  const solved = solveDim(dim, size);
  return solved === undefined || solved.size !== undefined;
};

const unsettled = (shapes: Iterable<readonly Dim[]>, sizes: Sizes): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const shape of shapes) {
    for (const dim of shape) {
      if (typeof dim === 'string' && !Object.hasOwn(sizes, dim))
        for (const name of namesIn(dim)) if (!Object.hasOwn(sizes, name)) names.add(name);
    }
  }
  return names;
};

const decode = (
  name: string,
  kind: Kind,
  bound: Bindable,
  precision: Precision | undefined,
): E.Either<BindingProblem, Value> =>
  E.mapLeft(({ rule, got, position }: Fault) => wrongValue(name, rule, got, position))(
    decodeValue(kind, bound, precision),
  );
