import {
  type AnyTensor,
  type Bindings,
  evaluate,
  type EvaluateOptions,
  printExpression,
  type Shape,
  type Tensor,
  type TensorOfKind,
} from '@adjoint/graph';
import { abs, all, and, equal, less, or, stack } from '@adjoint/ops';
import type { Update } from './optimizer.ts';

/** The operation where a NaN or an infinity arose. */
export interface Culprit {
  /** Its label, or its name: `log`; for a leaf what it is, `input` or `parameter`. */
  readonly operation: string;
  /** What it computes, as an expression of the leaves: `log(sub(x, w))`. */
  readonly expression: string;
}

/** Whether a step may count: one truth for the loss, that it is a number, and one for each move, that it makes no NaN, and an infinity only of one. */
export const soundnessOf = (loss: AnyTensor, moves: readonly Update[]): TensorOfKind<'bool'> => {
  const isNumber = (x: Tensor) => equal(x, x);
  const isSound = ({ leaf, next }: Record<keyof Update, Tensor>) =>
    all(and(isNumber(next), or(less(abs(next), Infinity), equal(abs(leaf), Infinity))));
  const truths = moves.map((move) => isSound(move as Record<keyof Update, Tensor>)); // real numbers
  return stack([isNumber(loss as Tensor), ...truths] as [Tensor<Shape, 'bool'>], 0);
};

/**
 * Where the NaN or infinity of a tensor comes from at some bindings: back from operation to operation, by way of inputs with a NaN and
 * else of those with an infinity, to the first that has neither in its inputs.
 */
export const culpritOf = (broken: AnyTensor, bindings: Bindings, options: EvaluateOptions): Culprit => {
  const tensors = new Set([broken]);
  for (const { node } of tensors) for (const input of node.inputs) tensors.add(input); // and on, to the inputs of these
  const numbered = Object.fromEntries([...tensors].map((tensor, index) => [index, tensor]));
  const found = evaluate(numbered, bindings, options);
  const values = new Map([...tensors].map((tensor, index) => [tensor, found[index]!]));
  const has = (tensor: AnyTensor, test: (element: number) => boolean): boolean => values.get(tensor)!.data.some(test);
  let at: AnyTensor | undefined;
  for (let next: AnyTensor | undefined = broken; next !== undefined;) {
    at = next;
    const { inputs }: AnyTensor['node'] = at.node;
    next = inputs.find((input) => has(input, Number.isNaN)) ?? inputs.find((input) => has(input, isInfinite));
  }
  const { node } = at!;
  return { operation: node.label ?? node.op.name, expression: printExpression(at!) };
};

const isInfinite = (element: number): boolean => element === Infinity || element === -Infinity;
