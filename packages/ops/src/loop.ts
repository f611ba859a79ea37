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
  invalidArgument,
  isSize,
  type JointRule,
  type Kernel,
  numberOf,
  type NumericArray,
  type Outcome,
  pullbackOfAll,
  refuse,
  resolveDim,
  type Result,
  sameShape,
  type Shape,
  shapeMismatch,
  type Subgraph,
  substituted,
  type Tensor,
  variable,
  visit,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { RunningSum } from './running-sum.ts';

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
}

/** Builds a loop. Whatever does not depend on the variables is computed outside; sequences that no step reads are left out. */
export const looped = ({ operation, carries, sequences, stacked, summed, length, reverse, history }: Loop): Looped => {
  const outputs = [...carries.map(([, , next]) => next), ...stacked, ...summed];
  if (outputs.length === 0) return { carries: [], stacked: [], summed: [] };
  const read = sequences.filter(([each]) => dependsOn(outputs, each));
  const { body, captured } = closureOf(operation, [...carries, ...read].map(([each]) => each), outputs); // prettier-ignore
  const made = scanned(...carries.map(([, initial]) => initial), ...read.map(([, whole]) => whole), ...captured, {
    body,
    carries: carries.length,
    sequences: read.length,
    stacked: stacked.length,
    length,
    reverse,
    history,
  });
  const all: readonly AnyTensor[] = Array.isArray(made) ? made : [made]; // of one output that alone
  const [a, b] = [carries.length, carries.length + stacked.length];
  return { carries: all.slice(0, a), stacked: all.slice(a, b), summed: all.slice(b, outputs.length) };
};

interface Attributes {
  /** Carries, elements and what is the same at each step, to next carries, what is stacked and what is summed. */
  readonly body: Subgraph;
  readonly carries: number;
  readonly sequences: number;
  readonly stacked: number;
  readonly length: Dim;
  readonly reverse: boolean;
  readonly history: boolean;
}

type Operands = readonly [...AnyTensor[], Attributes];

const shapeRule = (...operands: Operands): Result<readonly Outcome[]> => {
  const { body, carries, sequences, stacked, length, history } = operands.at(-1) as Attributes; // which come last
  const inputs = operands.slice(0, -1) as readonly AnyTensor[];
  if (inputs.length !== body.variables.length || carries + sequences > inputs.length)
    return refuse(invalidArgument('scan', 'the step must have a variable for each operand', body.variables.length));
  if (body.outputs.length === 0 || carries + stacked > body.outputs.length)
    return refuse(invalidArgument('scan', 'the step must give every carry and what is stacked', body.outputs.length));
  for (const [index, { shape, kind }] of body.variables.entries()) {
    const input = inputs[index]!;
    const wanted = index >= carries && index < carries + sequences ? [length, ...shape] : shape;
    if (!sameShape(input.shape, wanted) || input.kind !== kind)
      return refuse(shapeMismatch('scan', 'operands must have the shapes of the step', input.shape, wanted));
    if (index >= carries) continue;
    const next = body.outputs[index]!;
    if (!sameShape(next.shape, shape) || next.kind !== kind)
      return refuse(shapeMismatch('scan', 'a step must keep the shape of its carry', shape, next.shape));
  }
  const sums = body.outputs.slice(carries + stacked);
  if (sums.some(({ kind }) => kind !== 'real'))
    return refuse(invalidArgument('scan', 'what is summed must be real', sums[0]!.kind));
  const whole = ({ shape, kind }: AnyTensor): Outcome => ({ shape: [length, ...shape], kind });
  return E.right([
    ...body.outputs.slice(0, carries).map(({ shape, kind }): Outcome => ({ shape: [...shape], kind })),
    ...body.outputs.slice(carries, carries + stacked).map(whole),
    ...sums.map(({ shape, kind }): Outcome => ({ shape: [...shape], kind })),
    ...(history ? body.variables.slice(0, carries).map(whole) : []),
  ]);
};

const run: Kernel<Attributes> = ({ inputs, outputs, attributes, sizes, prepare }) => {
  const { body, carries, sequences, stacked, length, reverse, history } = attributes;
  const count = resolveDim(length, sizes)!; // dims asks for it
  const step = prepare(body);
  const finals = outputs.slice(0, carries).map(({ data }) => data);
  const stacks = outputs.slice(carries, carries + stacked).map(({ data }) => data);
  const sums = outputs.slice(carries + stacked, body.outputs.length).map(({ data }) => new RunningSum(data));
  const past = history ? outputs.slice(body.outputs.length).map(({ data }) => data) : [];
  const wholes = inputs.slice(carries, carries + sequences).map(({ data }) => data);
  let current = inputs.slice(0, carries).map(({ data }) => data.slice());
  let next = current.map((data) => data.slice());
  inputs.forEach(({ data }, index) => index >= carries + sequences && step.set(index, data));
  for (let done = 0; done < count; done++) {
    const at = reverse ? count - 1 - done : done;
    current.forEach((data, index) => {
      past[index]?.set(data, at * data.length);
      step.set(index, data);
    });
    wholes.forEach((data, index) => step.set(carries + index, elementAt(data, at, count)));
    const error = step.run();
    if (error !== undefined) return error;
    stacks.forEach((data, index) => data.set(step.get(carries + index), (at * data.length) / count));
    sums.forEach((sum, index) => sum.add(step.get(carries + stacked + index)));
    next.forEach((data, index) => data.set(step.get(index)));
    [current, next] = [next, current];
  }
  finals.forEach((data, index) => data.set(current[index]!));
  for (const sum of sums) sum.finish();
};

const elementAt = (whole: NumericArray, at: number, count: number): NumericArray => {
  const each = whole.length / count;
  return whole.subarray(at * each, (at + 1) * each);
};

/**
 * The steps backwards: each gets the carries that it had, and what comes back to those it made, and gives what goes back to the carries,
 * to its elements, and, summed over all steps, to what is the same at each.
 */
const derivative: JointRule<Attributes> = ({ inputs, outputs, attributes, cotangents, isNeeded }) => {
  const { body, carries, sequences, stacked, length, reverse, history } = attributes;
  const past = history ? outputs.slice(outputs.length - carries) : pastOf(inputs, attributes);
  const own = body.variables;
  const isReal = ({ kind }: AnyTensor): boolean => kind === 'real';
  const fresh = (tensor: AnyTensor, index: number): Tensor => variable(`g${index}`, tensor.shape, 'real') as Tensor;
  const returning = own.map((each, index) => (index < carries && isReal(each) ? fresh(each, index) : undefined));
  const arrivals = body.outputs.map((output, index): Arrival | undefined => {
    const cotangent = cotangents[index]!;
    if (!isReal(output)) return undefined;
    if (index < carries) return { cotangent: returning[index]! };
    if (numberOf(cotangent) === 0) return undefined;
    if (index >= carries + stacked) return { cotangent }; // of a sum, the same at every step
    const each = fresh(output, index);
    return { cotangent: each, sequence: [each, cotangent] };
  });
  const later = history ? own.slice(0, carries).map((each, index): Arrival | undefined => {
    const cotangent = cotangents[body.outputs.length + index]!;
    if (!isReal(each) || numberOf(cotangent) === 0) return undefined;
    const variable = fresh(each, body.outputs.length + index);
    return { cotangent: variable, sequence: [variable, cotangent] };
  }) : []; // prettier-ignore
  const wrt = own.map((each, index) => isReal(each) && (index < carries || isNeeded[index] === true));
  const places = [...own.keys()].filter((index) => wrt[index]);
  const targets = [...arrivals.keys()].filter((index) => arrivals[index] !== undefined);
  const pulled = pullbackOfAll(
    targets.map((index) => body.outputs[index]!),
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
const pastOf = (inputs: readonly AnyTensor[], attributes: Attributes): readonly AnyTensor[] => {
  if (attributes.carries === 0) return [];
  const again = scanned(...inputs, { ...attributes, history: true }) as readonly AnyTensor[]; // a carry and its history at least
  return again.slice(-attributes.carries);
};

const zeros = ({ shape }: AnyTensor): Tensor => broadcastTo(constant(0), shape as Shape) as Tensor;

const dependsOn = (outputs: readonly AnyTensor[], leaf: AnyTensor): boolean =>
  visit(outputs, [leaf]).slotsOf[0] !== -1;

const aCount: AttributeRule = { must: 'be a count', accepts: isSize };

/** The operation behind loops. */
export const scanned: (...operands: Operands) => AnyTensor | readonly AnyTensor[] = defineOp('scan', shapeRule, {
  kinds: ['any'],
  attributes: {
    body: aSubgraph,
    carries: aCount,
    sequences: aCount,
    stacked: aCount,
    length: aDim,
    reverse: aBoolean,
    history: aBoolean,
  },
  kernel: run,
  derivative,
  dims: ({ length }) => [length],
}) as (...operands: Operands) => AnyTensor | readonly AnyTensor[];
