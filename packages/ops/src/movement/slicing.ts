import {
  addDims,
  type AnyTensor,
  type Dim,
  divideDims,
  invalidArgument,
  isDim,
  type IsDynamic,
  type Kind,
  optionsOf,
  orThrow,
  refuse,
  resolveDim,
  type Shape,
  shapeMismatch,
  type Sizes,
  type Tensor,
  toTensor,
  aDim,
  listOf,
  madeOf,
  namesIn,
  optional,
  recordOf,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { oneAxis, type Replaced, resolveAxes } from '../arguments/axis.ts';
import { elementsIn } from '../arguments/option.ts';
import { type SelectedAxis, selection } from './selection.ts';

/** Part of an axis, as NumPy's `start:end:step`: negative bounds count from the end, a negative step goes backwards. */
export interface Range {
  readonly start?: number;
  readonly end?: number;
  /** 1 if not given. */
  readonly step?: number;
  /** The dimension that is left. To be given where part of a named dimension is taken, whose size only run time knows. */
  readonly dim?: Dim;
}

/** What ranges of type `R` leave of `S`: whole axes as they are, stated dimensions, else sizes that run time tells. */
export type Sliced<S extends Shape, R extends readonly Range[]> =
  true extends IsDynamic<S>
    ? Shape
    : number extends R['length']
      ? Shape
      : { -readonly [I in keyof S]: I extends keyof R ? SlicedDim<S[I], R[I]> : S[I] };

type SlicedDim<D, R> = R extends { readonly dim: infer N extends Dim }
  ? N
  : R extends { readonly start: number } | { readonly end: number } | { readonly step: number }
    ? Dim
    : D;

/**
 * Part of a tensor: one range an axis, `{}` for the whole of it; axes without a range stay whole. Bounds beyond the end are
 * clipped, as NumPy's are. Part of a named dimension needs its `dim` stated, and must turn out to have that size.
 *
 * @example
 * ```ts
 * import { input } from '@adjoint/graph';
 * import { slice } from '@adjoint/ops';
 *
 * const images = input('images', ['batch', 28, 28]);
 * slice(images, [{}, { start: 2, end: -2 }, { step: 2 }]).shape; // ['batch', 24, 14]
 * slice(images, [{ end: 10, dim: 10 }]).shape; // [10, 28, 28]
 * ```
 */
export const slice = madeOf(
  () => [cut],
  <S extends Shape, K extends Kind, const R extends readonly Range[]>(
    operand: Tensor<S, K>,
    ranges: R,
  ): Tensor<Sliced<S, R>, K> => {
    const x = toTensor('slice', operand);
    if (!Array.isArray(ranges) || ranges.length > x.shape.length)
      return orThrow(refuse(invalidArgument('slice', `must have at most ${x.shape.length} ranges`, ranges)));
    return cut(x, {
      ranges: x.shape.map((dim, axis) => bounded(dim, axis < ranges.length ? (ranges[axis] as Range) : {})),
    }) as AnyTensor as Tensor<Sliced<S, R>, K>; // as Sliced states
  },
);

/** The elements in opposite order along some axes, all of them if none are given. */
export const flip = <S extends Shape, K extends Kind>(
  operand: Tensor<S, K>,
  axis?: number | readonly number[],
): Tensor<S, K> => {
  const x = toTensor('flip', operand);
  const axes = resolveAxes('flip', x.shape, axis);
  return cut(x, {
    ranges: x.shape.map((dim, index) => ({ step: axes.includes(index) ? -1 : 1, dim })),
  }) as AnyTensor as Tensor<S, K>; // whole axes stay
};

/** Consecutive parts along an axis: as many equal ones as a number says, or one of each listed dimension, which must add up to the axis. */
export function split<S extends Shape, K extends Kind, const A extends number>(
  x: Tensor<S, K>,
  count: number,
  axis: A,
): readonly Tensor<Replaced<S, A, Dim>, K>[];
export function split<S extends Shape, K extends Kind, const P extends readonly Dim[], const A extends number>(
  x: Tensor<S, K>,
  dims: P,
  axis: A,
): { readonly [I in keyof P]: Tensor<Replaced<S, A, P[I]>, K> };
export function split(operand: AnyTensor, parts: number | readonly Dim[], axis: number): readonly AnyTensor[] {
  const x = toTensor('split', operand);
  const along = oneAxis('split', x.shape, axis);
  const dims = typeof parts === 'number' ? equalParts(x, along, parts) : elementsIn(parts);
  const starts = dims?.every(isDim) === true ? startsOf(dims) : undefined;
  if (starts?.at(-1) !== x.shape[along])
    return orThrow(refuse(invalidArgument('split', `the parts must add up to ${x.shape[along]}`, parts)));
  return (dims as readonly Dim[]).map((dim, index) => part(x, along, starts![index]!, dim)); // just checked
}

/** The part of one axis that starts after `start` and has size `dim`; both may be named. */
export const part = (x: AnyTensor, axis: number, start: Dim, dim: Dim): AnyTensor => partBy(cut, x, axis, start, dim);

/** The first elements along an axis, for `topK`. */
export const topOf = madeOf(
  () => [ofTop],
  (x: AnyTensor, axis: number, count: number): AnyTensor => partBy(ofTop, x, axis, 0, count),
);

const partBy = (by: typeof cut, x: AnyTensor, axis: number, start: Dim, dim: Dim): AnyTensor =>
  by(x, {
    ranges: x.shape.map((whole, index) =>
      index === axis ? { start, end: addDims(start, dim), step: 1, dim } : { step: 1, dim: whole },
    ),
  });

/** A range whose bounds may be named and whose result is known. */
interface Cut {
  readonly start?: Dim;
  readonly end?: Dim;
  readonly step: number;
  readonly dim: Dim;
}

type Cuts = Readonly<{ ranges: readonly Cut[] }>;

/** Where each of some consecutive parts starts, and where the last one ends. */
const startsOf = (dims: readonly Dim[]): readonly Dim[] => {
  const starts: Dim[] = [0];
  for (const dim of dims) starts.push(addDims(starts.at(-1)!, dim));
  return starts;
};

/** Of an empty axis there could be any number. */
const mostParts = 2 ** 16;

const equalParts = (x: AnyTensor, axis: number, count: number): readonly Dim[] => {
  const dim =
    Number.isInteger(count) && count > 0 && count <= mostParts ? divideDims(x.shape[axis]!, count) : undefined;
  return dim === undefined
    ? orThrow(refuse(invalidArgument('split', `the number of parts must divide ${x.shape[axis]}`, count)))
    : Array.from<Dim>({ length: count }).fill(dim);
};

const bounded = (whole: Dim, range: Range): Cut => {
  const refused = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument('slice', rule, got)));
  const names = ['start', 'end', 'step', 'dim'] as const;
  const {
    start,
    end,
    step = 1,
    dim,
  } = range === undefined ? refused('a range must be an object', range) : optionsOf('slice', range, names, 'a range');
  for (const bound of [start, end])
    if (bound !== undefined && !Number.isSafeInteger(bound)) refused('bounds must be integers', bound);
  if (!Number.isSafeInteger(step) || step === 0) refused('steps must be integers other than 0', step);
  if (dim !== undefined && !isDim(dim)) refused('dim must be a size from 0 up or a name', dim);
  const bounds = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }), step };
  if (typeof whole === 'number') {
    const { count } = spanOf({ ...bounds, dim: 0 }, whole, {});
    return dim === undefined || typeof dim === 'string' || dim === count
      ? { ...bounds, dim: dim ?? count }
      : refused(`dim must be the size of what is taken, ${count}`, dim);
  }
  if (dim !== undefined) return { ...bounds, dim };
  return start === undefined && end === undefined && Math.abs(step) === 1
    ? { ...bounds, dim: whole }
    : refused(`part of the named dimension ${whole} needs its dim stated`, range);
};

/** Where a range starts in an axis of a given size, and how many elements it has. */
const spanOf = ({ start, end, step }: Cut, size: number, sizes: Sizes): { first: number; count: number } => {
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const clip = (bound: Dim | undefined, whole: number): number => {
    if (bound === undefined) return whole;
    const place = resolveDim(bound, sizes)!; // dims asks for the size of every name
    return Math.min(Math.max(place < 0 ? place + size : place, lowest), highest);
  };
  const first = clip(start, step > 0 ? lowest : highest);
  const last = clip(end, step > 0 ? highest : lowest);
  return { first, count: Math.max(0, Math.ceil((last - first) / step)) };
};

/** Where each place comes from. */
const stepsOf = ({ axis, from, attributes: { ranges }, sizes }: SelectedAxis<Cuts>) => ({
  start: spanOf(ranges[axis]!, from, sizes).first,
  step: ranges[axis]!.step,
});

const aBound = optional({
  must: 'be an integer or a name',
  accepts: (bound) => Number.isSafeInteger(bound) || isDim(bound),
});

const aStep = {
  must: 'be an integer other than 0',
  accepts: (step: unknown) => Number.isSafeInteger(step) && step !== 0,
};

const cutAs = (operation: string) =>
  selection<Cuts>(operation, {
    selected: recordOf({ ranges: listOf(recordOf({ start: aBound, end: aBound, step: aStep, dim: aDim })) }),
    shape: (x, { ranges }) =>
      ranges.length === x.shape.length
        ? E.right(ranges.map(({ dim }) => dim))
        : refuse(shapeMismatch(operation, `must have ${ranges.length} axes`, x.shape)),
    check: (operation, { axis, from, to, attributes: { ranges }, sizes }) => {
      const { count } = spanOf(ranges[axis]!, from, sizes);
      return count === to
        ? undefined
        : invalidArgument(operation, `what is taken of axis ${axis} must have size ${to}`, count);
    },
    place: (at) => {
      const { start, step } = stepsOf(at);
      return (to) => start + to * step;
    },
    stepped: (at) => stepsOf(at),
    widened: ({ ranges }, dim) => ({ ranges: [{ step: 1, dim }, ...ranges] }),
    defines: (x, { ranges }) =>
      ranges.flatMap((range, axis) => {
        const { start, end, dim } = range;
        const whole = x.shape[axis]!;
        const isNew = typeof dim === 'string' && dim !== whole && namesIn(dim)[0] === dim;
        if (!isNew) return [];
        const count = (sizes: Sizes): number | undefined => {
          const size = resolveDim(whole, sizes);
          const isKnown = [start, end].every(
            (bound) => typeof bound !== 'string' || resolveDim(bound, sizes) !== undefined,
          );
          return size === undefined || !isKnown ? undefined : spanOf(range, size, sizes).count;
        };
        return [{ name: dim, size: count }];
      }),
    format: ({ ranges }) =>
      `[${ranges.map(({ start = '', end = '', step }) => `${start}:${end}${step === 1 ? '' : `:${step}`}`).join(', ')}]`,
    dims: ({ ranges }) =>
      ranges.flatMap(({ start, end, dim }) => [start, end, dim].filter((bound) => bound !== undefined).filter(isDim)),
  });

const cut = cutAs('slice');

/** The same for `topK`, which refuses in its own name where there are too few. */
const ofTop = cutAs('topK');
