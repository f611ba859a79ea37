import {
  addDims,
  type AnyTensor,
  broadcastTo,
  countOf,
  defineOp,
  type Dim,
  invalidArgument,
  type IsDynamic,
  isSize,
  type Kind,
  kindMismatch,
  multiplyDims,
  orThrow,
  outcome,
  refuse,
  type Shape,
  sameShape,
  shapeMismatch,
  type Tensor,
  type TensorOfKind,
  toTensor,
  anAxis,
  madeOf,
} from '@adjoint/graph';
import { oneAxis, type Replaced } from '../arguments/axis.ts';
import { alongNext } from './leading.ts';
import { reshape } from './movement.ts';
import { named, type NamedAxis } from './naming.ts';
import { elementsIn, requireDims } from '../arguments/option.ts';
import { part } from './slicing.ts';

/** The shape of tensors of shape `S` stacked along a new axis `A` of dimension `D`. */
export type Stacked<S extends Shape, A extends number, D extends Dim> =
  true extends IsDynamic<S>
    ? Shape
    : number extends D
      ? Shape
      : A extends 0
        ? [D, ...S]
        : A extends -1
          ? [...S, D]
          : Shape;

/** `S` repeated as often as `C` says: axes repeated once keep their dimension. */
export type Tiled<S extends Shape, C extends readonly number[]> =
  true extends IsDynamic<S>
    ? Shape
    : { -readonly [I in keyof S]: I extends keyof C ? (C[I] extends 1 ? S[I] : Dim) : Dim };

/** Tensors one after the other along an axis; their other axes are equal. Named dimensions add up, such as `batch + 2`. */
export const concat = madeOf(
  () => [join],
  <S extends Shape, K extends Kind, const A extends number, const D extends Dim = Dim>(
    tensors: readonly [Tensor<S, K>, ...TensorOfKind<NoInfer<K>>[]],
    axis: A,
    options?: NamedAxis<D>,
  ): Tensor<Replaced<S, A, D>, K> => {
    const operands = operandsOf('concat', tensors);
    const along = oneAxis('concat', operands[0]!.shape, axis);
    return named('concat', joined(operands, along), along, options) as Tensor<Replaced<S, A, D>, K>; // as Replaced states
  },
);

/** Tensors of one shape side by side along a new axis, which is axis `axis` of the result. */
export const stack = <
  S extends Shape,
  K extends Kind,
  const T extends readonly [Tensor<S, K>, ...Tensor<S, K>[]],
  const A extends number,
  const D extends Dim = T['length'],
>(
  tensors: T & readonly [Tensor<S, K>, ...Tensor<S, K>[]],
  axis: A,
  options?: NamedAxis<D>,
): Tensor<Stacked<S, A, D>, K> => {
  const operands = operandsOf('stack', tensors);
  const { shape } = operands[0]!;
  if (!operands.every((operand) => sameShape(operand.shape, shape)))
    return orThrow(refuse(shapeMismatch('stack', 'shapes must be equal', ...operands.map((operand) => operand.shape))));
  if (!operands.every(({ kind }) => kind === operands[0]!.kind))
    return orThrow(refuse(kindMismatch('stack', 'kinds must be equal', ...operands.map(({ kind }) => kind))));
  const at = oneAxis('stack', [1, ...shape], axis);
  const rows = operands.map((operand) => reshape(operand, shape.toSpliced(at, 0, 1)));
  return named('stack', joined(rows, at), at, options) as Tensor<Stacked<S, A, D>, K>; // as Stacked states
};

/** The whole tensor repeated: one count an axis. A named dimension becomes a product, such as `2*batch`. */
export const tile = <S extends Shape, K extends Kind, const C extends readonly number[]>(
  operand: Tensor<S, K>,
  counts: C,
): Tensor<Tiled<S, C>, K> => {
  const x = toTensor('tile', operand);
  if (elementsIn(counts)?.length !== x.shape.length || !elementsIn(counts)!.every(isSize))
    return orThrow(
      refuse(invalidArgument('tile', `must have a count from 0 up for each of ${x.shape.length} axes`, counts)),
    );
  const apart = x.shape.flatMap((dim) => [1, dim]);
  const repeated = x.shape.flatMap((dim, axis) => [counts[axis]!, dim]);
  const tiled = x.shape.map((dim, axis) => multiplyDims(counts[axis]!, dim));
  return reshape(broadcastTo(reshape(x, apart), repeated), requireDims('tile', tiled)) as AnyTensor as Tensor<
    Tiled<S, C>,
    K
  >; // as Tiled states
};

/** Every element repeated `count` times in a row along an axis. A named dimension becomes a product, such as `2*batch`. */
export const repeat = <S extends Shape, K extends Kind, const A extends number, const D extends Dim = Dim>(
  operand: Tensor<S, K>,
  count: number,
  axis: A,
  options?: NamedAxis<D>,
): Tensor<Replaced<S, A, D>, K> => {
  const x = toTensor('repeat', operand);
  const along = oneAxis('repeat', x.shape, axis);
  if (!isSize(count))
    return orThrow(refuse(invalidArgument('repeat', 'the count must be an integer from 0 up', count)));
  const [before, dim, after] = [x.shape.slice(0, along), x.shape[along]!, x.shape.slice(along + 1)];
  const [long] = requireDims('repeat', [multiplyDims(dim, count)]) as [Dim]; // of one
  const repeated = reshape(broadcastTo(reshape(x, [...before, dim, 1, ...after]), [...before, dim, count, ...after]), [
    ...before,
    long,
    ...after,
  ]);
  return named('repeat', repeated, along, options) as Tensor<Replaced<S, A, D>, K>; // as Replaced states
};

const operandsOf = (operation: string, tensors: readonly AnyTensor[]): readonly AnyTensor[] =>
  Array.isArray(tensors) && tensors.length > 0
    ? Array.from<unknown>(tensors).map((tensor) => toTensor(operation, tensor))
    : orThrow(refuse(invalidArgument(operation, 'must have a list of at least one tensor', tensors)));

/** Operands are arguments of a call, which takes only so many: of more, groups are joined first. */
const mostAtOnce = 1024;

const joined = (operands: readonly AnyTensor[], axis: number): AnyTensor => {
  if (operands.length <= mostAtOnce) return join(...operands, { axis });
  const groups = Array.from({ length: Math.ceil(operands.length / mostAtOnce) }, (_, group) =>
    join(...operands.slice(group * mostAtOnce, (group + 1) * mostAtOnce), { axis }),
  );
  return joined(groups, axis);
};

/** More are joined by the kernel, which is not longer for it. */
const mostPut = 256;

const join: (...args: readonly [...AnyTensor[], Readonly<{ axis: number }>]) => AnyTensor = defineOp(
  'concat',
  (...args: readonly [...AnyTensor[], Readonly<{ axis: number }>]) => {
    const inputs = args.slice(0, -1) as readonly AnyTensor[];
    const { axis } = args.at(-1) as Readonly<{ axis: number }>;
    const [{ shape, kind }] = inputs as [AnyTensor];
    if (!inputs.every((x) => x.kind === kind))
      return refuse(kindMismatch('concat', 'kinds must be equal', ...inputs.map((x) => x.kind)));
    if (!inputs.every((x) => x.shape.length === shape.length && sameShape(x.shape.with(axis, 0), shape.with(axis, 0))))
      return refuse(
        shapeMismatch('concat', `shapes must be equal but for axis ${axis}`, ...inputs.map((x) => x.shape)),
      );
    return outcome<Shape, Kind>(shape.with(axis, addDims(...inputs.map((x) => x.shape[axis]!))) as Shape, kind);
  },
  {
    kinds: ['any'],
    attributes: { axis: anAxis },
    kernel: ({ inputs, outputs: [y], attributes: { axis } }) => {
      const width = (shape: readonly number[]): number => countOf(shape.slice(axis));
      const whole = width(y.shape);
      let start = 0;
      for (const { shape, data } of inputs) {
        const block = width(shape);
        for (let from = 0, to = start; from < data.length; from += block, to += whole)
          y.data.set(data.subarray(from, from + block), to);
        start += block;
      }
    },
    vectorized: alongNext,
    lowering: ({ inputs, attributes: { axis } }) => {
      if (inputs.length > mostPut) return undefined;
      const startOf = (index: number): number => inputs.slice(0, index).reduce((sum, shape) => sum + shape[axis]!, 0);
      return {
        type: 'put',
        places: inputs.map((shape, index) =>
          shape.map((_, other) => ({ axis: other, start: other === axis ? startOf(index) : 0, step: 1 })),
        ),
      };
    },
    derivative: [
      ({ g, x, input, attributes: { axis } }) => {
        const dims = x.map(({ shape }) => shape[axis]!);
        return part(g, axis, addDims(...dims.slice(0, input)), dims[input]!);
      },
    ],
  },
);
