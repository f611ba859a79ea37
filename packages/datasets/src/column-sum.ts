import { countOf, type Value } from '@adjoint/graph';

/**
 * The sum over the rows of `term(x, column)`, for each column of a value `[rows, ...]`: row by row, as the data lie, and in
 * the pairwise order of `pairwiseSum`, so that it is as accurate and as reproducible.
 */
export const sumColumns = (
  { shape: [rows = 0, ...rest], data }: Value,
  term: (x: number, column: number) => number,
): Float64Array => {
  const width = countOf(rest);
  const partial: Float64Array[] = []; // the right half's sum, one for each depth of the tree

  const addUp = (sum: Float64Array, start: number, end: number, depth: number): Float64Array => {
    if (end - start <= 8) {
      sum.fill(0);
      for (let row = start, i = start * width; row < end; row++)
        for (let column = 0; column < width; column++, i++) sum[column]! += term(data[i]!, column);
      return sum;
    }
    const middle = start + ((end - start + 1) >> 1);
    addUp(sum, start, middle, depth + 1);
    const right = addUp((partial[depth] ??= new Float64Array(width)), middle, end, depth + 1);
    for (let column = 0; column < width; column++) sum[column]! += right[column]!;
    return sum;
  };
  return addUp(new Float64Array(width), 0, rows, 0);
};

/** The mean of each column, summed from the first row on, so that a constant column has exactly its constant. */
export const columnMeans = (value: Value): Float64Array => {
  const [rows = 0, ...rest] = value.shape;
  const first = Float64Array.from(value.data.subarray(0, countOf(rest)));
  return sumColumns(value, (x, column) => x - first[column]!).map((sum, column) => first[column]! + sum / rows);
};
