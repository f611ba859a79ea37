import type { AnyTensor, Tensor } from '@adjoint/graph';
import type { Conventions } from '../convention.ts';
import {
  cholesky,
  determinant,
  inverse,
  leastSquares,
  logDeterminant,
  solve,
  symmetricEigen,
  triangularSolve,
} from '../../src/index.ts';

const { NaN: nan } = Number;
const inf = Infinity;

/** Results are read as they come: shapes are those of the points. */
const first = ([one]: readonly AnyTensor[]): Tensor => one as Tensor;
const second = ([, two]: readonly AnyTensor[]): Tensor => two as Tensor;

/** What is where a matrix lacks what is asked of it. */
export const singular: Conventions = {
  'a singular matrix has the determinant 0, of sign 0 and logarithm −∞, and the cofactors for a gradient': [
    ['determinant', (a) => determinant(a), [[[1, 2], [2, 4]]], 0, [[4, -2], [-2, 1]]], // prettier-ignore
    ['determinant of zeros', (a) => determinant(a), [[[0, 0], [0, 0]]], 0, [[0, 0], [0, 0]]], // prettier-ignore
    ['determinant of one number', (a) => determinant(a), [[[0]]], 0, [[1]]],
    ['sign', (a) => first(logDeterminant(a)), [[[1, 2], [2, 4]]], 0, [[0, 0], [0, 0]]], // prettier-ignore
    ['logarithm', (a) => second(logDeterminant(a)), [[[0]]], -inf, [[inf]]],
  ],
  'what has no inverse is divided by: infinities and NaN': [
    ['solve', (a, b) => solve(a, b), [[[0]], [-3]], [-inf], [[inf]], [inf]],
    ['solve for 0', (a, b) => solve(a, b), [[[0]], [0]], [nan], [[nan]], [inf]],
    ['inverse', (a) => inverse(a), [[[0]]], [[inf]], [[-inf]]],
    ['triangularSolve', (a, b) => triangularSolve(a, b), [[[0]], [2]], [inf], [[-inf]], [inf]],
    ['leastSquares', (a, b) => leastSquares(a, b), [[[0]], [2]], [inf], [[nan]], [inf]],
  ],
  'a matrix that is not positive definite has NaN for a root, zeros above the diagonal as ever': [
    ['of a negative number', (a) => cholesky(a), [[[-4]]], [[nan]], [[nan]]],
    ['of 0', (a) => cholesky(a), [[[0]]], [[nan]], [[nan]]],
    ['indefinite', (a) => cholesky(a), [[[1, 2], [2, 1]]], [[nan, 0], [nan, nan]], [[nan, nan], [nan, nan]]], // prettier-ignore
  ],
  'equal eigenvalues have gradients where they count alike, and their vectors stay': [
    ['values', (a) => first(symmetricEigen(a)), [[[3, 0], [0, 3]]], [3, 3], [[1, 0], [0, 1]]], // prettier-ignore
    ['vectors', (a) => second(symmetricEigen(a)), [[[3, 0], [0, 3]]], [[1, 0], [0, 1]], [[0, 0], [0, 0]]], // prettier-ignore
  ],
};
