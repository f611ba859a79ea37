import { orThrow } from '@adjoint/graph';
import * as z from 'zod/mini';
import { strongWolfe } from './line-search.ts';
import type { Method } from './method.ts';
import { decodeOptions } from './option.ts';
import { along, difference, dotProduct, lengthOf, scaledBy } from './vector.ts';

/** What limited-memory BFGS needs to know. */
export interface LbfgsOptions {
  /** How many steps it remembers; 10 if not given. */
  readonly memory?: number;
}

/**
 * Limited-memory BFGS with a strong Wolfe line search: the direction −H·g, with an inverse Hessian H that the last steps and
 * changes of the gradient imply. Nocedal and Wright, Numerical Optimization (2006), algorithms 7.4 and 7.5. A memory that is
 * no whole number of at least 1 is an `InvalidOption`.
 */
export const lbfgs = (options: LbfgsOptions = {}): Method => {
  const { memory = 10 } = orThrow(decodeOptions('lbfgs', schema, options));
  return {
    name: 'lbfgs',
    *iterates(objective, start) {
      let current = start;
      let pairs: readonly Pair[] = [];
      for (;;) {
        const direction = directionFrom(pairs, current.gradient);
        // the first step has length 1 at most: nothing is known of the curvature
        const first = pairs.length > 0 ? 1 : Math.min(1, 1 / lengthOf(direction));
        const found = strongWolfe(objective, current, direction, { first });
        if (found === undefined) {
          if (pairs.length === 0) return 'line search';
          pairs = []; // once more, along the negative gradient
          continue;
        }
        const next = found.iterate;
        const step = difference(next.point, current.point);
        const change = difference(next.gradient, current.gradient);
        const curvature = dotProduct(step, change);
        // only a positive curvature keeps H positive definite
        if (curvature > Number.EPSILON * dotProduct(change, change))
          pairs = [...pairs, { step, change, curvature }].slice(-memory);
        current = next;
        yield current;
      }
    },
  };
};

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** Their product. */
  readonly curvature: number;
}

/** −H·g by the two loops, from H₀ = sᵀy / yᵀy of the last pair. */
const directionFrom = (pairs: readonly Pair[], gradient: Float64Array): Float64Array => {
  const last = pairs.at(-1);
  let direction = scaledBy(-1, gradient);
  if (last === undefined) return direction;
  const shares: number[] = [];
  for (const { step, change, curvature } of pairs.toReversed()) {
    const share = dotProduct(step, direction) / curvature;
    shares.push(share);
    direction = along(direction, -share, change);
  }
  direction = scaledBy(last.curvature / dotProduct(last.change, last.change), direction);
  for (const { step, change, curvature } of pairs)
    direction = along(direction, shares.pop()! - dotProduct(change, direction) / curvature, step);
  return direction;
};

const mustBeMemory = 'must be a whole number of at least 1';
const schema = z.strictObject({ memory: z.optional(z.int(mustBeMemory).check(z.minimum(1, mustBeMemory))) });
