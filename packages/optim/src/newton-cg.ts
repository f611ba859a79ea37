import { orThrow } from '@adjoint/graph';
import * as z from 'zod/mini';
import { strongWolfe } from './line-search.ts';
import type { Iterate, Method, Objective } from './method.ts';
import { decodeOptions } from './option.ts';
import { along, dotProduct, lengthOf, scaledBy } from './vector.ts';

/** What the truncated Newton method needs to know. */
export interface NewtonCgOptions {
  /** The share of the gradient that a step may leave over where the loss is quadratic, from 0 to below 1; min(this, √‖g‖) is asked for. 0.1 if not given. */
  readonly forcing?: number;
}

/**
 * The truncated Newton method: a step solves H·d = −g by conjugate gradients with Hessian-vector products, as well as pays,
 * and ends in a direction of negative curvature when it meets one; then a strong Wolfe line search. Nocedal and Wright,
 * Numerical Optimization (2006), algorithm 7.1. An option out of range is an `InvalidOption`.
 */
export const newtonCg = (options: NewtonCgOptions = {}): Method => {
  const { forcing = 0.1 } = orThrow(decodeOptions('newtonCg', schema, options));
  return {
    name: 'newtonCg',
    usesHessian: true,
    *iterates(objective, start) {
      let current = start;
      for (;;) {
        const direction = newtonDirection(objective, current, forcing);
        const steepest = scaledBy(-1, current.gradient);
        const found =
          strongWolfe(objective, current, direction, { first: 1 }) ??
          strongWolfe(objective, current, steepest, { first: Math.min(1, 1 / lengthOf(steepest)) });
        if (found === undefined) return 'line search';
        current = found.iterate;
        yield current;
      }
    },
  };
};

/** Conjugate gradients on H·d = −g from d = 0, until the residual is small or the curvature is not positive. */
const newtonDirection = (objective: Objective, { point, gradient }: Iterate, forcing: number): Float64Array => {
  const length = lengthOf(gradient);
  const tolerance = Math.max(Math.min(forcing, Math.sqrt(length)), Number.EPSILON) * length;
  let solved: Float64Array = new Float64Array(point.length);
  let residual = gradient;
  let direction = scaledBy(-1, gradient);
  for (let round = 0; round < 2 * point.length + 10; round++) {
    const product = objective.hessianVector(point, direction);
    const curvature = dotProduct(direction, product);
    const square = dotProduct(residual, residual);
    if (!(curvature > Number.EPSILON * dotProduct(direction, direction))) {
      // it still descends: as far as if the curvature were as large but positive
      const length = square / Math.abs(curvature);
      return Number.isFinite(length) ? along(solved, length, direction) : round > 0 ? solved : direction;
    }
    solved = along(solved, square / curvature, direction);
    residual = along(residual, square / curvature, product);
    if (lengthOf(residual) <= tolerance) break;
    direction = along(scaledBy(-1, residual), dotProduct(residual, residual) / square, direction);
  }
  return solved;
};

const mustBeShare = 'must be a number from 0 to below 1';
const schema = z.strictObject({
  forcing: z.optional(z.number(mustBeShare).check(z.nonnegative(mustBeShare), z.lt(1, mustBeShare))),
});
