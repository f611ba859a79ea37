import type { Nested } from '@adjoint/graph';

/** The elements of a vector. */
export type Vector = readonly number[];

/** The rows of a matrix. */
export type Matrix = readonly Vector[];

/** A function of numbers, for each element of nested arrays. */
export const each =
  (f: (x: number) => number) =>
  (x: Nested): Nested =>
    Array.isArray(x) ? x.map(each(f)) : f(Number(x));

/** A function of two numbers, for each pair of elements of nested arrays that broadcast. */
export const eachPair =
  (f: (a: number, b: number) => number | boolean) =>
  (a: Nested, b: Nested): Nested => {
    const rank = Math.max(rankOf(a), rankOf(b));
    if (rank === 0) return f(Number(a), Number(b));
    const [left, right] = [a, b].map((x) => (rankOf(x) < rank ? [x] : x)) as [readonly Nested[], readonly Nested[]]; // one each
    const at = (side: readonly Nested[], i: number): Nested => side[side.length === 1 ? 0 : i]!;
    return Array.from({ length: left.length === 1 ? right.length : left.length }, (_, i) =>
      eachPair(f)(at(left, i), at(right, i)),
    );
  };

/** The square of each element. */
export const squared = each((x) => x * x);

/** The elements in row-major order. */
export const flat = (x: Nested): Vector => (Array.isArray(x) ? x.flatMap(flat) : [Number(x)]);

/** The columns of a matrix. */
export const columns = <E>(matrix: readonly (readonly E[])[]): readonly (readonly E[])[] =>
  (matrix[0] ?? []).map((_, j) => matrix.map((row) => row[j]!));

/** A sum, one element after the other. */
export const total = (elements: Vector): number => elements.reduce((sum, element) => sum + element, 0);

/** The sum of products. */
export const inner = (a: Vector, b: Vector): number => total(a.map((element, i) => element * b[i]!));

/** The product of two matrices; what it has columns of must be said where there are no rows to tell. */
export const times = (a: Matrix, b: Matrix, width = b[0]!.length): Matrix =>
  a.map((row) =>
    Array.from({ length: width }, (_, j) =>
      inner(
        row,
        b.map((line) => line[j]!),
      ),
    ),
  );

const rankOf = (x: Nested): number => (Array.isArray(x) ? 1 + rankOf((x[0] as Nested | undefined) ?? 0) : 0);
