import {
  aBoolean,
  aDim,
  anAxis,
  type AnyTensor,
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
  type Shape,
  shapeMismatch,
  type Tensor,
  toTensor,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { oneAxis, type Replaced } from './axis.ts';
import { takeAlongAxis } from './indexing.ts';
import { booleanOption } from './option.ts';
import { part } from './slicing.ts';

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
 * many is a size up to that of the axis; any other is an `InvalidArgument`.
 */
export const topK = madeOf(
  () => [ranks, takeAlongAxis],
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
    const first = part(places, along, 0, count) as Tensor<Shape, 'int'>;
    return [takeAlongAxis(x as AnyTensor as Tensor, first, along), first] as never; // as Replaced states
  },
);

/**
 * For each value where it belongs among numbers in ascending order, which are a vector: how many of them are smaller, or with `side: 'right'` how
 * many are not larger. Numbers in another order are an `InvalidArgument` of the evaluation.
 */
export const searchSorted = madeOf(
  () => [insertion],
  <N extends Shape, S extends Shape>(
    numbers: Tensor<N>,
    values: Tensor<S>,
    options: SearchSortedOptions = {},
  ): Tensor<S, 'int'> => {
    const { side = 'left' } = optionsOf('searchSorted', options, ['side']);
    if (side !== 'left' && side !== 'right')
      return orThrow(refuse(invalidArgument('searchSorted', "side must be 'left' or 'right'", side)));
    return insertion(numbers as AnyTensor, values as AnyTensor, {
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
    unique(x as AnyTensor, { size }) as readonly AnyTensor[] as never, // as its rule has it
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

const insertion = defineOp(
  'searchSorted',
  (numbers: AnyTensor, values: AnyTensor, _: { readonly right: boolean }) =>
    numbers.shape.length === 1
      ? outcome<Shape, 'int'>([...values.shape], 'int')
      : refuse(shapeMismatch('searchSorted', 'the numbers must be a vector', numbers.shape)),
  {
    attributes: { right: aBoolean },
    portable: true,
    kernel: ({ operation, inputs: [numbers, values], outputs: [y], attributes: { right } }) => {
      const { data } = numbers;
      for (let i = 1; i < data.length; i++)
        if (compare(data[i - 1]!, data[i]!) > 0)
          return invalidArgument(operation, 'the numbers must ascend', `${data[i - 1]} before ${data[i]}`);
      values.data.forEach((value, i) => (y.data[i] = countBelow(data, value, right)));
      return undefined;
    },
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

const unique = defineOp(
  'uniqueCounts',
  (x: AnyTensor, { size }: { readonly size: Dim }) =>
    x.kind === 'bool'
      ? refuse(kindMismatch('uniqueCounts', 'the operand must be real or int', x.kind))
      : E.right([
          { shape: [size] as Shape, kind: x.kind },
          { shape: [size] as Shape, kind: 'int' },
        ] as const),
  {
    kinds: ['any'],
    attributes: { size: aDim },
    dims: ({ size }) => [size],
    portable: true,
    kernel: ({ operation, inputs: [x], outputs: [values, counts], attributes: { size } }) => {
      let found = -1;
      let last: number | undefined;
      for (const element of Float64Array.from(x.data).toSorted(compare)) {
        if (last === undefined || compare(last, element) !== 0) found++;
        if (found >= values.data.length)
          return invalidArgument(
            operation,
            `there must be at most ${size} different elements`,
            `more in ${formatShape(x.shape)}`,
          );
        if (counts!.data[found]!++ === 0) values.data[found] = element;
        last = element;
      }
      return undefined;
    },
  },
);
