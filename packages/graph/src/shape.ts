import type { Dim, Sizes } from './dim.ts';
import { multiplyDims, resolveDim } from './polynomial.ts';

/** The dimensions of a tensor, outermost first; `[]` is a scalar. As a type argument, `Shape` itself means: known at run time only. */
export type Shape = Dim[];

/** Whether the compiler knows nothing of a shape but that it is one. */
export type IsDynamic<S extends Shape> = number extends S['length'] ? true : false;

/** A shape as it is printed: `[batch, 10]`. */
export type ShapeText<S extends Shape> = number extends S['length'] ? '[...]' : `[${Joined<S>}]`;

type Joined<S extends Shape> = S extends [infer D extends Dim]
  ? `${D}`
  : S extends [infer D extends Dim, ...infer Rest extends Shape]
    ? `${D}, ${Joined<Rest>}`
    : '';

declare const clash: unique symbol;

/** What the compiler shows where shapes do not fit: no tensor has this type, and its argument says why. */
export interface Clash<Message extends string> {
  readonly [clash]: Message;
}

/** The shape of `A` and `B` broadcast together as NumPy does, `never` if they do not fit, `Shape` where only run time can tell. */
export type Broadcast<A extends Shape, B extends Shape> = true extends IsDynamic<A> | IsDynamic<B>
  ? Shape
  : BroadcastTogether<A, B, []>;

type BroadcastTogether<A extends Shape, B extends Shape, Done extends Shape> = A extends [
  ...infer A0 extends Shape,
  infer M extends Dim,
]
  ? B extends [...infer B0 extends Shape, infer N extends Dim]
    ? [M, N] extends [N, M]
      ? BroadcastTogether<A0, B0, [M, ...Done]>
      : M extends 1
        ? BroadcastTogether<A0, B0, [N, ...Done]>
        : N extends 1
          ? BroadcastTogether<A0, B0, [M, ...Done]>
          : IsWide<M> | IsWide<N> extends false
            ? never
            : BroadcastTogether<A0, B0, [Dim, ...Done]>
    : [...A, ...Done]
  : [...B, ...Done];

type IsWide<D extends Dim> = number extends D ? true : string extends D ? true : false;

/** `unknown` where `A` and `B` broadcast, else the `Clash` that explains; undecided shapes of generic functions do not pass. */
export type Fits<A extends Shape, B extends Shape> =
  IsNever<Broadcast<A, B>> extends false
    ? unknown
    : Clash<`shapes must be equal or broadcast, got ${ShapeText<A>} and ${ShapeText<B>}`>;

type IsNever<T> = [T] extends [never] ? true : false;

/** Whether two shapes are the same, dimension by dimension. */
export const sameShape = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a === b || (a.length === b.length && a.every((dim, axis) => dim === b[axis]));

/** The shape of two operands broadcast together as NumPy does: aligned at the last axis, a 1 stretches. `undefined` if they do not fit. */
export const broadcastShapes = (a: readonly Dim[], b: readonly Dim[]): readonly Dim[] | undefined => {
  const rank = Math.max(a.length, b.length);
  const shape: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const m = a[axis - rank + a.length] ?? 1;
    const n = b[axis - rank + b.length] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    shape.push(m === 1 ? n : m);
  }
  return shape;
};

/** Axis `axis` of `rank` counted from 0, negative axes counting from the end; `undefined` if there is none. */
export const resolveAxis = (axis: number, rank: number): number | undefined =>
  Number.isInteger(axis) && axis >= -rank && axis < rank ? (axis < 0 ? axis + rank : axis) : undefined;

/** The number of elements of a shape, as a dimension. */
export const elementsOf = (shape: readonly Dim[]): Dim =>
  isConcrete(shape) ? countOf(shape) : shape.reduce<Dim>((product, dim) => multiplyDims(product, dim), 1);

/** The number of elements of a concrete shape. */
export const countOf = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** A shape with every name replaced by its size, or `undefined` while one has none. */
export const resolveShape = (shape: readonly Dim[], sizes: Sizes): readonly number[] | undefined => {
  if (isConcrete(shape)) return shape;
  const resolved = shape.map((dim) => resolveDim(dim, sizes));
  return resolved.every((size) => size !== undefined) ? resolved : undefined;
};

const isConcrete = (shape: readonly Dim[]): shape is readonly number[] => shape.every((dim) => typeof dim === 'number');
