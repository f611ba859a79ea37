import type { Product } from '../emit/nest.ts';
import type { Gemm } from './library.ts';

/** How one operand of a native product lies: as it is or transposed, and from one row to the next. */
interface Side {
  readonly transpose: number;
  readonly stride: number;
}

/** The arguments of a native product. */
export interface NativeProduct {
  readonly a: Side;
  readonly b: Side;
  readonly stride: number;
}

/** The arguments by which a library computes a product, if it can: large enough to be worth a call, without numbers repeated by strides of 0. */
export const nativeProduct = ({ m, n, k, a, b, c }: Product): NativeProduct | undefined => {
  if (m * n * k < leastProducts) return undefined;
  const [first, second] = [sideOf(a.strides, m, k), sideOf(b.strides, k, n)];
  const [row, column] = c.strides.slice(-2) as [number, number];
  if (first === undefined || second === undefined || (column !== 1 && n > 1) || row < n) return undefined;
  return { a: first, b: second, stride: row };
};

/** Has a library compute a product, by one call for each index of the loops in front; `viewAt` gives the elements of a buffer from one of them on. */
export const nativeCalls = (
  gemm: Gemm,
  { extents, m, n, k, a, b, c, adds }: Product,
  how: NativeProduct,
  viewAt: (buffer: number, first: number) => ArrayBufferView,
): (() => void) => {
  const calls = indicesOf(extents).map((indices) =>
    [a, b, c].map(({ buffer, start, strides }) =>
      viewAt(
        buffer,
        indices.reduce((sum, index, loop) => sum + index * strides[loop]!, start),
      ),
    ),
  );
  return () => {
    for (const [first, second, result] of calls)
      gemm(
        rowMajorOrder,
        how.a.transpose,
        how.b.transpose,
        m,
        n,
        k,
        1,
        first!,
        how.a.stride,
        second!,
        how.b.stride,
        Number(adds),
        result!,
        how.stride,
      );
  };
};

/** Every index of some loops. */
const indicesOf = (extents: readonly number[]): readonly (readonly number[])[] =>
  extents.reduce<readonly (readonly number[])[]>(
    (all, extent) => all.flatMap((indices) => Array.from({ length: extent }, (_, index) => [...indices, index])),
    [[]],
  );

const sideOf = (strides: readonly number[], rows: number, columns: number): Side | undefined => {
  const [row, column] = strides.slice(-2) as [number, number];
  if ((column === 1 || columns === 1) && (row >= columns || rows === 1))
    return { transpose: 111, stride: Math.max(row, columns) };
  if ((row === 1 || rows === 1) && column >= rows) return { transpose: 112, stride: column };
  return undefined;
};

const rowMajorOrder = 101;
const leastProducts = 1 << 13;
