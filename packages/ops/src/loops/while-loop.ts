import {
  type AnyTensor,
  type AttributeRule,
  aSubgraph,
  closureOf,
  defineOp,
  formatShape,
  invalidArgument,
  isSize,
  isTensor,
  kindMismatch,
  madeOf,
  notDifferentiable,
  optionsOf,
  orThrow,
  type Outcome,
  refuse,
  type Result,
  sameShape,
  type Shape,
  shapeMismatch,
  Subgraph,
  type Tensor,
  variable,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { areAlike, formOf, like, type Structure, tensorsIn } from './structure.ts';

/** How a loop of unknown length runs. */
export interface WhileOptions {
  /** The greatest number of steps, more than which are an `InvalidArgument` of the evaluation; a million if not given. */
  readonly maxIterations?: number;
}

/**
 * A loop that goes on while a condition is true of what it carries: one tensor, or a list or record of them, whose shapes stay. It runs
 * forward only, for how many steps its derivative would need to remember is not known; `scan` has one.
 *
 * @example
 * ```ts
 * import { evaluate, input } from '@adjoint/graph';
 * import { div, greater, mul, whileLoop } from '@adjoint/ops';
 *
 * const halved = whileLoop((x) => greater(x, 1), (x) => div(x, 2), input('x', []));
 * evaluate(halved, { x: 40 }).data; // Float64Array [0.625]
 * ```
 */
export const whileLoop = madeOf(
  () => [repeated],
  <const C extends Structure>(
    condition: (carry: C) => Tensor<[], 'bool'>,
    step: (carry: C) => NoInfer<C>,
    initial: C,
    options?: WhileOptions,
  ): C => {
    const refused = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument('whileLoop', rule, got)));
    const { maxIterations = 1e6 } = optionsOf('whileLoop', options, ['maxIterations']);
    if (!isSize(maxIterations)) refused('maxIterations must be an integer from 0 up', maxIterations);
    if (typeof condition !== 'function') refused('the condition must be a function', condition);
    if (typeof step !== 'function') refused('the step must be a function', step);
    const starts = tensorsIn('whileLoop', 'the initial carry', initial);
    if (starts.length === 0) refused('there must be something to carry', initial);
    const carries = starts.map(({ shape, kind }, index) => variable(`carry${index}`, shape, kind));
    const carry = like(initial, carries) as C; // the structure of what it is like
    const goesOn: unknown = condition(carry);
    if (!isTensor(goesOn)) return refused('the condition must be one truth value', goesOn);
    const made: unknown = step(carry);
    const nexts = tensorsIn('whileLoop', 'the next carry', made);
    if (!areAlike(made, initial)) refused(`a step must give ${formOf(initial)} as its carry`, formOf(made));
    const wrong = wrongStep(carries, nexts) ?? wrongCondition([goesOn]);
    if (wrong !== undefined) orThrow(wrong);
    const { body, captured } = closureOf('whileLoop', carries, [goesOn, ...nexts]);
    const over = (outputs: readonly AnyTensor[]): Subgraph => new Subgraph('whileLoop', body.variables, outputs);
    const results = repeated(...starts, ...captured, {
      condition: over(body.outputs.slice(0, 1)),
      step: over(body.outputs.slice(1)),
      carries: starts.length,
      maxIterations,
    });
    return like(initial, Array.isArray(results) ? results : [results]) as C; // likewise
  },
);

interface Attributes {
  readonly condition: Subgraph;
  readonly step: Subgraph;
  readonly carries: number;
  readonly maxIterations: number;
}

type Operands = readonly [...AnyTensor[], Attributes];

const wrongStep = (before: readonly AnyTensor[], after: readonly AnyTensor[]): Result<never> | undefined => {
  for (const [index, { shape, kind }] of before.entries()) {
    const next = after[index]!;
    if (!sameShape(shape, next.shape))
      return refuse(shapeMismatch('whileLoop', 'a step must keep the shape of its carry', shape, next.shape));
    if (kind !== next.kind)
      return refuse(kindMismatch('whileLoop', 'a step must keep the kind of its carry', kind, next.kind));
  }
  return undefined;
};

const wrongCondition = ([condition, ...others]: readonly AnyTensor[]): Result<never> | undefined => {
  const isOne = condition !== undefined && others.length === 0 && condition.shape.length === 0;
  return isOne && condition.kind === 'bool'
    ? undefined
    : refuse(
        invalidArgument(
          'whileLoop',
          'the condition must be one truth value',
          condition === undefined ? 'nothing' : `${condition.kind} ${formatShape(condition.shape)}`,
        ),
      );
};

const aCount: AttributeRule = { must: 'be an integer from 0 up', accepts: isSize };

const shapeRule = (...operands: Operands): Result<readonly Outcome[]> => {
  const { condition, step, carries } = operands.at(-1) as Attributes; // which come last
  const inputs = operands.slice(0, -1) as readonly AnyTensor[];
  const fits = ({ variables }: Subgraph): boolean =>
    variables.length === inputs.length &&
    variables.every(({ shape, kind }, i) => sameShape(shape, inputs[i]!.shape) && kind === inputs[i]!.kind);
  if (carries < 1 || carries !== step.outputs.length || carries > inputs.length || ![condition, step].every(fits))
    return refuse(invalidArgument('whileLoop', 'the condition and the step must have the operands', inputs.length));
  return (
    wrongStep(inputs.slice(0, carries), step.outputs) ??
    wrongCondition(condition.outputs) ??
    E.right(inputs.slice(0, carries).map(({ shape, kind }): Outcome<Shape> => ({ shape: [...shape], kind })))
  );
};

const repeated: (...operands: Operands) => AnyTensor | readonly AnyTensor[] = defineOp('whileLoop', shapeRule, {
  kinds: ['any'],
  attributes: { condition: aSubgraph, step: aSubgraph, carries: aCount, maxIterations: aCount },
  portable: true, // as far as its functions are
  kernel: ({ operation, inputs, outputs, attributes, prepare }) => {
    const { carries, maxIterations } = attributes;
    const [condition, step] = [prepare(attributes.condition), prepare(attributes.step)];
    const current = inputs.slice(0, carries).map(({ data }) => data.slice());
    for (const procedure of [condition, step]) {
      inputs.forEach(({ data }, index) => index >= carries && procedure.set(index, data));
      current.forEach((data, index) => procedure.set(index, data));
    }
    for (let count = 0; ; count++) {
      current.forEach((data, index) => condition.set(index, data));
      const error = condition.run();
      if (error !== undefined) return error;
      if (condition.get(0)[0] === 0) break;
      if (count === maxIterations)
        return invalidArgument(operation, `the condition must be false after ${maxIterations} iterations`, true);
      current.forEach((data, index) => step.set(index, data));
      const failure = step.run();
      if (failure !== undefined) return failure;
      const next = current.map((_, index) => step.get(index).slice()); // a step may give what it got
      next.forEach((data, index) => current[index]!.set(data));
    }
    outputs.forEach(({ data }, index) => data.set(current[index]!));
  },
  feeds: 0,
  derivative: () =>
    orThrow(
      refuse(
        notDifferentiable(
          'a loop whose number of steps is not known has no derivative (scan has one; stopGradient says that none is wanted)',
          'whileLoop',
        ),
      ),
    ),
}) as (...operands: Operands) => AnyTensor | readonly AnyTensor[];
