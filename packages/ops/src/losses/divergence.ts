import {
  add,
  type AnyTensor,
  type Broadcast,
  type Broadcasting,
  type Fits,
  madeOf,
  type Scalar,
  s,
  scale,
  type Shape,
  type Tensor,
  toTensor,
} from '@adjoint/graph';
import { binary, sub } from '../elementwise/arithmetic.ts';
import { oneAxis, type Reduced } from '../arguments/axis.ts';
import { neg, reciprocal, unary } from '../elementwise/elementwise.ts';
import { log } from '../elementwise/exponential.ts';
import { realPair } from '../arguments/operand.ts';
import { sum } from '../reductions/reduction.ts';

/** A sum over one axis (the last if not given) of two operands that broadcast: one number for each line. */
export interface PairReduction {
  <S extends Shape, const A extends number = -1>(a: Tensor<S>, b: Tensor<S>, axis?: A): Tensor<Reduced<S, A, false>>;
  <P extends Shape, Q extends Shape, const A extends number = -1>(
    a: Tensor<P>,
    b: Tensor<Q> & Fits<P, Q>,
    axis?: A,
  ): Tensor<Reduced<Broadcast<P, Q>, A, false>>;
}

/** x·log y, element by element; 0 where x is 0, even at y = 0, unless y is NaN. Its derivatives are log y and x/y, which is 0 where x is 0. */
export const xlogy: Broadcasting<'real'> = madeOf(
  () => [productWithLog, ratio],
  ((x: Tensor, y: Tensor) => productWithLog(x, y)) as Broadcasting<'real'>, // shapes are checked by the operation
);

/**
 * The entropy −Σ p·log p of probabilities along an axis (the last if not given), in nats; 0 at p = 0, where the derivative
 * is +∞, and NaN below 0. An axis that is none is an `AxisOutOfRange`.
 */
export const entropy = madeOf(
  () => [surprise],
  <S extends Shape, const A extends number = -1>(p: Tensor<S>, axis: A = -1 as A): Tensor<Reduced<S, A, false>> => {
    const along = oneAxis('entropy', toTensor('entropy', p).shape, axis);
    return sum(surprise(p), along) as AnyTensor as Tensor<Reduced<S, A, false>>; // the shape of a sum
  },
);

/**
 * The Kullback-Leibler divergence Σ p·(log p − log q) of probabilities q from p along an axis (the last if not given), in
 * nats: nothing where p is 0, +∞ where only q is, NaN below 0. Where p/q lies between ½ and 2 a term is p·log1p((p − q)/q),
 * so each term has an error of a few units in its last place however near p and q are; their sum may fall below 0 by as
 * much. The derivative by q is −p/q, 0 where p is 0; that by p is log(p/q) + 1. An axis that is none is an `AxisOutOfRange`.
 */
export const klDivergence: PairReduction = madeOf(
  () => [relativeEntropy, logRatio, ratio],
  ((p: Tensor, q: Tensor, axis = -1) => {
    const [from, to] = realPair('klDivergence', p, q);
    return sum(relativeEntropy(from, to), oneAxis('klDivergence', from.shape, axis));
  }) as PairReduction, // dynamic inside, typed outside
);

const isNumber = (x: Scalar): Scalar => s.equal(x, x);

const productWithLog: Broadcasting<'real'> = binary(
  'xlogy',
  (x, y) => s.select(s.and(s.equal(x, 0), isNumber(y)), 0, s.mul(x, s.log(y))),
  ({ g, b }) => scale(g, log(b)),
  ({ g, a, b }) => scale(g, ratio(a, b)),
);

const surprise = unary(
  'entropy',
  (p) => s.select(s.equal(p, 0), 0, s.neg(s.mul(p, s.log(p)))),
  ({ g, x }) => scale(g, sub(-1, log(x))), // d(−p·log p) = −(log p + 1) dp
);

/** a/b, 0 where a is 0: apart from there `div`, but with 0/0 = 0. */
const ratio: Broadcasting<'real'> = binary(
  'ratio',
  (a, b) => s.select(s.and(s.equal(a, 0), isNumber(b)), 0, s.div(a, b)),
  ({ g, b }) => scale(g, reciprocal(b)),
  ({ g, a, b }) => scale(g, neg(ratio(ratio(a, b), b))),
);

/** log(p/q): near 1 by the difference, far from it by logarithms that do not overflow. */
const logOfRatio = (p: Scalar, q: Scalar): Scalar => {
  const quotient = s.div(p, q);
  const isBetween = (low: number, high: number): Scalar => s.and(s.less(low, quotient), s.less(quotient, high));
  const direct = s.select(isBetween(1e-30, 1e30), s.log(quotient), s.sub(s.log(p), s.log(q)));
  return s.select(isBetween(0.5, 2), s.log1p(s.div(s.sub(p, q), q)), direct);
};

const relativeEntropy: Broadcasting<'real'> = binary(
  'klDivergence',
  (p, q) => s.select(s.and(s.equal(p, 0), s.lessEqual(0, q)), 0, s.mul(p, logOfRatio(p, q))),
  ({ g, a, b }) => scale(g, add(1, logRatio(a, b))),
  ({ g, a, b }) => scale(g, neg(ratio(a, b))),
);

/** log(p/q), +∞ where q is 0, even at p = 0: the slope there of a divergence that jumps to +∞. */
const logRatio: Broadcasting<'real'> = binary(
  'logRatio',
  (p, q) => s.select(s.and(s.equal(q, 0), s.lessEqual(0, p)), Infinity, logOfRatio(p, q)),
  ({ g, a }) => scale(g, reciprocal(a)),
  ({ g, b }) => scale(g, neg(reciprocal(b))),
);
