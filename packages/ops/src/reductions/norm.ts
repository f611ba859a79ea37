import {
  emptyReduction,
  invalidArgument,
  orThrow,
  pairwiseSum,
  refuse,
  scale,
  type Tensor,
  toReals,
  madeOf,
} from '@adjoint/graph';
import { div, mul } from '../elementwise/arithmetic.ts';
import { and, equal, less, where } from '../elementwise/comparison.ts';
import { abs, sqrt, square } from '../elementwise/elementwise.ts';
import {
  max,
  type Reduction,
  reduction,
  reductionAttributes,
  type ReductionOptions,
  type ReductionWith,
  sum,
} from './reduction.ts';

/** Which norm. */
export interface NormOptions {
  /** 1: the sum of magnitudes; 2 (if not given): the Euclidean length; `inf`: the largest magnitude. */
  readonly order?: 1 | 2 | 'inf';
}

/** The norm of the elements along some axes, or of all, as of one long vector. It does not overflow; the derivative at zero is zero. */
export const norm: ReductionWith<NormOptions> = madeOf(() => [euclidean, sum, max], ((
  operand: Tensor,
  options?: number | (ReductionOptions & NormOptions),
) => {
  const x = toReals('norm', operand);
  const { axes, keepDims } = reductionAttributes('norm', x, options, ['order']);
  const over = { axis: axes, keepDims };
  const { order = 2 } = typeof options === 'object' ? options : {};
  if (order === 2) return euclidean(x, over);
  if (order === 1) return sum(abs(x), over);
  if (order !== 'inf') return orThrow(refuse(invalidArgument('norm', "order must be 1, 2 or 'inf'", order)));
  return axes.some((axis) => x.shape[axis] === 0)
    ? orThrow(refuse(emptyReduction('norm', x.shape)))
    : max(abs(x), over);
}) as ReductionWith<NormOptions>); // the shapes of a reduction

const euclidean: Reduction<'real'> = reduction('norm', {
  kind: 'real',
  acceptsEmpty: true,
  line: (elements) => length(elements),
  expansion: (x, axes) => {
    const over = { axis: axes, keepDims: true };
    const largest = max(abs(x), over);
    const unit = where(and(less(0, largest), less(largest, Infinity)), largest, 1) as Tensor;
    return mul(unit, sqrt(sum(square(div(x, unit)), over)));
  },
  derivative: ({ g, x, y }) => scale(g, where(equal(y, 0), 0, div(x, y))), // d|x| = x·dx / |x|
});

/** The Euclidean length; where squares would overflow or vanish, of the vector times a power of two. */
const length = (elements: Float64Array): number => {
  const squares = pairwiseSum(elements.map((x) => x * x));
  if (squares > 2 ** -900 && squares < 2 ** 1000) return Math.sqrt(squares);
  const factor = squares < 1 ? 2 ** 600 : 2 ** -600;
  return Math.sqrt(pairwiseSum(elements.map((x) => (x * factor) ** 2))) / factor;
};
