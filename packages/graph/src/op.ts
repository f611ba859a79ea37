import { either as E } from 'fp-ts';
import type { Declaration, Kernel, KernelCall, Rule } from './declaration.ts';
import type { Dim } from './dim.ts';
import { invalidArgument, kindMismatch, orThrow, refuse, type Result } from './error.ts';
import type { Kind } from './kind.ts';
import { constant } from './leaf.ts';
import { type AnyTensor, type Attributes, isTensor, makeNode, type Node, type Outcome, type Tensor } from './node.ts';
import { type Scalar, scalarFunction, scalarOf } from './scalar.ts';
import type { Shape } from './shape.ts';

/** A plain kernel over typed arrays. */
export interface ByKernel<A> {
  readonly kernel: Kernel<A>;
}

/** The scalar expression of an elementwise operation. */
export interface ByScalar {
  /** One element of the output from one of each input; all have the same shape. */
  readonly scalar: (...elements: Scalar[]) => Scalar;
}

/** How an operation computes. */
export type Computation<A> = ByKernel<A> | ByScalar;

/** All that an operation declares besides its name and its shape rule. */
export type Body<A = Attributes> = Computation<A> &
  Readonly<{
    /** The kind each input must have (the last one serves any further inputs); all real if not given. */
    kinds?: readonly (Kind | 'any')[];
    /** One rule an input (the last one serves any further inputs), linear in the cotangent `g`. */
    derivative?: readonly Rule<A>[];
    /** The dimensions whose sizes the kernel reads from its attributes rather than from its inputs. */
    dims?: (attributes: A) => readonly Dim[];
    /** How a listing shows the operation; `name(inputs, attributes)` if not given. */
    format?: (inputs: readonly string[], node: Node) => string;
  }>;

/** The attributes among an operation's arguments: the last one, where it is a plain object. */
export type AttributesOf<I extends readonly unknown[]> = I extends readonly [...unknown[], infer A]
  ? A extends AnyTensor
    ? Attributes
    : A
  : Attributes;

/** The tensor of an outcome, or the tensors of several. */
export type TensorsOf<O> =
  O extends Outcome<infer S, infer K>
    ? Tensor<S, K>
    : { readonly [I in keyof O]: O[I] extends Outcome<infer S, infer K> ? Tensor<S, K> : never };

/**
 * Declares an operation. Its shape rule receives the operands, then the attributes (a plain object) where it has any,
 * and returns the shape and kind of the output, or of several outputs as a tuple; generic rules make generic operations.
 * The operation is the function returned: numbers among its operands become scalars, and what a rule refuses is thrown as `AdjointError`.
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
  body: Body<AttributesOf<I>>,
): ((...inputs: I) => TensorsOf<O>) => {
  const { kinds = ['real'], derivative, dims, format = formatCall } = body;
  const isElementwise = 'scalar' in body;
  const outcomesOf = rule as (...inputs: readonly unknown[]) => Result<Outcome | readonly Outcome[]>; // makeNode is typed at run time
  const declaration: Declaration = {
    name,
    role: 'operation',
    outcomes: (inputs, attributes) => {
      const refused = mismatchedKinds(name, kinds, inputs);
      if (refused !== undefined) return refused;
      const result = attributes === none ? outcomesOf(...inputs) : outcomesOf(...inputs, attributes);
      return E.isLeft(result) ? result : E.right(isSeveral(result.right) ? result.right : [result.right]);
    },
    kernel: (isElementwise ? elementwise(scalarOf(body.scalar, rule.length)) : body.kernel) as Kernel, // the rule's attributes are the kernel's
    derivative: derivative as readonly Rule[] | undefined, // likewise
    dims: dims as Declaration['dims'], // likewise
    format,
  };
  const operation = (...args: readonly unknown[]): AnyTensor | readonly AnyTensor[] => {
    if (args.length < rule.length || (isElementwise && args.length > rule.length))
      return orThrow(refuse(invalidArgument(name, `must have ${rule.length} arguments`, args.length)));
    const { outputs } = apply(declaration, args, isElementwise, kinds);
    const [only] = outputs;
    return only !== undefined && outputs.length === 1 ? only : outputs;
  };
  return Object.defineProperty(operation, declared, { value: declaration }) as unknown as (
    ...inputs: I
  ) => TensorsOf<O>; // what the rule says it makes
};

/** What an operation made by `defineOp` declares, or `undefined` for any other function. */
export const declarationOf = (operation: (...inputs: never[]) => unknown): Declaration | undefined =>
  (operation as { readonly [declared]?: Declaration })[declared]; // set by defineOp and nowhere else

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
      ? constant(operand, kind)
      : orThrow(refuse(invalidArgument(operation, 'operands must be tensors or numbers', operand)));

const declared = Symbol('declaration');

const apply = (
  op: Declaration,
  args: readonly unknown[],
  isElementwise: boolean,
  kinds: readonly (Kind | 'any')[],
): Node => {
  const last = args.at(-1);
  const attributes = !isElementwise && isAttributes(last) ? last : none;
  const operands = attributes === none ? args : args.slice(0, -1);
  const inputs = operands.map((operand, index) => {
    const kind = kinds[Math.min(index, kinds.length - 1)];
    return toTensor(op.name, operand, kind === 'any' ? 'real' : kind);
  });
  return makeNode(op, inputs, attributes, orThrow(op.outcomes(inputs, attributes)));
};

const none: Attributes = Object.freeze({});

/** A plain object; neither a tensor nor a value that was meant as an operand. */
const isAttributes = (value: unknown): value is Attributes =>
  Object.prototype.toString.call(value) === '[object Object]' &&
  !isTensor(value) &&
  !ArrayBuffer.isView((value as { readonly data?: unknown }).data);

const isSeveral = (outcomes: Outcome | readonly Outcome[]): outcomes is readonly Outcome[] => Array.isArray(outcomes);

const mismatchedKinds = (
  name: string,
  kinds: readonly (Kind | 'any')[],
  inputs: readonly AnyTensor[],
): Result<never> | undefined => {
  const wanted = (index: number): Kind | 'any' => kinds[Math.min(index, kinds.length - 1)] ?? 'any';
  if (inputs.every(({ kind }, index) => wanted(index) === 'any' || wanted(index) === kind)) return undefined;
  const rule = `operands must be ${inputs.map((_, index) => wanted(index)).join(', ')}`;
  return refuse(kindMismatch(name, rule, ...inputs.map(({ kind }) => kind)));
};

const elementwise = (expression: Scalar): Kernel => {
  const compute = scalarFunction(expression);
  return ({ inputs, outputs: [output] }: KernelCall): void => {
    const elements = inputs.map(({ data }) => data);
    const { data } = output!;
    for (let offset = 0; offset < data.length; offset++) data[offset] = compute(elements, offset);
  };
};

const formatCall = (inputs: readonly string[], { op, attributes }: Node): string => {
  const settings = Object.entries(attributes).map(
    ([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}`,
  );
  return `${op.name}(${[...inputs, ...(settings.length > 0 ? [`{ ${settings.join(', ')} }`] : [])].join(', ')})`;
};
