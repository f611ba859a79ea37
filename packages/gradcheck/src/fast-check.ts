import {
  add,
  AdjointError,
  type AnyTensor,
  countOf,
  deriveKey,
  evaluate,
  invalidArgument,
  orThrow,
  parameter,
  refuse,
  scale,
  type Shape,
  sumTo,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';
import * as fc from 'fast-check';

/** Which shapes are drawn. */
export interface ShapesOptions {
  /** How many axes there may be; 3 if not given. */
  readonly maxRank?: number;
  /** The smallest size of an axis; 1 if not given. With 0 there are shapes of no elements. */
  readonly minSize?: number;
  /** The largest size of an axis; 4 if not given. */
  readonly maxSize?: number;
}

/** Shapes, scalars among them. They shrink to fewer and shorter axes. */
export const shapes = ({ maxRank = 3, minSize = 1, maxSize = 4 }: ShapesOptions = {}): fc.Arbitrary<
  readonly number[]
> => fc.array(fc.integer({ min: minSize, max: maxSize }), { maxLength: maxRank });

/** Which numbers are drawn. */
export interface ValuesOptions {
  /** Numbers lie above `from` and below `to`; −10 and 10 if not given. Both must be finite. */
  readonly from?: number;
  readonly to?: number;
  /** Whether NaN, infinities, zeros of both signs, and the largest and the smallest numbers occur as well, whatever the interval. */
  readonly special?: boolean;
}

/**
 * Values of float64 of a shape, or of shapes that are drawn. Their numbers lie evenly in an interval, with whole numbers
 * among them, and shrink towards zero; drawn shapes shrink first. An empty interval is an `InvalidArgument`.
 *
 * @example
 * ```ts
 * import { shapes, values } from '@adjoint/gradcheck/fast-check';
 * import { evaluate, input, scale } from '@adjoint/graph';
 * import * as fc from 'fast-check';
 *
 * fc.assert(
 *   fc.property(values(shapes({ maxRank: 2 }), { from: 0, to: 5 }), (x) => {
 *     const doubled = evaluate(scale(input('x', x.shape), 2), { x });
 *     return doubled.data.every((e, i) => e === x.data[i]! + x.data[i]!);
 *   }),
 * );
 * ```
 */
export const values = (
  shape: readonly number[] | fc.Arbitrary<readonly number[]>,
  options: ValuesOptions = {},
): fc.Arbitrary<Value<Float64Array>> => {
  const element = elements(options);
  const of = (known: readonly number[]): fc.Arbitrary<Value<Float64Array>> =>
    fc
      .array(element, { minLength: countOf(known), maxLength: countOf(known) })
      .map((numbers) => ({ shape: known, data: Float64Array.from(numbers) }));
  return isArbitrary(shape) ? shape.chain(of) : of(shape);
};

/** What graphs are made of. */
export interface GraphsOptions {
  /** Operations of one operand. Smooth ones, if differences are to confirm their gradients. */
  readonly unary?: readonly ((x: Tensor) => AnyTensor)[];
  /** Operations of two operands. */
  readonly binary?: readonly ((a: Tensor, b: Tensor) => AnyTensor)[];
  /** How often an operation may be applied; 8 if not given. */
  readonly maxNodes?: number;
  /** How many parameters there may be; 3 if not given. */
  readonly maxParameters?: number;
  /** How many axes a parameter may have, 2 if not given, and how long they may be, 3 if not given. */
  readonly maxRank?: number;
  readonly maxSize?: number;
}

/** A random graph, and a point to check it at. */
export interface RandomGraph {
  /** A real scalar that depends on all parameters. */
  readonly loss: Tensor<[]>;
  readonly parameters: readonly Tensor[];
  /** Values of the parameters: distinct, and away from 0 and from whole numbers. */
  readonly at: Readonly<Record<string, Value<Float64Array>>>;
}

/**
 * Random graphs of operations of your choice, over parameters whose shapes broadcast together, with values to check them at.
 * Where an operation refuses its operands, or has values at the point that are not between 0.001 and 100 in magnitude, it is
 * left out: so `log` and `matmul` may be among them, and no difference cancels to zero. The loss adds a multiple of each
 * parameter, so that no gradient is zero throughout. Graphs shrink to fewer operations on smaller parameters.
 *
 * @example
 * ```ts
 * import { checkGradients } from '@adjoint/gradcheck';
 * import { graphs } from '@adjoint/gradcheck/fast-check';
 * import { div, exp, mul, tanh } from '@adjoint/ops';
 * import * as fc from 'fast-check';
 *
 * fc.assert(
 *   fc.property(graphs({ unary: [exp, tanh], binary: [mul, div] }), ({ loss, at }) => checkGradients(loss, { at }).ok),
 * );
 * ```
 */
export const graphs = ({
  unary = [],
  binary = [],
  maxNodes = 8,
  maxParameters = 3,
  maxRank = 2,
  maxSize = 3,
}: GraphsOptions): fc.Arbitrary<RandomGraph> => {
  const operations: readonly Operation[] = [
    ...unary.map((apply): Operation => ({ arity: 1, apply: (x) => apply(x) })),
    ...binary.map((apply): Operation => ({ arity: 2, apply })),
  ];
  if (operations.length === 0)
    return orThrow(refuse(invalidArgument('graphs', 'there must be operations to make graphs of', operations)));
  const step = fc.record({ operation: fc.nat(operations.length - 1), operands: fc.tuple(fc.nat(99), fc.nat(99)) });
  const part = fc.record({ rank: fc.nat(maxRank), repeated: fc.array(fc.boolean(), { maxLength: maxRank }) });
  return fc
    .record({
      shape: shapes({ maxRank, maxSize }),
      parts: fc.array(part, { minLength: 1, maxLength: maxParameters }),
      steps: fc.array(step, { maxLength: maxNodes }),
      seed: fc.nat(999),
    })
    .map((recipe) => graphOf(recipe, operations));
};

interface Operation {
  readonly arity: 1 | 2;
  readonly apply: (a: Tensor, b: Tensor) => AnyTensor;
}

/** What a graph is made by: plain numbers, which shrink well. */
interface Recipe {
  /** What the shapes of all parameters are parts of. */
  readonly shape: readonly number[];
  /** For each parameter how many of the axes it has, the last ones, and which of them have size 1. */
  readonly parts: readonly { readonly rank: number; readonly repeated: readonly boolean[] }[];
  /** Which operation is applied to which of the tensors there are so far, counted from the latest. */
  readonly steps: readonly { readonly operation: number; readonly operands: readonly [number, number] }[];
  readonly seed: number;
}

const graphOf = ({ shape, parts, steps, seed }: Recipe, operations: readonly Operation[]): RandomGraph => {
  const parameters: readonly Tensor[] = parts.map(({ rank, repeated }, index) =>
    parameter<Shape>(
      parameterName(index),
      shape.slice(Math.max(0, shape.length - rank)).map((size, axis) => (repeated[axis] === true ? 1 : size)),
    ),
  );
  const at = Object.fromEntries(
    parameters.map((leaf, index) => [parameterName(index), genericValue(leaf, deriveKey(seed, index))]),
  );
  const tensors: Tensor[] = [...parameters];
  const used = new Set<Tensor>();
  for (const { operation, operands } of steps) {
    const { arity, apply } = operations[operation]!;
    const [a, b] = operands.map((back) => tensors.at(-1 - (back % tensors.length))!) as [Tensor, Tensor]; // two of them
    const made = appliedAt(() => apply(a, b), at);
    if (made === undefined || tensors.includes(made)) continue;
    for (const operand of [a, b].slice(0, arity)) used.add(operand);
    tensors.push(made);
  }
  const results = tensors.slice(parameters.length).filter((tensor) => !used.has(tensor));
  const terms = [...results, ...parameters].map((tensor, index) => {
    const sum: Tensor<[]> = sumTo(tensor, []);
    const sign = evaluate(sum, at).data[0]! < 0 ? -1 : 1; // terms that cancel would leave a loss of rounding errors
    return scale(sum, sign / (1.3 + index));
  });
  return { loss: terms.reduce((sum, term) => add(sum, term)), parameters, at };
};

const parameterName = (index: number): string => String.fromCodePoint('a'.codePointAt(0)! + index);

/** Numbers of both signs between 0.2 and 1.8: the same seed gives the same. */
const genericValue = (leaf: Tensor, key: number): Value<Float64Array> => {
  const shape = leaf.shape.map(Number); // sizes, not names
  const data = uniforms(key, countOf(shape)).map((draw) => (draw < 0.5 ? -1 : 1) * (0.2 + 1.6 * ((2 * draw) % 1)));
  return { shape, data };
};

/** A real tensor with moderate values at the point, or `undefined` where there is none. */
const appliedAt = (make: () => AnyTensor, at: RandomGraph['at']): Tensor | undefined => {
  try {
    const made = make();
    if (made.kind !== 'real') return undefined;
    return evaluate(made as Tensor, at).data.every(isModerate) ? (made as Tensor) : undefined; // of that kind
  } catch (error) {
    if (error instanceof AdjointError) return undefined;
    throw error;
  }
};

const isModerate = (e: number): boolean => Math.abs(e) >= 1e-3 && Math.abs(e) <= 100;

const specials = [NaN, Infinity, -Infinity, 0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e-310];

/** How finely an interval is divided. */
const divisions = 2 ** 20;

const elements = ({ from = -10, to = 10, special = false }: ValuesOptions): fc.Arbitrary<number> => {
  const unit = 2 ** Math.floor(Math.log2((to - from) / divisions));
  if (!(from < to) || !(Math.max(Math.abs(from), Math.abs(to)) / unit < 2 ** 52))
    return orThrow(
      refuse(invalidArgument('values', 'from and to must be finite, and from less than to', { from, to })),
    );
  const multiples = (of: number): fc.Arbitrary<number> =>
    fc
      .integer({ min: Math.floor(from / of) + 1, max: Math.ceil(to / of) - 1 }) // without the ends
      .map((count) => count * of + 0); // no −0
  const hasWhole = Math.floor(from) + 1 < to;
  return fc.oneof(
    { withCrossShrink: true },
    ...(hasWhole ? [{ arbitrary: multiples(1), weight: 1 }] : []),
    { arbitrary: multiples(unit), weight: 4 },
    ...(special ? [{ arbitrary: fc.constantFrom(...specials), weight: 2 }] : []),
  );
};

const isArbitrary = (
  shape: readonly number[] | fc.Arbitrary<readonly number[]>,
): shape is fc.Arbitrary<readonly number[]> => !Array.isArray(shape);
