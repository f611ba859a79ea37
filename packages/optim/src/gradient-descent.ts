import { orThrow } from '@adjoint/graph';
import * as z from 'zod/mini';
import { backtracking, strongWolfe } from './line-search.ts';
import type { Method } from './method.ts';
import { decodeOptions } from './option.ts';
import { along, lengthOf, scaledBy } from './vector.ts';

/** What whole-batch gradient descent needs to know. */
export interface GradientDescentOptions {
  /** How far a step goes: always this times the gradient, or as far as a line search says; 'backtracking' if not given. */
  readonly lineSearch?: number | 'backtracking' | 'strongWolfe';
}

/**
 * Steps along the negative gradient. With a line search every step descends; a fixed step may overshoot, and one too long
 * runs away, which ends as 'not finite'. An option out of range is an `InvalidOption`.
 */
export const gradientDescent = (options: GradientDescentOptions = {}): Method => {
  const { lineSearch = 'backtracking' } = orThrow(decodeOptions('gradientDescent', schema, options));
  return {
    name: 'gradientDescent',
    *iterates(objective, start) {
      let current = start;
      if (typeof lineSearch === 'number')
        for (;;) {
          current = objective.at(along(current.point, -lineSearch, current.gradient));
          yield current;
        }
      const search = lineSearch === 'backtracking' ? backtracking : strongWolfe;
      let first = Math.min(1, 1 / lengthOf(start.gradient));
      for (;;) {
        const found = search(objective, current, scaledBy(-1, current.gradient), { first });
        if (found === undefined) return 'line search';
        first = 2 * found.step; // or the steps could never grow
        current = found.iterate;
        yield current;
      }
    },
  };
};

const schema = z.strictObject({
  lineSearch: z.optional(
    z.custom<number | 'backtracking' | 'strongWolfe'>(
      (given) => given === 'backtracking' || given === 'strongWolfe' || (Number.isFinite(given) && Number(given) > 0),
      "must be a positive number, 'backtracking' or 'strongWolfe'",
    ),
  ),
});
