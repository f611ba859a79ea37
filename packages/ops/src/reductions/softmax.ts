import {
  add,
  defineOp,
  elementary,
  mapLines,
  type Node,
  outcome,
  resolveDim,
  scale,
  type Shape,
  type Sizes,
  type Tensor,
  toTensor,
  someAxes,
  madeOf,
} from '@adjoint/graph';
import { div, sub } from '../elementwise/arithmetic.ts';
import { oneAxis } from '../arguments/axis.ts';
import { equal, less, where } from '../elementwise/comparison.ts';
import { toReal } from '../elementwise/conversion.ts';
import { abs } from '../elementwise/elementwise.ts';
import { exp, log, log1p } from '../elementwise/exponential.ts';
import { expSumOfOthers, firstLargest } from './line.ts';
import { max, type Reduction, reduction, sum } from './reduction.ts';

/** exp(x) / Σ exp(x) along an axis (the last if not given): positive, sums to 1, never overflows. Several +∞ share evenly; all −∞ gives NaN. */
export const softmax = madeOf(
  () => [softmaxAlong],
  <S extends Shape>(x: Tensor<S>, axis = -1): Tensor<S> =>
    softmaxAlong(x, { axes: [oneAxis('softmax', toTensor('softmax', x).shape, axis)] }),
);

/** log softmax(x) along an axis (the last if not given), exact for scores far apart. */
export const logSoftmax = madeOf(
  () => [logSoftmaxAlong],
  <S extends Shape>(x: Tensor<S>, axis = -1): Tensor<S> =>
    logSoftmaxAlong(x, { axes: [oneAxis('logSoftmax', toTensor('logSoftmax', x).shape, axis)] }),
);

/** log Σ exp(x), without overflow and without losing small remainders; −∞ on nothing. Its derivative is the softmax. */
export const logSumExp: Reduction<'real'> = reduction('logSumExp', {
  kind: 'real',
  acceptsEmpty: true,
  line: (elements) => {
    const largest = firstLargest(elements);
    const top = elements[largest] ?? -Infinity;
    return Number.isFinite(top) ? top + elementary.log1p(expSumOfOthers(elements, largest)) : top;
  },
  expansion: (x, axes) => {
    const { top, rest } = partsOf(x, axes);
    return where(isFinite(top), add(top, log1p(rest)), top) as Tensor;
  },
  // where all are −∞ the softmax is NaN and the derivative 0
  derivative: ({ g, x, y, axes }) => where(equal(y, -Infinity), 0, scale(g, softmaxAlong(x, { axes }))),
});

type Along = Readonly<{ axes: readonly number[] }>;

const softmaxAlong = defineOp('softmax', <S extends Shape>(x: Tensor<S>, _: Along) => outcome<S>(x.shape), {
  attributes: { axes: someAxes },
  vectorized: ({ attributes: { axes }, again }) => again({ axes: axes.map((axis) => axis + 1) }),
  kernel: ({ inputs: [x], outputs: [y], attributes: { axes } }) =>
    mapLines(x, axes, y, (line) => {
      const largest = firstLargest(line);
      const top = line[largest]!;
      if (top === Infinity) return shareEvenly(line, (share) => share);
      const total = 1 + expSumOfOthers(line, largest);
      for (let i = 0; i < line.length; i++) line[i] = elementary.exp(line[i]! - top) / total;
    }),
  expansion: (node, sizes) =>
    expanded(node, sizes, (x, axes) => {
      const { top, ties, count, rest } = partsOf(x, axes);
      return where(equal(top, Infinity), div(ties, count), div(exp(sub(x, top)), add(1, rest))) as Tensor;
    }),
  derivative: [
    ({ g, y, attributes: { axes } }) => {
      const weighted = scale(g, y);
      return sub(weighted, scale(sum(weighted, { axis: axes, keepDims: true }), y)); // ds = s·(g − Σ g·s)
    },
  ],
});

const logSoftmaxAlong = defineOp('logSoftmax', <S extends Shape>(x: Tensor<S>, _: Along) => outcome<S>(x.shape), {
  attributes: { axes: someAxes },
  vectorized: ({ attributes: { axes }, again }) => again({ axes: axes.map((axis) => axis + 1) }),
  kernel: ({ inputs: [x], outputs: [y], attributes: { axes } }) =>
    mapLines(x, axes, y, (line) => {
      const largest = firstLargest(line);
      const top = line[largest]!;
      if (top === Infinity) return shareEvenly(line, elementary.log);
      const rest = elementary.log1p(expSumOfOthers(line, largest));
      for (let i = 0; i < line.length; i++) line[i] = line[i]! - top - rest;
    }),
  expansion: (node, sizes) =>
    expanded(node, sizes, (x, axes) => {
      const { top, ties, count, rest } = partsOf(x, axes);
      return where(equal(top, Infinity), log(div(ties, count)), sub(sub(x, top), log1p(rest))) as Tensor;
    }),
  derivative: [({ g, y, attributes: { axes } }) => sub(g, scale(sum(g, { axis: axes, keepDims: true }), exp(y)))],
});

/** The largest element of each line, where it stands, how often, and Σ exp(x − top) of all others. */
const partsOf = (x: Tensor, axis: readonly number[]) => {
  const along = { axis, keepDims: true };
  const top = max(x, along);
  const isTop = equal(x, top);
  const ties = toReal(isTop);
  const count = sum(ties, along);
  const below = sub(x, where(isFinite(top), top, 0));
  const others = sum(where(isTop, 0, exp(below)) as Tensor, along);
  return { top, ties, count, rest: add(others, sub(count, 1)) };
};

const isFinite = (x: Tensor): Tensor<Shape, 'bool'> => less(abs(x), Infinity);

/** What an operation along axes that are not empty is by others. */
const expanded = ({ inputs, attributes }: Node, sizes: Sizes, of: (x: Tensor, axes: readonly number[]) => Tensor) => {
  const x = inputs[0] as Tensor; // real, as the operation demands
  const { axes } = attributes as Along; // as its rule has it
  return axes.some((axis) => resolveDim(x.shape[axis]!, sizes) === 0) ? undefined : { value: of(x, axes) };
};

/** The limit where some elements are +∞: they share evenly, the others have nothing. */
const shareEvenly = (line: Float64Array, of: (share: number) => number): void => {
  const isWinner = line.map((element) => (element === Infinity ? 1 : 0));
  const share = 1 / isWinner.reduce((count, one) => count + one, 0);
  for (let i = 0; i < line.length; i++) line[i] = of(isWinner[i] === 1 ? share : 0);
};
