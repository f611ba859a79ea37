import {
  aBoolean,
  aDim,
  anAxis,
  type AnyTensor,
  countOf,
  defineOp,
  type Dim,
  formatShape,
  invalidArgument,
  isSize,
  type Kind,
  kindMismatch,
  madeOf,
  mapLines,
  type NumericArray,
  optionsOf,
  orThrow,
  outcome,
  refuse,
  sameShape,
  type Shape,
  shapeMismatch,
  type Tensor,
  toTensor,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { oneAxis, type Replaced } from '../arguments/axis.ts';
import { takeAlongAxis } from './indexing.ts';
import { alongNext } from './leading.ts';
import { booleanOption } from '../arguments/option.ts';
import { topOf } from './slicing.ts';

/** How to order elements. */
export interface OrderOptions {
  /** Whether the largest comes first; not if not given. Equal elements stay in their order either way. */
  readonly descending?: boolean;
}

/**
 * The positions that put the elements along an axis (the last if not given) in order, smallest first; of equal elements the first comes first. NaN
 * counts as larger than all numbers, −0 as equal to 0.
 */
export const argsort = madeOf(
  () => [ranks],
  <S extends Shape, K extends Kind>(x: Tensor<S, K>, axis = -1, options: OrderOptions = {}): Tensor<S, 'int'> =>
    ranked('argsort', x, axis, options) as AnyTensor as Tensor<S, 'int'>, // of the same shape
);

/** The elements along an axis (the last if not given) in the order of `argsort`. */
export const sort = madeOf(
  () => [ranks, takeAlongAxis],
  <S extends Shape, K extends Kind>(x: Tensor<S, K>, axis = -1, options: OrderOptions = {}): Tensor<S, K> => {
    const places = ranked('sort', x, axis, options);
    return takeAlongAxis(x as AnyTensor as Tensor, places, oneAxis('sort', places.shape, axis)) as AnyTensor as Tensor<
      S,
      K
    >; // likewise
  },
);

/**
 * The largest elements along an axis (the last if not given), largest first, and their positions; of equal elements the first comes first. How
 * many is a size up to that of the axis; any other is an `InvalidArgument`. NaN counts as larger than all numbers.
 */
export const topK = madeOf(
  () => [ranks, topOf, takeAlongAxis],
  <S extends Shape, K extends Kind, const C extends number, const A extends number = -1>(
    x: Tensor<S, K>,
    count: C,
    axis: A = -1 as A,
  ): readonly [values: Tensor<Replaced<S, A, C>, K>, positions: Tensor<Replaced<S, A, C>, 'int'>] => {
    const places = ranked('topK', x, axis, { descending: true });
    const along = oneAxis('topK', places.shape, axis);
    const size = places.shape[along]!;
    if (!isSize(count) || (isSize(size) && count > size))
      return orThrow(refuse(invalidArgument('topK', `the count must be a size up to ${size}`, count)));
    const first = topOf(places, along, count) as Tensor<Shape, 'int'>;
    return [takeAlongAxis(x as AnyTensor as Tensor, first, along), first] as never; // as Replaced states
  },
);

/**
 * For each value where it belongs among numbers in ascending order, which are a vector: how many of them are smaller, or with `side: 'right'` how
 * many are not larger. Both are real, or both integers; others are a `KindMismatch`, and numbers in another order an `InvalidArgument` of the evaluation.
 */
export const searchSorted = madeOf(
  () => [insertion],
  <N extends Shape, S extends Shape, K extends 'real' | 'int'>(
    numbers: Tensor<N, K>,
    values: Tensor<S, NoInfer<K>>,
    options: SearchSortedOptions = {},
  ): Tensor<S, 'int'> => {
    const { side = 'left' } = optionsOf('searchSorted', options, ['side']);
    if (side !== 'left' && side !== 'right')
      return orThrow(refuse(invalidArgument('searchSorted', "side must be 'left' or 'right'", side)));
    const ascending = toTensor('searchSorted', numbers);
    if (ascending.shape.length !== 1)
      return orThrow(refuse(shapeMismatch('searchSorted', 'the numbers must be a vector', ascending.shape)));
    return insertion(ascending, toTensor('searchSorted', values, ascending.kind), {
      right: side === 'right',
    }) as AnyTensor as Tensor<S, 'int'>; // of the shape of the values
  },
);

/** On which side of equal numbers a value belongs. */
export interface SearchSortedOptions {
  /** `left` if not given. */
  readonly side?: 'left' | 'right';
}

/**
 * The different elements of a tensor in ascending order, and how often each occurs; NaN is one of them, and the last. There is room for as many as
 * `size` says: the places that are left have a count of 0 and hold 0, and where there are more different elements it is an `InvalidArgument` of the evaluation. It has no derivative.
 */
export const uniqueCounts = madeOf(
  () => [unique],
  <S extends Shape, K extends 'real' | 'int', const D extends Dim>(
    x: Tensor<S, K>,
    size: D,
  ): readonly [values: Tensor<[D], K>, counts: Tensor<[D], 'int'>] =>
    unique(x as AnyTensor, { batch: 0, size }) as readonly AnyTensor[] as never, // as its rule has it
);

type Order = Readonly<{ axis: number; descending: boolean }>;

const ranked = (operation: string, operand: unknown, axis: number, options: OrderOptions): Tensor<Shape, 'int'> => {
  const x = toTensor(operation, operand);
  const { descending = false } = optionsOf(operation, options, ['descending']);
  return ranks(x, {
    axis: oneAxis(operation, x.shape, axis),
    descending: booleanOption(operation, 'descending', descending),
  });
};

const ranks = defineOp('argsort', (x: AnyTensor, _: Order) => outcome<Shape, 'int'>([...x.shape], 'int'), {
  kinds: ['any'],
  attributes: { axis: anAxis, descending: aBoolean },
  portable: true,
  vectorized: alongNext,
  kernel: ({ inputs: [x], outputs: [y], attributes: { axis, descending } }) =>
    mapLines(x, [axis], y, (line) => {
      const sign = descending ? -1 : 1;
      line.set(Array.from(line, (_, i) => i).toSorted((i, j) => sign * compare(line[i]!, line[j]!))); // which is stable
    }),
  derivative: [() => null],
  branch: ({ outputs: [y] }) => y!, // another order is another branch
});

/** The order of numbers: NaN is larger than all others, −0 equal to 0. */
const compare = (a: number, b: number): number =>
  a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));

/** Of batches too: all axes of the numbers but the last are the first ones of the values. */
const insertion = defineOp(
  'searchSorted',
  (numbers: AnyTensor, values: AnyTensor, _: { readonly right: boolean }) => {
    const batch = numbers.shape.slice(0, -1);
    if (numbers.kind === 'bool' || numbers.kind !== values.kind)
      return refuse(kindMismatch('searchSorted', 'both must be real, or both integers', numbers.kind, values.kind));
    return numbers.shape.length > 0 && sameShape(batch, values.shape.slice(0, batch.length))
      ? outcome<Shape, 'int'>([...values.shape], 'int')
      : refuse(shapeMismatch('searchSorted', 'there must be numbers for each batch', numbers.shape, values.shape));
  },
  {
    kinds: ['any'],
    attributes: { right: aBoolean },
    portable: true,
    kernel: ({ operation, inputs: [numbers, values], outputs: [y], attributes: { right } }) => {
      const length = numbers.shape.at(-1)!;
      const own = countOf(values.shape.slice(numbers.shape.length - 1)); // values of each batch
      for (let batch = 0; batch < countOf(numbers.shape.slice(0, -1)); batch++) {
        const data = numbers.data.subarray(batch * length, (batch + 1) * length);
        for (let i = 1; i < data.length; i++)
          if (compare(data[i - 1]!, data[i]!) > 0)
            return invalidArgument(operation, 'the numbers must ascend', `${data[i - 1]} before ${data[i]}`);
        for (let i = batch * own; i < (batch + 1) * own; i++) y.data[i] = countBelow(data, values.data[i]!, right);
      }
      return undefined;
    },
    vectorized: ({ node: { inputs: given }, inputs: [, values], isMapped, attributes, again }) =>
      isMapped[0] === false && given[0]!.shape.length === 1
        ? again(attributes, [given[0]!, values!])
        : again(attributes),
    derivative: [() => null],
    branch: ({ outputs: [y] }) => y!,
  },
);

/** How many of some ascending numbers come before a value, by halving. */
const countBelow = (numbers: NumericArray, value: number, right: boolean): number => {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const order = compare(numbers[middle]!, value);
    if (order < 0 || (right && order === 0)) from = middle + 1;
    else to = middle;
  }
  return from;
};

/** How many leading axes are batches, each counted by itself, and for how many different elements there is room. */
type Room = Readonly<{ batch: number; size: Dim }>;

const unique = defineOp(
  'uniqueCounts',
  (x: AnyTensor, { batch, size }: Room) => {
    if (x.kind === 'bool') return refuse(kindMismatch('uniqueCounts', 'the operand must be real or int', x.kind));
    if (batch > x.shape.length)
      return refuse(shapeMismatch('uniqueCounts', `there must be ${batch} axes at least`, x.shape));
    const shape: Shape = [...x.shape.slice(0, batch), size];
    return E.right([
      { shape, kind: x.kind },
      { shape, kind: 'int' },
    ] as const);
  },
  {
    kinds: ['any'],
    attributes: { batch: { must: 'be a count of axes', accepts: isSize }, size: aDim },
    dims: ({ size }) => [size],
    portable: true,
    vectorized: ({ attributes: { batch, size }, again }) => again({ batch: batch + 1, size }),
    kernel: ({ operation, inputs: [x], outputs: [values, counts], attributes: { batch, size } }) => {
      const own = countOf(x.shape.slice(batch)); // elements of each batch
      const room = values.shape.at(-1)!;
      for (let start = 0, first = 0; start < x.data.length; start += own, first += room) {
        let found = -1;
        let last: number | undefined;
        for (const element of Float64Array.from(x.data.subarray(start, start + own)).toSorted(compare)) {
          if (last === undefined || compare(last, element) !== 0) found++;
          if (found >= room) {
            const rule = `there must be at most ${size} different elements`;
            return invalidArgument(operation, rule, `more in ${formatShape(x.shape.slice(batch))}`);
          }
          if (counts!.data[first + found]!++ === 0) values.data[first + found] = element;
          last = element;
        }
      }
      return undefined;
    },
  },
);
