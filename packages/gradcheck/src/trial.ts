import {
  AdjointError,
  type AnyTensor,
  attempt,
  type Bindings,
  broadcastTo,
  type Declaration,
  declarationOf,
  type Dim,
  evaluate,
  type EvaluateOptions,
  gradient,
  type GraphError,
  input,
  isTensor,
  type Key,
  type Node,
  type Shape,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { failed, type Finding, notApplicable } from './op-report.ts';
import type { Sample } from './sample.ts';
import type { Variation } from './variation.ts';
import { weightedSum } from './weighted-sum.ts';

/** A variation of a sample, built and evaluated: what checks run on. */
export interface Trial extends BuiltGraph {
  readonly sample: Sample;
  readonly variation: Variation;
  readonly operation: Checked;
  /** What random numbers are drawn from. */
  readonly key: Key;
  /** The elements of the outputs in float64. */
  readonly values: readonly Value[];
  /** Why no derivative can be compared, where that is so. */
  readonly underivable: string | undefined;
}

/** The operation that is checked. */
export interface Checked {
  readonly name: string;
  /** Everything that it declares; nothing where it is a composition that does not say. */
  readonly declarations: readonly Declaration[];
}

/** A graph built of the operands, and what of it has derivatives. */
export interface BuiltGraph {
  /** Whether the build returned an array of tensors. */
  readonly isSeveral: boolean;
  readonly outputs: readonly AnyTensor[];
  /** The leaves that are real, each once. */
  readonly variables: readonly Tensor[];
  /** The outputs that are real. */
  readonly reals: readonly Tensor[];
}

/** Why nothing is expected to have a derivative. */
export const nothingReal = 'the outputs or the operands are not real';

/** Builds and evaluates a variation, or finds why it cannot be: only the sample as it is must not be refused. */
export const trialOf = (sample: Sample, variation: Variation, operation: Checked, key: Key): Trial | Finding => {
  const refused = variation.name === 'ordinary' ? failed : notApplicable;
  const attempted = attempt(() => {
    const graph = buildWith(sample, variation, (size) => size);
    if (!isUsed(operation, graph.outputs)) return refused('the graph does not use the operation');
    const values = valuesOf(variation, graph.outputs);
    const trial = { ...graph, sample, variation, operation, key, values };
    return { ...trial, underivable: reasonNotToDerive(trial) };
  });
  if (attempted._tag === 'Right') return attempted.right;
  return refused(attempted.left.message);
};

/** Builds a sample's graph on leaves of a variation's shapes, each size replaced as told. What is not a tensor is refused by a plain error. */
export const buildWith = (sample: Sample, { values, leaves }: Variation, rename: (size: number) => Dim): BuiltGraph => {
  const all = sample.operands.map(({ kind }, index) =>
    input<Shape, typeof kind>(leafName(index), values[index]!.shape.map(rename), kind),
  );
  const built = sample.build(leaves.map((leaf) => all[leaf]!));
  const outputs = isTensor(built) ? [built] : built;
  if (!Array.isArray(outputs) || outputs.length === 0 || !outputs.every(isTensor))
    throw new Error('the build must return a tensor, or an array of tensors');
  return {
    isSeveral: !isTensor(built),
    outputs,
    variables: all.filter((leaf, index): leaf is Tensor => leaf.kind === 'real' && leaves.includes(index)),
    reals: outputs.filter((output): output is Tensor => output.kind === 'real'),
  };
};

/** The elements of the outputs that are real. */
export const realValues = ({ values, outputs }: Pick<Trial, 'values' | 'outputs'>): readonly Value[] =>
  values.filter((_, index) => outputs[index]!.kind === 'real');

/** The leaf's name of an operand. */
export const leafName = (index: number): string => `x${index}`;

/** Fresh copies of a variation's elements by leaf name, so that nothing can change the variation. */
export const bindingsOf = ({ values }: Pick<Variation, 'values'>): Readonly<Record<string, Value<Float64Array>>> =>
  Object.fromEntries(values.map(({ shape, data }, index) => [leafName(index), { shape, data: data.slice() }]));

/** The elements of some tensors at a variation, or at other bindings. */
export const valuesOf = (
  variation: Pick<Variation, 'values'>,
  tensors: readonly AnyTensor[],
  options: EvaluateOptions = {},
  bindings: Bindings = bindingsOf(variation),
): readonly Value[] => Object.values(evaluate(Object.fromEntries(tensors.entries()), bindings, options));

/** Whether all elements are finite. */
export const areFinite = (values: readonly Value[]): boolean => values.every(({ data }) => data.every(Number.isFinite));

/** Whether every operation of a trial's graph computes each element from one element of each input. */
export const isElementwise = ({ operation: { declarations }, outputs }: Trial): boolean => {
  const repeat = declarationOf(broadcastTo);
  return (
    declarations.some(({ scalar }) => scalar !== undefined) &&
    nodesOf(outputs).every(({ op }) => op.role !== 'operation' || op.scalar !== undefined || op === repeat)
  );
};

/** Whether something the operation declares has a derivative. */
export const hasDerivative = ({ declarations }: Checked): boolean =>
  declarations.some(({ derivative }) => derivative !== undefined && derivative.length > 0);

/** Whether a graph has a node of the operation, or one labelled with its name; always where it declares nothing. */
const isUsed = ({ name, declarations }: Checked, outputs: readonly AnyTensor[]): boolean =>
  declarations.length === 0 || nodesOf(outputs).some(({ op, label }) => declarations.includes(op) || label === name);

/** Every node the outputs depend on. */
const nodesOf = (outputs: readonly AnyTensor[]): readonly Node[] => {
  const nodes = new Set(outputs.map(({ node }) => node));
  for (const { inputs } of nodes) for (const { node } of inputs) nodes.add(node); // a set is iterated as it grows
  return [...nodes];
};

/** Why derivatives of a trial cannot be compared with anything. */
const reasonNotToDerive = (trial: Omit<Trial, 'underivable'>): string | undefined => {
  const { reals, variables } = trial;
  if (reals.length === 0 || variables.length === 0) return nothingReal;
  if (!areFinite(realValues(trial))) return 'the result is not finite';
  if (hasDerivative(trial.operation)) return undefined;
  const derive = () => gradient(weightedSum(reals, realValues(trial)), variables, { unused: 'zeros' });
  return isRefusedAs('NotDifferentiable', derive) ? 'the operation has no derivative' : undefined;
};

/** Whether something throws a failure of this kind, rather than any other error or none. */
const isRefusedAs = (tag: GraphError['_tag'], build: () => unknown): boolean => {
  try {
    build();
    return false;
  } catch (error) {
    return error instanceof AdjointError && error.failure._tag === tag;
  }
};
