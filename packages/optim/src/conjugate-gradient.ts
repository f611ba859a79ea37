import { orThrow } from '@adjoint/graph';
import * as z from 'zod/mini';
import { strongWolfe } from './line-search.ts';
import type { Method } from './method.ts';
import { decodeOptions } from './option.ts';
import { along, difference, dotProduct, lengthOf, scaledBy } from './vector.ts';

/** What nonlinear conjugate gradients need to know. */
export interface ConjugateGradientOptions {
  /** c₂ of the strong Wolfe conditions, between 0 and 1: how exact the line searches are; 0.1 if not given. */
  readonly curvature?: number;
}

/**
 * Nonlinear conjugate gradients d ← −g + β·d, with the β of Hager and Zhang, SIAM Journal on Optimization 16 (2005), which
 * descends whatever the line search did. An option out of range is an `InvalidOption`.
 */
export const conjugateGradient = (options: ConjugateGradientOptions = {}): Method => {
  const { curvature = 0.1 } = orThrow(decodeOptions('conjugateGradient', schema, options));
  const decrease = Math.min(1e-4, curvature / 2); // c₁ < c₂, else there need be no such step
  return {
    name: 'conjugateGradient',
    *iterates(objective, start) {
      let current = start;
      let direction = scaledBy(-1, start.gradient);
      let first = Math.min(1, 1 / lengthOf(direction));
      let isSteepest = true;
      for (;;) {
        const found = strongWolfe(objective, current, direction, { first, decrease, curvature });
        if (found === undefined) {
          if (isSteepest) return 'line search';
          direction = scaledBy(-1, current.gradient);
          first = Math.min(1, 1 / lengthOf(direction));
          isSteepest = true;
          continue;
        }
        const next = found.iterate;
        const slope = dotProduct(current.gradient, direction);
        const beta = conjugacy(current.gradient, next.gradient, direction);
        direction = along(scaledBy(-1, next.gradient), beta, direction);
        isSteepest = beta === 0;
        // the same first-order change as in the last step
        first = (found.step * slope) / dotProduct(next.gradient, direction);
        if (!(first > 0)) {
          direction = scaledBy(-1, next.gradient);
          first = Math.min(1, 1 / lengthOf(direction));
          isSteepest = true;
        }
        current = next;
        yield current;
      }
    },
  };
};

/** β = (y − 2d·‖y‖²/dᵀy)ᵀg / dᵀy for the change y of the gradient, but at least −1/(‖d‖·min(0.01, ‖g before‖)). */
const conjugacy = (before: Float64Array, after: Float64Array, direction: Float64Array): number => {
  const change = difference(after, before);
  const product = dotProduct(direction, change);
  if (!(product > 0)) return 0;
  const corrected = along(change, (-2 * dotProduct(change, change)) / product, direction);
  const least = -1 / (lengthOf(direction) * Math.min(0.01, lengthOf(before)));
  const beta = Math.max(dotProduct(corrected, after) / product, least);
  return Number.isFinite(beta) ? beta : 0;
};

const mustBeShare = 'must be a number above 0 and below 1';
const schema = z.strictObject({
  curvature: z.optional(z.number(mustBeShare).check(z.positive(mustBeShare), z.lt(1, mustBeShare))),
});
