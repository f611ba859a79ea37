import { type AnyTensor, broadcastTo, constant, type Dim, type Shape, shaped, type Tensor } from '@adjoint/graph';
import { at, reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';
import { columns, inner, type Matrix, times, total, type Vector } from './nested.ts';

// Formulas by minors, by Gram and Schmidt, and by powers: other ways than those of the operations.

const symbolic = true;

/** Small enough that a multiple of the identity added outweighs them. */
const small = { from: -1, to: 1 };

/** A tensor of square matrices with a multiple of the identity added to each. */
const shifted = <S extends Shape>(x: Tensor<S>, by: number): Tensor<S> => {
  const diagonal = ops.diag(broadcastTo(constant(by), [x.shape.at(-1) as Dim]) as AnyTensor as Tensor<[Dim]>);
  return ops.add(x as AnyTensor as Tensor, diagonal as AnyTensor as Tensor) as AnyTensor as Tensor<S>; // of the shape of x
};

const shiftedMatrix = (x: Matrix, by: number): Matrix =>
  x.map((row, i) => row.map((entry, j) => entry + (i === j ? by : 0)));

const without = <E>(list: readonly E[], index: number): readonly E[] => list.toSpliced(index, 1);

const minor = (x: Matrix, i: number, j: number): Matrix => without(x, i).map((row) => without(row, j));

/** Along the first row (Laplace). */
const determinantOf = (x: Matrix): number =>
  x.length === 0 ? 1 : total(x[0]!.map((entry, j) => (j % 2 === 0 ? entry : -entry) * determinantOf(minor(x, 0, j))));

/** The cofactors, transposed, by the determinant. */
const inverseOf = (x: Matrix): Matrix =>
  x.map((_, i) => x.map((_, j) => ((i + j) % 2 === 0 ? 1 : -1) * determinantOf(minor(x, j, i)) / determinantOf(x))); // prettier-ignore

const solutionOf = (a: Matrix, b: Matrix): Matrix => times(inverseOf(a), b, b[0]?.length ?? 0);

const solutionOfVector = (a: Matrix, b: Vector): Vector => inverseOf(a).map((row) => inner(row, b));

const lowerOf = (x: Matrix): Matrix => x.map((row, i) => row.map((entry, j) => (j <= i ? entry : 0)));

const upperOf = (x: Matrix): Matrix => x.map((row, i) => row.map((entry, j) => (j >= i ? entry : 0)));

const symmetricOf = (x: Matrix): Matrix => x.map((row, i) => row.map((entry, j) => (entry + x[j]![i]!) / 2));

/** The determinant of the rows before j and row i, and of the columns up to j, by the root of the leading ones (Gantmacher). */
const choleskyOf = (given: Matrix): Matrix => {
  const x = symmetricOf(given);
  const leading = (rows: readonly number[]): number => determinantOf(rows.map((row) => x[row]!.slice(0, rows.length)));
  const first = (count: number): readonly number[] => Array.from({ length: count }, (_, k) => k);
  return x.map((row, i) =>
    row.map((_, j) => (j > i ? 0 : leading([...first(j), i]) / Math.sqrt(leading(first(j)) * leading(first(j + 1))))),
  );
};

/** Twice over, which leaves nothing to be desired (Gram and Schmidt). */
const orthonormalOf = (x: Matrix): Matrix => {
  const made: Vector[] = [];
  for (const column of columns(x)) {
    let rest = column;
    for (const _ of [1, 2])
      for (const unit of made) {
        const along = inner(unit, rest);
        rest = rest.map((entry, i) => entry - along * unit[i]!);
      }
    const length = Math.sqrt(inner(rest, rest));
    made.push(rest.map((entry) => entry / length));
  }
  return x.map((_, i) => made.map((column) => column[i]!));
};

const qrOf = (x: Matrix): [Matrix, Matrix] => {
  const count = Math.min(x.length, x[0]!.length);
  const q = orthonormalOf(x.map((row) => row.slice(0, count)));
  return [q, upperOf(times(columns(q), x))];
};

const leastSquaresOf = (a: Matrix, b: Matrix): Matrix => solutionOf(times(columns(a), a), times(columns(a), b));

/** Powers of the matrix, with what makes it negative definite added, on orthonormal vectors. */
const eigenOf = (given: Matrix): [Vector, Matrix] => {
  const x = symmetricOf(given);
  const power = shiftedMatrix(x, -1 - total(x.flat().map(Math.abs)));
  let vectors = x.map((row, i) => row.map((_, j) => (i === j ? 1 : 0.1 * Math.sin(3 * i + j))));
  for (let step = 0; step < 4000; step++) vectors = orthonormalOf(times(power, vectors)) as number[][];
  const values = columns(vectors).map((column) => inner(column, x.map((row) => inner(row, column)))); // prettier-ignore
  const signed = columns(vectors).map((column) => {
    const largest = Math.max(...column.map(Math.abs));
    const sign = Math.sign(column.find((entry) => Math.abs(entry) >= 0.9 * largest)!);
    return column.map((entry) => sign * entry);
  });
  return [values, columns(signed)];
};

const logDeterminantOf = (x: Matrix): [number, number] => [Math.sign(determinantOf(x)), Math.log(Math.abs(determinantOf(x)))]; // prettier-ignore

/** Singular matrices, about which differences tell the gradient. */
const singular: readonly number[][][] = [
  [[1, 2], [2, 4]],
  [[0, 0], [0, 0]],
  [[1, 2, 0], [3, 4, 0], [0, 0, 0]],
  [[0, 1, 0, 2], [0, 1, 1, 0], [0, 0, 2, 1], [0, 0, 0, 0]],
]; // prettier-ignore

export const matrix: Readonly<Record<string, readonly Sample[]>> = {
  solve: [
    sample([reals([3, 3], small), reals([3, 2])], (a, b) => ops.solve(shifted(a, 4), b), {
      value: (a, b) => solutionOf(shiftedMatrix(a, 4), b),
      shape: [3, 2],
      symbolic,
    }),
    sample([reals([2, 2], small), reals([2])], (a, b) => ops.solve(shifted(a, 3), b), {
      value: (a, b) => solutionOfVector(shiftedMatrix(a, 3), b),
      shape: [2],
      symbolic,
    }),
    sample([reals([2, 3, 3], small), reals([2, 3, 1], small)], (a, b) => ops.solve(shifted(a, 4), b), {
      value: (a, b) => a.map((matrix, i) => solutionOf(shiftedMatrix(matrix, 4), b[i]!)),
      shape: [2, 3, 1],
      symbolic,
    }),
    sample([reals([2, 2, 2], small), reals([3, 1, 2, 1])], (a, b) => ops.solve(shifted(a, 3), b), {
      value: (a, b) => b.map(([right]) => a.map((matrix) => solutionOf(shiftedMatrix(matrix, 3), right!))),
      shape: [3, 2, 2, 1],
      symbolic,
    }),
    sample([reals([2, 2, 2], small), reals([2])], (a, b) => ops.solve(shifted(a, 3), b), {
      value: (a, b) => a.map((matrix) => solutionOfVector(shiftedMatrix(matrix, 3), b)),
      shape: [2, 2],
      symbolic,
    }),
    sample([reals([2, 2], small)], (a) => ops.solve(shifted(a, 3), a), { shape: [2, 2], symbolic }),
  ],
  inverse: [
    sample([reals([3, 3], small)], (a) => ops.inverse(shifted(a, 4)), {
      value: (a) => inverseOf(shiftedMatrix(a, 4)),
      shape: [3, 3],
      symbolic,
    }),
    sample([reals([2, 2, 2], small)], (a) => ops.inverse(shifted(a, 3)), {
      value: (a) => a.map((matrix) => inverseOf(shiftedMatrix(matrix, 3))),
      shape: [2, 2, 2],
      symbolic,
    }),
    sample([reals([1, 1], { from: 0.5, to: 2 })], (a) => ops.inverse(a), { value: inverseOf, shape: [1, 1] }),
  ],
  triangularSolve: [
    sample([reals([3, 3], small), reals([3, 2])], (a, b) => ops.triangularSolve(shifted(a, 3), b), {
      value: (a, b) => solutionOf(lowerOf(shiftedMatrix(a, 3)), b),
      shape: [3, 2],
      symbolic,
    }),
    sample([reals([3, 3], small), reals([3])], (a, b) => ops.triangularSolve(shifted(a, 3), b, { lower: false }), {
      value: (a, b) => solutionOfVector(upperOf(shiftedMatrix(a, 3)), b),
      shape: [3],
      symbolic,
    }),
    sample(
      [reals([2, 2, 2], small), reals([2, 2, 3])],
      (a, b) => ops.triangularSolve(shifted(a, 3), b, { transposed: true }),
      {
        value: (a, b) => a.map((matrix, i) => solutionOf(columns(lowerOf(shiftedMatrix(matrix, 3))), b[i]!)),
        shape: [2, 2, 3],
        symbolic,
      },
    ),
    sample(
      [reals([3, 3], small), reals([2, 3, 1])],
      (a, b) => ops.triangularSolve(shifted(a, 3), b, { lower: false, transposed: true }),
      {
        value: (a, b) => b.map((right) => solutionOf(columns(upperOf(shiftedMatrix(a, 3))), right)),
        shape: [2, 3, 1],
        symbolic,
      },
    ),
  ],
  determinant: [
    sample([reals([3, 3], small)], (a) => ops.determinant(a), { value: determinantOf, shape: [], symbolic }),
    sample([reals([4, 4], small)], (a) => ops.determinant(a), { value: determinantOf, shape: [], symbolic }),
    sample([reals([2, 2, 2])], (a) => ops.square(ops.determinant(a)), {
      value: (a) => a.map((matrix) => determinantOf(matrix) ** 2),
      shape: [2],
      symbolic,
    }),
    ...singular.map((matrix) => sample([at(matrix)], (a) => ops.determinant(a), { value: () => 0, shape: [] })),
  ],
  logDeterminant: [
    sample([reals([3, 3], small)], (a) => ops.logDeterminant(shifted(a, 4)), {
      value: (a) => logDeterminantOf(shiftedMatrix(a, 4)),
      shape: [[], []],
      symbolic,
    }),
    sample([reals([2, 2, 2])], (a) => ops.logDeterminant(a), {
      value: (a) => [a.map((matrix) => logDeterminantOf(matrix)[0]), a.map((matrix) => logDeterminantOf(matrix)[1])],
      shape: [[2], [2]],
      symbolic,
    }),
  ],
  cholesky: [
    sample([reals([3, 3], small)], (a) => ops.cholesky(shifted(a, 4)), {
      value: (a) => choleskyOf(shiftedMatrix(a, 4)),
      shape: [3, 3],
      symbolic,
    }),
    sample([reals([2, 2, 2], small)], (a) => ops.cholesky(shifted(a, 3)), {
      value: (a) => a.map((matrix) => choleskyOf(shiftedMatrix(matrix, 3))),
      shape: [2, 2, 2],
      symbolic,
    }),
    sample([reals([3, 3])], (a) => ops.cholesky(shifted(ops.matmul(a, ops.transpose(a)), 1)), {
      value: (a) => choleskyOf(shiftedMatrix(times(a, columns(a)), 1)),
      shape: [3, 3],
      symbolic,
    }),
  ],
  qr: [
    sample([reals([3, 3], small)], (a) => ops.qr(shifted(a, 4)), {
      value: (a) => qrOf(shiftedMatrix(a, 4)),
      shape: [[3, 3], [3, 3]], // prettier-ignore
      symbolic,
    }),
    sample([reals([4, 2])], (a) => ops.qr(a), { value: qrOf, shape: [[4, 2], [2, 2]], symbolic }), // prettier-ignore
    sample([at([[1, 0.5, -2], [-0.3, 2, 0.7]])], (a) => ops.qr(shaped(a, [2, 3])), {
      value: qrOf,
      shape: [[2, 2], [2, 3]],
    }), // prettier-ignore
    sample([reals([2, 2, 2], small), reals([2, 1, 2])], (a, b) => ops.qr(ops.concat([shifted(a, 4), b], 1)), {
      value: (a, b) => {
        const both = a.map((matrix, i) => qrOf([...shiftedMatrix(matrix, 4), ...b[i]!]));
        return [both.map(([q]) => q), both.map(([, r]) => r)];
      },
      shape: [[2, 3, 2], [2, 2, 2]], // prettier-ignore
      symbolic,
    }),
  ],
  leastSquares: [
    sample([reals([4, 2]), reals([4])], (a, b) => ops.leastSquares(a, b), {
      value: (a, b) => leastSquaresOf(a, b.map((entry) => [entry])).map(([entry]) => entry!), // prettier-ignore
      shape: [2],
      symbolic,
    }),
    sample([reals([2, 4, 2]), reals([2, 4, 2])], (a, b) => ops.leastSquares(a, b), {
      value: (a, b) => a.map((matrix, i) => leastSquaresOf(matrix, b[i]!)),
      shape: [2, 2, 2],
      symbolic,
    }),
  ],
  symmetricEigen: [
    sample([reals([3, 3])], (a) => ops.symmetricEigen(a), { value: eigenOf, shape: [[3], [3, 3]], symbolic }), // prettier-ignore
    sample([reals([2, 2, 2])], (a) => ops.symmetricEigen(a), {
      value: (a) => [a.map((matrix) => eigenOf(matrix)[0]), a.map((matrix) => eigenOf(matrix)[1])],
      shape: [[2, 2], [2, 2, 2]], // prettier-ignore
      symbolic,
    }),
    sample([reals([1, 1])], (a) => ops.symmetricEigen(a), { value: ([row]) => [row!, [[1]]], shape: [[1], [1, 1]] }), // prettier-ignore
  ],
};
