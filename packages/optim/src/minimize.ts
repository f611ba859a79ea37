import { orThrow, type Tensor, type Value } from '@adjoint/graph';
import * as z from 'zod/mini';
import type { Iterate, Method, Objective } from './method.ts';
import { type ObjectiveOptions, objectiveOf } from './objective.ts';
import { decodeOptions } from './option.ts';
import { largestMagnitude } from './vector.ts';

/** Where a minimization has come to. */
export interface Iteration {
  /** Counts from 1. */
  readonly iteration: number;
  readonly value: number;
  /** The largest magnitude of an entry of the gradient; NaN where the method does not use it. */
  readonly gradientNorm: number;
  readonly evaluations: number;
  readonly products: number;
}

/** From where, how far and by what to minimize. */
export interface MinimizeOptions extends ObjectiveOptions {
  /** 10,000 if not given. */
  readonly maxIterations?: number;
  /** Unlimited if not given. */
  readonly maxEvaluations?: number;
  /** Ends where no entry of the gradient is larger in magnitude; 1e-8 if not given. */
  readonly gradientTolerance?: number;
  /** Ends where an iteration moves the loss by no more than this times max(|loss before|, |loss after|, 1); 1e-15 if not given. */
  readonly changeTolerance?: number;
  /** Ends before the next evaluation. */
  readonly signal?: AbortSignal;
  /** Is told of every iteration. */
  readonly onIteration?: (iteration: Iteration) => void;
}

/** Where a minimization ended, and why. */
export interface Minimum {
  /** All parameters it minimized by, by name: bind them to evaluate, save them to keep them. */
  readonly parameters: Readonly<Record<string, Value>>;
  readonly value: number;
  /** The largest magnitude of an entry of the gradient; NaN where the method does not use it. */
  readonly gradientNorm: number;
  readonly iterations: number;
  /** How often the loss was computed; with its gradient it counts once. */
  readonly evaluations: number;
  /** How often the Hessian was multiplied by a vector. */
  readonly products: number;
  /** Which tolerance or limit was met; that no lower point was found along a line; or that loss or gradient were NaN or infinite. */
  readonly reason: 'gradient' | 'change' | 'iterations' | 'evaluations' | 'line search' | 'aborted' | 'not finite';
  /** That a tolerance was met. */
  readonly ok: boolean;
}

/**
 * Minimizes a whole-batch loss by its parameters. What comes out is the last point that the method came to, and the last
 * finite one if the loss runs away. A loss without parameters is a `NothingToTrain`, one that is no scalar a `NotScalar`, an
 * option out of range an `InvalidOption`.
 *
 * @example
 * ```ts
 * import { input, parameter } from '@adjoint/graph';
 * import { mean, mul, squaredError } from '@adjoint/ops';
 * import { lbfgs, minimize } from '@adjoint/optim';
 *
 * const x = input('x', ['batch']);
 * const y = input('y', ['batch']);
 * const w = parameter('w', []);
 * const loss = mean(squaredError(mul(w, x), y));
 * const { parameters, ok } = await minimize(loss, lbfgs(), { bindings: { x: [1, 2, 3], y: [2, 4, 6] } });
 * parameters['w']!.data; // Float64Array [2], to about 8 digits
 * if (!ok) throw new Error('it did not converge');
 * ```
 */
export const minimize = async (
  loss: Tensor<[]> | Tensor,
  method: Method,
  options: MinimizeOptions = {},
): Promise<Minimum> => {
  const limits = orThrow(decodeOptions('minimize', schema, options));
  const { maxIterations = 10_000, maxEvaluations = Infinity } = limits;
  const { gradientTolerance = 1e-8, changeTolerance = 1e-15 } = limits;
  const { signal, onIteration } = options;
  const { objective, start, named } = await objectiveOf(loss, method, options);
  let [iterations, evaluations, products] = [0, 0, 0];
  const mayGoOn = (): void => {
    if (signal?.aborted === true) throw new Interruption('aborted');
    if (evaluations >= maxEvaluations) throw new Interruption('evaluations');
  };
  const counted: Objective = {
    at: (point) => {
      mayGoOn();
      evaluations++;
      return objective.at(point);
    },
    hessianVector: (point, direction) => {
      mayGoOn();
      products++;
      return objective.hessianVector(point, direction);
    },
  };
  evaluations++;
  let current = objective.at(start);
  const normOf = ({ gradient }: Iterate): number => (method.usesGradient === false ? NaN : largestMagnitude(gradient));
  const search = async (): Promise<Minimum['reason']> => {
    if (!isFinite(current)) return 'not finite';
    if (normOf(current) <= gradientTolerance) return 'gradient';
    const iterates = method.iterates(counted, current);
    let breathed = Date.now();
    while (iterations < maxIterations) {
      if (signal?.aborted === true) return 'aborted';
      const { done, value: next } = iterates.next();
      if (done === true) return next;
      if (!isFinite(next)) return 'not finite';
      const previous = current;
      current = next;
      iterations++;
      const gradientNorm = normOf(next);
      onIteration?.({ iteration: iterations, value: next.value, gradientNorm, evaluations, products });
      if (gradientNorm <= gradientTolerance) return 'gradient';
      const change = Math.abs(previous.value - next.value);
      const size = Math.max(Math.abs(previous.value), Math.abs(next.value), 1);
      if (next !== previous && change <= changeTolerance * size) return 'change'; // a method may stay where it is
      if (Date.now() - breathed > 20) {
        await new Promise((resolve) => setTimeout(resolve)); // let timers, signals and pages have their turn
        breathed = Date.now();
      }
    }
    return 'iterations';
  };
  const reason = await search().catch((error: unknown) => {
    if (error instanceof Interruption) return error.reason;
    throw error;
  });
  const ok = reason === 'gradient' || reason === 'change';
  const gradientNorm = normOf(current);
  const parameters = named(current.point);
  return { parameters, value: current.value, gradientNorm, iterations, evaluations, products, reason, ok };
};

/** Ends a method in the middle of an iteration; no method needs to know of limits. */
class Interruption extends Error {
  readonly reason: 'aborted' | 'evaluations';
  constructor(reason: 'aborted' | 'evaluations') {
    super(reason);
    this.reason = reason;
  }
}

const isFinite = ({ value, gradient }: Iterate): boolean => Number.isFinite(value) && gradient.every(Number.isFinite);

const mustBeTolerance = 'must be a number of at least 0';
const tolerance = z.optional(z.number(mustBeTolerance).check(z.nonnegative(mustBeTolerance)));
const count = (least: number) => {
  const rule = `must be a whole number of at least ${least}`;
  return z.optional(z.int(rule).check(z.minimum(least, rule)));
};
const anything = z.optional(z.unknown());

const schema = z.strictObject({
  bindings: anything,
  parameters: anything,
  start: anything,
  seed: anything,
  sizes: anything,
  compile: anything,
  maxIterations: count(0),
  maxEvaluations: count(1),
  gradientTolerance: tolerance,
  changeTolerance: tolerance,
  signal: anything,
  onIteration: anything,
});
