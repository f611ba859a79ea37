import {
  defineOp,
  elementary,
  mapLines,
  outcome,
  scale,
  type Shape,
  type Tensor,
  toTensor,
  someAxes,
  madeOf,
} from '@adjoint/graph';
import { sub } from './arithmetic.ts';
import { oneAxis } from './axis.ts';
import { equal, where } from './comparison.ts';
import { exp } from './exponential.ts';
import { expSumOfOthers, firstLargest } from './line.ts';
import { type Reduction, reduction, sum } from './reduction.ts';

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
  // where all are −∞ the softmax is NaN and the derivative 0
  derivative: ({ g, x, y, axes }) => where(equal(y, -Infinity), 0, scale(g, softmaxAlong(x, { axes }))),
});

type Along = Readonly<{ axes: readonly number[] }>;

const softmaxAlong = defineOp('softmax', <S extends Shape>(x: Tensor<S>, _: Along) => outcome<S>(x.shape), {
  attributes: { axes: someAxes },
  kernel: ({ inputs: [x], outputs: [y], attributes: { axes } }) =>
    mapLines(x, axes, y, (line) => {
      const largest = firstLargest(line);
      const top = line[largest]!;
      if (top === Infinity) return shareEvenly(line, (share) => share);
      const total = 1 + expSumOfOthers(line, largest);
      for (let i = 0; i < line.length; i++) line[i] = elementary.exp(line[i]! - top) / total;
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
  kernel: ({ inputs: [x], outputs: [y], attributes: { axes } }) =>
    mapLines(x, axes, y, (line) => {
      const largest = firstLargest(line);
      const top = line[largest]!;
      if (top === Infinity) return shareEvenly(line, elementary.log);
      const rest = elementary.log1p(expSumOfOthers(line, largest));
      for (let i = 0; i < line.length; i++) line[i] = line[i]! - top - rest;
    }),
  derivative: [({ g, y, attributes: { axes } }) => sub(g, scale(sum(g, { axis: axes, keepDims: true }), exp(y)))],
});

/** The limit where some elements are +∞: they share evenly, the others have nothing. */
const shareEvenly = (line: Float64Array, of: (share: number) => number): void => {
  const isWinner = line.map((element) => (element === Infinity ? 1 : 0));
  const share = 1 / isWinner.reduce((count, one) => count + one, 0);
  for (let i = 0; i < line.length; i++) line[i] = of(isWinner[i] === 1 ? share : 0);
};
