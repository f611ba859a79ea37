import {
  broadcastTo,
  constant,
  type Dim,
  type IsDynamic,
  optionsOf,
  orThrow,
  refuse,
  type Shape,
  shapeMismatch,
  type Tensor,
  toReals,
  invalidArgument,
  type AnyTensor,
} from '@adjoint/graph';
import { div, mul } from '../elementwise/arithmetic.ts';
import { equal, where } from '../elementwise/comparison.ts';
import { booleanOption } from '../arguments/option.ts';
import { max, sum } from '../reductions/reduction.ts';
import { type Stencil, stencilNames, type StencilOptions, stencilOf, windowsOn } from './stencil.ts';
import { spanOf, stepsOption } from './windows.ts';

/** How windows move over pictures. Their stride is their size if not given. */
export type PoolOptions = StencilOptions;

/** How to average. */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether the zeros of the padding count as elements of their windows; `false` if not given. */
  readonly countsPadding?: boolean;
}

/** Pictures `S` after windows are laid over them: batch and channels stay, run time tells the sizes. */
export type Pooled<S extends Shape> =
  true extends IsDynamic<S>
    ? Shape
    : S extends [infer B extends Dim, Dim, Dim, infer C extends Dim]
      ? [B, Dim, Dim, C]
      : Shape;

/**
 * The largest element of each window, channel by channel, of pictures `[batch, height, width, channels]`. The size is one for both axes or
 * one for each; padding never counts, not even where a window holds nothing but −∞. Its derivative is split evenly over the winners of a window, as
 * that of `max`.
 */
export const maxPool2d = <S extends Shape>(
  x: Tensor<S>,
  size: number | readonly [number, number],
  options?: PoolOptions,
): Tensor<Pooled<S>> => {
  const [pictures, stencil] = pooled('maxPool2d', x, size, optionsOf('maxPool2d', options, stencilNames));
  const largest = max(windowsOn(pictures, stencil, -Infinity), { axis: within }) as Tensor;
  const shares = (): Tensor => div(elementsOf(stencil), elementsWithin(pictures, stencil)) as Tensor;
  const tied = (): Tensor => where(equal(largest, -Infinity), mul(largest, shares()), largest) as Tensor; // padding gives its share back
  return (isBare(stencil) ? largest : tied()) as AnyTensor as Tensor<Pooled<S>>; // as Pooled states
};

/**
 * The mean of each window, channel by channel, of pictures `[batch, height, width, channels]`. The size is one for both axes or one for each.
 * Only elements of the pictures count, so that those at a padded edge weigh more; with `countsPadding` the zeros of the padding count too.
 */
export const averagePool2d = <S extends Shape>(
  x: Tensor<S>,
  size: number | readonly [number, number],
  options?: AveragePoolOptions,
): Tensor<Pooled<S>> => {
  const given = optionsOf('averagePool2d', options, [...stencilNames, 'countsPadding']);
  const [pictures, stencil] = pooled('averagePool2d', x, size, given);
  const { countsPadding = false } = given;
  const countsAll = booleanOption('averagePool2d', 'countsPadding', countsPadding);
  const total = sum(windowsOn(pictures, stencil, 0), { axis: within });
  const count = countsAll || isBare(stencil) ? elementsOf(stencil) : elementsWithin(pictures, stencil);
  return div(total, count) as AnyTensor as Tensor<Pooled<S>>; // as Pooled states
};

/** The axes of places in a window. */
const within = [3, 4];

/** Whether nothing is put around pictures. */
const isBare = ({ widths }: Stencil): boolean => widths.flat().every((width) => width === 0);

const elementsOf = ({ size }: Stencil): number => size.reduce((product, each) => product * each, 1);

/** How many elements of each window lie on the pictures. */
const elementsWithin = ({ shape }: Tensor, stencil: Stencil): Tensor => {
  const ones = broadcastTo(constant(1), [1, ...shape.slice(1, 3), 1] as Shape) as AnyTensor as Tensor;
  return sum(windowsOn(ones, stencil, 0), { axis: within }) as Tensor;
};

const pooled = (
  operation: string,
  operand: AnyTensor,
  given: unknown,
  options: PoolOptions,
): readonly [Tensor, Stencil] => {
  const x = toReals(operation, operand);
  if (x.shape.length !== 4) {
    const rule = 'must have 4 axes: the batch, the height, the width, the channels';
    return orThrow(refuse(shapeMismatch(operation, rule, x.shape)));
  }
  const size = stepsOption(operation, 'the size', given, 2);
  const stencil = stencilOf(operation, x.shape.slice(1, 3), size, options, size);
  const isWide = stencil.widths.some(
    (width, axis) => Math.max(...width) >= spanOf(size[axis]!, stencil.dilation[axis]!),
  );
  return isWide
    ? orThrow(refuse(invalidArgument(operation, 'padding must be narrower than windows are', options.padding)))
    : [x, stencil];
};
