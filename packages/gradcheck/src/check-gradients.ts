import {
  type AnyTensor,
  type Bindings,
  deriveKey,
  evaluate,
  gradient,
  input,
  nameOf,
  normals,
  parametersOf,
  scale,
  type Shape,
  type Sizes,
  sumTo,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { checkFunction, type CheckOptions, type Differentiable } from './check-function.ts';
import { type Report, reportOf } from './report.ts';

/** Where and how to check the gradients of a tensor. */
export interface CheckGradientsOptions extends CheckOptions {
  /** Values for every leaf: the point. */
  readonly at: Bindings;
  /** The leaves to differentiate by: all parameters if not given. */
  readonly wrt?: readonly AnyTensor[];
  /** Sizes of named dimensions that no binding settles. */
  readonly sizes?: Sizes;
}

/**
 * Checks the derived gradient of a tensor against centered differences of the tensor itself, in float64. What is not a
 * scalar is made one with random weights, twice. Never throws: the report says what was found, or why nothing could be.
 *
 * @example
 * ```ts
 * import { checkGradients } from '@adjoint/gradcheck';
 * import { parameter, scale, sumTo } from '@adjoint/graph';
 *
 * const w = parameter('w', [3]);
 * const report = checkGradients(sumTo(scale(w, w), []), { at: { w: [1, 2, 3] } });
 * report.verdict; // 'correct'
 * ```
 */
export const checkGradients = (output: AnyTensor, options: CheckGradientsOptions): Report => {
  const { at, sizes = {}, seed = 0 } = options;
  try {
    const variables = options.wrt ?? parametersOf(output);
    const start = evaluate(Object.fromEntries(variables.map((leaf) => [leafName(leaf), leaf])), at, { sizes });
    const point = Object.fromEntries(Object.entries(start).map(([name, { data }]) => [name, Float64Array.from(data)]));
    const reports = scalarsOf(output, at, sizes, seed).map(({ scalar, bindings }) =>
      checkFunction(differentiable(scalar, variables, bindings, sizes, start), point, options),
    );
    const [first] = reports.toSorted((a, b) => Number(a.ok) - Number(b.ok));
    const found = {
      probes: reports.flatMap(({ probes }) => probes),
      sizes: first!.sizes,
      evaluations: reports.reduce((sum, { evaluations }) => sum + evaluations, 0),
      seed,
    };
    return reportOf(found, first!.reason === undefined ? undefined : first);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return reportOf({ probes: [], sizes: {}, evaluations: 0, seed }, { verdict: 'failed', reason });
  }
};

/** A graph's value and gradient as functions of its variables; everything else stays bound as it is. */
const differentiable = (
  scalar: Tensor,
  variables: readonly AnyTensor[],
  at: Bindings,
  sizes: Sizes,
  start: Readonly<Record<string, Value>>,
): Differentiable => {
  const derived = gradient(scalar, variables as readonly Tensor[]); // gradient refuses what is not real
  const gradients = Object.fromEntries(variables.map((leaf, index) => [leafName(leaf), derived[index]!]));
  const bindingsAt = (point: Readonly<Record<string, Float64Array>>): Bindings => ({
    ...at,
    ...Object.fromEntries(Object.entries(point).map(([name, data]) => [name, { shape: start[name]!.shape, data }])),
  });
  return {
    value: (point) => evaluate(scalar, bindingsAt(point), { sizes }).data[0]!,
    gradient: (point) =>
      Object.fromEntries(
        Object.entries(evaluate(gradients, bindingsAt(point), { sizes })).map(([name, { data }]) => [name, data]),
      ),
  };
};

/** A scalar as it is; anything else weighted with normal random numbers and summed, twice. Never with ones: the sum of a softmax is flat. */
const scalarsOf = (
  output: AnyTensor,
  at: Bindings,
  sizes: Sizes,
  seed: number,
): readonly { readonly scalar: Tensor; readonly bindings: Bindings }[] => {
  const tensor = output as Tensor; // gradient refuses what is not real
  if (output.shape.length === 0) return [{ scalar: tensor, bindings: at }];
  const { shape, data } = evaluate(output, at, { sizes });
  const weights = input<Shape>(weightsName, tensor.shape); // an input, since a constant has no named dimensions
  const scalar = sumTo(scale(weights, tensor), []) as AnyTensor as Tensor; // a scalar
  return [0, 1].map((draw) => ({
    scalar,
    bindings: { ...at, [weightsName]: { shape, data: normals(deriveKey(seed, 'weights', draw), data.length) } },
  }));
};

const weightsName = 'weights of the gradient check';

const leafName = (leaf: AnyTensor): string => {
  const name = nameOf(leaf);
  if (name === undefined) throw new Error(`checkGradients: gradients are checked by leaves, got ${String(leaf)}`);
  return name;
};
