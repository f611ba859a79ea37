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
  type Precision,
  pullback,
  scale,
  type Shape,
  type Sizes,
  sumTo,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { answer, ask } from './asking.ts';
import { branchesOf } from './branches.ts';
import { findCulprit, type Search } from './culprit.ts';
import { type CheckOptions, examine, type Findings } from './examine.ts';
import type { Point, Subject } from './subject.ts';
import { crowded, outside } from './judge.ts';
import { type Probe, type Report, reportOf } from './report.ts';

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
 * Checks the derived gradient of a tensor against centered differences of the tensor itself, in float64 unless told otherwise. What is not a
 * scalar is made one with random weights, in two ways. Where the gradient is wrong, the operation is looked for whose derivative is. Never
 * throws: the report says what was found, or why nothing could be.
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
  const given: Partial<CheckGradientsOptions> = options ?? {}; // whoever has no types may forget them
  const { at = {}, sizes = {}, seed = 0, precision = 'float64' } = given;
  let evaluations = 0;
  try {
    const variables = (given.wrt ?? parametersOf(output)) as readonly Tensor[]; // gradient refuses what is not real
    const start = evaluate(Object.fromEntries(variables.map((leaf) => [leafName(leaf), leaf])), at, { sizes });
    const point = Object.fromEntries(Object.entries(start).map(([name, { data }]) => [name, Float64Array.from(data)]));
    const scalars = scalarsOf(output, at, sizes, seed);
    const subjects = scalars.map(({ scalar, bindings }) =>
      subjectOf(scalar, variables, { bindings, sizes, precision, start, onEvaluation: () => void evaluations++ }),
    );
    const found = answer(examine(subjects, point, given)) as Findings; // evaluate answers at once
    const isWrong = found.probes.some(({ verdict }) => verdict === 'wrong');
    const nonlinear = found.stopped === undefined && !isWrong ? nonzeroOf(output, variables, at, sizes) : undefined;
    const stopped = nonlinear === undefined ? found.stopped : { verdict: 'wrong' as const, reason: nonlinear };
    const isInDoubt = isWrong || stopped?.verdict === 'wrong' || found.probes.some(isKinked);
    const [first] = scalars;
    const { suspect, isComplete } = isInDoubt
      ? findCulprit(first!.scalar, variables, { at: first!.bindings, sizes, key: deriveKey(seed, 'culprit') })
      : noSearch;
    const faults = suspect === undefined ? found.faults : {}; // of the operation itself more is known
    const probes = suspect === undefined && isComplete ? found.probes.map(acquitted) : found.probes;
    const shapes = Object.fromEntries(Object.entries(start).map(([name, { shape }]) => [name, shape]));
    return reportOf({ probes, faults, shapes, evaluations, seed, suspect, precision }, stopped);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return reportOf({ probes: [], shapes: {}, evaluations, seed }, { verdict: 'failed', reason });
  }
};

const noSearch: Search = { suspect: undefined, isComplete: false };

/** Whether kinks kept a probe from telling. */
const isKinked = ({ verdict, note }: Probe): boolean =>
  (verdict === 'wrong' && note === outside) || (verdict === 'inconclusive' && note === crowded);

/**
 * Many kinks in one place add up to one-sided slopes that need not enclose the gradient. Where each operation by itself, each element
 * at its own kink, agrees with differences, their chain does.
 */
const acquitted = (probe: Probe): Probe =>
  isKinked(probe) ? { ...probe, verdict: 'kink', note: 'each operation by itself agrees' } : probe;

interface Surroundings {
  readonly bindings: Bindings;
  readonly sizes: Sizes;
  readonly precision: Precision;
  readonly start: Readonly<Record<string, Value>>;
  readonly onEvaluation: () => void;
}

/** A graph's value and gradient as functions of its variables; everything else stays bound as it is. */
const subjectOf = (
  scalar: Tensor,
  variables: readonly Tensor[],
  { bindings, sizes, precision, start, onEvaluation }: Surroundings,
): Subject => {
  const derived = gradient(scalar, variables);
  const gradients = Object.fromEntries(variables.map((leaf, index) => [leafName(leaf), derived[index]!]));
  const branches = branchesOf(scalar, variables);
  const outputs = Object.fromEntries([scalar, ...branches].entries());
  const boundAt = (point: Point): Bindings => ({
    ...bindings,
    ...Object.fromEntries(Object.entries(point).map(([name, data]) => [name, { shape: start[name]!.shape, data }])),
  });
  return {
    *value(point) {
      onEvaluation();
      const [value, ...sides] = yield* ask(() =>
        Object.values(evaluate(outputs, boundAt(point), { sizes, precision })),
      );
      return { value: value!.data[0]!, branches: sides.flatMap(({ data }) => [...data]) };
    },
    *gradient(point) {
      const slopes = yield* ask(() => Object.entries(evaluate(gradients, boundAt(point), { sizes, precision })));
      return Object.fromEntries(slopes.map(([name, { data }]) => [name, data]));
    },
  };
};

/** A scalar as it is; anything else weighted with normal random numbers and summed, in two ways. Never with ones: the sum of a softmax is flat. */
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

/** What is wrong where a zero cotangent does not give exactly zero: the derivative is not linear in it. */
const nonzeroOf = (output: AnyTensor, variables: readonly Tensor[], at: Bindings, sizes: Sizes): string | undefined => {
  const cotangent = input<Shape>('cotangent of the gradient check', output.shape as Shape);
  const slopes = pullback(output as Tensor, variables, cotangent, { unused: 'zeros' }) as readonly Tensor[];
  const { shape, data } = evaluate(output, at, { sizes });
  const bindings = { ...at, 'cotangent of the gradient check': { shape, data: new Float64Array(data.length) } };
  const wrong = Object.entries(evaluate(Object.fromEntries(slopes.entries()), bindings, { sizes })).find(([, slope]) =>
    slope.data.some((entry) => entry !== 0),
  );
  return wrong === undefined
    ? undefined
    : `a zero cotangent must give zero, but the derivative by ${leafName(variables[Number(wrong[0])]!)} does not`;
};

const leafName = (leaf: AnyTensor): string => {
  const name = nameOf(leaf);
  if (name === undefined) throw new Error(`checkGradients: gradients are checked by leaves, got ${String(leaf)}`);
  return name;
};
