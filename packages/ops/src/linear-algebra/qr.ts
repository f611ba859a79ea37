import {
  add,
  type AnyTensor,
  type Clash,
  batched,
  defineOp,
  type Dim,
  type IsDynamic,
  madeOf,
  orThrow,
  refuse,
  type Shape,
  shapeMismatch,
  type ShapeText,
  type Tensor,
} from '@adjoint/graph';
import { sub } from '../elementwise/arithmetic.ts';
import { concat } from '../movement/joining.ts';
import { forEachMatrix, matricesOf, realPair, transposed } from '../products/matrix.ts';
import { matmul } from '../products/product.ts';
import { slice } from '../movement/slicing.ts';
import { triangularSolve } from './solve.ts';
import { tril } from '../movement/triangle.ts';

/** The smaller of two sizes. Where rows have a name it is the columns, as rows must then be as many at least. */
export type Least<M extends Dim, N extends Dim> = [M] extends [N]
  ? N
  : M extends string
    ? N
    : N extends string
      ? never
      : number extends M | N
        ? Dim
        : IsLess<`${M}`, `${N}`> extends true
          ? M
          : N;

/** Whether one number written in digits is less than another: it is shorter, or its first digit that differs is less. */
type IsLess<A extends string, B extends string, Tie extends boolean = false, Decided extends boolean = false> = [
  A,
  B,
] extends [`${infer D}${infer Rest}`, `${infer E}${infer Others}`]
  ? Decided extends true
    ? IsLess<Rest, Others, Tie, true>
    : D extends E
      ? IsLess<Rest, Others>
      : IsLess<Rest, Others, '0123456789' extends `${string}${D}${string}${E}${string}` ? true : false, true>
  : A extends ''
    ? B extends ''
      ? Tie
      : true
    : false;

/** Matrices as products of ones with orthonormal columns and upper triangular ones. */
export interface QR {
  <B extends Shape, M extends Dim, N extends Dim>(
    a: Tensor<[...B, M, N]>,
  ): readonly [q: Tensor<[...B, M, Least<M, N>]>, r: Tensor<[...B, Least<M, N>, N]>];
  <S extends Shape>(
    a: Tensor<S> & (true extends IsDynamic<S> ? unknown : Clash<`qr: must be matrices, got ${ShapeText<S>}`>),
  ): readonly [q: Tensor<Shape>, r: Tensor<Shape>];
}

/**
 * Matrices as products q · r, where q has orthonormal columns and r is upper triangular with no negative number on its diagonal. This is
 * the reduced decomposition: of m by n, with k the smaller of the two, q is m by k and r is k by n. Where a size is only a name, rows
 * must be named, and be as many as columns at least when the graph is evaluated.
 *
 * The derivative exists where the first k columns are linearly independent; elsewhere it is infinite or NaN. By Householder's
 * reflections; the derivative is that of Walter and Lehmann (2018), On evaluating higher-order derivatives of the QR decomposition.
 *
 * @example
 * ```ts
 * import { constant, evaluate } from '@adjoint/graph';
 * import { qr } from '@adjoint/ops';
 *
 * const [q, r] = qr(constant([[3, 1], [4, 2]]));
 * evaluate({ q, r }); // q is [[0.6, -0.8], [0.8, 0.6]], r is [[5, 2.2], [0, 0.4]]
 * ```
 */
export const qr: QR = madeOf(
  () => [tall],
  (operand: AnyTensor) => {
    const a = matricesOf('qr', operand);
    const [m, n] = a.shape.slice(-2) as [Dim, Dim];
    if (typeof m === 'string' || m === n) return tall(a);
    if (typeof n === 'string')
      return orThrow(refuse(shapeMismatch('qr', 'columns can have a name only where rows have one', a.shape)));
    return m >= n ? tall(a) : wide(a, m, n);
  },
) as unknown as QR; // the shapes are those its signatures state

/** The sizes of q and r for at least as many rows as columns. */
const tallRule = (a: Tensor) => realPair(a.shape, [...a.shape.slice(0, -2), a.shape.at(-1)!, a.shape.at(-1)!]);

const tall: (a: Tensor) => readonly [q: Tensor, r: Tensor] = defineOp('qr', tallRule, {
  portable: true,
  vectorized: batched,
  kernel: ({ operation, inputs: [a], outputs: [q, r] }) => {
    const [m, n] = a.shape.slice(-2) as [number, number];
    if (m < n) return shapeMismatch(operation, 'named rows must be at least as many as columns', a.shape);
    forEachMatrix([a], ([matrix], index) => {
      q.data.set(orthogonalize(matrix!, m, n), index * m * n);
      r!.data.set(matrix!.subarray(0, n * n), index * n * n);
    });
    return undefined;
  },
  derivative: [
    ({ cotangents: [gq, gr], outputs: [q, r] }) => {
      // Walter and Lehmann (2018): of s = r·grᵀ − gqᵀ·q the lower triangle counts, and stands for the upper one
      const s = sub(matmul(r!, transposed(gr!)), matmul(transposed(gq!), q!)) as Tensor;
      const mirrored = add(tril(s), transposed(tril(s, -1))) as Tensor;
      const along = add(gq!, matmul(q!, mirrored)) as Tensor;
      return transposed(triangularSolve(r!, transposed(along), { lower: false }) as Tensor);
    },
  ],
});

/** More columns than rows: the first columns make q, and the others are what q gives them. */
const wide = (a: Tensor, m: number, n: number): readonly [q: Tensor, r: Tensor] => {
  const before = a.shape.slice(2).map(() => ({}));
  const [first, others] = [slice(a, [...before, {}, { end: m }]), slice(a, [...before, {}, { start: m, end: n }])];
  const [q, r] = tall(first as AnyTensor as Tensor);
  return [q, concat([r, matmul(transposed(q), others as AnyTensor as Tensor)], -1) as AnyTensor as Tensor];
};

/** Makes of `a`, m by n and not wider than high, r in its first n rows, and gives q. */
const orthogonalize = (a: Float64Array, m: number, n: number): Float64Array => {
  const mirrors: Float64Array[] = [];
  for (let k = 0; k < n; k++) {
    const mirror = mirrorOf(a, m, n, k);
    mirrors.push(mirror);
    reflect(a, mirror, n, k);
    for (let i = k + 1; i < m; i++) a[i * n + k] = 0;
  }
  const q = new Float64Array(m * n);
  for (let k = 0; k < n; k++) q[k * n + k] = 1;
  for (let k = n - 1; k >= 0; k--) reflect(q, mirrors[k]!, n, k);
  for (let k = 0; k < n; k++) {
    if (!(a[k * n + k]! < 0)) continue;
    for (let j = k; j < n; j++) a[k * n + j] = -a[k * n + j]!;
    for (let i = 0; i < m; i++) q[i * n + k] = -q[i * n + k]!;
  }
  return q;
};

/**
 * The vector at right angles to the mirror that puts what is left of column k, from row k on, on its first entry. Its squares sum to 2,
 * unless it is all zeros.
 */
const mirrorOf = (a: Float64Array, m: number, n: number, k: number): Float64Array => {
  const mirror = Float64Array.from({ length: m - k }, (_, i) => a[(k + i) * n + k]!);
  const largest = mirror.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
  if (largest === 0) return mirror;
  let squares = 0;
  for (let i = 0; i < mirror.length; i++) squares += (mirror[i]! /= largest) * mirror[i]!;
  const norm = Math.sqrt(squares);
  const first = Math.abs(mirror[0]!);
  mirror[0] = (first + norm) * (mirror[0]! < 0 ? -1 : 1);
  const length = Math.sqrt(norm * (norm + first));
  return mirror.map((entry) => entry / length);
};

/** Reflects the rows of `a` from row k on. */
const reflect = (a: Float64Array, mirror: Float64Array, n: number, k: number): void => {
  for (let j = 0; j < n; j++) {
    let along = 0;
    for (let i = 0; i < mirror.length; i++) along += mirror[i]! * a[(k + i) * n + j]!;
    for (let i = 0; i < mirror.length; i++) a[(k + i) * n + j]! -= along * mirror[i]!;
  }
};
