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

/** Calls the library. */
export const callNative = (
  gemm: Gemm,
  { m, n, k, adds }: Product,
  { a, b, stride }: NativeProduct,
  [first, second, result]: readonly [ArrayBufferView, ArrayBufferView, ArrayBufferView],
): void =>
  gemm(
    rowMajorOrder,
    a.transpose,
    b.transpose,
    m,
    n,
    k,
    1,
    first,
    a.stride,
    second,
    b.stride,
    Number(adds),
    result,
    stride,
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
