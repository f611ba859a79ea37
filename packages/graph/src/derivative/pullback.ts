import { invalidArgument, notConnected, notDifferentiable, orThrow, refuse, shapeMismatch } from '../error.ts';
import { distinctLeaves, nameOf } from '../leaf.ts';
import type { AnyTensor, Node, Tensor } from '../node.ts';
import { declarationOf } from '../op.ts';
import { tensorOf, tensorsOf } from './operand.ts';
import { optionsOf } from '../option.ts';
import { printExpression } from '../print.ts';
import { seed, zerosLike } from '../number.ts';
import { propagate } from './reverse.ts';
import { sameShape, type Shape } from '../shape.ts';
import { visit } from '../topology.ts';

/** What to do about something the output does not depend on. */
export interface GradientOptions {
  /** `error` (if not given) names it; `zeros` gives zeros. */
  readonly unused?: 'error' | 'zeros';
}

/** Tensors of some shapes, as they come in. */
export type TensorsOfShapes<S extends readonly Shape[]> = readonly [...{ [I in keyof S]: Tensor<S[I]> }];

/** Tensors of some shapes, as they are given back. */
export type Derivatives<S extends readonly Shape[]> = { -readonly [I in keyof S]: Tensor<S[I]> };

/**
 * The transposed Jacobian of a tensor by some others, times a cotangent of its shape: what a loss that has that gradient by
 * `output` has by each of `wrt`. Throws `NotConnected`, `NotDifferentiable`, `ShapeMismatch` or `DuplicateLeaf`.
 *
 * @example
 * ```ts
 * import { evaluate, parameter, pullback, scale } from '@adjoint/graph';
 *
 * const w = parameter('w', [2]);
 * const v = parameter('v', [2]);
 * const [byW] = pullback(scale(w, w), [w], v);
 * evaluate(byW, { w: [3, 4], v: [1, 10] }).data; // Float64Array [6, 80]
 * ```
 */
export const pullback = <T extends Shape, const S extends readonly Shape[]>(
  output: Tensor<T>,
  wrt: TensorsOfShapes<S>,
  cotangent: Tensor<T>,
  options?: GradientOptions,
): Derivatives<S> => {
  const variables = variablesOf('pullback', output, wrt, options);
  tensorOf('pullback', 'the cotangent', cotangent);
  const wrong = [output, cotangent, ...variables].find(({ kind }) => kind !== 'real');
  if (wrong !== undefined) {
    const got = `${shortName(wrong)} of kind ${wrong.kind}`;
    orThrow(refuse(notDifferentiable('only real numbers have derivatives', got)));
  }
  if (!sameShape(output.shape, cotangent.shape)) {
    const rule = 'the cotangent must have the shape of the output';
    orThrow(refuse(shapeMismatch('pullback', rule, output.shape, cotangent.shape)));
  }
  const topology = visit([output], [output, ...variables]);
  const leaves = topology.nodes.filter((node) => nameOf(node.outputs[0]!) !== undefined);
  orThrow(distinctLeaves(leaves.flatMap((node) => node.outputs)));
  const [outputSlot, ...slots] = topology.slotsOf as [number, ...number[]];
  const absent = variables.filter((_, index) => slots[index] === -1);
  if (absent.length > 0 && options?.unused !== 'zeros' && !topology.nodes.some(isSeed))
    orThrow(refuse(notConnected(absent.map(shortName))));
  const dynamic = cotangent as AnyTensor as Tensor; // rules treat every shape as known at run time only
  const cotangents = propagate(topology, [[outputSlot, dynamic]], slots);
  return variables.map((variable, index) => cotangents[slots[index]!] ?? zerosLike(variable)) as Derivatives<S>; // of the variables' shapes
};

/**
 * The same for several outputs at once, for rules of operations that have graphs: the sum over them of what each gives, nothing where no
 * cotangent arrives.
 */
export const pullbackOfAll = (
  outputs: readonly AnyTensor[],
  wrt: readonly AnyTensor[],
  cotangents: readonly Tensor[],
): readonly (Tensor | undefined)[] => {
  const topology = visit(outputs, [...outputs, ...wrt]);
  const slots = topology.slotsOf.slice(outputs.length);
  const starts = cotangents.map((cotangent, index) => [topology.slotsOf[index]!, cotangent] as const);
  const found = propagate(topology, starts, slots);
  return slots.map((slot) => found[slot]);
};

/** The tensors to differentiate by, after a look at all that a derivative is asked for with. */
export const variablesOf = (
  operation: string,
  output: unknown,
  wrt: unknown,
  options?: GradientOptions,
): readonly AnyTensor[] => {
  tensorOf(operation, 'what is differentiated', output);
  const { unused = 'error' } = optionsOf(operation, options, ['unused']);
  if (unused !== 'error' && unused !== 'zeros')
    orThrow(refuse(invalidArgument(operation, "unused must be 'error' or 'zeros'", unused)));
  return tensorsOf(operation, 'what to differentiate by', wrt);
};

/** Whether a node is where the cotangents of some derivative started: what a derivative no longer depends on gives zeros. */
const isSeed = ({ op }: Node): boolean => op === declarationOf(seed);

const shortName = (tensor: AnyTensor): string => nameOf(tensor) ?? tensor.node.label ?? printExpression(tensor);
