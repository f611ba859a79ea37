import {
  type AnyTensor,
  type Dim,
  invalidArgument,
  type Kernel,
  type Outcome,
  refuse,
  resolveDim,
  type Result,
  sameShape,
  shapeMismatch,
  type Subgraph,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';

/** How the operation behind loops takes its steps. */
export interface Steps {
  /** Carries, elements and what is the same at each step, to next carries, what is stacked and what is summed. */
  readonly step: Subgraph;
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
  const { step, carries, sequences, stacked, length, history } = operands.at(-1) as Steps; // which come last
  const inputs = operands.slice(0, -1) as readonly AnyTensor[];
  if (inputs.length !== step.variables.length || carries + sequences > inputs.length)
    return refuse(invalidArgument('scan', 'the step must have a variable for each operand', step.variables.length));
  if (step.outputs.length === 0 || carries + stacked > step.outputs.length)
    return refuse(invalidArgument('scan', 'the step must give every carry and what is stacked', step.outputs.length));
  for (const [index, { shape, kind }] of step.variables.entries()) {
    const input = inputs[index]!;
    const wanted = index >= carries && index < carries + sequences ? [length, ...shape] : shape;
    if (!sameShape(input.shape, wanted) || input.kind !== kind)
      return refuse(shapeMismatch('scan', 'operands must have the shapes of the step', input.shape, wanted));
    if (index >= carries) continue;
    const next = step.outputs[index]!;
    if (!sameShape(next.shape, shape) || next.kind !== kind)
      return refuse(shapeMismatch('scan', 'a step must keep the shape of its carry', shape, next.shape));
  }
  const sums = step.outputs.slice(carries + stacked);
  if (sums.some(({ kind }) => kind !== 'real'))
    return refuse(invalidArgument('scan', 'what is summed must be real', sums[0]!.kind));
  const whole = ({ shape, kind }: AnyTensor): Outcome => ({ shape: [length, ...shape], kind });
  return E.right([
    ...step.outputs.slice(0, carries).map(({ shape, kind }): Outcome => ({ shape: [...shape], kind })),
    ...step.outputs.slice(carries, carries + stacked).map(whole),
    ...sums.map(({ shape, kind }): Outcome => ({ shape: [...shape], kind })),
    ...(history ? step.variables.slice(0, carries).map(whole) : []),
  ]);
};

/** Takes one step after the other. */
export const takeSteps: Kernel<Steps> = ({ inputs, outputs, attributes, sizes, prepare }) => {
  const { step, carries, sequences, stacked, length, reverse, history } = attributes;
  const from = inputs.map(({ data }) => data);
  const to = outputs.map(({ data }) => data);
  return prepare(step).repeat({
    count: resolveDim(length, sizes)!, // dims asks for it
    reverse,
    initial: from.slice(0, carries),
    sequences: from.slice(carries, carries + sequences),
    shared: from.slice(carries + sequences),
    last: to.slice(0, carries),
    stacked: to.slice(carries, carries + stacked),
    summed: to.slice(carries + stacked, step.outputs.length),
    past: history ? to.slice(step.outputs.length) : [],
  });
};
