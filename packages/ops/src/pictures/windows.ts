import {
  addDims,
  type AttributeRule,
  aShape,
  defineOp,
  type Dim,
  elementsOf,
  invalidArgument,
  isDim,
  isSize,
  listOf,
  madeOf,
  offsetsOf,
  optionsOf,
  orThrow,
  outcome,
  type Place,
  refuse,
  type Result,
  rowMajor,
  sameShape,
  type Shape,
  shapeMismatch,
  type Tensor,
  type TensorOfKind,
  toReals,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { addUp } from '../movement/accumulation.ts';
import { oneAxis } from '../arguments/axis.ts';
import { alongNext } from '../movement/leading.ts';
import { elementsIn } from '../arguments/option.ts';

/** How windows lie along neighbouring axes. What is given as one number holds for each of them. */
export interface WindowOptions {
  /** The first of the axes; 0 if not given, and negative ones count from the end. */
  readonly axis?: number;
  /** How far it is from one window to the next; 1 if not given. */
  readonly stride?: number | readonly number[];
  /** How far it is from one element of a window to the next; 1 if not given. */
  readonly dilation?: number | readonly number[];
}

/**
 * All windows of some sizes that fit into neighbouring axes, as many axes as there are sizes. The numbers of the windows stand in the place of the
 * axes, and behind them the places within a window: `[..., n, ...]` becomes `[..., (n - span) / stride + 1, size, ...]`, where a window spans
 * `dilation · (size - 1) + 1`. A size that only run time knows is possible at stride 1 where that can be taken off it.
 *
 * @example
 * ```ts
 * import { input } from '@adjoint/graph';
 * import { windows } from '@adjoint/ops';
 *
 * windows(input('sound', ['batch', 100, 2]), [5], { axis: 1, stride: 5 }).shape; // ['batch', 20, 5, 2]
 * ```
 */
export const windows = madeOf(
  () => [unfold, fold],
  (x: TensorOfKind<'real'>, size: readonly number[], options?: WindowOptions): Tensor => {
    const operand = toReals('windows', x);
    const sizes = elementsIn(size);
    if (sizes === undefined || sizes.length === 0 || !sizes.every(isStep))
      return orThrow(refuse(invalidArgument('windows', 'the sizes must be a list of integers from 1 up', size)));
    return unfold(operand, layoutOf('windows', operand, sizes as readonly number[], options)); // as just checked
  },
);

/**
 * The opposite of `windows`: each element of each window is added where it came from, in zeros of some sizes along those axes. It is what
 * the derivative of `windows` does, and is the transpose of it.
 */
export const overlapAdd = madeOf(
  () => [unfold, fold],
  (x: TensorOfKind<'real'>, sizes: readonly Dim[], options?: WindowOptions): Tensor => {
    const operand = toReals('overlapAdd', x);
    const { shape } = operand;
    const dims = elementsIn(sizes);
    if (dims === undefined || dims.length === 0 || !dims.every(isDim))
      return orThrow(
        refuse(invalidArgument('overlapAdd', 'the sizes must be a list of sizes from 0 up or names', sizes)),
      );
    const { axis = 0 } = optionsOf('overlapAdd', options, optionNames);
    const first = oneAxis('overlapAdd', shape, axis);
    const within = shape.slice(first + dims.length, first + 2 * dims.length);
    if (within.length < dims.length || !within.every(isStep)) {
      const rule = 'there must be an axis of places within a window, of a size from 1 up, for each size';
      return orThrow(refuse(shapeMismatch('overlapAdd', rule, shape)));
    }
    const layout = layoutOf('overlapAdd', operand, within as readonly number[], { ...options, axis: first }); // as just checked
    return fold(operand, { ...layout, shape: shape.toSpliced(first, 2 * dims.length, ...(dims as readonly Dim[])) }); // likewise
  },
);

/** How far windows of a size reach. */
export const spanOf = (size: number, dilation: number): number => dilation * (size - 1) + 1;

/** One step for each of some axes, all integers from 1 up; one number stands for all of them. */
export const stepsOption = (operation: string, name: string, value: unknown, count: number): readonly number[] => {
  const steps = typeof value === 'number' ? Array.from({ length: count }, () => value) : elementsIn(value);
  return steps?.length === count && steps.every(isStep)
    ? (steps as readonly number[]) // as just checked
    : orThrow(
        refuse(
          invalidArgument(operation, `${name} must be an integer from 1 up, or one for each of ${count} axes`, value),
        ),
      );
};

type Unfold = Readonly<{
  axis: number;
  size: readonly number[];
  stride: readonly number[];
  dilation: readonly number[];
}>;
type Fold = Unfold & Readonly<{ shape: readonly Dim[] }>;

const optionNames = ['axis', 'stride', 'dilation'] as const;

const layoutOf = (operation: string, { shape }: Tensor, size: readonly number[], options?: WindowOptions): Unfold => {
  const { axis = 0, stride = 1, dilation = 1 } = optionsOf(operation, options, optionNames);
  return {
    axis: oneAxis(operation, shape, axis),
    size,
    stride: stepsOption(operation, 'stride', stride, size.length),
    dilation: stepsOption(operation, 'dilation', dilation, size.length),
  };
};

const isStep = (value: unknown): boolean => isSize(value) && Number(value) > 0;

/** How many windows of a span lie along an axis, or why none do. */
export const countAlong = (operation: string, dim: Dim, span: number, stride: number): Result<Dim> => {
  if (typeof dim === 'string') {
    const count = stride === 1 ? addDims(dim, 1 - span) : undefined;
    const rule = `windows that span ${span} at stride ${stride} need an axis whose size is known`;
    return isDim(count) ? E.right(count!) : refuse(invalidArgument(operation, rule, dim));
  }
  return dim >= span
    ? E.right(Math.floor((dim - span) / stride) + 1)
    : refuse(invalidArgument(operation, `windows that span ${span} must fit into their axis`, dim));
};

/** The shape of all windows of a shape. */
const windowed = (
  operation: string,
  shape: readonly Dim[],
  { axis, size, stride, dilation }: Unfold,
): Result<readonly Dim[]> => {
  const along = size.length;
  if (along === 0 || axis + along > shape.length || [stride, dilation].some((steps) => steps.length !== along))
    return refuse(shapeMismatch(operation, `windows of ${along} axes from ${axis} on must fit`, shape));
  const counts: Dim[] = [];
  for (const [index, dim] of shape.slice(axis, axis + along).entries()) {
    const count = countAlong(operation, dim, spanOf(size[index]!, dilation[index]!), stride[index]!);
    if (E.isLeft(count)) return count;
    counts.push(count.right);
  }
  const all = shape.toSpliced(axis, along, ...counts, ...size);
  return isDim(elementsOf(all))
    ? E.right(all)
    : refuse(invalidArgument(operation, 'there must be fewer elements', all));
};

/** For each element of all windows where it is in a whole of some shape. */
const placesIn = (shape: readonly number[], count: readonly number[], layout: Unfold): Int32Array => {
  const { axis, size, stride, dilation } = layout;
  const strides = rowMajor(shape);
  const along = strides.slice(axis, axis + size.length);
  const steps = [stride, dilation].flatMap((steps) => along.map((each, index) => each * steps[index]!));
  return offsetsOf(count, strides.toSpliced(axis, size.length, ...steps));
};

/** The place along each axis of the whole, in terms of the axes of the windows. */
const placesOf = (rank: number, { axis, size, stride, dilation }: Unfold): readonly Place[] =>
  Array.from({ length: rank }, (_, index): Place => {
    const along = index - axis;
    const own = along < size.length ? index : index + size.length;
    if (along < 0 || along >= size.length) return { axis: own, start: 0, step: 1 };
    const within = { axis: index + size.length, step: dilation[along]! };
    return { axis: own, start: 0, step: stride[along]!, further: [within] };
  });

const steps: AttributeRule = listOf({ must: 'be an integer from 1 up', accepts: isStep });

const layoutRules = {
  axis: { must: 'be an axis', accepts: isSize },
  size: steps,
  stride: steps,
  dilation: steps,
};

const show = (name: string, [x]: readonly string[], attributes: object): string => {
  const { axis, size, stride, dilation } = attributes as Unfold; // as the rules have it
  const list = (numbers: readonly number[]): string => `[${numbers.join(', ')}]`;
  return `${name}(${x}, ${list(size)}, axis ${axis}, stride ${list(stride)}, dilation ${list(dilation)})`;
};

const unfold: (x: Tensor, layout: Unfold) => Tensor = defineOp(
  'windows',
  (x: Tensor, layout: Unfold) => {
    const shape = windowed('windows', x.shape, layout);
    return E.isLeft(shape) ? shape : outcome<Shape>([...shape.right]);
  },
  {
    attributes: layoutRules,
    kernel: ({ inputs: [x], outputs: [y], attributes }) =>
      placesIn(x.shape, y.shape, attributes).forEach((from, to) => (y.data[to] = x.data[from]!)),
    vectorized: alongNext,
    lowering: ({ inputs: [x], attributes }) => ({ type: 'move', places: placesOf(x!.length, attributes) }),
    derivative: [({ g, x: [x], attributes }) => fold(g, { ...attributes, shape: x.shape })],
    format: (inputs, { attributes }) => show('windows', inputs, attributes),
  },
);

const fold: (x: Tensor, layout: Fold) => Tensor = defineOp(
  'overlapAdd',
  (x: Tensor, { shape, ...layout }: Fold) => {
    const due = windowed('overlapAdd', shape, layout);
    if (E.isLeft(due)) return due;
    return sameShape(due.right, x.shape)
      ? outcome<Shape>([...shape])
      : refuse(shapeMismatch('overlapAdd', 'must have the shape of the windows of what is made', due.right, x.shape));
  },
  {
    attributes: { ...layoutRules, shape: aShape },
    kernel: ({ inputs: [x], outputs: [y], attributes }) =>
      addUp(y, (totals) =>
        placesIn(y.shape, x.shape, attributes).forEach((to, from) => {
          totals[to]! += x.data[from]!;
        }),
      ),
    lowering: ({ output, attributes }) => ({
      type: 'put',
      places: [placesOf(output.length, attributes)],
      fill: 0,
      adds: true,
    }),
    vectorized: ({ attributes: { axis, shape, ...layout }, dim, again }) =>
      again({ ...layout, axis: axis + 1, shape: [dim, ...shape] }),
    derivative: [({ g, attributes: { axis, size, stride, dilation } }) => unfold(g, { axis, size, stride, dilation })],
    dims: ({ shape }) => shape,
    format: (inputs, { attributes }) => show('overlapAdd', inputs, attributes),
  },
);
