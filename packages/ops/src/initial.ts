import {
  add,
  type AnyTensor,
  broadcastTo,
  constant,
  deriveKey,
  evaluate,
  initialOf,
  type InitialValue,
  leavesOf,
  nameOf,
  orThrow,
  refuse,
  resolveShape,
  type Sizes,
  type Value,
  invalidArgument,
  formatShape,
} from '@adjoint/graph';
import { mul } from './arithmetic.ts';
import { randomNormal, randomUniform } from './random.ts';

/** Every element equal. */
export const filled =
  (value: number): InitialValue =>
  (shape) =>
    broadcastTo(constant(value), shape);

/** Every element 0. */
export const zeros = (): InitialValue => filled(0);

/** Every element 1. */
export const ones = (): InitialValue => filled(1);

/** Drawn from the normal distribution. */
export const normal =
  ({
    mean = 0,
    std = 1,
  }: {
    /** 0 if not given. */ readonly mean?: number;
    /** The standard deviation; 1 if not given. */ readonly std?: number;
  } = {}): InitialValue =>
  (shape, key) =>
    add(mul(randomNormal(key, shape), std), mean);

/** Drawn evenly from `low` up to but not including `high`. */
export const uniform =
  ({
    low = 0,
    high = 1,
  }: {
    /** 0 if not given. */ readonly low?: number;
    /** 1 if not given. */ readonly high?: number;
  } = {}): InitialValue =>
  (shape, key) =>
    add(mul(randomUniform(key, shape), high - low), low);

/** What starting values depend on. */
export interface InitializeOptions {
  /** Each parameter draws from a key derived from this and its name; 0 if not given. */
  readonly seed?: number;
  /** Sizes of the named dimensions that parameters have. */
  readonly sizes?: Sizes;
}

/**
 * The starting values of every parameter and state that some tensors depend on, by name, as they were declared: the same for
 * the same seed on every platform, whatever else the graph holds. A named dimension without a size is an `InvalidArgument`.
 */
export const initialize = (
  outputs: AnyTensor | readonly AnyTensor[],
  { seed = 0, sizes = {} }: InitializeOptions = {},
): Record<string, Value<Float64Array>> =>
  Object.fromEntries(
    leavesOf(...[outputs].flat()).flatMap((leaf) => {
      const initial = initialOf(leaf);
      if (initial === undefined) return [];
      const name = nameOf(leaf)!;
      const shape = resolveShape(leaf.shape, sizes);
      if (shape === undefined)
        return orThrow(
          refuse(invalidArgument('initialize', `every dimension of ${name} must have a size`, formatShape(leaf.shape))),
        );
      return [[name, evaluate(initial, { key: deriveKey(seed, name) }, { sizes })]];
    }),
  );
