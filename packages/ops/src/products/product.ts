import {
  type AnyTensor,
  type Broadcast,
  broadcastShapes,
  broadcastTo,
  type Clash,
  defineOp,
  type Dim,
  type IsDynamic,
  orThrow,
  outcome,
  refuse,
  type Shape,
  shapeMismatch,
  type ShapeText,
  type Tensor,
  toTensor,
  type Value,
  madeOf,
} from '@adjoint/graph';
import { columnsTogether, rowsTogether } from '../movement/leading.ts';
import { transposed } from './matrix.ts';
import { reshape } from '../movement/movement.ts';

/** `unknown` where a product fits or only run time can tell, else why it does not. */
export type Multiplies<A extends Shape, B extends Shape> = true extends IsDynamic<A> | IsDynamic<B>
  ? unknown
  : [A, B] extends [[...Shape, infer K extends Dim], [infer L extends Dim] | [...Shape, infer L extends Dim, Dim]]
    ? [K, L] extends [L, K]
      ? [Broadcast<BatchOf<A>, BatchOf<B>>] extends [never]
        ? Clash<`matmul: batches must be equal or broadcast, got ${ShapeText<A>} and ${ShapeText<B>}`>
        : unknown
      : Clash<`matmul: inner sizes must be equal, got ${ShapeText<A>} and ${ShapeText<B>}`>
    : Clash<`matmul: operands must have at least one axis, got ${ShapeText<A>} and ${ShapeText<B>}`>;

/** What comes before the matrix. */
type BatchOf<S extends Shape> = S extends [...infer B extends Shape, Dim, Dim] ? B : [];

/** A matrix product: of matrices, of a vector with a matrix, of two vectors, or of batches of matrices. */
export interface MatrixProduct {
  <M extends Shape, K extends Dim, N extends Dim>(a: Tensor<[...M, K]>, b: Tensor<[K, N]>): Tensor<[...M, N]>;
  <B extends Shape, M extends Dim, K extends Dim, N extends Dim>(
    a: Tensor<[...B, M, K]>,
    b: Tensor<[...B, K, N]>,
  ): Tensor<[...B, M, N]>;
  <M extends Shape, K extends Dim>(a: Tensor<[...M, K]>, b: Tensor<[K]>): Tensor<M>;
  <A extends Shape, B extends Shape>(a: Tensor<A>, b: Tensor<B> & Multiplies<A, B>): Tensor<Shape>;
}

/**
 * The product Σₖ a[…, m, k] · b[…, k, n]. A vector on the left is a row, on the right a column, and the axis it lacks is
 * dropped again; leading axes are batches and broadcast as NumPy's do.
 */
export const matmul: MatrixProduct = madeOf(() => [product], ((first: AnyTensor, second: AnyTensor): AnyTensor => {
  const left = toTensor('matmul', first);
  const right = toTensor('matmul', second);
  const rank = { left: left.shape.length, right: right.shape.length };
  const a = rank.left === 1 ? reshape(left, [1, ...left.shape]) : left;
  const b = rank.right === 1 ? reshape(right, [...right.shape, 1]) : right;
  const mismatch = (rule: string): never => orThrow(refuse(shapeMismatch('matmul', rule, left.shape, right.shape)));
  if (rank.left === 0 || rank.right === 0) return mismatch('operands must have at least one axis');
  if (a.shape.at(-1) !== b.shape.at(-2)) return mismatch('inner sizes must be equal');
  const batch =
    broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)) ?? mismatch('batches must be equal or broadcast');
  const y = product(broadcastTo(a, [...batch, ...a.shape.slice(-2)]), broadcastTo(b, [...batch, ...b.shape.slice(-2)]));
  const [m, n] = y.shape.slice(-2) as [Dim, Dim];
  return rank.left > 1 && rank.right > 1
    ? y
    : reshape(y, [...batch, ...(rank.left === 1 ? [] : [m]), ...(rank.right === 1 ? [] : [n])]);
}) as unknown as MatrixProduct); // the shapes are those its signatures state

/** Products of matrices, one for each place in equal batches. */
const product: (a: AnyTensor, b: AnyTensor) => Tensor = defineOp(
  'matmul',
  (a: AnyTensor, b: AnyTensor) => outcome<Shape>([...a.shape.slice(0, -1), b.shape.at(-1)!]),
  {
    kernel: ({ inputs: [a, b], outputs: [y] }) => multiply(a, b, y),
    lowering: () => ({ type: 'contract' }),
    derivative: [({ g, x: [, b] }) => product(g, transposed(b)), ({ g, x: [a] }) => product(transposed(a), g)],
    vectorized: (at) => (at.isMapped[1] === false ? rowsTogether(at) : columnsTogether(at)),
  },
);

const multiply = (a: Value, b: Value, y: Value): void => {
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = b.shape.at(-1)!;
  const row = new Float64Array(n);
  for (let r = 0; r < y.data.length / Math.max(n, 1); r++) {
    row.fill(0);
    const batch = Math.floor(r / m) * k * n;
    for (let j = 0; j < k; j++) {
      const factor = a.data[r * k + j]!;
      const from = batch + j * n;
      for (let i = 0; i < n; i++) row[i]! += factor * b.data[from + i]!;
    }
    y.data.set(row, r * n);
  }
};
