import { size, type Tensor, toReals } from '@adjoint/graph';
import { div, maximum, sub } from '../elementwise/arithmetic.ts';
import { sqrt, square } from '../elementwise/elementwise.ts';
import { norm } from './norm.ts';
import { numberOption } from '../arguments/option.ts';
import { mean, reductionAttributes, type ReductionOptions, type ReductionWith, sum } from './reduction.ts';

/** How to estimate a variance. */
export interface VarianceOptions {
  /** What is subtracted from the count: 0 (if not given) for the variance of a population, 1 for its estimate from a sample. */
  readonly correction?: number;
}

/** The mean squared distance from the mean; NaN on nothing. */
export const variance: ReductionWith<VarianceOptions> = ((operand: Tensor, options?: number | Options) => {
  const { x, axes, keepDims, count } = spreadOf('variance', operand, options);
  return div(sum(square(x), { axis: axes, keepDims }), count);
}) as ReductionWith<VarianceOptions>; // the shapes of sum

/** The square root of the variance. Where all elements are equal it is 0, and so is its derivative. */
export const standardDeviation: ReductionWith<VarianceOptions> = ((operand: Tensor, options?: number | Options) => {
  const { x, axes, keepDims, count } = spreadOf('standardDeviation', operand, options);
  return div(norm(x, { axis: axes, keepDims }), sqrt(count));
}) as ReductionWith<VarianceOptions>; // the shapes of norm

type Options = ReductionOptions & VarianceOptions;

const spreadOf = (name: string, operand: Tensor, options?: number | Options) => {
  const x = toReals(name, operand);
  const { axes, keepDims } = reductionAttributes(name, x, options, ['correction']);
  const { correction = 0 } = typeof options === 'object' ? options : {};
  return {
    x: sub(x, mean(x, { axis: axes, keepDims: true })),
    axes,
    keepDims,
    count: maximum(sub(size(axes.map((axis) => x.shape[axis]!)), numberOption(name, 'correction', correction)), 0),
  };
};
