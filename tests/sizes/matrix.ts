import { type AnyTensor, broadcastTo, constant, type Dim, type Shape, type Tensor } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import type { Operands } from './operand.ts';
import type { Row, Rows } from './row.ts';

/** Matrices that elimination, roots and rotations have no trouble with: what is drawn, and 4 on the diagonal. */
const matrices = (make: Operands, shape: readonly Dim[]): Tensor => {
  const four = broadcastTo(constant(4), [shape.at(-1)!] as Shape) as AnyTensor as Tensor;
  return ops.add(make.real(shape), ops.diag(four) as AnyTensor as Tensor) as Tensor;
};

/** An operation on square matrices: as many as the size says, and one of that size where it is small. */
const ofSquare = (op: (a: Tensor) => AnyTensor | readonly AnyTensor[]): Row => ({
  build: (make, n) => [
    ...[op(matrices(make, [n, 3, 3]))].flat(),
    ...[op(matrices(make, [2, n, 1, 1]))].flat(),
    ...(typeof n === 'number' && n <= 3 ? [op(matrices(make, [n, n]))].flat() : []),
  ],
  by: 'one',
});

const solving = (op: (a: Tensor, b: Tensor) => AnyTensor): Row => ({
  build: (make, n) => [
    op(matrices(make, [n, 3, 3]), make.real([3])),
    op(matrices(make, [n, 3, 3]), make.real([n, 3, 2])),
    op(matrices(make, [3, 3]), make.real([3, n])),
    op(matrices(make, [3, 3]), make.real([n, 3, 1])),
  ],
  by: 'one',
});

/** Linear algebra. */
export const matrix: Rows = {
  solve: solving(ops.solve),
  triangularSolve: solving((a, b) => ops.triangularSolve(a, b, { lower: false })),
  inverse: ofSquare(ops.inverse),
  determinant: { ...ofSquare(ops.determinant), by: 'value' },
  logDeterminant: ofSquare(ops.logDeterminant),
  cholesky: ofSquare(ops.cholesky),
  symmetricEigen: ofSquare(ops.symmetricEigen),
  qr: {
    build: (make, n) => [
      ...ops.qr(matrices(make, [n, 3, 3])),
      ...ops.qr(make.real([n, 4, 2])),
      ...(typeof n === 'number' ? ops.qr(make.real([n, 3])) : []),
    ],
    by: 'one',
  },
  leastSquares: { build: (make, n) => [ops.leastSquares(matrices(make, [n, 3, 3]), make.real([3]))], by: 'one' },
};
