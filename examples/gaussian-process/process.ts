import { broadcastTo, input, parameter, type Shape, size, type Tensor } from '@adjoint/graph';
import {
  add,
  cholesky,
  diag,
  div,
  exp,
  expandDims,
  log,
  matmul,
  mul,
  sqrt,
  square,
  sub,
  sum,
  transpose,
  triangularSolve,
} from '@adjoint/ops';

// Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, algorithm 2.1, as one graph. With l · lᵀ the covariances of what
// was measured nothing is inverted, and the gradient by the hyperparameters comes through the decomposition.

const x = input('x', ['points']);
const y = input('y', ['points']);
const places = input('places', ['places']);

/** What is fitted are logarithms, so that any number will do; all three start at 1. */
export const amplitude = exp(parameter('log amplitude', []));
export const lengthScale = exp(parameter('log length scale', []));
export const noise = exp(parameter('log noise', []));

/** How heights vary together: the less, the farther apart they are. */
const covariances = <S extends Shape>(differences: Tensor<S>): Tensor<S> =>
  mul(square(amplitude), exp(mul(-0.5, square(div(differences, lengthScale)))));

const alone = covariances(sub(expandDims(x, -1), x));
const measured = add(alone, diag(broadcastTo(square(noise), ['points'])));
const l = cholesky(measured);
const whitened = triangularSolve(l, y);

/** The logarithm of the density of the measured heights, normal with mean 0 and covariances l · lᵀ. */
export const logLikelihood = mul(
  -0.5,
  add(
    add(sum(square(whitened)), mul(2, sum(log(diag(l))))), // yᵀ · (l · lᵀ)⁻¹ · y, and log det(l · lᵀ)
    mul(Math.log(2 * Math.PI), size(['points'])),
  ),
);

const between = triangularSolve(l, covariances(sub(expandDims(x, -1), places)));

/** What to expect at some places. */
export const mean = matmul(transpose(between), whitened);

/** How far from it a measurement may be: the standard deviation, noise included. */
export const deviation = sqrt(sub(add(square(amplitude), square(noise)), sum(square(between), 0)));
