import { countOf, type NumericArray, orThrow, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { Columns } from './dataset.ts';
import { type DatasetError, unequalRows, unfitOption, unfitShape } from './error.ts';

/**
 * The rows of a value at some indices, in their order: shape `[rows, ...rest]` becomes `[indices, ...rest]`. An index may
 * come several times. One that is not an integer from 0 to the last row is an `UnfitOption`, a scalar an `UnfitShape`.
 */
export const takeRows = <D extends NumericArray>(value: Value<D>, indices: ArrayLike<number>): Value<D> => {
  const [rows, ...rest] = value.shape;
  if (rows === undefined) return orThrow(E.left(unfitShape('takeRows', 'value must have rows', value.shape)));
  const width = countOf(rest);
  const allocate = value.data.constructor as new (count: number) => D; // a typed array's own kind
  const data = new allocate(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= rows)
      return orThrow(E.left(unfitOption('takeRows', `index must be an integer from 0 to ${rows - 1}`, index)));
    const start = index * width;
    if (width >= 16) data.set(value.data.subarray(start, start + width), i * width);
    else for (let j = 0; j < width; j++) data[i * width + j] = value.data[start + j]!; // faster than a call for so few
  }
  return { shape: [indices.length, ...rest], data };
};

/** The same rows of every column. */
export const takeRowsOfAll = <C extends Columns>(data: C, indices: ArrayLike<number>): C =>
  // a column keeps its name and its kind of array
  Object.fromEntries(Object.entries(data).map(([name, column]) => [name, takeRows(column, indices)])) as C;

/** How many rows all the columns have; `UnequalRows` where they differ. */
export const countRows = (operation: string, data: Columns): E.Either<DatasetError, number> => {
  const [rows, ...others] = Object.values(data).map((column) => column.shape[0]);
  return rows !== undefined && others.every((other) => other === rows)
    ? E.right(rows)
    : E.left(
        unequalRows(operation, Object.fromEntries(Object.entries(data).map(([name, { shape }]) => [name, shape]))),
      );
};
