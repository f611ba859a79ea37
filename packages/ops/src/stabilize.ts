import {
  add,
  type AnyTensor,
  broadcastTo,
  declarationOf,
  type Node,
  numberOf,
  type Operation,
  type Outputs,
  outputsIn,
  repeatedly,
  rewrite,
  type Tensor,
  simplify,
} from '@adjoint/graph';
import { erf, erfc } from './elementwise/activation.ts';
import { div, sub } from './elementwise/arithmetic.ts';
import { neg, sqrt, square } from './elementwise/elementwise.ts';
import { exp, expm1, log, log1p, logSigmoid, sigmoid, softplus } from './elementwise/exponential.ts';
import { norm } from './reductions/norm.ts';
import { sum } from './reductions/reduction.ts';
import { logSoftmax, logSumExp, softmax } from './reductions/softmax.ts';

/**
 * The same mathematics in forms that keep digits where the ones written lose them: log Σ exp, log softmax, log sigmoid,
 * log(1 + x), log(1 + eˣ), eˣ − 1, softmax and norm spelled out, 1 − sigmoid and 1 − erf. Values change, mostly for the better; that is why
 * it is asked for, and no part of compiling. It simplifies first, to see what is written twice.
 *
 * @example
 * ```ts
 * import { evaluate, input } from '@adjoint/graph';
 * import { exp, log, stabilize, sum } from '@adjoint/ops';
 *
 * const x = input('x', [2]);
 * const y = log(sum(exp(x)));
 * evaluate(y, { x: [1000, 1000] }).data[0]; // Infinity
 * evaluate(stabilize(y), { x: [1000, 1000] }).data[0]; // 1000.6931471805599
 * ```
 */
export const stabilize = <const O extends Outputs>(outputs: O): O => {
  outputsIn('stabilize', outputs);
  return rewrite(simplify(outputs), repeatedly(stableForm));
};

/** A form of a node that keeps more digits, or `undefined` where there is none. */
const stableForm = (node: Node): AnyTensor | undefined => {
  for (const [operation, forms] of table) {
    if (node.op !== declarationOf(operation)) continue;
    const [a, b] = node.inputs as readonly [Tensor, Tensor]; // all of them are real
    const form = forms(a, b);
    if (form !== undefined) return form;
  }
  return undefined;
};

/** For each operation the forms in which it loses digits, and what stands in their place. */
const table: readonly (readonly [Operation, (a: Tensor, b: Tensor) => AnyTensor | undefined])[] = [
  [
    log,
    (x) =>
      overLines(sum, x, (inner, options) => ofOne(exp, inner, (y) => logSumExp(y, options))) ??
      overLines(softmax, x, (y, { axis: [axis] }) => logSoftmax(y, axis)) ??
      ofOne(sigmoid, x, (y) => logSigmoid(y)) ??
      plusOne(x, (y) => log1p(y)),
  ],
  [log1p, (x) => ofOne(exp, x, (y) => softplus(y))],
  [
    sub,
    (a, b) =>
      (numberOf(b) === 1 ? ofOne(exp, a, (x) => expm1(x)) : undefined) ??
      (numberOf(a) === 1 ? (ofOne(sigmoid, b, (x) => sigmoid(neg(x))) ?? ofOne(erf, b, (x) => erfc(x))) : undefined),
  ],
  [sqrt, (x) => overLines(sum, x, (inner, options) => ofOne(square, inner, (y) => norm(y, options)))],
  [div, (a, b) => ofOne(exp, a, (x) => softmaxOf(x, a, b))],
];

/** What stands for an operation of one input, where the tensor is one. */
const ofOne = (
  operation: Operation,
  x: AnyTensor,
  then: (inner: Tensor) => AnyTensor | undefined,
): AnyTensor | undefined => (x.node.op === declarationOf(operation) ? then(x.node.inputs[0] as Tensor) : undefined); // real, as the operation is

interface Lines {
  readonly axis: readonly number[];
  readonly keepDims: boolean;
}

/** The same for an operation along some axes. */
const overLines = (
  operation: Operation,
  x: AnyTensor,
  then: (inner: Tensor, lines: Lines) => AnyTensor | undefined,
): AnyTensor | undefined => {
  const { axes, keepDims } = x.node.attributes as { readonly axes: readonly number[]; readonly keepDims: boolean }; // read for such operations alone
  return ofOne(operation, x, (inner) => then(inner, { axis: axes, keepDims }));
};

/** What stands for 1 + y, written either way. */
const plusOne = (x: AnyTensor, then: (y: Tensor) => AnyTensor): AnyTensor | undefined => {
  if (x.node.op !== declarationOf(add)) return undefined;
  const [a, b] = x.node.inputs as readonly [Tensor, Tensor]; // an operation of two
  return numberOf(a) === 1 ? then(b) : numberOf(b) === 1 ? then(a) : undefined;
};

/** exp(x) / Σ exp(x), repeated along the axis it is the sum over. */
const softmaxOf = (x: Tensor, exponential: Tensor, divisor: Tensor): AnyTensor | undefined =>
  ofOne(broadcastTo, divisor, (total) =>
    overLines(sum, total, (summed, { axis, keepDims }) =>
      summed === exponential && keepDims && axis.length === 1 ? softmax(x, axis[0]) : undefined,
    ),
  );
