import {
  add,
  type AnyTensor,
  aBoolean,
  aDim,
  type AttributeRule,
  aSubgraph,
  broadcastTo,
  closureOf,
  constant,
  defineOp,
  type Dim,
  isSize,
  type JointRule,
  type Node,
  numberOf,
  pullbackOfAll,
  type Shape,
  substituted,
  type Tensor,
  variable,
  type VectorizationRule,
  visit,
} from '@adjoint/graph';
import { transpose } from '../movement/movement.ts';
import { type LoopOperands, outcomesOfSteps, type Steps, takeSteps } from './steps.ts';

/** A loop over a leading dimension, by the variables of one step. */
export interface Loop {
  readonly operation: string;
  /** What goes from step to step: the variable, its first value, and what a step makes of it. */
  readonly carries: readonly (readonly [variable: AnyTensor, initial: AnyTensor, next: AnyTensor])[];
  /** What each step gets an element of. */
  readonly sequences: readonly (readonly [variable: AnyTensor, whole: AnyTensor])[];
  /** What is kept of each step, stacked. */
  readonly stacked: readonly AnyTensor[];
  /** What is summed over all steps. */
  readonly summed: readonly AnyTensor[];
  readonly length: Dim;
  readonly reverse: boolean;
  /** Whether the carries before each step are outputs too, for derivatives. */
  readonly history: boolean;
}

/** What a loop comes to. */
export interface Looped {
  readonly carries: readonly AnyTensor[];
  readonly stacked: readonly AnyTensor[];
  readonly summed: readonly AnyTensor[];
  /** The carries before each step, where the history is asked for. */
  readonly past: readonly AnyTensor[];
}

/** Builds a loop. Whatever does not depend on the variables is computed outside; sequences that no step reads are left out. */
export const looped = ({ operation, carries, sequences, stacked, summed, length, reverse, history }: Loop): Looped => {
  const outputs = [...carries.map(([, , next]) => next), ...stacked, ...summed];
  if (outputs.length === 0) return { carries: [], stacked: [], summed: [], past: [] };
  const read = sequences.filter(([each]) => dependsOn(outputs, each));
  const { body, captured } = closureOf(operation, [...carries, ...read].map(([each]) => each), outputs); // prettier-ignore
  const made = scanned(...carries.map(([, initial]) => initial), ...read.map(([, whole]) => whole), ...captured, {
    step: body,
    carries: carries.length,
    sequences: read.length,
    stacked: stacked.length,
    length,
    reverse,
    history,
  });
  const all: readonly AnyTensor[] = Array.isArray(made) ? made : [made]; // of one output that alone
  const [a, b] = [carries.length, carries.length + stacked.length];
  return {
    carries: all.slice(0, a),
    stacked: all.slice(a, b),
    summed: all.slice(b, outputs.length),
    past: all.slice(outputs.length),
  };
};

/**
 * The steps backwards: each gets the carries that it had, and what comes back to those it made, and gives what goes back to the carries,
 * to its elements, and, summed over all steps, to what is the same at each.
 */
const derivative: JointRule<Steps> = ({ inputs, outputs, attributes, cotangents, isNeeded }) => {
  const { step, carries, sequences, stacked, length, reverse, history } = attributes;
  const past = history ? outputs.slice(outputs.length - carries) : pastOf(inputs, attributes);
  const own = step.variables;
  const isReal = ({ kind }: AnyTensor): boolean => kind === 'real';
  const fresh = (tensor: AnyTensor, index: number): Tensor => variable(`g${index}`, tensor.shape, 'real') as Tensor;
  const returning = own.map((each, index) => (index < carries && isReal(each) ? fresh(each, index) : undefined));
  const arrivals = step.outputs.map((output, index): Arrival | undefined => {
    const cotangent = cotangents[index]!;
    if (!isReal(output)) return undefined;
    if (index < carries) return { cotangent: returning[index]! };
    if (numberOf(cotangent) === 0) return undefined;
    if (index >= carries + stacked) return { cotangent }; // of a sum, the same at every step
    const each = fresh(output, index);
    return { cotangent: each, sequence: [each, cotangent] };
  });
  const later = history ? own.slice(0, carries).map((each, index): Arrival | undefined => {
    const cotangent = cotangents[step.outputs.length + index]!;
    if (!isReal(each) || numberOf(cotangent) === 0) return undefined;
    const variable = fresh(each, step.outputs.length + index);
    return { cotangent: variable, sequence: [variable, cotangent] };
  }) : []; // prettier-ignore
  const wrt = own.map((each, index) => isReal(each) && (index < carries || isNeeded[index] === true));
  const places = [...own.keys()].filter((index) => wrt[index]);
  const targets = [...arrivals.keys()].filter((index) => arrivals[index] !== undefined);
  const pulled = pullbackOfAll(
    targets.map((index) => step.outputs[index]!),
    places.map((index) => own[index]!),
    targets.map((index) => arrivals[index]!.cotangent),
  );
  const given = new Map(own.map((each, index) => [each, inputs[index]!] as const).slice(carries + sequences));
  const outside = (tensors: readonly (Tensor | undefined)[]): readonly (Tensor | undefined)[] => {
    const present = tensors.filter((tensor) => tensor !== undefined);
    const made = substituted(present, given) as readonly Tensor[]; // of the same kinds
    return tensors.map((tensor) => (tensor === undefined ? undefined : made[present.indexOf(tensor)]));
  };
  const found = outside(pulled);
  const by = own.map((_, index) => (wrt[index] ? found[places.indexOf(index)] : undefined));
  const backwards = [...own.keys()].filter((index) => returning[index] !== undefined);
  const elements = [...own.keys()].filter((index) => index >= carries && index < carries + sequences && by[index]);
  const shared = [...own.keys()].filter((index) => index >= carries + sequences && by[index]);
  const back = looped({
    operation: 'scan',
    carries: backwards.map((index) => {
      const sum = [by[index], later[index]?.cotangent].filter((part) => part !== undefined);
      const next = sum.length > 1 ? add(sum[0]!, sum[1]!) : (sum[0] ?? zeros(own[index]!));
      return [returning[index]!, cotangents[index]!, next];
    }),
    sequences: [
      ...own.slice(0, carries).map((each, index) => [each, past[index]!] as const),
      ...own.slice(carries, carries + sequences).map((each, index) => [each, inputs[carries + index]!] as const),
      ...[...arrivals, ...later].flatMap((arrival) => (arrival?.sequence === undefined ? [] : [arrival.sequence])),
    ],
    stacked: elements.map((index) => by[index]!),
    summed: shared.map((index) => by[index]!),
    length,
    reverse: !reverse,
    history: false,
  });
  return inputs.map((_, index) => {
    if (!isNeeded[index]) return null;
    const place = (all: readonly number[]): number => all.indexOf(index);
    if (index < carries) return back.carries[place(backwards)] ?? null;
    return (index < carries + sequences ? back.stacked[place(elements)] : back.summed[place(shared)]) ?? null;
  });
};

/** What comes back to an output of a step, and where that differs from step to step what it is an element of. */
interface Arrival {
  readonly cotangent: Tensor;
  readonly sequence?: readonly [variable: AnyTensor, whole: AnyTensor];
}

/** The carries before each step, by running the loop once more. */
const pastOf = (inputs: readonly AnyTensor[], attributes: Steps): readonly AnyTensor[] => {
  if (attributes.carries === 0) return [];
  const again = scanned(...inputs, { ...attributes, history: true }) as readonly AnyTensor[]; // a carry and its history at least
  return again.slice(-attributes.carries);
};

/** The same steps with one more axis in everything that is carried. */
const vectorized: VectorizationRule<Steps> = ({ node, attributes, dim, inputs, isMapped, inside }) => {
  const { step, carries, sequences, stacked, length, reverse, history } = attributes;
  const own = step.variables;
  const wide = own.map(({ shape, kind }, index) => variable(`wide${index}`, [dim, ...shape], kind));
  const isShared = (index: number): boolean => index >= carries + sequences;
  const isWide = (index: number): boolean => index < carries || isMapped[index] === true;
  const within = new Map(
    own.flatMap((each, index) => (isWide(index) ? [[each, isShared(index) ? inputs[index]! : wide[index]!]] : [])),
  );
  const outside = new Map(
    own.flatMap((each, index) => (isShared(index) && !isWide(index) ? [[each, node.inputs[index]!]] : [])),
  );
  const outputs = substituted(inside(step.outputs, within), outside);
  const made = looped({
    operation: 'scan',
    carries: own.slice(0, carries).map((_, index) => [wide[index]!, inputs[index]!, outputs[index]!]),
    sequences: own.slice(carries, carries + sequences).map((each, place) => {
      const index = carries + place;
      return isWide(index) ? [wide[index]!, exchanged(inputs[index]!)] : [each, node.inputs[index]!];
    }),
    stacked: outputs.slice(carries, carries + stacked),
    summed: outputs.slice(carries + stacked),
    length,
    reverse,
    history,
  });
  return [...made.carries, ...made.stacked.map(exchanged), ...made.summed, ...made.past.map(exchanged)];
};

/** The same loop without what nobody reads of it: what is stacked or summed, and its history. */
const trimmed = (node: Node, isRead: readonly boolean[]): readonly AnyTensor[] | undefined => {
  const { step, carries, sequences, stacked, length, reverse, history } = node.attributes as unknown as Steps; // its own
  const isKept = (index: number): boolean => index < carries || isRead[index]!;
  const keepsHistory = history && isRead.slice(step.outputs.length).includes(true);
  const places = [...step.outputs.keys()].filter(isKept);
  if (keepsHistory === history && places.length === step.outputs.length) return undefined;
  const own = step.variables;
  const given = new Map(own.map((each, index) => [each, node.inputs[index]!] as const).slice(carries + sequences));
  const outputs = substituted(step.outputs, given);
  const made = looped({
    operation: 'scan',
    carries: own.slice(0, carries).map((each, index) => [each, node.inputs[index]!, outputs[index]!]),
    sequences: own.slice(carries, carries + sequences).map((each, index) => [each, node.inputs[carries + index]!]),
    stacked: outputs.slice(0, carries + stacked).filter((_, index) => index >= carries && isKept(index)),
    summed: outputs.filter((_, index) => index >= carries + stacked && isKept(index)),
    length,
    reverse,
    history: keepsHistory,
  });
  const all = [...made.carries, ...made.stacked, ...made.summed];
  const kept = new Map(places.map((place, index) => [place, all[index]!]));
  return node.outputs.map((output, index) => kept.get(index) ?? made.past[index - step.outputs.length] ?? output);
};

/** The first two axes exchanged. */
const exchanged = (x: AnyTensor): AnyTensor => transpose(x as Tensor, [1, 0, ...x.shape.keys()].toSpliced(2, 2));

const zeros = ({ shape }: AnyTensor): Tensor => broadcastTo(constant(0), shape as Shape) as Tensor;

const dependsOn = (outputs: readonly AnyTensor[], leaf: AnyTensor): boolean => visit(outputs, [leaf]).slotsOf[0] !== -1;

const aCount: AttributeRule = { must: 'be a count', accepts: isSize };

/** The operation behind loops. */
export const scanned: (...operands: LoopOperands) => AnyTensor | readonly AnyTensor[] = defineOp(
  'scan',
  outcomesOfSteps,
  {
    kinds: ['any'],
    attributes: {
      step: aSubgraph,
      carries: aCount,
      sequences: aCount,
      stacked: aCount,
      length: aDim,
      reverse: aBoolean,
      history: aBoolean,
    },
    portable: true, // as far as the step is
    kernel: takeSteps,
    derivative,
    trimmed,
    vectorized,
    dims: ({ length }) => [length],
    feeds: 0,
  },
) as (...operands: LoopOperands) => AnyTensor | readonly AnyTensor[];
