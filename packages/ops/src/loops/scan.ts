import {
  addDims,
  type AnyTensor,
  type Dim,
  divideDims,
  invalidArgument,
  isDim,
  isSize,
  type IsDynamic,
  isTensor,
  kindMismatch,
  madeOf,
  multiplyDims,
  optionsOf,
  orThrow,
  refuse,
  sameShape,
  type Shape,
  shapeMismatch,
  type Tensor,
  variable,
} from '@adjoint/graph';
import { concat } from '../movement/joining.ts';
import { type Loop, looped, type Looped, scanned } from './loop.ts';
import { reshape } from '../movement/movement.ts';
import { booleanOption } from '../arguments/option.ts';
import { part } from '../movement/slicing.ts';
import { areAlike, formOf, like, type Structure, tensorsIn } from './structure.ts';

/** What one step gets of sequences: each without its leading dimension. */
export type ElementOf<X> = X extends AnyTensor ? OneElement<X> : { readonly [N in keyof X]: OneElement<X[N]> };

/** A sequence without its first axis: what a step gets of it. */
export type OneElement<T> =
  T extends Tensor<infer S, infer K> ? Tensor<true extends IsDynamic<S> ? Shape : OtherDims<S>, K> : never;

/** What steps give, stacked along a leading dimension. */
export type StackedAlong<Y, N extends Dim> = Y extends AnyTensor
  ? AllElements<Y, N>
  : { readonly [M in keyof Y]: AllElements<Y[M], N> };

/** What a step gives, with an axis of all steps in front. */
export type AllElements<T, N extends Dim> =
  T extends Tensor<infer S, infer K> ? Tensor<true extends IsDynamic<S> ? Shape : [N, ...S], K> : never;

/** The leading dimension of sequences. */
export type LengthOf<X> = X extends AnyTensor
  ? LeadingDim<X>
  : X extends readonly (infer T)[]
    ? LeadingDim<T>
    : LeadingDim<X[keyof X]>;

/** The first dimension of a sequence. */
export type LeadingDim<T> = T extends Tensor<infer S, infer _K> ? FirstDim<S> : Dim;

/** The dimensions of a shape after the first. */
export type OtherDims<S extends Shape> = S extends [Dim, ...infer Rest extends Shape] ? Rest : Shape;
/** The first dimension of a shape. */
export type FirstDim<S extends Shape> = S extends [infer N extends Dim, ...Shape] ? N : Dim;

/** How a scan runs. */
export interface ScanOptions {
  /** The number of steps, where there are no sequences to tell. */
  readonly length?: Dim;
  /** Whether steps are taken from the last element to the first. What they give still lies where its element did. */
  readonly reverse?: boolean;
  /**
   * Keeps only every so many-th carry for the derivative, which computes those in between again; `Infinity` keeps none, as is best where
   * no derivative is wanted. All are kept if not given. What a step computes besides is always computed again.
   */
  readonly checkpoint?: number;
}

/**
 * A loop over the leading dimension of some sequences: each step gets the carry (one tensor, or a list or record of them) and an element of
 * each sequence, and gives the next carry, of the same shapes, and whatever is to be stacked. Comes to the last carry and to what was
 * stacked. Without any steps the carry is the first one. Its derivative is a scan in the opposite direction.
 *
 * @example
 * ```ts
 * import { evaluate, input, parameter } from '@adjoint/graph';
 * import { add, mul, scan } from '@adjoint/ops';
 *
 * const decay = parameter('decay', []);
 * const signal = input('signal', ['time']);
 * const [last, all] = scan(
 *   (level, x) => {
 *     const next = add(mul(decay, level), x);
 *     return [next, next];
 *   },
 *   parameter('start', []),
 *   signal,
 * );
 * evaluate(all, { decay: 0.5, start: 0, signal: [1, 1, 1] }).data; // Float64Array [1, 1.5, 1.75]
 * ```
 */
export const scan: Scan = madeOf(() => [scanned, concat, reshape], ((
  step: (carry: Structure, element: Structure) => readonly [Structure, Structure],
  initial: Structure,
  sequences: Structure = [],
  options?: ScanOptions,
) => {
  const { length, reverse, checkpoint } = settingsOf(options);
  const starts = tensorsIn('scan', 'the initial carry', initial);
  const wholes = tensorsIn('scan', 'the sequences', sequences);
  const steps = lengthOf(wholes, length);
  const carries = starts.map(({ shape, kind }, index) => variable(`carry${index}`, shape, kind));
  const elements = wholes.map(({ shape, kind }, index) => variable(`element${index}`, shape.slice(1), kind));
  if (typeof step !== 'function') return orThrow(refuse(invalidArgument('scan', 'the step must be a function', step)));
  const made: unknown = step(like(initial, carries), like(sequences, elements));
  if (!Array.isArray(made) || made.length !== 2) {
    const got = isTensor(made) || Array.isArray(made) ? formOf(made) : made;
    return orThrow(refuse(invalidArgument('scan', 'a step must return the next carry and what to stack', got)));
  }
  const [carry, output] = made as unknown as readonly [unknown, unknown]; // as just seen
  const nexts = tensorsIn('scan', 'the next carry', carry);
  const stacked = tensorsIn('scan', 'what is stacked', output);
  if (!areAlike(carry, initial))
    return orThrow(refuse(invalidArgument('scan', `a step must give ${formOf(initial)} as its carry`, formOf(carry))));
  nexts.forEach((next, index) => sameCarry(starts[index]!, next));
  const loop: Loop = {
    operation: 'scan',
    carries: carries.map((each, index) => [each, starts[index]!, nexts[index]!]),
    sequences: elements.map((each, index) => [each, wholes[index]!]),
    stacked,
    summed: [],
    length: steps,
    reverse,
    history: checkpoint !== Infinity,
  };
  const result = checkpoint > 1 && checkpoint < Infinity ? inChunks(loop, checkpoint) : looped(loop);
  return [like(initial, result.carries), like(output, result.stacked)];
}) as unknown as Scan); // the structures of its signatures

/** A scan, by what it carries and what it goes through. */
export interface Scan {
  <const C extends Structure, const X extends Structure, const Y extends Structure>(
    step: (carry: C, element: ElementOf<X>) => readonly [NoInfer<C>, Y],
    initial: C,
    sequences: X,
    options?: ScanOptions,
  ): readonly [C, StackedAlong<Y, LengthOf<X>>];
  <const C extends Structure, const Y extends Structure, const N extends Dim>(
    step: (carry: C, element: readonly []) => readonly [NoInfer<C>, Y],
    initial: C,
    sequences: undefined,
    options: ScanOptions & { readonly length: N },
  ): readonly [C, StackedAlong<Y, N>];
}

const settingsOf = (
  given: ScanOptions | undefined,
): Required<Omit<ScanOptions, 'length'>> & Pick<ScanOptions, 'length'> => {
  const { length, reverse = false, checkpoint = 1 } = optionsOf('scan', given, ['length', 'reverse', 'checkpoint']);
  if (length !== undefined && !isDim(length))
    return orThrow(refuse(invalidArgument('scan', 'length must be a size from 0 up or a name', length)));
  if (checkpoint !== Infinity && !(isSize(checkpoint) && checkpoint > 0))
    return orThrow(refuse(invalidArgument('scan', 'checkpoint must be an integer from 1 up, or Infinity', checkpoint)));
  const settings = { reverse: booleanOption('scan', 'reverse', reverse), checkpoint };
  return length === undefined ? settings : { ...settings, length };
};

/** The number of steps: the leading dimension of all sequences, or what is given where there are none. */
const lengthOf = (wholes: readonly AnyTensor[], given: Dim | undefined): Dim => {
  const flat = wholes.find(({ shape }) => shape.length === 0);
  if (flat !== undefined)
    return orThrow(refuse(shapeMismatch('scan', 'sequences must have a leading dimension', flat.shape)));
  const length = given ?? wholes[0]?.shape[0];
  if (length === undefined)
    return orThrow(refuse(invalidArgument('scan', 'there must be sequences, or { length }', 'neither')));
  const odd = wholes.find(({ shape }) => shape[0] !== length);
  return odd === undefined
    ? length
    : orThrow(refuse(shapeMismatch('scan', 'sequences must have one leading dimension', [length], odd.shape)));
};

/** Refuses a carry that a step has changed the shape or the kind of. */
const sameCarry = (before: AnyTensor, after: AnyTensor): void => {
  if (!sameShape(before.shape, after.shape))
    orThrow(refuse(shapeMismatch('scan', 'a step must keep the shape of its carry', before.shape, after.shape)));
  if (before.kind !== after.kind)
    orThrow(refuse(kindMismatch('scan', 'a step must keep the kind of its carry', before.kind, after.kind)));
};

/**
 * A loop of loops, each of so many steps: only the carries between them are kept, for the derivative of a loop runs it once more. What
 * is left over is a loop of its own, which comes last.
 */
const inChunks = (loop: Loop, steps: number): Looped => {
  const { length, reverse } = loop;
  const chunks = typeof length === 'number' ? Math.floor(length / steps) : divideDims(length, steps);
  if (chunks === undefined)
    return orThrow(
      refuse(
        invalidArgument('scan', `checkpoint must divide the named dimension ${length}, as it does ${steps}*n`, steps),
      ),
    );
  const whole = multiplyDims(chunks, steps);
  const rest = typeof length === 'number' ? length - steps * Number(chunks) : 0;
  const starts = reverse ? [rest, 0] : [0, whole]; // of what is in chunks, and of what is left over
  const first = chunked(loop, { chunks, steps, whole, start: starts[0]! });
  if (rest === 0) return first;
  const last = looped({
    ...loop,
    carries: loop.carries.map(([each, , next], index) => [each, first.carries[index]!, next]),
    sequences: loop.sequences.map(([each, sequence]) => [each, part(sequence, 0, starts[1]!, rest)]),
    length: rest,
  });
  return {
    carries: last.carries,
    stacked: first.stacked.map((stack, index) => {
      const both = reverse ? [last.stacked[index]!, stack] : [stack, last.stacked[index]!];
      return concat(both as unknown as readonly [Tensor, Tensor], 0); // of the same kind
    }),
    summed: [],
    past: [],
  };
};

interface Chunks {
  readonly chunks: Dim;
  readonly steps: number;
  /** How many steps all chunks have. */
  readonly whole: Dim;
  readonly start: Dim;
}

const chunked = (loop: Loop, { chunks, steps, whole, start }: Chunks): Looped => {
  const carries = loop.carries.map(([{ shape, kind }], index) => variable(`outer${index}`, shape, kind));
  const pieces = loop.sequences.map(([each], index) => variable(`piece${index}`, [steps, ...each.shape], each.kind));
  const inner = looped({
    ...loop,
    carries: loop.carries.map(([each, , next], index) => [each, carries[index]!, next]),
    sequences: loop.sequences.map(([each], index) => [each, pieces[index]!]),
    length: steps,
  });
  const outer = looped({
    ...loop,
    carries: carries.map((each, index) => [each, loop.carries[index]![1], inner.carries[index]!]),
    sequences: loop.sequences.map(([each, sequence], index) => {
      const taken =
        addDims(start, whole) === sequence.shape[0] && start === 0 ? sequence : part(sequence, 0, start, whole);
      return [pieces[index]!, reshape(taken, [chunks, steps, ...each.shape])];
    }),
    stacked: inner.stacked,
    length: chunks,
  });
  return { ...outer, stacked: outer.stacked.map((stack) => reshape(stack, [whole, ...stack.shape.slice(2)])) };
};
