import {
  attempt,
  type Dim,
  formatShape,
  nameOf,
  type Nested,
  positionOf,
  resolveShape,
  sameShape,
  type Sizes,
  toArray,
  toValue,
  type Value,
} from '@adjoint/graph';
import { failed, type Finding, notApplicable, passed } from './op-report.ts';
import { bindingsOf, type BuiltGraph, buildWith, type Trial, valuesOf } from './trial.ts';

/** The result is that of the sample's independent formula, and has its shape. */
export const checkValue = (trial: Trial): Finding => {
  const { sample, variation, values, isSeveral } = trial;
  if (sample.value === undefined) return notApplicable('there is no formula');
  const found = sample.value(
    variation.values.map((value, index) => {
      const nested = toArray(value);
      return sample.operands[index]!.kind === 'bool' ? truthsOf(nested) : nested;
    }),
  );
  const formulas = (isSeveral ? found : [found]) as readonly (Nested | Value)[]; // what SampleOptions asks for
  if (formulas.length !== values.length) return failed(`got ${values.length} outputs, expected ${formulas.length}`);
  const expected = formulas.map((formula) => (isValue(formula) ? formula : toValue(formula)));
  return differenceOf(values, expected, 1e-12, 2 ** -50 * operandSize(trial)) ?? passed;
};

/** The shape is the one the sample states. */
export const checkShape = ({ sample, outputs, isSeveral }: Trial): Finding => {
  if (sample.shape === undefined) return notApplicable('no shape is stated');
  const stated = (isSeveral ? sample.shape : [sample.shape]) as readonly (readonly Dim[])[]; // what SampleOptions asks for
  const wrong = outputs.findIndex(({ shape }, index) => !sameShape(shape, stated[index] ?? [Number.NaN]));
  if (wrong >= 0)
    return failed(`the rule gives ${shapesText(outputs)}, the sample states ${stated.map(formatShape).join(', ')}`);
  return stated.length === outputs.length ? passed : failed(`got ${outputs.length} outputs, expected ${stated.length}`);
};

/** The elements have the shape that the rule promises, in float32 as well, where they are about the same. */
export const checkFloat32 = (trial: Trial): Finding => {
  const { variation, outputs } = trial;
  const rounded = { values: variation.values.map(({ shape, data }) => ({ shape, data: data.map(Math.fround) })) };
  const exact = valuesOf(rounded, outputs);
  return (
    differenceOf(valuesOf(rounded, outputs, { precision: 'float32' }), exact, 1e-4, 1e-6 * operandSize(trial)) ?? passed
  );
};

/** With names in place of the sizes of real operands the graph has the same values. */
export const checkSymbolic = (trial: Trial): Finding => {
  const found = symbolicGraphs(trial);
  const isRequired = trial.sample.symbolic && trial.variation.name === 'ordinary';
  if (found.reason !== undefined) return isRequired ? failed(found.reason) : notApplicable(found.reason);
  for (const { outputs, sizes } of found.graphs) {
    const wrong = outputs.find(
      ({ shape }, index) => !sameShape(resolveShape(shape, sizes) ?? [Number.NaN], trial.values[index]!.shape),
    );
    if (wrong !== undefined)
      return failed(
        `the shape ${formatShape(wrong.shape)} is not ${shapesText(trial.values)} for sizes ${sizesText(sizes)}`,
      );
    const values = valuesOf(trial.variation, outputs, { sizes });
    const difference = differenceOf(values, trial.values, 1e-12, 2 ** -50 * operandSize(trial));
    if (difference !== undefined) return failed(`with sizes ${sizesText(sizes)}: ${difference.detail}`);
  }
  return passed;
};

/** Two evaluations give equal bits, and leave the operands as they were. */
export const checkDeterministic = ({ variation, outputs, variables, values }: Trial): Finding => {
  const bindings = bindingsOf(variation);
  const asked = [...outputs, ...variables];
  const again = valuesOf(variation, asked, {}, bindings);
  const before = bindingsOf(variation);
  const changed = Object.keys(bindings).find((name) => !haveEqualBits(bindings[name]!, before[name]!));
  if (changed !== undefined) return failed(`the operand ${changed} was changed`);
  const moved = variables.findIndex(
    (leaf, index) => !haveEqualBits(again[outputs.length + index]!, before[nameOf(leaf)!]!),
  );
  if (moved >= 0) return failed(`the operand ${nameOf(variables[moved]!)} was changed`);
  const other = values.findIndex((value, index) => !haveEqualBits(value, again[index]!));
  return other < 0 ? passed : failed(`two evaluations gave different elements of ${outputName(other, values.length)}`);
};

/** A graph with names in place of sizes. */
export interface SymbolicGraph extends BuiltGraph {
  readonly sizes: Sizes;
}

/** The trial's graph with all its sizes named; where that is refused, with each of them named in turn. */
export const symbolicGraphs = ({
  sample,
  variation,
}: Trial): { readonly graphs: readonly SymbolicGraph[]; readonly reason?: string } => {
  const shapes = variation.values.map(({ shape }) => shape);
  const real = shapes.filter((_, index) => sample.operands[index]!.kind === 'real');
  const sizes = [...new Set(real.flat().filter((size) => size > 1))];
  const build = (named: readonly number[]) =>
    attempt((): SymbolicGraph => ({
      ...buildWith(sample, variation, (size) => (named.includes(size) ? `n${size}` : size)),
      sizes: Object.fromEntries(named.map((size) => [`n${size}`, size])),
    }));
  if (sizes.length === 0) return { graphs: [], reason: 'there is no size to name' };
  const all = build(sizes);
  if (all._tag === 'Right') return { graphs: [all.right] };
  const graphs = sizes
    .map((size) => build([size]))
    .flatMap((result) => (result._tag === 'Right' ? [result.right] : []));
  return sample.symbolic || graphs.length === 0 ? { graphs, reason: all.left.message } : { graphs };
};

/** The first difference between elements of more than `relative` times the largest of a tensor, and `absolute`. */
export const differenceOf = (
  found: readonly Value[],
  expected: readonly Value[],
  relative: number,
  absolute: number,
  nameIn = outputName,
): Finding | undefined => {
  for (const [index, { shape, data }] of expected.entries()) {
    const got = found[index]!;
    const name = nameIn(index, expected.length);
    if (!sameShape(got.shape, shape) || got.data.length !== data.length)
      return failed(`${name}: got shape ${formatShape(got.shape)}, expected ${formatShape(shape)}`);
    const tolerance = relative * largestIn(data) + absolute;
    const offset = data.findIndex((element, i) => !isNear(got.data[i]!, element, tolerance));
    if (offset >= 0)
      return failed(`${elementAt(name, offset, shape)}: got ${got.data[offset]!}, expected ${data[offset]!}`);
  }
  return undefined;
};

/** How an element is written: `output[1, 2]`. */
export const elementAt = (name: string, offset: number, shape: readonly number[]): string =>
  shape.length === 0 ? name : `${name}${formatShape(positionOf(offset, shape))}`;

/** The sum of the magnitudes of all real operands, which bounds what rounding may leave of terms that cancel. */
const operandSize = ({ variation, sample }: Trial): number =>
  variation.values
    .filter((_, index) => sample.operands[index]!.kind === 'real')
    .reduce((sum, { data }) => sum + data.reduce((total, element) => total + Math.abs(element), 0), 0);

const outputName = (index: number, count: number): string => (count === 1 ? 'output' : `output ${index}`);

const isNear = (found: number, expected: number, tolerance: number): boolean =>
  Object.is(found, expected) || Math.abs(found - expected) <= tolerance;

const largestIn = (data: ArrayLike<number>): number =>
  Array.from(data).reduce((largest, element) => Math.max(largest, Number.isFinite(element) ? Math.abs(element) : 0), 0);

/** Whether two values have the same elements, −0 and NaN included. */
export const haveEqualBits = (a: Value, b: Value): boolean =>
  a.data.length === b.data.length && a.data.every((element, i) => Object.is(element, b.data[i]));

const isValue = (formula: Nested | Value): formula is Value => typeof formula === 'object' && 'data' in formula;

const truthsOf = (nested: Nested): Nested => (Array.isArray(nested) ? nested.map(truthsOf) : Boolean(nested));

const shapesText = (all: readonly { readonly shape: readonly Dim[] }[]): string =>
  all.map(({ shape }) => formatShape(shape)).join(', ');

const sizesText = (sizes: Sizes): string =>
  Object.entries(sizes)
    .map(([name, size]) => `${name} = ${size}`)
    .join(', ');
