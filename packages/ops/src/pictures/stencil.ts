import {
  addDims,
  type Dim,
  formatShape,
  invalidArgument,
  isDim,
  isSize,
  multiplyDims,
  orThrow,
  refuse,
  type Shape,
  type Tensor,
} from '@adjoint/graph';
import { reshape } from '../movement/movement.ts';
import { elementsIn } from '../arguments/option.ts';
import { pad, type PadWidth } from '../movement/padding.ts';
import { countAlong, spanOf, stepsOption, windows } from './windows.ts';

/**
 * What is put around pictures before windows are laid over them: nothing (`valid`); as much as leaves one window for every `stride` places
 * (`same`, where an odd one goes to the end, as in TensorFlow); or widths, one for all axes or one an axis, as `pad` has them.
 */
export type WindowPadding = 'valid' | 'same' | number | readonly PadWidth[];

/** How windows move over pictures. What is given as one number holds for each of their axes. */
export interface StencilOptions {
  /** How far it is from one window to the next. */
  readonly stride?: number | readonly number[];
  /** `valid` if not given. */
  readonly padding?: WindowPadding;
  /** How far it is from one element of a window to the next; 1 if not given. */
  readonly dilation?: number | readonly number[];
}

/** Where windows lie on pictures: everything with one entry for each of their axes, which come right after the batch. */
export interface Stencil {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  /** What is put before and after each axis. */
  readonly widths: readonly Width[];
}

/** The names of the options that `stencilOf` reads. */
export const stencilNames = ['stride', 'padding', 'dilation'] as const;

/** Where windows of a size lie on pictures of some sizes. An `InvalidArgument` of the operation where they cannot. */
export const stencilOf = (
  operation: string,
  dims: readonly Dim[],
  size: readonly number[],
  options: StencilOptions,
  usualStride: number | readonly number[] = 1,
): Stencil => {
  const { padding = 'valid', dilation = 1, stride = usualStride } = options;
  const steps = stepsOption(operation, 'stride', stride, size.length);
  const apart = stepsOption(operation, 'dilation', dilation, size.length);
  const spans = size.map((each, axis) => spanOf(each, apart[axis]!));
  const around = aroundOf(operation, padding, size.length);
  const widths = around ?? dims.map((dim, axis) => sameWidth(operation, dim, spans[axis]!, steps[axis]!));
  for (const [axis, dim] of dims.entries())
    orThrow(countAlong(operation, addDims(dim, ...widths[axis]!), spans[axis]!, steps[axis]!)); // says why none fit
  return { size, stride: steps, dilation: apart, widths };
};

/** All windows of a stencil on pictures with a number around them: `[batch, ...positions, ...places in a window, channels]`. */
export const windowsOn = (x: Tensor, { widths, size, stride, dilation }: Stencil, value = 0): Tensor => {
  const isBare = widths.flat().every((width) => width === 0);
  const padded = isBare ? x : (pad(x, [[0, 0], ...widths, [0, 0]], { value }) as Tensor);
  return [...size, ...stride].every((each) => each === 1)
    ? (reshape(padded, padded.shape.toSpliced(-1, 0, ...size) as Shape) as Tensor)
    : windows(padded, size, { axis: 1, stride, dilation });
};

/** The smallest pictures on which so many windows lie. */
export const smallestOf = (
  operation: string,
  counts: readonly Dim[],
  size: readonly number[],
  options: StencilOptions,
): readonly Dim[] => {
  const { padding = 'valid', stride = 1, dilation = 1 } = options;
  const steps = stepsOption(operation, 'stride', stride, size.length);
  const apart = stepsOption(operation, 'dilation', dilation, size.length);
  const around = aroundOf(operation, padding, size.length);
  return counts.map((count, axis) => {
    const all = multiplyDims(count, steps[axis]!);
    if (around === undefined) return all;
    const dim = addDims(all, spanOf(size[axis]!, apart[axis]!) - steps[axis]! - around[axis]![0] - around[axis]![1]);
    const rule = 'the padding must leave something, and a size that only run time knows must not become less';
    return isDim(dim) ? dim : orThrow(refuse(invalidArgument(operation, rule, formatShape(counts))));
  });
};

type Width = readonly [before: number, after: number];

/** What is put around each axis, or `undefined` where that follows from the sizes. */
const aroundOf = (operation: string, padding: unknown, count: number): readonly Width[] | undefined => {
  if (padding === 'same') return undefined;
  if (padding === 'valid') return Array.from({ length: count }, () => [0, 0]);
  const given = typeof padding === 'number' ? Array.from({ length: count }, () => padding) : elementsIn(padding);
  const widths = given?.map((width) => (typeof width === 'number' ? [width, width] : elementsIn(width)));
  return widths?.length === count && widths.every((width) => width?.length === 2 && width.every(isSize))
    ? (widths as unknown as readonly Width[]) // as just checked
    : orThrow(
        refuse(
          invalidArgument(
            operation,
            `padding must be 'same', 'valid', a width from 0 up, or one for each of ${count} axes`,
            padding,
          ),
        ),
      );
};

const sameWidth = (operation: string, dim: Dim, span: number, stride: number): Width => {
  const rule = `padding 'same' at stride ${stride} needs an axis whose size is known`;
  if (typeof dim === 'string' && stride > 1) return orThrow(refuse(invalidArgument(operation, rule, dim)));
  const missing = typeof dim === 'string' ? span - 1 : (Math.ceil(dim / stride) - 1) * stride + span - dim;
  const all = Math.max(missing, 0);
  return [Math.floor(all / 2), Math.ceil(all / 2)];
};
