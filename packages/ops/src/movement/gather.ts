import {
  add,
  type AnyTensor,
  type AttributeRule,
  countOf,
  batched,
  defineOp,
  type Dim,
  type GraphError,
  indexOutOfRange,
  invalidArgument,
  isDim,
  type IsDynamic,
  isSize,
  type Kind,
  kindMismatch,
  orThrow,
  outcome,
  type Place,
  positionOf,
  refuse,
  type Result,
  sameShape,
  type Shape,
  shapeMismatch,
  type Stepped,
  type Tensor,
  toReals,
  toTensor,
  type Value,
  aDim,
  anAxis,
  anInteger,
  madeOf,
} from '@adjoint/graph';
import { addUp } from './accumulation.ts';
import { oneAxis, type Replaced } from '../arguments/axis.ts';
import { toReal } from '../elementwise/conversion.ts';
import { areIndices, placesAlong } from './indexing.ts';
import { moved } from './leading.ts';
import { reshape } from './movement.ts';

/** `S` with the axes `I` of the indices in the place of axis `A`. */
export type Gathered<S extends Shape, I extends Shape, A extends number> = true extends IsDynamic<S> | IsDynamic<I>
  ? Shape
  : A extends 0
    ? S extends [Dim, ...infer Rest extends Shape]
      ? [...I, ...Rest]
      : Shape
    : A extends -1
      ? S extends [...infer Rest extends Shape, Dim]
        ? [...Rest, ...I]
        : Shape
      : Shape;

/**
 * The parts of `x` at some indices along an axis, as NumPy's `take`: the axes of the indices, of which there may be any number, stand
 * in its place. An index outside the axis is an `IndexOutOfRange`. Parts taken several times add up their derivatives.
 */
export const gather = madeOf(
  () => [take, put],
  <S extends Shape, K extends Kind, I extends Shape, const A extends number>(
    x: Tensor<S, K>,
    indices: Tensor<I, 'int'>,
    axis: A,
  ): Tensor<Gathered<S, I, A>, K> =>
    take(x, toTensor('gather', indices, 'int'), {
      axis: oneAxis('gather', toTensor('gather', x).shape, axis),
      batch: 0,
    }) as AnyTensor as Tensor<Gathered<S, I, A>, K>, // as Gathered states
);

/**
 * `x` with `updates` added along an axis to the parts that the indices name, several times where an index is repeated. The
 * shape of the updates is that of `gather(x, indices, axis)`.
 */
export const scatterAdd = <S extends Shape, I extends Shape, const A extends number>(
  x: Tensor<S>,
  indices: Tensor<I, 'int'>,
  updates: Tensor<Gathered<S, I, A>>,
  axis: A,
): Tensor<S> => {
  const target = toReals('scatterAdd', x);
  const along = oneAxis('scatterAdd', target.shape, axis);
  const places = toTensor('scatterAdd', indices, 'int');
  const added = toReals('scatterAdd', updates);
  const due = gatheredShape(target.shape, places.shape, { axis: along, batch: 0 });
  if (!sameShape(added.shape, due))
    return orThrow(refuse(shapeMismatch('scatterAdd', `updates must have shape [${due.join(', ')}]`, added.shape)));
  return add(
    target,
    put(added, places, { axis: along, batch: 0, dim: target.shape[along]! }),
  ) as AnyTensor as Tensor<S>; // sums keep shapes
};

/**
 * The sums of the parts of `x` along its first axis that belong to each of some segments: one number from 0 to `count - 1` for each part,
 * in any order, says to which; a segment without parts is 0. A number beyond is an `IndexOutOfRange`.
 */
export const segmentSum = madeOf(
  () => [putInSegments, take],
  <S extends Shape, I extends Shape, const C extends Dim>(
    x: Tensor<S>,
    segments: Tensor<I, 'int'>,
    count: C,
  ): Tensor<Replaced<S, 0, C>> => {
    const parts = toReals('segmentSum', x);
    const numbers = toTensor('segmentSum', segments, 'int');
    if (numbers.shape.length !== 1 || parts.shape[0] !== numbers.shape[0]) {
      const rule = 'the segments must be a vector of as many as there are parts';
      return orThrow(refuse(shapeMismatch('segmentSum', rule, parts.shape, numbers.shape)));
    }
    if (!isDim(count))
      return orThrow(refuse(invalidArgument('segmentSum', 'the count must be a size or a name', count)));
    return putInSegments(parts, numbers, { axis: 0, batch: 0, dim: count }) as AnyTensor as Tensor<Replaced<S, 0, C>>; // as its rule has it
  },
);

/** For each index a row of zeros with a 1 at its place: the last axis of the result has one entry a class. An index that is no class is an `IndexOutOfRange`. */
export const oneHot = madeOf(
  () => [mark],
  <I extends Shape, const D extends Dim>(indices: Tensor<I, 'int'>, classes: D): Tensor<[...I, D]> =>
    mark(toTensor('oneHot', indices, 'int'), { dim: classes }) as AnyTensor as Tensor<[...I, D]>, // as its rule states
);

/** Along which axis indices choose, and how many axes before it are batches that they have too: each has indices of its own. */
type AlongAxis = Readonly<{ axis: number; batch: number }>;
type IntoAxis = AlongAxis & Readonly<{ dim: Dim }>;

const aCount: AttributeRule = { must: 'be a count of axes', accepts: isSize };

const gatheredShape = (shape: readonly Dim[], indices: readonly Dim[], { axis, batch }: AlongAxis): readonly Dim[] =>
  shape.toSpliced(axis, 1, ...indices.slice(batch));

const haveBatches = (shape: readonly Dim[], indices: readonly Dim[], { axis, batch }: AlongAxis): boolean =>
  batch <= Math.min(axis, indices.length) && sameShape(shape.slice(0, batch), indices.slice(0, batch));

const batchMismatch = (operation: string, x: AnyTensor, indices: AnyTensor, { batch }: AlongAxis): Result<never> =>
  refuse(shapeMismatch(operation, `the first ${batch} axes must be equal`, x.shape, indices.shape));

const take: (x: AnyTensor, indices: AnyTensor, at: AlongAxis) => Tensor = defineOp(
  'gather',
  (x: AnyTensor, indices: AnyTensor, at: AlongAxis) => {
    if (indices.kind !== 'int') return refuse(kindMismatch('gather', 'indices must be int', indices.kind));
    return haveBatches(x.shape, indices.shape, at)
      ? outcome<Shape, Kind>(gatheredShape(x.shape, indices.shape, at) as Shape, x.kind)
      : batchMismatch('gather', x, indices, at);
  },
  {
    kinds: ['any'],
    attributes: { axis: anAxis, batch: aCount },
    kernel: ({ operation, inputs: [x, indices], outputs: [y], attributes }) =>
      forEachPart(operation, x.shape, indices, attributes, (whole, part, size) =>
        y.data.set(x.data.subarray(whole, whole + size), part),
      ),
    lowering: ({ inputs: [x, indices], attributes }) =>
      x![attributes.axis] === 0 ? undefined : { type: 'move', places: chosenAlong(x!, indices!, attributes) }, // the kernel says why
    expansion: ({ inputs: [x, indices], attributes }, sizes) => ({
      valid: areIndices(indices!, x!.shape[(attributes as AlongAxis).axis]!, sizes), // as the rule has it
    }),
    vectorized: ({ inputs: [x, indices], node: { inputs: given }, isMapped, attributes: { axis, batch }, again }) => {
      if (batch > 0 || !isMapped.includes(false)) return again({ axis: axis + 1, batch: batch + 1 });
      if (isMapped[1] === false) return again({ axis: axis + 1, batch }, [x!, given[1]!]);
      return again({ axis, batch }, [given[0]!, indices!]).map((y) => moved(y, axis, 0));
    },
    derivative: [
      ({ g, x: [x, indices], attributes }) => put(g, indices, { ...attributes, dim: x.shape[attributes.axis]! }),
      () => null,
    ],
  },
) as (x: AnyTensor, indices: AnyTensor, at: AlongAxis) => Tensor; // of the kind of x

/** Adds each part of `x` to the place along an axis that its index names, starting from zeros. */
const putAs = (operation: string): ((x: AnyTensor, indices: AnyTensor, at: IntoAxis) => Tensor) =>
  defineOp(
    operation,
    (x: AnyTensor, indices: AnyTensor, at: IntoAxis) => {
      const { axis, batch, dim } = at;
      if (!haveBatches(x.shape, indices.shape, at)) return batchMismatch(operation, x, indices, at);
      const own = indices.shape.slice(batch);
      return sameShape(x.shape.slice(axis, axis + own.length), own)
        ? outcome<Shape>(x.shape.toSpliced(axis, own.length, dim) as Shape)
        : refuse(shapeMismatch(operation, `the axes from ${axis} on must be the indices'`, x.shape, indices.shape));
    },
    {
      kinds: ['real', 'int'],
      attributes: {
        axis: {
          ...anInteger,
          accepts: (axis, [x]) =>
            anInteger.accepts(axis, []) && Number(axis) >= 0 && Number(axis) <= (x?.shape.length ?? 0),
        },
        batch: aCount,
        dim: aDim,
      },
      kernel: ({ operation, inputs: [x, indices], outputs: [y], attributes }) =>
        addUp(y, (totals) =>
          forEachPart(operation, y.shape, indices, attributes, (whole, part, size) => {
            for (let i = 0; i < size; i++) totals[whole + i]! += x.data[part + i]!;
          }),
        ),
      lowering: ({ inputs: [, indices], output, attributes }) =>
        output[attributes.axis] === 0
          ? undefined
          : { type: 'put', places: [chosenAlong(output, indices!, attributes)], fill: 0, adds: true }, // likewise
      expansion: ({ inputs: [, indices], attributes }, sizes) => ({
        valid: areIndices(indices!, (attributes as IntoAxis).dim, sizes),
      }),
      vectorized: ({ inputs: [x], node: { inputs: given }, isMapped, attributes: { axis, batch, dim }, again }) =>
        batch > 0 || isMapped[1] === true
          ? again({ axis: axis + 1, batch: batch + 1, dim })
          : again({ axis: axis + 1, batch, dim }, [x!, given[1]!]),
      derivative: [
        ({ g, x: [, indices], attributes: { axis, batch } }) => take(g, indices, { axis, batch }),
        () => null,
      ],
      dims: ({ dim }) => [dim],
    },
  );

const put = putAs('scatterAdd');

/** The same for `segmentSum`, which refuses segments in its own name. */
const putInSegments = putAs('segmentSum');

const mark: (indices: AnyTensor, at: Readonly<{ dim: Dim }>) => Tensor = defineOp(
  'oneHot',
  (indices: AnyTensor, { dim }: Readonly<{ dim: Dim }>) => outcome<Shape>([...indices.shape, dim]),
  {
    kinds: ['int'],
    attributes: { dim: aDim },
    kernel: ({ operation, inputs: [indices], outputs: [y] }) =>
      forEachPart(operation, [y.shape.at(-1)!], indices, { axis: 0, batch: 0 }, (label, i) => {
        y.data[i * y.shape.at(-1)! + label] = 1;
      }),
    expansion: ({ inputs: [indices], outputs: [y] }) => {
      const [shape, axis] = [y!.shape, indices!.shape.length];
      const column = reshape(indices!, [...indices!.shape, 1] as Shape);
      const { isThere, valid } = placesAlong(shape, column, axis);
      return { value: toReal(isThere), valid };
    },
    vectorized: batched,
    derivative: [() => null],
    dims: ({ dim }) => [dim],
  },
);

/** Where each part comes from: the axes of the indices stand in the place of theirs. */
const chosenAlong = (
  shape: readonly number[],
  indices: readonly number[],
  { axis, batch }: AlongAxis,
): readonly Place[] => {
  const place = (along: number): Stepped => ({ axis: along, start: 0, step: 1 });
  return shape.map((_, other) =>
    other === axis
      ? { by: 1, at: indices.map((_, each) => place(each < batch ? each : axis + each - batch)) }
      : place(other < axis ? other : other + indices.length - batch - 1),
  );
};

/** Calls `visit` for each index and each place before the axis with the offsets of the part in the whole and among the parts, and its size; stops at the first index that names none. */
const forEachPart = (
  operation: string,
  shape: readonly number[],
  indices: Value,
  { axis, batch }: AlongAxis,
  visit: (whole: number, part: number, size: number) => void,
): GraphError | undefined => {
  const length = shape[axis]!;
  const size = countOf(shape.slice(axis + 1));
  const outer = countOf(shape.slice(0, axis));
  const bad = indices.data.findIndex((index) => index < 0 || index >= length);
  if (bad >= 0) return indexOutOfRange(operation, indices.data[bad]!, length, positionOf(bad, indices.shape));
  const own = countOf(indices.shape.slice(batch)); // of one batch, which has so many places before the axis:
  const places = countOf(shape.slice(batch, axis));
  for (let o = 0, part = 0; o < outer; o++)
    for (let i = 0, from = Math.floor(o / places) * own; i < own; i++, part += size)
      visit((o * length + indices.data[from + i]!) * size, part, size);
  return undefined;
};
