import {
  axisOutOfRange,
  invalidArgument,
  orThrow,
  refuse,
  resolveAxis,
  type Dim,
  type IsDynamic,
  type Shape,
} from '@adjoint/graph';

/** The axes of a shape, counted from 0, that the caller named: all of them if none are given, negative ones from the end. */
export const resolveAxes = (
  operation: string,
  shape: readonly Dim[],
  axis?: number | readonly number[],
): readonly number[] => {
  if (axis === undefined) return shape.map((_, index) => index);
  if (typeof axis !== 'number' && !Array.isArray(axis))
    return orThrow(refuse(invalidArgument(operation, 'axis must be an integer or a list of integers', axis)));
  const axes = (typeof axis === 'number' ? [axis] : Array.from(axis)).map((given) => oneAxis(operation, shape, given));
  return new Set(axes).size === axes.length
    ? axes.toSorted((a, b) => a - b)
    : orThrow(refuse(invalidArgument(operation, 'each axis may be named once', axis)));
};

/** One axis of a shape, counted from 0. */
export const oneAxis = (operation: string, shape: readonly Dim[], axis: number): number =>
  resolveAxis(axis, shape.length) ?? orThrow(refuse(axisOutOfRange(operation, axis, shape)));

/** `S` with another dimension at axis `A`. `Shape` where only run time can tell. */
export type Replaced<S extends Shape, A extends number, D extends Dim> =
  true extends IsDynamic<S> ? Shape : number extends A ? Shape : ReplaceFrom<S, `${A}`, D, [], []>;

type ReplaceFrom<
  S extends Shape,
  A extends string,
  N extends Dim,
  Before extends unknown[],
  Done extends Shape,
> = S extends [infer D extends Dim, ...infer Rest extends Shape]
  ? Extract<`${Before['length']}` | `-${S['length']}`, A> extends never
    ? ReplaceFrom<Rest, A, N, [...Before, D], [...Done, D]>
    : [...Done, N, ...Rest]
  : Done;

/** The shape that is left when axes `A` of `S` are reduced; with `Keep` they stay with size 1. `Shape` where only run time can tell. */
export type Reduced<S extends Shape, A extends number, Keep extends boolean> =
  true extends IsDynamic<S>
    ? Shape
    : number extends A
      ? Shape
      : boolean extends Keep
        ? Shape
        : ReduceFrom<S, `${A}`, Keep, [], []>;

type ReduceFrom<
  S extends Shape,
  A extends string,
  Keep extends boolean,
  Before extends unknown[],
  Done extends Shape,
> = S extends [infer D extends Dim, ...infer Rest extends Shape]
  ? Extract<`${Before['length']}` | `-${S['length']}`, A> extends never
    ? ReduceFrom<Rest, A, Keep, [...Before, D], [...Done, D]>
    : ReduceFrom<Rest, A, Keep, [...Before, D], Keep extends true ? [...Done, 1] : Done>
  : Done;
