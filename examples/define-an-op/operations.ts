import {
  anAxis,
  defineOp,
  type Dim,
  elementary,
  forEachLine,
  outcome,
  pairwiseSum,
  refuse,
  s,
  scale,
  type Shape,
  shapeMismatch,
  size,
  type Tensor,
} from '@adjoint/graph';
import {
  div,
  exp,
  expandDims,
  greater,
  less,
  matmul,
  neg,
  type Reduced,
  sub,
  sum,
  transpose,
  where,
} from '@adjoint/ops';

/**
 * What a prediction of a quantile costs: the distance to the target, times the quantile where the target is above and
 * times the rest where it is below. The derivative is 0 where the two are equal.
 */
export const pinball = defineOp(
  'pinball',
  <S extends Shape>(prediction: Tensor<S>, _target: Tensor<S>, _: { readonly quantile: number }) =>
    outcome(prediction.shape),
  {
    attributes: { quantile: { must: 'lie between 0 and 1', accepts: (q) => typeof q === 'number' && q > 0 && q < 1 } },
    scalarWith:
      ({ quantile }) =>
      (prediction, target) =>
        s.maximum(s.mul(quantile, s.sub(target, prediction)), s.mul(1 - quantile, s.sub(prediction, target))),
    derivative: [
      ({ g, x: [prediction, target], attributes }) => scale(g, slope(prediction, target, attributes.quantile)),
      ({ g, x: [prediction, target], attributes }) => scale(g, neg(slope(prediction, target, attributes.quantile))),
    ],
  },
);

/** 1 − quantile above the target, −quantile below it, 0 at it. */
const slope = (prediction: Tensor, target: Tensor, quantile: number): Tensor =>
  where(greater(prediction, target), 1 - quantile, where(less(prediction, target), -quantile, 0));

/** log(mean(exp(x))) along an axis, without overflow: between the mean and the largest element. −∞ on nothing. */
export const logMeanExp = defineOp(
  'logMeanExp',
  <S extends Shape, const A extends number>(x: Tensor<S>, { axis }: { readonly axis: A }) =>
    outcome<Reduced<S, A, false>>(x.shape.toSpliced(axis, 1) as Reduced<S, A, false>), // what the compiler cannot follow
  {
    attributes: { axis: anAxis },
    kernel: ({ inputs: [x], outputs: [y], attributes: { axis } }) =>
      forEachLine(x, [axis], (line, index) => {
        const top = Math.max(...line);
        const mean = pairwiseSum(line.map((e) => elementary.exp(e - top))) / line.length;
        y.data[index] = Number.isFinite(top) ? top + elementary.log(mean) : top;
      }),
    derivative: [
      ({ g, x: [x], y, attributes: { axis } }) =>
        scale(expandDims(g, axis), div(exp(sub(x, expandDims(y, axis))), size([x.shape[axis]!]))), // dy = Σ exp(x − y)/n · dx
    ],
  },
);

/** The squared distance of every row of `a` from every row of `b`; takes n·m numbers, where broadcasting would take n·m·d. */
export const squaredDistances = defineOp(
  'squaredDistances',
  <N extends Dim, M extends Dim, D extends Dim>(a: Tensor<[N, D]>, b: Tensor<[M, D]>) =>
    a.shape.length === 2 && b.shape.length === 2 && a.shape[1] === b.shape[1]
      ? outcome([a.shape[0], b.shape[0]])
      : refuse(shapeMismatch('squaredDistances', 'operands must be rows of one length', a.shape, b.shape)),
  {
    kernel: ({ inputs: [a, b], outputs: [y] }) => {
      const [n, m, d] = [a.shape[0]!, b.shape[0]!, a.shape[1]!];
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++)
          for (let k = 0; k < d; k++) y.data[i * m + j]! += (a.data[i * d + k]! - b.data[j * d + k]!) ** 2;
    },
    derivative: [
      ({ g, x: [a, b] }) => pull(g, a, b), // dy = 2 (a − b) · (da − db)
      ({ g, x: [a, b] }) => pull(transpose(g), b, a),
    ],
  },
);

/** Σⱼ gᵢⱼ · 2 (xᵢ − otherⱼ) for every row i of x. */
const pull = (g: Tensor, x: Tensor, other: Tensor): Tensor =>
  scale(sub(scale(sum(g, { axis: 1, keepDims: true }), x), matmul(g, other)), 2);
