import { either as E } from 'fp-ts';
import { type Dim, formatShape } from './dim.ts';
import type { Kind } from './kind.ts';

/** Everything that can be wrong with a graph or with what is bound to it. Each case carries its message. */
export type GraphError = Readonly<{ message: string }> &
  (
    | Readonly<{ _tag: 'ShapeMismatch'; operation: string; rule: string; shapes: readonly (readonly Dim[])[] }>
    | Readonly<{ _tag: 'KindMismatch'; operation: string; rule: string; kinds: readonly Kind[] }>
    | Readonly<{ _tag: 'InvalidArgument'; operation: string; rule: string; got: string }>
    | Readonly<{ _tag: 'AxisOutOfRange'; operation: string; axis: number; shape: readonly Dim[] }>
    | Readonly<{ _tag: 'EmptyReduction'; operation: string; shape: readonly Dim[] }>
    | Readonly<{ _tag: 'IndexOutOfRange'; operation: string; index: number; size: number; position: readonly number[] }>
    | Readonly<{ _tag: 'NotScalar'; shape: readonly Dim[] }>
    | Readonly<{ _tag: 'NotDifferentiable'; rule: string; got: string }>
    | Readonly<{ _tag: 'NotConnected'; names: readonly string[] }>
    | Readonly<{ _tag: 'DuplicateLeaf'; name: string }>
    | Readonly<{ _tag: 'InvalidGraph'; path: string; rule: string; got: string }>
    | Readonly<{ _tag: 'InvalidBindings'; problems: readonly BindingProblem[]; unused: readonly string[] }>
  );

/** One thing that is wrong with the values bound to a graph's leaves. */
export type BindingProblem = Readonly<{ message: string }> &
  (
    | Readonly<{ _tag: 'Missing'; leaf: string; shape: readonly Dim[]; kind: Kind }>
    | Readonly<{ _tag: 'WrongShape'; leaf: string; expected: readonly Dim[]; got: readonly number[] }>
    | Readonly<{ _tag: 'WrongValue'; leaf: string; rule: string; got: string; position: readonly number[] }>
    | Readonly<{ _tag: 'ConflictingSize'; name: string; sizes: readonly (readonly [source: string, size: number])[] }>
    | Readonly<{ _tag: 'UnknownSize'; name: string }>
  );

/** The result of a rule that may refuse: an fp-ts `Either` whose left is a `GraphError`. */
export type Result<A> = E.Either<GraphError, A>;

/** A failure that is a value: every package's error union consists of these. */
export interface Failure {
  readonly _tag: string;
  readonly message: string;
}

/** What is thrown where an expression must compose: an `Error` that carries the failure it stands for. */
export class AdjointError<F extends Failure = Failure> extends Error {
  override readonly name = 'AdjointError';
  readonly failure: F;
  constructor(failure: F) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The value of a `Right`; a `Left` is thrown as an `AdjointError`. The one place where failures become exceptions. */
export const orThrow = <F extends Failure, A>(result: E.Either<F, A>): A => {
  if (E.isLeft(result)) throw new AdjointError(result.left);
  return result.right;
};

/** Runs a build or an evaluation and returns what it throws as a value. Anything but a graph error is thrown on. */
export const attempt = <A>(build: () => A): Result<A> => {
  try {
    return E.right(build());
  } catch (error) {
    if (error instanceof AdjointError && isGraphError(error.failure)) return E.left(error.failure);
    throw error;
  }
};

/** Refuses with an error: the `Left` of a `Result`. */
export const refuse = (error: GraphError): Result<never> => E.left(error);

/** Operand shapes that break an operation's rule. */
export const shapeMismatch = (operation: string, rule: string, ...shapes: readonly (readonly Dim[])[]): GraphError => ({
  _tag: 'ShapeMismatch',
  operation,
  rule,
  shapes,
  message: `${operation}: ${rule}, got ${listed(shapes.map(formatShape))}`,
});

/** Operand kinds that break an operation's rule. */
export const kindMismatch = (operation: string, rule: string, ...kinds: readonly Kind[]): GraphError => ({
  _tag: 'KindMismatch',
  operation,
  rule,
  kinds,
  message: `${operation}: ${rule}, got ${listed(kinds)}`,
});

/** Operands that are not numbers of one kind, where nothing is converted silently. */
export const mixedNumbers = (operation: string, ...kinds: readonly Kind[]): GraphError => {
  const mismatch = kindMismatch(operation, 'operands must be all real or all int', ...kinds);
  return { ...mismatch, message: `${mismatch.message}; toReal makes real numbers of others` };
};

/** An argument that is not a tensor where one is due, or an attribute outside its range. */
export const invalidArgument = (operation: string, rule: string, got: unknown): GraphError => ({
  _tag: 'InvalidArgument',
  operation,
  rule,
  got: shown(got),
  message: `${operation}: ${rule}, got ${shown(got)}`,
});

/** An axis that a shape does not have. */
export const axisOutOfRange = (operation: string, axis: number, shape: readonly Dim[]): GraphError => ({
  _tag: 'AxisOutOfRange',
  operation,
  axis,
  shape,
  message:
    shape.length === 0
      ? `${operation}: a scalar has no axes, got axis ${shownAxis(axis)}`
      : `${operation}: axis must be an integer from ${-shape.length} to ${shape.length - 1} for shape ${formatShape(shape)}, got ${shownAxis(axis)}`,
});

/** A reduction without a value on nothing, such as the maximum. */
export const emptyReduction = (operation: string, shape: readonly Dim[]): GraphError => ({
  _tag: 'EmptyReduction',
  operation,
  shape,
  message: `${operation}: the reduced axes must not be empty, got shape ${formatShape(shape)}`,
});

/** An index or class label outside `0..size - 1`, with its position in the tensor of indices. */
export const indexOutOfRange = (
  operation: string,
  index: number,
  size: number,
  position: readonly number[],
): GraphError => ({
  _tag: 'IndexOutOfRange',
  operation,
  index,
  size,
  position,
  message: `${operation}: index must be ${size === 0 ? 'into an axis that is not empty' : `from 0 to ${size - 1}`}, got ${index} at ${formatShape(position)}`,
});

/** A gradient of something that is not one number. */
export const notScalar = (shape: readonly Dim[]): GraphError => ({
  _tag: 'NotScalar',
  shape,
  message: `gradient: the loss must be a scalar, got shape ${formatShape(shape)}; take its sum or mean`,
});

/** A derivative that does not exist: of or by integers and truth values, or through an operation that declares none. */
export const notDifferentiable = (rule: string, got: string): GraphError => ({
  _tag: 'NotDifferentiable',
  rule,
  got,
  message: `gradient: ${rule}, got ${got}`,
});

/** Derivatives asked for by tensors that the loss does not use. */
export const notConnected = (names: readonly string[]): GraphError => ({
  _tag: 'NotConnected',
  names,
  message: `gradient: the loss must depend on what it is differentiated by, got ${listed(names)}; { unused: 'zeros' } gives zeros instead`,
});

/** Two leaves of one name in one graph. */
export const duplicateLeaf = (name: string): GraphError => ({
  _tag: 'DuplicateLeaf',
  name,
  message: `graph: leaf names must be unique, got two leaves named ${shown(name)}; share one leaf or rename the other`,
});

/** What is wrong with a graph that is read from a file, and where. Without `got` the rule says it all. */
export const invalidGraph = (path: string, rule: string, ...got: readonly [] | readonly [unknown]): GraphError => ({
  _tag: 'InvalidGraph',
  path,
  rule,
  got: shown(got[0]),
  message: got.length === 0 ? `fromJSON: ${path}: ${rule}` : `fromJSON: ${path} ${rule}, got ${shown(got[0])}`,
});

/** All that is wrong with the bindings of one evaluation, and the bindings that nothing asked for. */
export const invalidBindings = (problems: readonly BindingProblem[], unused: readonly string[]): GraphError => ({
  _tag: 'InvalidBindings',
  problems,
  unused,
  message: [
    `evaluate: bindings must fit the graph's leaves, got ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}`,
    ...problems.map((problem) => `  ${problem.message}`),
    ...(unused.length > 0 ? [`  bound but not used: ${unused.join(', ')}`] : []),
  ].join('\n'),
});

/** A leaf without a value. */
export const missing = (leaf: string, shape: readonly Dim[], kind: Kind): BindingProblem => ({
  _tag: 'Missing',
  leaf,
  shape,
  kind,
  message: `${leaf}: must be bound, ${kind} of shape ${formatShape(shape)}`,
});

/** A value whose shape is not its leaf's. */
export const wrongShape = (leaf: string, expected: readonly Dim[], got: readonly number[]): BindingProblem => ({
  _tag: 'WrongShape',
  leaf,
  expected,
  got,
  message: `${leaf}: shape must be ${formatShape(expected)}, got ${formatShape(got)}`,
});

/** Something that is no array of numbers, or an element that its leaf's kind does not have, such as the label 2.5. */
export const wrongValue = (leaf: string, rule: string, got: unknown, position: readonly number[]): BindingProblem => ({
  _tag: 'WrongValue',
  leaf,
  rule,
  got: shown(got),
  position,
  message: `${leaf}: ${rule}, got ${shown(got)}${position.length > 0 ? ` at ${formatShape(position)}` : ''}`,
});

/** A named dimension that is given two sizes. */
export const conflictingSize = (
  name: string,
  sizes: readonly (readonly [source: string, size: number])[],
): BindingProblem => ({
  _tag: 'ConflictingSize',
  name,
  sizes,
  message: `dimension ${name}: must have one size, got ${listed(sizes.map(([source, size]) => `${size} in ${source}`))}`,
});

/** A named dimension that nothing bound has. */
export const unknownSize = (name: string): BindingProblem => ({
  _tag: 'UnknownSize',
  name,
  message: `dimension ${name}: must have a size; bind a leaf that has it or pass { sizes: { ${name}: ... } }`,
});

const graphTags: Readonly<Record<GraphError['_tag'], true>> = {
  ShapeMismatch: true,
  KindMismatch: true,
  InvalidArgument: true,
  AxisOutOfRange: true,
  EmptyReduction: true,
  IndexOutOfRange: true,
  NotScalar: true,
  NotDifferentiable: true,
  NotConnected: true,
  DuplicateLeaf: true,
  InvalidGraph: true,
  InvalidBindings: true,
};

const isGraphError = (failure: Failure): failure is GraphError => Object.hasOwn(graphTags, failure._tag);

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** Numbers and words as they are: an axis that is called by name is a usual mistake. */
const shownAxis = (axis: unknown): string => (typeof axis === 'string' ? axis : shown(axis));

/** A value as a message shows it, in a few words whatever it is; what refuses to be looked at is an object. */
const shown = (value: unknown, depth = 0): string => {
  try {
    return described(value, depth);
  } catch {
    return 'an object';
  }
};

const described = (value: unknown, depth: number): string => {
  if (typeof value === 'string') return `'${value.length > 80 ? `${value.slice(0, 80)}...` : value}'`;
  if (Array.isArray(value)) {
    if (depth > 3) return '[...]';
    const elements = Array.from({ length: Math.min(value.length, 8) }, (_, i) => shown(value[i], depth + 1));
    return `[${[...elements, ...(value.length > 8 ? ['...'] : [])].join(', ')}]`;
  }
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  const [constructor] = Object.prototype.toString.call(value).slice(8).split(']');
  return constructor === 'Object'
    ? `an object with ${Object.keys(value).slice(0, 8).join(', ') || 'nothing in it'}`
    : `a ${constructor}`;
};
