import {
  type AnyTensor,
  aSubgraph,
  closureOf,
  defineOp,
  formatShape,
  inlined,
  invalidArgument,
  isTensor,
  type JointRule,
  madeOf,
  numberOf,
  orThrow,
  type Outcome,
  pullbackOfAll,
  refuse,
  type Result,
  sameShape,
  shapeMismatch,
  Subgraph,
  type Tensor,
  variable,
  visit,
  broadcastTo,
  constant,
  type Shape,
  kindMismatch,
  type VectorizationRule,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { areAlike, formOf, like, type Structure, tensorsIn } from './structure.ts';

/**
 * What one of two functions gives, chosen by a truth value: only that one is evaluated, and derivatives flow through it alone; by what the
 * other one depends on they are 0. Without operands all that a function is made of, down to the leaves, is evaluated inside it. With operands
 * only what depends on these is, and all else before.
 *
 * @example
 * ```ts
 * import { evaluate, gradient, parameter } from '@adjoint/graph';
 * import { cond, greater, log, mul } from '@adjoint/ops';
 *
 * const x = parameter('x', []);
 * const y = cond(greater(x, 0), () => log(x), () => mul(x, 3));
 * evaluate(gradient(y, [x])[0], { x: -2 }).data; // Float64Array [3]
 * ```
 */
export const cond: Cond = madeOf(() => [chosen], ((
  predicate: AnyTensor,
  then: (operands?: Structure) => Structure,
  otherwise: (operands?: Structure) => Structure,
  operands?: Structure,
) => {
  for (const branch of [then, otherwise])
    if (typeof branch !== 'function')
      return orThrow(
        refuse(invalidArgument('cond', 'both branches must be functions', isTensor(branch) ? formOf(branch) : branch)),
      );
  if (!isTensor(predicate) || predicate.kind !== 'bool' || predicate.shape.length > 0) {
    const got = isTensor(predicate) ? `${predicate.kind} ${formatShape(predicate.shape)}` : predicate;
    return orThrow(refuse(invalidArgument('cond', 'the predicate must be one truth value', got)));
  }
  const given = operands === undefined ? [] : tensorsIn('cond', 'the operands', operands);
  const variables = given.map(({ shape, kind }, index) => variable(`operand${index}`, shape, kind));
  const argument = operands === undefined ? undefined : like(operands, variables);
  const made = [then(argument), otherwise(argument)];
  const [left, right] = made.map((branch) => tensorsIn('cond', 'what a branch gives', branch)) as [Branch, Branch];
  if (!areAlike(made[0], made[1]))
    return orThrow(
      refuse(invalidArgument('cond', `the second branch must give ${formOf(made[0])} too`, formOf(made[1]))),
    );
  if (left.length === 0) return orThrow(refuse(invalidArgument('cond', 'a branch must give something', made[0])));
  const wrong = unlike(left, right);
  if (wrong !== undefined) orThrow(wrong);
  const inside = operands === undefined ? leavesBehind([...left, ...right]) : variables;
  const values = operands === undefined ? inside : given;
  return like(made[0], chosenOf({ predicate, inside, values, branches: [left, right] }));
}) as unknown as Cond); // the structures of its signatures

/** A choice between two functions of nothing, or of some operands. */
export interface Cond {
  <const R extends Structure>(predicate: Tensor<[], 'bool'>, then: () => R, otherwise: () => NoInfer<R>): R;
  <const A extends Structure, const R extends Structure>(
    predicate: Tensor<[], 'bool'>,
    then: (operands: A) => R,
    otherwise: (operands: A) => NoInfer<R>,
    operands: A,
  ): R;
}

type Branch = readonly AnyTensor[];

/** What a choice is made of: the variables of both branches, what these stand for, and what the branches give. */
interface Choice {
  readonly predicate: AnyTensor;
  readonly inside: readonly AnyTensor[];
  readonly values: readonly AnyTensor[];
  readonly branches: readonly [Branch, Branch];
}

const chosenOf = ({ predicate, inside, values, branches }: Choice): readonly AnyTensor[] => {
  const count = branches[0].length;
  const uses = visit(branches.flat(), inside).slotsOf;
  const used = [...inside.keys()].filter((index) => uses[index] !== -1); // what no branch reads is no operand
  const { body, captured } = closureOf(
    'cond',
    used.map((index) => inside[index]!),
    branches.flat(),
  );
  const branchOf = (outputs: Branch): Subgraph => new Subgraph('cond', body.variables, outputs);
  const results = chosen(predicate, ...used.map((index) => values[index]!), ...captured, {
    whenTrue: branchOf(body.outputs.slice(0, count)),
    whenFalse: branchOf(body.outputs.slice(count)),
  });
  return Array.isArray(results) ? (results as readonly AnyTensor[]) : [results as AnyTensor]; // of one output that alone
};

/** Every leaf that is bound. */
const leavesBehind = (outputs: readonly AnyTensor[]): readonly AnyTensor[] =>
  visit(outputs).nodes.flatMap(({ op, outputs: own }) =>
    op.role === 'operation' || op.role === 'constant' ? [] : own,
  );

interface Attributes {
  readonly whenTrue: Subgraph;
  readonly whenFalse: Subgraph;
}

type Operands = readonly [...AnyTensor[], Attributes];

const unlike = (left: Branch, right: Branch): Result<never> | undefined => {
  for (const [index, { shape, kind }] of left.entries()) {
    const other = right[index]!;
    if (!sameShape(shape, other.shape))
      return refuse(shapeMismatch('cond', 'both branches must give the same shape', shape, other.shape));
    if (kind !== other.kind)
      return refuse(kindMismatch('cond', 'both branches must give the same kind', kind, other.kind));
  }
  return undefined;
};

const shapeRule = (...operands: Operands): Result<readonly Outcome[]> => {
  const { whenTrue, whenFalse } = operands.at(-1) as Attributes; // which come last
  const [predicate, ...inputs] = operands.slice(0, -1) as readonly AnyTensor[];
  const fits = ({ variables }: Subgraph): boolean =>
    variables.length === inputs.length &&
    variables.every(({ shape, kind }, i) => sameShape(shape, inputs[i]!.shape) && kind === inputs[i]!.kind);
  if (predicate?.kind !== 'bool' || predicate.shape.length > 0)
    return refuse(invalidArgument('cond', 'the predicate must be one truth value', predicate?.kind));
  const count = whenTrue.outputs.length;
  if (count === 0 || count !== whenFalse.outputs.length || ![whenTrue, whenFalse].every(fits))
    return refuse(invalidArgument('cond', 'both branches must have the operands', inputs.length));
  return (
    unlike(whenTrue.outputs, whenFalse.outputs) ??
    E.right(whenTrue.outputs.map(({ shape, kind }): Outcome => ({ shape: [...shape], kind })))
  );
};

/** Another choice by the same truth value: of what each branch gives back to its operands. */
const derivative: JointRule<Attributes> = ({ inputs, attributes, cotangents, isNeeded }) => {
  const [predicate, ...values] = inputs as readonly [AnyTensor, ...AnyTensor[]];
  const places = values.flatMap(({ kind }, index) => (kind === 'real' && isNeeded[index + 1] === true ? [index] : []));
  const returning = cotangents.map((cotangent, index): Tensor | undefined =>
    attributes.whenTrue.outputs[index]!.kind === 'real' && numberOf(cotangent) !== 0
      ? (variable(`g${index}`, cotangent.shape, 'real') as Tensor)
      : undefined,
  );
  const arriving = [...returning.keys()].filter((index) => returning[index] !== undefined);
  if (places.length === 0 || arriving.length === 0) return inputs.map(() => null);
  const { whenTrue, whenFalse } = attributes;
  const inside = whenTrue.variables;
  const back = (outputs: readonly AnyTensor[]): readonly (Tensor | undefined)[] =>
    pullbackOfAll(
      arriving.map((index) => outputs[index]!),
      places.map((index) => inside[index]!),
      arriving.map((index) => returning[index]!),
    );
  const [left, right] = [back(whenTrue.outputs), back(inlined(whenFalse, inside))];
  const flowing = places.filter((_, index) => left[index] !== undefined || right[index] !== undefined);
  const given = (found: readonly (Tensor | undefined)[]): Branch =>
    flowing.map((place) => found[places.indexOf(place)] ?? zerosOfShape(values[place]!));
  if (flowing.length === 0) return inputs.map(() => null);
  const results = chosenOf({
    predicate,
    inside: [...inside, ...arriving.map((index) => returning[index]!)],
    values: [...values, ...arriving.map((index) => cotangents[index]!)],
    branches: [given(left), given(right)],
  });
  return inputs.map((_, index) => results[flowing.indexOf(index - 1)] ?? null);
};

/** The same choice for all, of functions with one more axis, where the truth value is one for all; where it is not a loop has to choose. */
const vectorized: VectorizationRule<Attributes> = ({ node, attributes, dim, inputs, isMapped, inside }) => {
  if (isMapped[0] === true) return undefined;
  const { whenTrue, whenFalse } = attributes;
  const own = whenTrue.variables;
  const isWide = (index: number): boolean => isMapped[index + 1] === true;
  const wide = own.map((each, index) =>
    isWide(index) ? variable(`wide${index}`, [dim, ...each.shape], each.kind) : each,
  );
  const given = new Map(own.flatMap((each, index) => (isWide(index) ? [[each, wide[index]!] as const] : [])));
  return chosenOf({
    predicate: node.inputs[0]!,
    inside: wide,
    values: own.map((_, index) => (isWide(index) ? inputs : node.inputs)[index + 1]!),
    branches: [inside(whenTrue.outputs, given), inside(inlined(whenFalse, own), given)],
  });
};

const zerosOfShape = ({ shape }: AnyTensor): Tensor => broadcastTo(constant(0), shape as Shape) as Tensor;

const chosen: (...operands: Operands) => AnyTensor | readonly AnyTensor[] = defineOp('cond', shapeRule, {
  kinds: ['any'],
  attributes: { whenTrue: aSubgraph, whenFalse: aSubgraph },
  portable: true, // as far as its functions are
  kernel: ({ inputs: [predicate, ...values], outputs, attributes, prepare }) => {
    const branch = prepare(predicate!.data[0] === 0 ? attributes.whenFalse : attributes.whenTrue);
    values.forEach(({ data }, index) => branch.set(index, data));
    const error = branch.run();
    if (error !== undefined) return error;
    outputs.forEach(({ data }, index) => data.set(branch.get(index)));
  },
  derivative,
  branch: ({ inputs: [predicate] }) => predicate!,
  vectorized,
  feeds: 1,
}) as (...operands: Operands) => AnyTensor | readonly AnyTensor[];
