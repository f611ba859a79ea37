import {
  add,
  type AnyTensor,
  broadcastTo,
  constant,
  deriveKey,
  evaluate,
  initialOf,
  type InitialValue,
  isRecord,
  isTensor,
  leavesOf,
  nameOf,
  optionsOf,
  orThrow,
  refuse,
  resolveShape,
  type Sizes,
  type Value,
  invalidArgument,
  formatShape,
} from '@adjoint/graph';
import { mul } from '../elementwise/arithmetic.ts';
import { anyNumber, integer, elementsIn, numberOption } from '../arguments/option.ts';
import { randomNormal, randomUniform } from './random.ts';

/** Every element equal. */
export const filled = (value: number): InitialValue => {
  const element = constant(numberOption('filled', 'value', value, anyNumber));
  return (shape) => broadcastTo(element, shape);
};

/** Every element 0. */
export const zeros = (): InitialValue => filled(0);

/** Every element 1. */
export const ones = (): InitialValue => filled(1);

/** Drawn from the normal distribution. */
export const normal = (options?: {
  /** 0 if not given. */ readonly mean?: number;
  /** The standard deviation; 1 if not given. */ readonly std?: number;
}): InitialValue => {
  const { mean = 0, std = 1 } = optionsOf('normal', options, ['mean', 'std']);
  const [center, spread] = [numberOption('normal', 'mean', mean), numberOption('normal', 'std', std)];
  return (shape, key) => add(mul(randomNormal(key, shape), spread), center);
};

/** Drawn evenly from `low` up to but not including `high`. */
export const uniform = (options?: {
  /** 0 if not given. */ readonly low?: number;
  /** 1 if not given. */ readonly high?: number;
}): InitialValue => {
  const { low = 0, high = 1 } = optionsOf('uniform', options, ['low', 'high']);
  const [from, to] = [numberOption('uniform', 'low', low), numberOption('uniform', 'high', high)];
  return (shape, key) => add(mul(randomUniform(key, shape), to - from), from);
};

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
  options?: InitializeOptions,
): Record<string, Value<Float64Array>> => {
  const { seed: given = 0, sizes = {} } = optionsOf('initialize', options, ['seed', 'sizes']);
  const seed = numberOption('initialize', 'seed', given, integer);
  if (!isRecord(sizes))
    return orThrow(refuse(invalidArgument('initialize', 'sizes must be an object of sizes', sizes)));
  const tensors: readonly unknown[] = elementsIn(outputs) ?? [outputs];
  const other = tensors.findIndex((tensor) => !isTensor(tensor));
  if (other >= 0)
    return orThrow(refuse(invalidArgument('initialize', 'what to initialize must be tensors', tensors[other])));
  return Object.fromEntries(
    leavesOf(...(tensors as readonly AnyTensor[])).flatMap((leaf) => {
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
};
