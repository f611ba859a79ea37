import {
  type AnyTensor,
  broadcastTo,
  defineOp,
  emptyReduction,
  type Dim,
  forEachLine,
  type Kind,
  type Monoid,
  type Node,
  optionsOf,
  outcome,
  pairwiseSum,
  refuse,
  scale,
  resolveDim,
  type Shape,
  size,
  type Tensor,
  toReals,
  toTensor,
  someAxes,
  aBoolean,
  madeOf,
} from '@adjoint/graph';
import { div } from '../elementwise/arithmetic.ts';
import { type Reduced, resolveAxes } from '../arguments/axis.ts';
import { equal } from '../elementwise/comparison.ts';
import { toReal } from '../elementwise/conversion.ts';
import { firstLargest } from './line.ts';
import { reshape } from '../movement/movement.ts';
import { booleanOption } from '../arguments/option.ts';

/** Which axes to reduce (all if not given), and whether they stay with size 1. */
export interface ReductionOptions<A extends number = number, Keep extends boolean = boolean> {
  readonly axis?: A | readonly A[];
  readonly keepDims?: Keep;
}

/** A reduction: `sum(x)`, `sum(x, axis)`, `sum(x, { axis: [0, 1], keepDims: true })`. Negative axes count from the end. */
export interface Reduction<K extends Kind, Of extends Kind = 'real'> {
  <S extends Shape>(x: Tensor<S, Of>): Tensor<[], K>;
  <S extends Shape, const A extends number>(x: Tensor<S, Of>, axis: A): Tensor<Reduced<S, A, false>, K>;
  <S extends Shape, const A extends number, const Keep extends boolean = false>(
    x: Tensor<S, Of>,
    options: ReductionOptions<A, Keep> & { readonly axis: A | readonly A[] },
  ): Tensor<Reduced<S, A, Keep>, K>;
  <S extends Shape>(x: Tensor<S, Of>, options: ReductionOptions): Tensor<Shape, K>;
}

/** A reduction to real numbers with options of its own. */
export interface ReductionWith<Options> {
  <S extends Shape>(x: Tensor<S>): Tensor<[]>;
  <S extends Shape, const A extends number>(x: Tensor<S>, axis: A): Tensor<Reduced<S, A, false>>;
  <S extends Shape, const A extends number, const Keep extends boolean = false>(
    x: Tensor<S>,
    options: ReductionOptions<A, Keep> & { readonly axis: A | readonly A[] } & Options,
  ): Tensor<Reduced<S, A, Keep>>;
  <S extends Shape>(x: Tensor<S>, options: Options & { readonly axis?: never; readonly keepDims?: false }): Tensor<[]>;
  <S extends Shape>(x: Tensor<S>, options: ReductionOptions & Options): Tensor<Shape>;
}

/** What the derivative rule of a reduction gets; `g` and `y` have shapes that broadcast to that of `x`. */
export interface ReductionDerivation {
  readonly g: Tensor;
  readonly x: Tensor;
  readonly y: Tensor;
  readonly axes: readonly number[];
}

/** Everything else a reduction declares. */
export interface ReductionBody<K extends Kind, Of extends Kind = 'real'> {
  readonly kind: K;
  /** The kind of what is reduced; real if not given. */
  readonly of?: Of;
  /** Whether there is a value on nothing. */
  readonly acceptsEmpty: boolean;
  /** The value of one line: the elements along the reduced axes. */
  readonly line: (elements: Float64Array) => number;
  /** What joins the elements two at a time, where that gives the same: how compilers reduce. */
  readonly monoid?: Monoid;
  /** The same by other operations, of a shape that broadcasts to that of `x`, where there is something to reduce. */
  readonly expansion?: (x: Tensor, axes: readonly number[]) => AnyTensor;
  /** Linear in `g`; `null` where there is none. */
  readonly derivative: (at: ReductionDerivation) => AnyTensor | null;
  /** What differs between the two sides of each kink. */
  readonly branch?: (at: Omit<ReductionDerivation, 'g'>) => AnyTensor;
}

type ReductionAttributes = Readonly<{ axes: readonly number[]; keepDims: boolean }>;

/** Declares a reduction by what it makes of one line and by its derivative. */
export const reduction = <K extends Kind, Of extends Kind = 'real'>(
  name: string,
  { kind, of, acceptsEmpty, line, monoid, expansion, derivative, branch }: ReductionBody<K, Of>,
): Reduction<K, Of> => {
  const isRefused = (shape: readonly Dim[], axes: readonly number[]): boolean =>
    !acceptsEmpty && axes.some((axis) => shape[axis] === 0);
  const op = defineOp(
    name,
    (x: Tensor, { axes, keepDims }: ReductionAttributes) =>
      isRefused(x.shape, axes)
        ? refuse(emptyReduction(name, x.shape))
        : outcome<Shape, K>([...reducedShape(x.shape, axes, keepDims)], kind),
    {
      kinds: [of ?? 'real'],
      attributes: { axes: someAxes, keepDims: aBoolean },
      kernel: ({ operation, inputs: [x], outputs: [y], attributes: { axes } }) => {
        if (isRefused(x.shape, axes)) return emptyReduction(operation, x.shape);
        forEachLine(x, axes, (elements, index) => (y.data[index] = line(elements)));
      },
      ...(monoid === undefined
        ? {}
        : {
            lowering: ({ inputs: [x], attributes: { axes } }) =>
              isRefused(x!, axes) ? undefined : { type: 'reduce', monoid, axes }, // the kernel says why
          }),
      ...(expansion === undefined
        ? {}
        : {
            expansion: ({ inputs, outputs, attributes }, sizes) => {
              const x = inputs[0] as Tensor; // of the kind that it takes
              const { axes } = attributes as ReductionAttributes; // set by the constructor below
              if (axes.some((axis) => resolveDim(x.shape[axis]!, sizes) === 0)) return undefined;
              return { value: reshape(expansion(x, axes), outputs[0]!.shape) };
            },
          }),
      derivative: [
        ({ g, x: [x], y, attributes: { axes } }) => {
          const isLeading = axes.every((axis, index) => axis === index); // what is left broadcasts as it is
          const kept = reducedShape(x.shape, axes, !isLeading);
          return derivative({ g: reshape(g, kept), x, y: reshape(y, kept), axes });
        },
      ],
      vectorized: ({ attributes: { axes, keepDims }, again }) =>
        again({ axes: axes.map((axis) => axis + 1), keepDims }),
      ...(branch === undefined ? {} : { branch: (node) => branch(keptOf(node)) }),
      format: ([x], node) => `${name}(${[x, ...formatOptions(node)].join(', ')})`,
    },
  );
  return madeOf(
    () => [op],
    (operand: Tensor | number, options?: number | ReductionOptions) => {
      const x = toTensor(name, operand) as Tensor; // op refuses other kinds
      return op(x, reductionAttributes(name, x, options));
    },
  ) as unknown as Reduction<K, Of>; // the shapes are those that Reduced states
};

/** The sum; 0 on nothing. Pairwise, so the rounding error grows with the logarithm of the count. */
export const sum: Reduction<'real'> = reduction('sum', {
  kind: 'real',
  acceptsEmpty: true,
  line: pairwiseSum,
  monoid: 'add',
  derivative: ({ g, x }) => broadcastTo(g, x.shape),
});

/** The arithmetic mean; NaN on nothing. */
export const mean: Reduction<'real'> = ((operand: Tensor | number, options?: number | ReductionOptions) => {
  const x = toReals('mean', operand);
  const { axes, keepDims } = reductionAttributes('mean', x, options);
  return div(sum(x, { axis: axes, keepDims }), size(axes.map((index) => x.shape[index]!)));
}) as Reduction<'real'>; // the shapes of sum

/** The largest element; NaN if any is. Elements that tie share the derivative evenly. */
export const max: Reduction<'real'> = reduction('max', {
  kind: 'real',
  acceptsEmpty: false,
  line: (elements) => elements[firstLargest(elements)]!,
  monoid: 'maximum',
  derivative: (at) => shareAmongWinners(at),
  branch: ({ x, y }) => equal(x, y),
});

/** The smallest element; NaN if any is. Elements that tie share the derivative evenly. */
export const min: Reduction<'real'> = reduction('min', {
  kind: 'real',
  acceptsEmpty: false,
  line: (elements) => elements[firstLargest(elements.map((element) => -element))]!,
  monoid: 'minimum',
  derivative: (at) => shareAmongWinners(at),
  branch: ({ x, y }) => equal(x, y),
});

/** Whether any is true; false on nothing. */
export const any: Reduction<'bool', 'bool'> = reduction('any', {
  kind: 'bool',
  of: 'bool',
  acceptsEmpty: true,
  line: (elements) => (elements.includes(1) ? 1 : 0),
  monoid: 'or',
  derivative: () => null,
});

/** Whether all are true; true on nothing. */
export const all: Reduction<'bool', 'bool'> = reduction('all', {
  kind: 'bool',
  of: 'bool',
  acceptsEmpty: true,
  line: (elements) => (elements.includes(0) ? 0 : 1),
  monoid: 'and',
  derivative: () => null,
});

/** Input and output of a reduction, which broadcast, and its axes. */
const keptOf = ({ inputs, outputs, attributes }: Node): Omit<ReductionDerivation, 'g'> => {
  const { axes } = attributes as ReductionAttributes; // set by the constructor above
  const [x, y] = [inputs[0] as Tensor, outputs[0] as Tensor]; // one of each
  return { x, y: reshape(y, reducedShape(x.shape, axes, true)), axes };
};

const shareAmongWinners = ({ g, x, y, axes }: ReductionDerivation): Tensor => {
  const winners = toReal(equal(x, y));
  return scale(g, div(winners, sum(winners, { axis: axes, keepDims: true })));
};

/** The axes that a call of a reduction means, and whether they stay. There may be `others` among the options. */
export const reductionAttributes = (
  name: string,
  { shape }: AnyTensor,
  options: number | ReductionOptions = {},
  others: readonly string[] = [],
): ReductionAttributes => {
  if (typeof options === 'number') return { axes: resolveAxes(name, shape, options), keepDims: false };
  const rule = 'the second argument must be an axis or options';
  const names = ['axis', 'keepDims', ...others] as readonly (keyof ReductionOptions)[]; // the others are the caller's
  const { axis, keepDims = false } = optionsOf(name, options, names, 'options', rule);
  return { axes: resolveAxes(name, shape, axis), keepDims: booleanOption(name, 'keepDims', keepDims) };
};

const reducedShape = (shape: readonly Dim[], axes: readonly number[], keepDims: boolean): readonly Dim[] =>
  keepDims
    ? shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
    : shape.filter((_, axis) => !axes.includes(axis));

const formatOptions = ({ inputs: [x], attributes }: Node): readonly string[] => {
  const { axes, keepDims } = attributes as ReductionAttributes; // set by the constructor above
  if (keepDims) return [`{ axis: [${axes.join(', ')}], keepDims: true }`];
  return axes.length === x!.shape.length ? [] : axes.length === 1 ? [`${axes[0]}`] : [`{ axis: [${axes.join(', ')}] }`];
};
