import {
  add,
  type AnyTensor,
  type Bindings,
  constant,
  formatShape,
  gradient,
  input,
  nameOf,
  pullback,
  pushforward,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { checkFunction } from './check-function.ts';
import { failed, type Finding, notApplicable, passed } from './op-report.ts';
import type { Probe, Report } from './report.ts';
import { areFinite, bindingsOf, isElementwise, leafName, realValues, type Trial, valuesOf } from './trial.ts';
import { differenceOf, elementAt, symbolicGraphs } from './value-checks.ts';
import { dot, magnitude, weightedSum, weightsFor } from './weighted-sum.ts';

/** The gradient of a randomly weighted sum of the outputs agrees with differences, by every element of every real operand. */
export const checkGradient = (trial: Trial): Finding => {
  if (trial.underivable !== undefined) return notApplicable(trial.underivable);
  const draws = trial.variation.name === 'ordinary' ? [0, 1] : [0];
  const findings = draws.map((draw) => {
    const weights = weightsFor(trial, realValues(trial), 'weights', draw);
    return findingOf(trial, slopesReport(trial, trial.reals, weights));
  });
  return findings.find(({ verdict }) => verdict === 'failed') ?? findings[0]!;
};

/** So does the gradient of a randomly weighted sum of that gradient, where it depends on the operands at all. */
export const checkSecondDerivative = (trial: Trial): Finding => {
  if (trial.underivable !== undefined) return notApplicable(trial.underivable);
  const first = gradientOf(trial, trial.reals, weightsFor(trial, realValues(trial), 'weights', 0));
  const slopes = valuesOf(trial.variation, first);
  if (!areFinite(slopes)) return notApplicable('the gradient is not finite');
  const report = slopesReport(trial, first, weightsFor(trial, slopes, 'weights of the gradient'));
  return report.verdict === 'vacuous' ? notApplicable('the gradient is constant') : findingOf(trial, report);
};

/**
 * Forward and reverse mode agree: ⟨cotangent, J·tangent⟩ = ⟨Jᵀ·cotangent, tangent⟩, but for what rounding leaves of
 * derivatives that cancel, in proportion to the values over the operands.
 */
export const checkForward = (trial: Trial): Finding => {
  const { underivable, reals, variables, variation } = trial;
  if (underivable !== undefined) return notApplicable(underivable);
  const bindings = bindingsOf(variation);
  const tangents = weightsFor(
    trial,
    variables.map((leaf) => bindings[nameOf(leaf)!]!),
    'tangent',
  );
  const cotangents = weightsFor(trial, realValues(trial), 'cotangent');
  const moved = valuesOf(
    variation,
    reals.map((output) => pushforward(output, variables, constantsOf(tangents), { unused: 'zeros' })),
  );
  const back = valuesOf(variation, gradientOf(trial, reals, cotangents));
  if (!areFinite([...moved, ...back])) return notApplicable('a derivative is not finite');
  const [forward, reverse] = [dot(moved, cotangents), dot(back, tangents)];
  const rounding = 2 ** -46 * magnitude(realValues(trial), cotangents) * relativeSize(tangents, variation.values);
  const tolerance = 1e-10 * (magnitude(moved, cotangents) + magnitude(back, tangents)) + rounding;
  return Math.abs(forward - reverse) <= tolerance
    ? passed
    : failed(`forward mode gives ${forward} along a random tangent, reverse mode ${reverse}`);
};

/** A zero cotangent gives exactly zero. */
export const checkZeroCotangent = (trial: Trial): Finding => {
  if (trial.underivable !== undefined) return notApplicable(trial.underivable);
  return nonzeroOf(trial, pulled(trial), trial.variation.values) ?? passed;
};

/** A zero cotangent gives exactly zero where derivatives are infinite or NaN, for operations on each element by itself. */
export const checkHostilePoints = (trial: Trial): Finding => {
  const { underivable, variation, variables } = trial;
  if (underivable !== undefined) return notApplicable(underivable);
  if (!isElementwise(trial)) return notApplicable('the operation is not elementwise');
  const slopes = pulled(trial);
  const names = variables.map((leaf) => nameOf(leaf)!);
  for (const hostile of [0, Infinity, -Infinity, Number.NaN]) {
    for (const filled of names.length > 1 ? [names, ...names.map((name) => [name])] : [names]) {
      const values = variation.values.map((value, index) =>
        filled.includes(leafName(index)) ? { ...value, data: value.data.map(() => hostile) } : value,
      );
      const finding = nonzeroOf(trial, slopes, values);
      if (finding !== undefined) return failed(`where ${filled.join(' and ')} is ${hostile}: ${finding.detail}`);
    }
  }
  return passed;
};

/** With names in place of sizes the gradient has the same values. */
export const checkSymbolicGradient = (trial: Trial): Finding => {
  if (trial.underivable !== undefined) return notApplicable(trial.underivable);
  const { graphs, reason } = symbolicGraphs(trial);
  if (reason !== undefined) return notApplicable(reason);
  const { variation, reals, variables } = trial;
  const weights = weightsFor(trial, realValues(trial), 'cotangent');
  const expected = valuesOf(variation, gradientOf(trial, reals, weights));
  for (const graph of graphs) {
    const parts = pulled(graph);
    const sums = variables.map((_, index) =>
      parts.map((part) => part[index]!).reduce((sum, part) => add(sum, part) as Tensor),
    );
    const bindings = { ...bindingsOf(variation), ...cotangentsOf(weights) };
    const found = valuesOf(variation, sums, { sizes: graph.sizes }, bindings);
    const largest = largestOf(expected);
    const difference = differenceOf(
      found,
      expected,
      0,
      1e-12 * largest,
      (index) => `the gradient by ${nameOf(variables[index]!)}`,
    );
    if (difference !== undefined) return difference;
  }
  return passed;
};

/** The largest magnitude in a step over the largest in the point it is taken from; 0 where that is 0. */
const relativeSize = (step: readonly Value[], point: readonly Value[]): number => {
  const [moved, from] = [step, point].map(largestOf) as [number, number]; // one each
  return from === 0 ? 0 : moved / from;
};

const largestOf = (values: readonly Value[]): number =>
  Math.max(0, ...values.flatMap(({ data }) => Array.from(data, Math.abs).filter(Number.isFinite)));

/** The gradient of the weighted sum of tensors by all variables, as graphs. */
export const gradientOf = (
  { variables }: Trial,
  tensors: readonly Tensor[],
  weights: readonly Value[],
): readonly Tensor[] =>
  gradient(weightedSum(tensors, weights), variables, { unused: 'zeros' }) as readonly AnyTensor[] as readonly Tensor[]; // of dynamic shape

/** The pullback of each output, by each variable in turn, of a cotangent that is bound like any other operand: no constant may be simplified away. */
const pulled = ({ reals, variables }: Pick<Trial, 'reals' | 'variables'>): readonly (readonly Tensor[])[] =>
  reals.map((output, index): readonly Tensor[] =>
    pullback(output, variables, input(cotangentName(index), output.shape), { unused: 'zeros' }),
  );

const cotangentName = (index: number): string => `cotangent${index}`;

/** Values of the outputs' shapes as the cotangents of `pulled`. */
const cotangentsOf = (values: readonly Value[]): Bindings =>
  Object.fromEntries(values.map((value, index) => [cotangentName(index), value]));

const nonzeroOf = (
  trial: Trial,
  slopes: readonly (readonly Tensor[])[],
  values: readonly Value<Float64Array>[],
): Finding | undefined => {
  const zeros = cotangentsOf(
    realValues(trial).map(({ shape, data }) => ({ shape, data: new Float64Array(data.length) })),
  );
  const derivatives = valuesOf({ values }, slopes.flat(), {}, { ...bindingsOf({ values }), ...zeros });
  for (const [index, { shape, data }] of derivatives.entries()) {
    const offset = data.findIndex((element) => element !== 0);
    const leaf = nameOf(trial.variables[index % trial.variables.length]!)!;
    if (offset >= 0)
      return failed(
        `the derivative by ${elementAt(leaf, offset, shape)} of a zero cotangent is ${data[offset]!}, not 0`,
      );
  }
  return undefined;
};

/** Compares the gradient of a weighted sum of tensors with differences of the sum. */
const slopesReport = (trial: Trial, tensors: readonly Tensor[], weights: readonly Value[]): Report => {
  const { variation, variables, key } = trial;
  const start = bindingsOf(variation);
  const names = variables.map((leaf) => nameOf(leaf)!);
  const derived = gradientOf(trial, tensors, weights);
  const wrong = derived.findIndex(({ shape }, index) => String(shape) !== String(variables[index]!.shape));
  if (wrong >= 0) throw new Error(`the gradient by ${names[wrong]} has shape ${formatShape(derived[wrong]!.shape)}`);
  const bound = (point: Readonly<Record<string, Float64Array>>) => ({
    ...start,
    ...Object.fromEntries(names.map((name) => [name, { shape: start[name]!.shape, data: point[name]! }])),
  });
  return checkFunction(
    {
      value: (point) => dot(valuesOf(variation, tensors, {}, bound(point)), weights),
      gradient: (point) => {
        const slopes = valuesOf(variation, derived, {}, bound(point));
        return Object.fromEntries(names.map((name, index) => [name, slopes[index]!.data]));
      },
    },
    Object.fromEntries(names.map((name) => [name, start[name]!.data.slice()])),
    { seed: key, exhaustive: true },
  );
};

/** What a comparison with differences says of the operation. */
const findingOf = (trial: Trial, report: Report): Finding => {
  const { verdict, reason, probes } = report;
  if (verdict === 'correct' || verdict === 'kink') return passed;
  if (verdict === 'vacuous') return probes.length === 0 ? notApplicable('there is no element to move') : passed; // differences are zero too
  const isSpecial = trial.variation.name !== 'ordinary';
  if (verdict === 'inconclusive' && isSpecial) return notApplicable(reason ?? 'differences are too noisy to tell');
  const worst = probes.filter((probe) => probe.verdict === verdict);
  const probe = worst.find(({ entry }) => entry !== undefined) ?? worst[0];
  if (probe === undefined) return failed(reason ?? verdict);
  const { name, entry, analytic, numeric, error } = probe;
  const shape = bindingsOf(trial.variation)[name]!.shape;
  const by = entry === undefined ? `${name} in a random direction` : elementAt(name, entry, shape);
  const compared = `${verdict} by ${by}: got ${analytic.toPrecision(8)}, differences give ${numeric.toPrecision(8)} ± ${error.toExponential(0)}`;
  return failed([compared, fingerprint(worst)].filter(Boolean).join('; '));
};

/** What all wrong slopes have in common. */
const fingerprint = (probes: readonly Probe[]): string | undefined => {
  const ratios = probes.map(({ analytic, numeric }) => analytic / numeric);
  const ratio = ratios[0] ?? Number.NaN;
  if (!ratios.every((other) => Math.abs(other - ratio) <= 1e-5 * Math.abs(ratio))) return undefined;
  if (ratio === 0) return 'all that are wrong are zero';
  return ratio < 0 && Math.abs(ratio + 1) < 1e-5
    ? 'all that are wrong have the wrong sign'
    : `all that are wrong are ${ratio.toPrecision(6)} times what they should be`;
};

const constantsOf = (values: readonly Value[]): readonly Tensor[] => values.map((value) => constant(value));
