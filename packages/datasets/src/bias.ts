import { type NumericArray, orThrow, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { unfitShape } from './error.ts';

/**
 * Rows with a 1 at the end of each: `[rows, columns]` becomes `[rows, columns + 1]`, so that the last row of a weight matrix
 * is the bias. The kind of array stays: bytes stay bytes. A value that has not two axes is an `UnfitShape`.
 */
export const withBias = <D extends NumericArray>({ shape, data }: Value<D>): Value<D> => {
  const [rows, columns] = shape;
  if (rows === undefined || columns === undefined || shape.length !== 2)
    return orThrow(E.left(unfitShape('withBias', 'value must have two axes, rows and columns', shape)));
  const allocate = data.constructor as new (count: number) => D; // a typed array's own kind
  const extended = new allocate(rows * (columns + 1)).fill(1) as D; // `fill` returns the array itself
  for (let row = 0; row < rows; row++)
    extended.set(data.subarray(row * columns, (row + 1) * columns), row * (columns + 1));
  return { shape: [rows, columns + 1], data: extended };
};
