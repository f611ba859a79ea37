import {
  add,
  type AnyTensor,
  type IsDynamic,
  type Dim,
  orThrow,
  refuse,
  type Shape,
  shapeMismatch,
  type Tensor,
  toReals,
} from '@adjoint/graph';
import { equal, greaterEqual, lessEqual, where } from '../elementwise/comparison.ts';
import { toReal } from '../elementwise/conversion.ts';
import { arange, takeAlongAxis } from './indexing.ts';
import { expandDims, reshape } from './movement.ts';
import { integer, numberOption } from '../arguments/option.ts';
import { slice } from './slicing.ts';

/** A vector's matrix, or the diagonal of a square matrix; of another one only run time tells its size. */
export type Diagonal<S extends Shape> =
  true extends IsDynamic<S>
    ? Shape
    : S extends [infer N extends Dim]
      ? [N, N]
      : S extends [infer M extends Dim, infer N extends Dim]
        ? [M, N] extends [N, M]
          ? [M]
          : [Dim]
        : never;

/** The matrix with a vector on its diagonal and zeros elsewhere, or the diagonal of a matrix. A diagonal of named dimensions needs them equal. */
export const diag = <S extends Shape>(operand: Tensor<S>): Tensor<Diagonal<S>> => {
  const x = toReals('diag', operand);
  if (x.shape.length !== 1 && x.shape.length !== 2)
    return orThrow(refuse(shapeMismatch('diag', 'must be a vector or a matrix', x.shape)));
  return (x.shape.length === 1 ? matrixOf(x) : diagonalOf(x)) as AnyTensor as Tensor<Diagonal<S>>; // as Diagonal states
};

/** The upper triangle of a matrix, or of each of a batch: zeros below the diagonal, or below the one `offset` places to its right. */
export const triu = <S extends Shape>(x: Tensor<S>, offset = 0): Tensor<S> => {
  const { matrix, rows, columns } = placesOf('triu', x, offset);
  return where(greaterEqual(columns, rows), matrix, 0) as AnyTensor as Tensor<S>; // the mask broadcasts to the matrix
};

/** The lower triangle of a matrix, or of each of a batch: zeros above the diagonal, or above the one `offset` places to its right. */
export const tril = <S extends Shape>(x: Tensor<S>, offset = 0): Tensor<S> => {
  const { matrix, rows, columns } = placesOf('tril', x, offset);
  return where(lessEqual(columns, rows), matrix, 0) as AnyTensor as Tensor<S>; // likewise
};

const matrixOf = (x: Tensor): Tensor => {
  const places = arange(x.shape[0]!) as AnyTensor as Tensor<Shape, 'int'>;
  return where(equal(expandDims(places, -1), places) as Tensor<Shape, 'bool'>, x, 0);
};

const diagonalOf = (x: Tensor): Tensor => {
  const [m, n] = x.shape as [Dim, Dim];
  if (m !== n && (typeof m === 'string' || typeof n === 'string'))
    return orThrow(refuse(shapeMismatch('diag', 'named dimensions must be equal', x.shape)));
  const count = m === n ? m : Math.min(m as number, n as number);
  const square = m === n ? x : (slice(x, [{ end: count as number }, { end: count as number }]) as AnyTensor as Tensor);
  const places = expandDims(arange(count), -1) as AnyTensor as Tensor<Shape, 'int'>;
  return reshape(takeAlongAxis(square, places, 1), [count] as Shape) as Tensor;
};

/** A matrix, and the numbers of the columns of its entries and of the columns where their rows meet the diagonal. */
const placesOf = (operation: string, operand: AnyTensor, offset: number) => {
  const matrix = toReals(operation, operand);
  if (matrix.shape.length < 2)
    return orThrow(refuse(shapeMismatch(operation, 'must have at least two axes', matrix.shape)));
  const [m, n] = matrix.shape.slice(-2) as [Dim, Dim];
  const rows = add(
    expandDims(toReal(arange(m)), -1),
    numberOption(operation, 'the offset', offset, integer),
  ) as AnyTensor as Tensor;
  return { matrix, rows, columns: toReal(arange(n)) as AnyTensor as Tensor };
};
