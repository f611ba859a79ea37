import {
  type AnyTensor,
  broadcastTo,
  constant,
  type Dim,
  formatShape,
  invalidArgument,
  isDim,
  isSize,
  multiplyDims,
  optionsOf,
  orThrow,
  pullback,
  refuse,
  sameShape,
  type Shape,
  shapeMismatch,
  type Tensor,
  toReals,
} from '@adjoint/graph';
import { mul } from '../elementwise/arithmetic.ts';
import type { Convolved, Convolves, Deconvolved, Deconvolves } from './convolved.ts';
import { reshape, transpose } from '../movement/movement.ts';
import { elementsIn } from '../arguments/option.ts';
import { matmul } from '../products/product.ts';
import { sum } from '../reductions/reduction.ts';
import { smallestOf, stencilNames, type StencilOptions, stencilOf, windowsOn } from './stencil.ts';

/** How to convolve. */
export interface ConvolutionOptions extends StencilOptions {
  /** Into how many groups of neighbours the channels are divided; each output sees the inputs of one group. 1 if not given. */
  readonly groups?: number;
}

/** How to transpose a convolution. */
export interface TransposedOptions extends ConvolutionOptions {
  /** How large the pictures become. The smallest that the convolution makes such pictures of if not given, or `stride` times as large where the padding is `same`. */
  readonly size?: readonly Dim[];
}

/** Σ over windows of pictures and a kernel, of as many axes as the operation has. */
export type Convolution<Name extends string, Axes extends 3 | 4> = <
  S extends Shape,
  K extends Shape,
  const O extends ConvolutionOptions = Readonly<{}>,
>(
  x: Tensor<S>,
  kernel: Tensor<K> & Convolves<S, K, O, Name, Axes>,
  options?: O,
) => Tensor<Convolved<S, K, O>>;

/** The opposite of it, with the same kernel and options. */
export type Deconvolution<Name extends string, Axes extends 3 | 4> = <
  S extends Shape,
  K extends Shape,
  const O extends TransposedOptions = Readonly<{}>,
>(
  x: Tensor<S>,
  kernel: Tensor<K> & Deconvolves<S, K, Name, Axes>,
  options?: O,
) => Tensor<Deconvolved<S, K, O>>;

const convolution = <Name extends string, Axes extends 3 | 4>(operation: Name, axes: Axes): Convolution<Name, Axes> =>
  ((x: AnyTensor, kernel: AnyTensor, options?: ConvolutionOptions) =>
    convolve(operation, x, kernel, optionsOf(operation, options, names), axes - 2)) as Convolution<Name, Axes>; // dynamic inside, typed outside

const deconvolution = <Name extends string, Axes extends 3 | 4>(
  operation: Name,
  axes: Axes,
): Deconvolution<Name, Axes> =>
  ((x: AnyTensor, kernel: AnyTensor, options?: TransposedOptions) =>
    transposed(operation, x, kernel, options, axes - 2)) as Deconvolution<Name, Axes>; // likewise

/**
 * Σ over a window and its channels of `x · kernel`, for every window: what networks call a convolution, though nothing is turned round. `x` has
 * shape `[batch, length, channels]`, `kernel` `[size, channels / groups, outputs]`, the result `[batch, positions, outputs]`.
 */
export const conv1d: Convolution<'conv1d', 3> = convolution('conv1d', 3);

/**
 * The same of pictures: `x` has shape `[batch, height, width, channels]`, `kernel` `[height, width, channels / groups, outputs]` and the
 * result `[batch, positions, positions, outputs]`. With as many groups as channels it is a depthwise convolution.
 *
 * @example
 * ```ts
 * import { input, parameter } from '@adjoint/graph';
 * import { conv2d, maxPool2d, normal, relu } from '@adjoint/ops';
 *
 * const images = input('images', ['batch', 28, 28, 1]);
 * const edges = conv2d(images, parameter('edges', [3, 3, 1, 8], normal()), { padding: 'same' });
 * edges.shape; // ['batch', 28, 28, 8]
 * maxPool2d(relu(edges), 2).shape; // ['batch', 14, 14, 8]
 * ```
 */
export const conv2d: Convolution<'conv2d', 4> = convolution('conv2d', 4);

/**
 * The transpose of `conv1d` with the same kernel and options: from `[batch, positions, outputs]` to `[batch, length, channels]`, such that
 * Σ conv1d(x)·y = Σ x·conv1dTranspose(y) for all x. It is what the derivative of the convolution does. Where the stride is not 1, pictures of several
 * sizes have as many positions: `size` says which.
 */
export const conv1dTranspose: Deconvolution<'conv1dTranspose', 3> = deconvolution('conv1dTranspose', 3);

/**
 * The transpose of `conv2d` with the same kernel and options: from `[batch, positions, positions, outputs]` to `[batch, height, width, channels]`. Where
 * the stride is not 1, pictures of several sizes have as many positions: `size` says which.
 */
export const conv2dTranspose: Deconvolution<'conv2dTranspose', 4> = deconvolution('conv2dTranspose', 4);

const names = [...stencilNames, 'groups'] as const;

/** What a kernel is for: its sizes, and how many channels it takes and makes in how many groups. */
interface Filter {
  readonly kernel: Tensor;
  readonly size: readonly number[];
  readonly groups: number;
  /** Channels of one group. */
  readonly inputs: number;
  readonly outputs: number;
}

const filterOf = (
  operation: string,
  x: Tensor,
  kernel: AnyTensor,
  { groups = 1 }: ConvolutionOptions,
  rank: number,
): Filter => {
  const filter = toReals(operation, kernel);
  if (!isSize(groups) || groups === 0)
    return orThrow(refuse(invalidArgument(operation, 'groups must be an integer from 1 up', groups)));
  const mismatch = (rule: string): never => orThrow(refuse(shapeMismatch(operation, rule, x.shape, filter.shape)));
  if (x.shape.length !== rank + 2)
    return mismatch(`must have ${rank + 2} axes: the batch, ${rank} of positions, the channels`);
  if (filter.shape.length !== rank + 2 || filter.shape.some((dim) => typeof dim !== 'number' || dim === 0))
    return mismatch(`the kernel must have ${rank} sizes, then inputs and outputs, all known and at least 1`);
  const [inputs, outputs] = filter.shape.slice(-2) as [number, number];
  return outputs % groups === 0
    ? { kernel: filter, size: filter.shape.slice(0, rank) as readonly number[], groups, inputs, outputs }
    : mismatch(`${groups} groups must have equal parts of the outputs`);
};

const convolve = (
  operation: string,
  operand: AnyTensor,
  kernel: AnyTensor,
  options: ConvolutionOptions,
  rank: number,
): Tensor => {
  const x = toReals(operation, operand);
  const filter = filterOf(operation, x, kernel, options, rank);
  if (x.shape.at(-1) !== filter.groups * filter.inputs) {
    const rule = `the channels must be ${filter.groups} times the inputs of the kernel`;
    return orThrow(refuse(shapeMismatch(operation, rule, x.shape, filter.kernel.shape)));
  }
  return contracted(windowsOn(x, stencilOf(operation, x.shape.slice(1, -1), filter.size, options)), filter);
};

/** Sums over windows: as a product of matrices, one for each group, or as plain sums where a group has one input. */
const contracted = (all: Tensor, { kernel, size, groups, inputs, outputs }: Filter): Tensor => {
  const rank = size.length;
  const made = all.shape.slice(0, rank + 1);
  const places = size.reduce((product, each) => product * each, 1);
  const each = outputs / groups;
  const shaped = (x: AnyTensor, ...shape: readonly Dim[]): Tensor => reshape(x, shape as Shape) as AnyTensor as Tensor; // of that shape
  if (groups > 1 && inputs === 1) {
    const terms = mul(shaped(all, ...made, ...size, groups, 1), shaped(kernel, ...size, groups, each)) as Tensor;
    return shaped(sum(terms, { axis: size.map((_, axis) => rank + 1 + axis) }), ...made, outputs);
  }
  const rows = multiplyDims(...made);
  if (groups === 1)
    return shaped(
      matmul(shaped(all, rows, places * inputs), shaped(kernel, places * inputs, outputs)),
      ...made,
      outputs,
    );
  const left = transpose(shaped(all, rows, places, groups, inputs), [2, 0, 1, 3]);
  const right = transpose(shaped(kernel, places * inputs, groups, each), [1, 0, 2]);
  const products = matmul(shaped(left, groups, rows, places * inputs), right);
  return shaped(transpose(products as Tensor, [1, 0, 2]), ...made, outputs);
};

/** A convolution is linear in the pictures: pulling back through that of zeros is its transpose. */
const transposed = (
  operation: string,
  operand: AnyTensor,
  kernel: AnyTensor,
  given: TransposedOptions | undefined,
  rank: number,
): Tensor => {
  const x = toReals(operation, operand);
  const options = optionsOf(operation, given, [...names, 'size']);
  const filter = filterOf(operation, x, kernel, options, rank);
  if (x.shape.at(-1) !== filter.outputs) {
    const rule = 'the channels must be the outputs of the kernel';
    return orThrow(refuse(shapeMismatch(operation, rule, x.shape, filter.kernel.shape)));
  }
  const counts = x.shape.slice(1, -1);
  const dims =
    options.size === undefined ? smallestOf(operation, counts, filter.size, options) : elementsIn(options.size);
  if (dims?.length !== rank || !dims.every(isDim))
    return orThrow(refuse(invalidArgument(operation, `size must be a size for each of ${rank} axes`, options.size)));
  const shape = [x.shape[0]!, ...(dims as readonly Dim[]), filter.groups * filter.inputs]; // as just checked
  const zeros = broadcastTo(constant(0), shape as Shape) as AnyTensor as Tensor;
  const of = contracted(windowsOn(zeros, stencilOf(operation, shape.slice(1, -1), filter.size, options)), filter);
  if (!sameShape(of.shape, x.shape)) {
    const rule = `pictures of size ${formatShape(shape.slice(1, -1))} must have as many positions`;
    return orThrow(refuse(shapeMismatch(operation, rule, of.shape, x.shape)));
  }
  return pullback(of, [zeros], x, { unused: 'zeros' })[0];
};
