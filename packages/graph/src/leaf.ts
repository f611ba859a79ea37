import { either as E } from 'fp-ts';
import type { Declaration } from './declaration.ts';
import { type Bindable, decodeValue, type Fault } from './decode.ts';
import type { Dim } from './dim.ts';
import { isDim } from './polynomial.ts';
import { duplicateLeaf, invalidArgument, orThrow, refuse, type Result, shapeMismatch } from './error.ts';
import { isKind, type Kind } from './kind.ts';
import type { AnyTensor, Outcome, Tensor } from './node.ts';
import { isTensor, makeNode } from './application.ts';
import { sameShape, type Shape } from './shape.ts';
import type { Value } from './value.ts';
import { visit } from './topology.ts';

/**
 * The starting value of a parameter or a state of some shape, as a graph: of nothing but a key, from which random operations draw, so
 * that it is the same for the same key on every platform.
 */
export type InitialValue = (shape: Shape, key: Tensor<[], 'int'>) => AnyTensor;

/** A leaf that is bound at every evaluation: data. Real unless a kind is given. */
export function input<const S extends Shape>(name: string, shape: readonly [...S]): Tensor<S>;
export function input<const S extends Shape, K extends Kind>(
  name: string,
  shape: readonly [...S],
  kind: K,
): Tensor<S, K>;
export function input(name: string, shape: readonly Dim[], kind: Kind = 'real'): AnyTensor {
  return leaf(inputs, name, shape, kind);
}

/** A leaf that training changes: real numbers that start from `initial` (zeros if not given), which may be a scalar for all. */
export const parameter = <const S extends Shape>(
  name: string,
  shape: readonly [...S],
  initial?: InitialValue | AnyTensor,
): Tensor<S> => leaf(parameters, name, shape, 'real', initial) as Tensor<S>; // of the shape just given

/** A leaf that an update rule remembers from step to step, such as a velocity: real numbers that start from `initial` (zeros if not given). */
export const state = <const S extends Shape>(
  name: string,
  shape: readonly [...S],
  initial?: InitialValue | AnyTensor,
): Tensor<S> => leaf(states, name, shape, 'real', initial) as Tensor<S>; // of the shape just given

/** A leaf that stands for what a function is applied to, such as what one step of a loop gets: nothing but an operation can bind it. */
export const variable = (name: string, shape: readonly Dim[], kind: Kind): AnyTensor =>
  leaf(variables, name, shape, kind);

/** Whether a tensor is a variable of some function. */
export const isVariable = ({ node }: AnyTensor): boolean => node.op === variables;

/** A fixed value: a number, nested arrays, or a `Value`. Real unless a kind is given. */
export function constant(value: number): Tensor<[]>;
export function constant<K extends Kind>(value: number, kind: K): Tensor<[], K>;
export function constant(value: Bindable): Tensor;
export function constant<K extends Kind>(value: Bindable, kind: K): Tensor<Shape, K>;
export function constant(value: Bindable, kind: Kind = 'real'): AnyTensor {
  return constantOf('constant', value, kind);
}

/** A fixed value that an operation was given; what is none is refused in the operation's name. */
export const constantOf = (operation: string, value: Bindable, kind: Kind): AnyTensor => {
  if (typeof value === 'number' && kind === 'real') return makeNode(constants, none, { value }, realScalar).outputs[0]!;
  if (!isKind(kind)) return orThrow(refuse(invalidArgument(operation, 'the kind must be real, int or bool', kind)));
  const fixed = orThrow(fixedValue(operation, value, kind));
  return makeNode(constants, none, { value: fixed }, [{ shape: fixed.shape, kind }]).outputs[0]!;
};

/** A leaf's name; `undefined` for constants and for everything that is computed. */
export const nameOf = ({ node }: AnyTensor): string | undefined =>
  node.op.role === 'operation' || node.op.role === 'constant' ? undefined : String(node.attributes['name']);

/** Every leaf that must be bound to evaluate the outputs, in the order of first use, or the error that two share one name. */
export const leavesOf = (...outputs: readonly AnyTensor[]): readonly AnyTensor[] =>
  orThrow(distinctLeaves(visit(outputs.map(requireTensor)).nodes.flatMap(boundOutput)));

/** The parameters that the outputs depend on, in the order of first use. */
export const parametersOf = (...outputs: readonly AnyTensor[]): readonly Tensor[] =>
  leavesOf(...outputs).filter((tensor): tensor is Tensor => tensor.node.op.role === 'parameter');

/** The leaves as they are, if their names are unique; those of variables are not names that anybody gave. */
export const distinctLeaves = (leaves: readonly AnyTensor[]): Result<readonly AnyTensor[]> => {
  const names = new Set<string>();
  for (const tensor of leaves) {
    if (isVariable(tensor)) continue;
    const name = nameOf(tensor) ?? '';
    if (names.has(name)) return refuse(duplicateLeaf(name));
    names.add(name);
  }
  return E.right(leaves);
};

const requireTensor = (output: AnyTensor): AnyTensor =>
  isTensor(output) ? output : orThrow(refuse(invalidArgument('leavesOf', 'outputs must be tensors', output)));

const none: readonly AnyTensor[] = [];
const realScalar: readonly Outcome[] = [{ shape: [], kind: 'real' }];

const leafOf = (role: Declaration['role']): Declaration => ({
  name: role,
  role,
  outcomes: () => E.left(invalidArgument(role, 'leaves are made by name, not applied', role)),
  attributes: {},
  bodies: [],
  kernel: () => {},
  scalar: undefined,
  lowering: undefined,
  expansion: undefined,
  portable: true,
  derivative: undefined,
  identity: undefined,
  trimmed: undefined,
  branch: undefined,
  dims: undefined,
  defines: undefined,
  vectorized: undefined,
  feeds: undefined,
  format: (_, { attributes }) => String(attributes['name']),
});

const inputs = leafOf('input');
const parameters = leafOf('parameter');
const states = leafOf('state');
const variables = leafOf('variable');

const constants: Declaration = {
  ...leafOf('constant'),
  kernel: ({ outputs: [output], attributes }) => {
    const fixed = attributes['value'] as number | Value; // constant() sets it
    if (typeof fixed === 'number') output.data[0] = fixed;
    else output.data.set(fixed.data);
  },
  format: (_, { attributes }) => {
    const fixed = attributes['value'] as number | Value; // constant() sets it
    if (typeof fixed === 'number') return `${fixed}`;
    return fixed.shape.length === 0 ? `${fixed.data[0]}` : 'constant';
  },
};

const leaf = (
  op: Declaration,
  name: string,
  shape: readonly Dim[],
  kind: Kind,
  initial?: InitialValue | AnyTensor,
): AnyTensor => {
  if (typeof name !== 'string' || name === '')
    return orThrow(refuse(invalidArgument(op.role, 'the name must be a string that is not empty', name)));
  if (!Array.isArray(shape) || !Array.from<unknown>(shape).every(isDim))
    return orThrow(refuse(invalidArgument(`${op.role} ${name}`, 'dimensions must be sizes from 0 up or names', shape)));
  if (!isKind(kind))
    return orThrow(refuse(invalidArgument(`${op.role} ${name}`, 'the kind must be real, int or bool', kind)));
  const attributes =
    initial === undefined ? { name } : { name, initial: startOf(`${op.role} ${name}`, shape, initial) };
  return makeNode(op, none, attributes, [{ shape: [...shape], kind }]).outputs[0]!;
};

/** The graph that a leaf starts from, of its shape or a scalar. */
const startOf = (leaf: string, shape: readonly Dim[], initial: unknown): AnyTensor => {
  const made: unknown = typeof initial === 'function' ? initial([...shape], input('key', [], 'int')) : initial;
  if (!isTensor(made) || made.kind !== 'real')
    return orThrow(
      refuse(invalidArgument(leaf, 'the initial value must be a real tensor, or a function that makes one', made)),
    );
  if (made.shape.length > 0 && !sameShape(made.shape, shape))
    return orThrow(refuse(shapeMismatch(leaf, 'the initial value must have its shape', made.shape, shape)));
  const other = leavesOf(made).find((dependence) => nameOf(dependence) !== 'key');
  return other === undefined
    ? made
    : orThrow(refuse(invalidArgument(leaf, 'the initial value may depend on its key alone', nameOf(other))));
};

const boundOutput = ({
  op,
  outputs,
}: {
  readonly op: Declaration;
  readonly outputs: readonly AnyTensor[];
}): readonly AnyTensor[] => (op.role === 'operation' || op.role === 'constant' ? [] : outputs);

const fixedValue = (operation: string, value: Bindable, kind: Kind): Result<Value> =>
  E.bimap(
    ({ rule, got }: Fault) => invalidArgument(operation, rule, got),
    ownValue,
  )(decodeValue(kind, value, 'float64'));

/** The caller's array may change later; a constant may not. */
const ownValue = ({ shape, data }: Value): Value => ({ shape: [...shape], data: data.slice() });
