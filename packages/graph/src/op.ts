import { either as E } from 'fp-ts';
import type { AttributeRule, Declaration, Kernel, KernelCall } from './declaration.ts';
import type { Body } from './body.ts';
import type { Dim } from './dim.ts';
import { isDim } from './polynomial.ts';
import {
  type GraphError,
  invalidArgument,
  kindMismatch,
  orThrow,
  refuse,
  type Result,
  shapeMismatch,
} from './error.ts';
import type { Kind } from './kind.ts';
import { constantOf } from './leaf.ts';
import type { AnyTensor, Attributes, Node, Outcome, Tensor } from './node.ts';
import { isTensor, makeNode } from './application.ts';
import { type Scalar, type ScalarFunction, scalarExpression, scalarFunction } from './scalar.ts';
import { sameShape, type Shape } from './shape.ts';
import { batched } from './vectorization.ts';

/** The tensor of an outcome, or the tensors of several. */
export type TensorsOf<O> =
  O extends Outcome<infer S, infer K>
    ? Tensor<S, K>
    : { readonly [I in keyof O]: O[I] extends Outcome<infer S, infer K> ? Tensor<S, K> : never };

/**
 * Declares an operation. Its shape rule receives the operands, then the attributes (a plain object) where it has any,
 * and returns the shape and kind of the output, or of several outputs as a tuple; generic rules make generic operations.
 * A rule with a rest parameter alone makes an operation of any number of operands. The operation is the function returned:
 * numbers among its operands become scalars, and what a rule refuses is thrown as `AdjointError`.
 *
 * @example
 * ```ts
 * import { defineOp, outcome, s, scale, type Shape, type Tensor } from '@adjoint/graph';
 *
 * const cube = defineOp('cube', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
 *   scalar: (x) => s.mul(x, s.mul(x, x)),
 *   derivative: [({ g, x: [x] }) => scale(scale(g, scale(x, x)), 3)], // d(x³) = 3x² dx
 * });
 * ```
 */
export const defineOp = <I extends readonly unknown[], const O extends Outcome | readonly Outcome[]>(
  name: string,
  rule: (...inputs: I) => Result<O>,
  body: Body<I>,
): ((...inputs: I) => TensorsOf<O>) => {
  const declaration = declare(name, rule as Rules, body as unknown as Body); // nodes are typed at run time
  const operation = (...args: readonly unknown[]): AnyTensor | readonly AnyTensor[] => {
    const { outputs } = apply(declaration, body.kinds ?? allReal, args);
    const [only] = outputs;
    return only !== undefined && outputs.length === 1 ? only : outputs;
  };
  return carrying(operation, () => [declaration]) as unknown as (...inputs: I) => TensorsOf<O>; // what the rule says it makes
};

/** Any function that applies operations. */
export type Operation = (...inputs: never[]) => unknown;

/** What an operation made by `defineOp` declares, or the first of those that a function is made of; `undefined` for any other function. */
export const declarationOf = (operation: Operation): Declaration | undefined => declarationsOf(operation)[0];

/** Everything declared that a function applies: itself, or what `madeOf` says. */
export const declarationsOf = (operation: Operation): readonly Declaration[] =>
  (operation as { readonly [declared]?: () => readonly Declaration[] })[declared]?.() ?? []; // set in this file and nowhere else

/**
 * A function that applies operations under a friendlier signature, with what they declare: so that a graph it has built, or
 * one of its derivatives, can be read again from a file (`fromJSON`).
 */
export const madeOf = <F extends Operation>(operations: () => readonly Operation[], call: F): F =>
  carrying(
    call,
    onceAsked(() => operations().flatMap(declarationsOf)),
  );

/** What a shape rule returns when the inputs fit: the output's shape, and its kind (real if not given). */
export function outcome<S extends Shape>(shape: readonly [...S]): Result<Outcome<S, 'real'>>;
export function outcome<S extends Shape, K extends Kind>(shape: readonly [...S], kind: K): Result<Outcome<S, K>>;
export function outcome(shape: readonly Dim[], kind: Kind = 'real'): Result<Outcome> {
  return E.right({ shape, kind });
}

/** A tensor as it is, a number as a scalar constant (real if no kind is given); anything else is an `InvalidArgument` of the operation. */
export const toTensor = (operation: string, operand: unknown, kind: Kind = 'real'): AnyTensor =>
  isTensor(operand)
    ? operand
    : typeof operand === 'number'
      ? constantOf(operation, operand, kind)
      : orThrow(refuse(invalidArgument(operation, 'operands must be tensors or numbers', operand)));

/** A tensor of real numbers or a number, as a tensor; anything else is an `InvalidArgument` or a `KindMismatch` of the operation. */
export const toReals = (operation: string, operand: unknown): Tensor => {
  const tensor = toTensor(operation, operand);
  return tensor.kind === 'real'
    ? (tensor as Tensor) // as just seen
    : orThrow(refuse(kindMismatch(operation, 'operands must be real', tensor.kind)));
};

const declared = Symbol('declarations');

/** What a function gives when it is first asked: it may speak of what is defined later. */
const onceAsked = <T>(find: () => T): (() => T) => {
  let found: T | undefined;
  return () => (found ??= find());
};

const carrying = <F extends Operation>(call: F, declarations: () => readonly Declaration[]): F =>
  Object.defineProperty(call, declared, { value: declarations });

type Rules = (...inputs: readonly unknown[]) => Result<Outcome | readonly Outcome[]>;

const allReal: readonly Kind[] = ['real'];

const declare = (name: string, rule: Rules, body: Body): Declaration => {
  const {
    kinds = allReal,
    lowering,
    expansion,
    portable = false,
    derivative,
    identity,
    trimmed,
    branch,
    dims,
    defines,
    vectorized = 'kernel' in body ? undefined : batched,
    feeds,
    format = formatCall,
  } = body;
  const rules: Readonly<Record<string, AttributeRule>> = body.attributes ?? noRules;
  const hasAttributes = body.attributes !== undefined;
  const isVariadic = rule.length === 0; // its parameters are a rest parameter
  const arity = rule.length - (hasAttributes ? 1 : 0);
  const scalar = scalarOf(body, arity);
  return {
    name,
    role: 'operation',
    attributes: rules,
    bodies: Object.keys(rules).filter((key) => rules[key]!.isGraph === true),
    outcomes: (inputs, attributes) => {
      const refused =
        (inputs.length === arity || isVariadic ? undefined : refuse(wrongCount(name, arity, inputs.length))) ??
        mismatchedKinds(name, kinds, inputs) ??
        (scalar === undefined ? undefined : unequalShapes(name, inputs)) ??
        (rules === noRules && attributes === none ? undefined : wrongAttribute(name, rules, inputs, attributes));
      if (refused !== undefined) return refused;
      const result = hasAttributes ? rule(...inputs, attributes) : rule(...inputs);
      if (E.isLeft(result)) return result;
      const outcomes = isSeveral(result.right) ? result.right : [result.right];
      const odd = outcomes.find(({ shape }) => inputs.every((input) => input.shape !== shape) && !shape.every(isDim));
      return odd === undefined ? E.right(outcomes) : refuse(invalidArgument(name, tooLarge, odd.shape));
    },
    kernel: 'kernel' in body ? body.kernel : elementwise(scalar!), // a body without a kernel has a scalar
    scalar,
    lowering,
    expansion,
    portable: portable || scalar !== undefined,
    derivative,
    identity,
    trimmed,
    branch,
    dims,
    defines,
    vectorized,
    feeds,
    format,
  };
};

const apply = (op: Declaration, kinds: readonly (Kind | 'any')[], args: readonly unknown[]): Node => {
  const hasAttributes = op.attributes !== noRules;
  const last = args.at(-1);
  const attributes = hasAttributes && isAttributes(last) ? last : none;
  const operands = attributes === none ? args : args.slice(0, -1);
  if (!hasAttributes && isAttributes(last)) orThrow(refuse(invalidArgument(op.name, 'declares no attributes', last)));
  const inputs = operands.map((operand, index) => {
    const kind = kinds[Math.min(index, kinds.length - 1)];
    return toTensor(op.name, operand, kind === 'any' ? 'real' : kind);
  });
  return makeNode(op, inputs, attributes, orThrow(op.outcomes(inputs, attributes)));
};

const none: Attributes = Object.freeze({});

const noRules: Readonly<Record<string, AttributeRule>> = Object.freeze({});

/** A plain object; neither a tensor nor a value that was meant as an operand. */
const isAttributes = (value: unknown): value is Attributes =>
  !isTensor(value) &&
  Object.prototype.toString.call(value) === '[object Object]' &&
  !ArrayBuffer.isView((value as { readonly data?: unknown }).data);

const wrongCount = (name: string, arity: number, count: number): GraphError =>
  invalidArgument(name, `must have ${arity === 1 ? '1 operand' : `${arity} operands`}`, count);

const unequalShapes = (name: string, inputs: readonly AnyTensor[]): Result<never> | undefined =>
  inputs.every(({ shape }) => sameShape(shape, inputs[0]!.shape))
    ? undefined
    : refuse(shapeMismatch(name, 'shapes must be equal', ...inputs.map(({ shape }) => shape)));

const wrongAttribute = (
  name: string,
  rules: Readonly<Record<string, AttributeRule>>,
  inputs: readonly AnyTensor[],
  attributes: Attributes,
): Result<never> | undefined => {
  for (const key of Object.keys(attributes))
    if (!Object.hasOwn(rules, key)) return refuse(invalidArgument(name, `has no attribute ${key}`, attributes[key]));
  for (const [key, { must, accepts }] of Object.entries(rules))
    if (!accepts(attributes[key], inputs)) return refuse(invalidArgument(name, `${key} must ${must}`, attributes[key]));
  return undefined;
};

const tooLarge = 'the sizes of the result must be integers from 0 to 9007199254740991';

const isSeveral = (outcomes: Outcome | readonly Outcome[]): outcomes is readonly Outcome[] => Array.isArray(outcomes);

const mismatchedKinds = (
  name: string,
  kinds: readonly (Kind | 'any')[],
  inputs: readonly AnyTensor[],
): Result<never> | undefined => {
  const wanted = (index: number): Kind | 'any' => kinds[Math.min(index, kinds.length - 1)] ?? 'any';
  if (inputs.every(({ kind }, index) => wanted(index) === 'any' || wanted(index) === kind)) return undefined;
  const rule = `operands must be ${inputs.map((_, index) => (wanted(index) === 'any' ? 'any kind' : wanted(index))).join(', ')}`;
  return refuse(kindMismatch(name, rule, ...inputs.map(({ kind }) => kind)));
};

/** What the scalar expression of a body is for given attributes. */
const scalarOf = (body: Body, arity: number): ((attributes: Attributes) => Scalar) | undefined => {
  if ('scalarWith' in body) return (attributes) => scalarExpression(body.scalarWith(attributes), arity);
  if (!('scalar' in body)) return undefined;
  const expression = scalarExpression(body.scalar, arity);
  return () => expression;
};

const elementwise = (scalar: (attributes: Attributes) => Scalar): Kernel => {
  let known: { readonly attributes: Attributes; readonly kind: Kind; readonly compute: ScalarFunction } | undefined;
  return ({ inputs, outputs: [output], attributes }: KernelCall): void => {
    const kind = output.data instanceof Int32Array ? 'int' : 'real';
    if (known?.attributes !== attributes || known.kind !== kind)
      known = { attributes, kind, compute: scalarFunction(scalar(attributes), kind) };
    const { compute } = known;
    const elements = inputs.map(({ data }) => data);
    const { data } = output;
    for (let offset = 0; offset < data.length; offset++) data[offset] = compute(elements, offset);
  };
};

const formatCall = (inputs: readonly string[], { op, attributes }: Node): string => {
  const settings = Object.entries(attributes)
    .filter(([key]) => !op.bodies.includes(key))
    .map(([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}`);
  return `${op.name}(${[...inputs, ...(settings.length > 0 ? [`{ ${settings.join(', ')} }`] : [])].join(', ')})`;
};
