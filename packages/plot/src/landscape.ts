import { type AnyTensor, type Bindings, evaluate, type Sizes, type Tensor, type Value } from '@adjoint/graph';
import { demandDirections, movedBy, type Weights } from './direction.ts';
import { demand } from './error.ts';

/** The loss at a point moved by each of `steps` along a direction. */
export interface LossLine {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}

/** Several losses, such as those of single samples, along one direction: `terms[i][j]` is that of term `i` at step `j`. */
export interface TermLines {
  readonly steps: readonly number[];
  readonly terms: readonly (readonly number[])[];
}

/** The loss over a plane: `losses[j][i]` is that at `a[i]` along the first direction and `b[j]` along the second. */
export interface LossMap {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly losses: readonly (readonly number[])[];
}

/** What runs a loss again and again: `compile` of `@adjoint/runtime` and `interpret` of `@adjoint/optim` are such. */
export type LossCompiler = (
  outputs: Readonly<Record<string, AnyTensor>>,
  options: Readonly<{ held: Readonly<Record<string, Value>>; sizes: Sizes }>,
) => Runs | Promise<Runs>;

/** Computes outputs from bindings. */
export interface Runs {
  /** The outputs' values, by name. */
  readonly run: (bindings: Bindings) => Readonly<Record<string, Value>>;
}

/** From where to look at a loss, and how. */
export interface LandscapeOptions {
  /** The parameters' values in the middle. */
  readonly at: Weights;
  /** The data. */
  readonly bindings?: Bindings;
  readonly sizes?: Sizes;
  /** What runs the loss; each point is an `evaluate` if not given. */
  readonly compile?: LossCompiler;
  /** Is told how many of the points are done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends it: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The steps of a line: 41 from −1 to 1 if not given. */
export interface AlongOptions extends LandscapeOptions {
  readonly direction: Weights;
  readonly steps?: readonly number[];
}

/** The steps along both axes of a plane: 31 from −1 to 1 each if not given. */
export interface OverOptions extends LandscapeOptions {
  readonly directions: readonly [Weights, Weights];
  readonly a?: readonly number[];
  readonly b?: readonly number[];
}

/** `count` numbers from `from` to `to`, both included, evenly apart. */
export const evenly = (from: number, to: number, count: number): readonly number[] => {
  demand(
    'evenly',
    Number.isInteger(count) && count >= 0 && count <= 1e7,
    'count must be an integer from 0 to 10,000,000',
    count,
  );
  return Array.from({ length: count }, (_, i) => (count === 1 ? from : from + ((to - from) * i) / (count - 1)));
};

/**
 * The loss along one direction, L(W + aW₁).
 *
 * @example
 * ```ts
 * import { parameter, scale, sumTo, toValue } from '@adjoint/graph';
 * import { descentDirection, drawLossLine, lossAlong } from '@adjoint/plot';
 *
 * const w = parameter('w', [2]);
 * const loss = sumTo(scale(w, w), []);
 * const at = { w: toValue([3, 4]) };
 * const line = await lossAlong(loss, { at, direction: descentDirection(loss, { at }), steps: [0, 0.25, 0.5] });
 * line.losses; // [25, 6.25, 0]
 * drawLossLine(line).svg;
 * ```
 */
export const lossAlong = async (loss: Tensor<[]> | Tensor, options: AlongOptions): Promise<LossLine> => {
  const { steps, terms } = await termsAlong(loss, options);
  demand('lossAlong', terms.length === 1, 'the loss must be one number', `${terms.length} numbers`);
  return { steps, losses: terms[0]! };
};

/** Every element of a tensor along one direction: of the losses of all samples, the terms whose mean the loss is. */
export const termsAlong = async (losses: AnyTensor, options: AlongOptions): Promise<TermLines> => {
  const { at, direction, steps = evenly(-1, 1, 41) } = options;
  demandDirections('termsAlong', at, [direction]);
  const found = await valuesAt(losses, steps.map((step) => () => movedBy(at, [[step, direction]])), options); // prettier-ignore
  const count = found[0]?.length ?? 1;
  return { steps, terms: Array.from({ length: count }, (_, term) => found.map((values) => values[term]!)) };
};

/** The loss over two directions, L(W + aW₁ + bW₂). */
export const lossOver = async (loss: Tensor<[]> | Tensor, options: OverOptions): Promise<LossMap> => {
  const { at, directions, a = evenly(-1, 1, 31), b = evenly(-1, 1, 31) } = options;
  const [first, second] = directions;
  demandDirections('lossOver', at, [first, second]);
  const points = b.flatMap((y) => a.map((x) => () => movedBy(at, [[x, first], [y, second]]))); // prettier-ignore
  const found = await valuesAt(loss, points, options);
  const wrong = found.find((values) => values.length !== 1);
  demand('lossOver', wrong === undefined, 'the loss must be one number', `${wrong?.length} numbers`);
  return { a, b, losses: b.map((_, j) => a.map((_, i) => found[j * a.length + i]![0]!)) };
};

const valuesAt = async (
  tensor: AnyTensor,
  points: readonly (() => Weights)[],
  { bindings = {}, sizes = {}, compile = interpreted, onProgress, signal }: LandscapeOptions,
): Promise<readonly Value['data'][]> => {
  const isValue = (binding: Bindings[string]): binding is Value => typeof binding === 'object' && 'data' in binding;
  const held = Object.entries(bindings).filter((entry): entry is [string, Value] => isValue(entry[1]));
  const others = Object.fromEntries(Object.entries(bindings).filter(([, binding]) => !isValue(binding)));
  const program = await compile({ tensor }, { held: Object.fromEntries(held), sizes });
  const found: Value['data'][] = [];
  let breathed = Date.now();
  for (const point of points) {
    signal?.throwIfAborted();
    found.push(program.run({ ...others, ...point() })['tensor']!.data.slice());
    onProgress?.(found.length, points.length);
    if (Date.now() - breathed < 50) continue;
    await new Promise((resolve) => setTimeout(resolve)); // lets a page draw, and a signal come
    breathed = Date.now();
  }
  return found;
};

const interpreted: LossCompiler = (outputs, { held, sizes }) => ({
  run: (bindings) => evaluate(outputs, { ...held, ...bindings }, { sizes }),
});
