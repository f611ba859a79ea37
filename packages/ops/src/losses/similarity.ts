import type { Tensor } from '@adjoint/graph';
import { div, mul } from '../elementwise/arithmetic.ts';
import { oneAxis } from '../arguments/axis.ts';
import { equal, where } from '../elementwise/comparison.ts';
import type { PairReduction } from './divergence.ts';
import { norm } from '../reductions/norm.ts';
import { realPair } from '../arguments/operand.ts';
import { sum } from '../reductions/reduction.ts';

/**
 * The cosine of the angle between vectors along an axis (the last if not given), a·b / (|a|·|b|), for operands that
 * broadcast. Each vector is divided by its norm first, so nothing overflows or vanishes that its norm does not. A zero
 * vector is similar to none: 0, and so are the derivatives there. NaN stays NaN. An axis that is none is an `AxisOutOfRange`.
 */
export const cosineSimilarity = ((a: Tensor, b: Tensor, axis = -1) => {
  const [from, to] = realPair('cosineSimilarity', a, b);
  const along = oneAxis('cosineSimilarity', from.shape, axis);
  return sum(mul(direction(from, along), direction(to, along)), along);
}) as PairReduction; // dynamic inside, typed outside

/** A vector divided by its norm; the zero vector as it is, without a derivative. */
const direction = (x: Tensor, axis: number): Tensor => {
  const length = norm(x, { axis, keepDims: true });
  return where(equal(length, 0), 0, div(x, length));
};
