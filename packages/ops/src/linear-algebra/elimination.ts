/** What Gaussian elimination makes of a matrix: its rows and columns in another order are a unit lower times an upper triangular matrix. */
export interface Elimination {
  /** The number of rows, and of columns. */
  readonly n: number;
  /** Row by row, the upper triangle on and above the diagonal, and the lower one below it, whose diagonal is all ones. */
  readonly factors: Float64Array;
  /** Which row of the matrix each row of the product is, and which column each column. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** −1 where that takes an odd number of exchanges, else 1. */
  readonly sign: number;
}

/**
 * Eliminates a matrix of `n` rows in place. The pivot is the largest magnitude of all that is left (complete pivoting, Wilkinson 1961):
 * where that is 0 nothing is left, and no factor is larger than 1. NaN comes first, so that it is not lost.
 */
export const eliminate = (factors: Float64Array, n: number): Elimination => {
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const columns = rows.slice();
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let [row, column, largest] = [k, k, -1];
    for (let i = k; i < n; i++)
      for (let j = k; j < n; j++) {
        const magnitude = Math.abs(factors[i * n + j]!);
        if (magnitude > largest || (Number.isNaN(magnitude) && !Number.isNaN(largest)))
          [row, column, largest] = [i, j, magnitude];
      }
    if (largest === 0) break;
    if ((row === k) !== (column === k)) sign = -sign;
    if (row !== k) for (let j = 0; j < n; j++) exchange(factors, k * n + j, row * n + j);
    if (column !== k) for (let i = 0; i < n; i++) exchange(factors, i * n + k, i * n + column);
    exchange(rows, k, row);
    exchange(columns, k, column);
    const pivot = factors[k * n + k]!;
    for (let i = k + 1; i < n; i++) {
      const factor = (factors[i * n + k]! /= pivot);
      if (factor !== 0) for (let j = k + 1; j < n; j++) factors[i * n + j]! -= factor * factors[k * n + j]!;
    }
  }
  return { n, factors, rows, columns, sign };
};

/** The pivots, in the order in which they were chosen. */
export const pivotsOf = ({ n, factors }: Elimination): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => factors[k * n + k]!);

/** Solves for right sides of `width` columns, row by row, which are used up. A pivot of 0 divides as IEEE says. */
export const solveEliminated = (
  { n, factors, rows, columns }: Elimination,
  b: Float64Array,
  width: number,
): Float64Array => {
  const y = new Float64Array(n * width);
  for (let i = 0; i < n; i++) y.set(b.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) subtractRow(y, i, k, factors[i * n + k]!, width);
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(y, i, k, factors[i * n + k]!, width);
    for (let c = 0; c < width; c++) y[i * width + c]! /= factors[i * n + i]!;
  }
  for (let i = 0; i < n; i++) b.set(y.subarray(i * width, (i + 1) * width), columns[i]! * width);
  return b;
};

/** The matrix between `left` and `right` that turns it into its pivots on a diagonal: left · a · right, both of determinant ±1. */
export const diagonalizing = ({
  n,
  factors,
  rows,
  columns,
}: Elimination): { readonly left: Float64Array; readonly right: Float64Array } => {
  const left = new Float64Array(n * n);
  const right = new Float64Array(n * n); // transposed while it is made: rows are columns of the inverse of the unit upper triangle
  for (let i = 0; i < n; i++) {
    left[i * n + rows[i]!] = 1;
    right[i * n + columns[i]!] = 1;
  }
  for (let i = 0; i < n; i++)
    for (let k = 0; k < i; k++) {
      subtractRow(left, i, k, factors[i * n + k]!, n);
      const above = factors[k * n + i]!;
      subtractRow(right, i, k, above === 0 ? 0 : above / factors[k * n + k]!, n);
    }
  return { left, right: transposedInPlace(right, n) };
};

const subtractRow = (y: Float64Array, row: number, from: number, factor: number, width: number): void => {
  for (let c = 0; c < width; c++) y[row * width + c]! -= factor * y[from * width + c]!;
};

const exchange = (list: Float64Array | Int32Array, a: number, b: number): void => {
  [list[a], list[b]] = [list[b]!, list[a]!];
};

const transposedInPlace = (matrix: Float64Array, n: number): Float64Array => {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) exchange(matrix, i * n + j, j * n + i);
  return matrix;
};
