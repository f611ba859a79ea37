// Checked by `tsc -b` and never run: what is right keeps its exact shape, what is wrong does not compile.

import { type Dim, input, type Shape, type Tensor } from '@adjoint/graph';
import {
  cholesky,
  determinant,
  inverse,
  leastSquares,
  logDeterminant,
  matmul,
  qr,
  solve,
  symmetricEigen,
  transpose,
  triangularSolve,
} from './index.ts';

/** Compiles only where the value's type is exactly `Expected`, and not `any`. */
declare const is: <Expected>() => <T>(
  value: 0 extends 1 & T ? never : [T, Expected] extends [Expected, T] ? T : never,
) => void;

const a = input('a', [3, 3]);
const named = input('named', ['n', 'n']);
const batch = input('batch', ['batch', 3, 3]);
const v = input('v', [3]);
const columns = input('columns', [3, 2]);
const data = input('data', ['batch', 3]);
const dynamic = input('dynamic', [3, 3] as Shape);
const integers = input('integers', [3, 3], 'int');

// --- exact shapes ---

is<Tensor<[3]>>()(solve(a, v));
is<Tensor<[3, 2]>>()(solve(a, columns));
is<Tensor<['batch', 3]>>()(solve(batch, v));
is<Tensor<['batch', 3, 5]>>()(solve(batch, input('b', ['batch', 3, 5])));
is<Tensor<['batch', 3, 5]>>()(solve(a, input('b', ['batch', 3, 5])));
is<Tensor<['n']>>()(solve(named, input('b', ['n'])));
is<Tensor>()(solve(input('a', [2, 1, 3, 3]), input('b', [5, 3, 1])));
is<Tensor<[3]>>()(triangularSolve(a, v, { lower: false }));
is<Tensor<['batch', 3, 3]>>()(triangularSolve(batch, batch));
is<Tensor<['batch', 3, 3]>>()(inverse(batch));
is<Tensor<['n', 'n']>>()(cholesky(named));
is<Tensor<[]>>()(determinant(a));
is<Tensor<['batch']>>()(determinant(batch));
is<readonly [Tensor<['batch']>, Tensor<['batch']>]>()(logDeterminant(batch));
is<readonly [Tensor<['batch', 3]>, Tensor<['batch', 3, 3]>]>()(symmetricEigen(batch));
is<readonly [Tensor<[3, 3]>, Tensor<[3, 3]>]>()(qr(a));
is<readonly [Tensor<[10, 9]>, Tensor<[9, 9]>]>()(qr(input('tall', [10, 9])));
is<readonly [Tensor<[9, 9]>, Tensor<[9, 10]>]>()(qr(input('wide', [9, 10])));
is<readonly [Tensor<[2, 120, 112]>, Tensor<[2, 112, 112]>]>()(qr(input('large', [2, 120, 112])));
is<readonly [Tensor<['batch', 3]>, Tensor<[3, 3]>]>()(qr(data));
is<readonly [Tensor<['n', 'm']>, Tensor<['m', 'm']>]>()(qr(input('names', ['n', 'm'])));
is<Tensor<[3]>>()(leastSquares(data, input('targets', ['batch'])));
is<Tensor<[3, 2]>>()(leastSquares(data, input('targets', ['batch', 2])));
is<Tensor<['batch', 3, 1]>>()(leastSquares(input('many', ['batch', 5, 3]), input('targets', ['batch', 5, 1])));

// --- shapes known at run time only ---

is<Tensor>()(solve(dynamic, v));
is<Tensor>()(solve(a, dynamic));
is<Tensor>()(inverse(dynamic));
is<Tensor>()(determinant(dynamic));
is<readonly [Tensor, Tensor]>()(qr(dynamic));
is<readonly [Tensor, Tensor]>()(symmetricEigen(dynamic));
is<readonly [Tensor, Tensor]>()(logDeterminant(dynamic));
is<Tensor>()(leastSquares(dynamic, v));

// --- functions that are generic in their shapes ---

export const mahalanobis = <N extends Dim>(x: Tensor<[N]>, covariance: Tensor<[N, N]>): Tensor<[]> =>
  matmul(x, solve(covariance, x));

export const halfLogDeterminant = <N extends Dim>(x: Tensor<[N, N]>): Tensor<[]> => logDeterminant(cholesky(x))[1];

export const normalEquations = <N extends Dim, D extends Dim>(x: Tensor<[N, D]>, y: Tensor<[N]>): Tensor<[D]> =>
  solve(matmul(transpose(x), x), matmul(transpose(x), y));

export const ordinary = <N extends Dim, D extends Dim>(x: Tensor<[N, D]>, y: Tensor<[N]>): Tensor<[D]> =>
  leastSquares(x, y);

// --- planted mistakes ---

// @ts-expect-error no square matrix
determinant(columns);
// @ts-expect-error no square matrix
inverse(data);
// @ts-expect-error a vector
cholesky(v);
// @ts-expect-error integers
logDeterminant(integers);
// @ts-expect-error no square matrix
symmetricEigen(columns);
// @ts-expect-error no square matrix
solve(columns, v);
// @ts-expect-error right sides of 2 rows
solve(a, input('b', [2]));
// @ts-expect-error a batch of vectors is a matrix of columns
solve(batch, data);
// @ts-expect-error batches of 2 and 3
solve(input('a', [2, 3, 3]), input('b', [3, 3, 1]));
// @ts-expect-error an option that does not exist
triangularSolve(a, v, { upper: true });
// @ts-expect-error right sides of 2 rows
triangularSolve(a, input('b', [2, 1]), { transposed: true });
// @ts-expect-error a vector
qr(v);
// @ts-expect-error targets of another batch
leastSquares(data, input('targets', ['samples']));
// @ts-expect-error one row less
leastSquares(columns, input('targets', [2]));
// @ts-expect-error the determinant of a batch is one number each
export const wrongBatch: Tensor<[]> = determinant(batch);
// @ts-expect-error values come first
export const wrongOrder: readonly [Tensor<[3, 3]>, Tensor<[3]>] = symmetricEigen(a);
