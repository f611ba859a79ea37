import {
  type AnyTensor,
  type Dim,
  invalidArgument,
  type Kernel,
  type NumericArray,
  type Outcome,
  refuse,
  resolveDim,
  type Result,
  sameShape,
  shapeMismatch,
  type Subgraph,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { RunningSum } from './running-sum.ts';

/** How the operation behind loops takes its steps. */
export interface Steps {
  /** Carries, elements and what is the same at each step, to next carries, what is stacked and what is summed. */
  readonly body: Subgraph;
  readonly carries: number;
  readonly sequences: number;
  readonly stacked: number;
  readonly length: Dim;
  readonly reverse: boolean;
  readonly history: boolean;
}

/** First carries, sequences, and what is the same at each step; then how steps are taken. */
export type LoopOperands = readonly [...AnyTensor[], Steps];

/** The last carries, what is stacked, what is summed, and the carries before each step where they are asked for. */
export const outcomesOfSteps = (...operands: LoopOperands): Result<readonly Outcome[]> => {
  const { body, carries, sequences, stacked, length, history } = operands.at(-1) as Steps; // which come last
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

/** Takes one step after the other. */
export const takeSteps: Kernel<Steps> = ({ inputs, outputs, attributes, sizes, prepare }) => {
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
