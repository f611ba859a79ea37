import {
  type AnyTensor,
  applied,
  broadcastTo,
  type Dim,
  invalidArgument,
  isDim,
  type IsDynamic,
  isTensor,
  type Node,
  orThrow,
  reapplied,
  refuse,
  type Shape,
  shapeMismatch,
  type Tensor,
  variable,
  visit,
} from '@adjoint/graph';
import { looped } from './loop.ts';
import { reshape } from '../movement/movement.ts';
import type { StackedAlong } from './scan.ts';
import { like, type Structure, tensorsIn } from './structure.ts';

/** Tensors of many, along a leading dimension: what `vectorize` makes of the operands of a function of one. */
export type Along<A extends readonly AnyTensor[], N extends Dim> = {
  readonly [I in keyof A]: A[I] extends Tensor<infer S, infer K>
    ? Tensor<true extends IsDynamic<S> ? Shape : [N, ...S], K>
    : never;
};

/**
 * A function of one as a function of many along a new leading dimension, which all of its operands have. What the function uses besides its
 * operands is the same for all, a random key among it: who wants other draws for each passes a key for each. The result is a graph of
 * the same operations with one more axis. A loop over the dimension applies what cannot take one: `cond`, where
 * its predicate is another for each, `whileLoop`, and operations of your own that do not say how they do it (`vectorized` of `defineOp`).
 *
 * @example
 * ```ts
 * import { evaluate, gradient, input, parameter, type Tensor } from '@adjoint/graph';
 * import { dot, square, sub, vectorize } from '@adjoint/ops';
 *
 * const w = parameter('w', [2]);
 * const loss = (x: Tensor<[2]>, y: Tensor<[]>) => square(sub(dot(w, x), y));
 * const slopes = vectorize((x: Tensor<[2]>, y: Tensor<[]>) => gradient(loss(x, y), [w])[0], 'sample');
 * const each = slopes(input('x', ['sample', 2]), input('y', ['sample'])); // Tensor<['sample', 2]>: a gradient for each sample
 * evaluate(each, { w: [1, 1], x: [[1, 0], [0, 2]], y: [0, 0] }).data; // Float64Array [2, 0, 0, 8]
 * ```
 */
export const vectorize = <const A extends readonly AnyTensor[], const R extends Structure, const N extends Dim>(
  f: (...operands: A) => R,
  dim: N,
): ((...operands: Along<A, N>) => StackedAlong<R, N>) => {
  const refused = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument('vectorize', rule, got)));
  if (typeof f !== 'function') refused('what is mapped must be a function', f);
  if (!isDim(dim)) refused('the dimension must be a size from 0 up or a name', dim);
  return (...operands) => {
    const wholes: readonly unknown[] = operands;
    if (wholes.length === 0) refused(`there must be operands along ${dim}`, 'none');
    const ones = wholes.map((whole, index) => {
      if (!isTensor(whole)) return refused('operands must be tensors', whole);
      if (whole.shape[0] !== dim)
        return orThrow(
          refuse(shapeMismatch('vectorize', `operands must have the leading dimension ${dim}`, whole.shape)),
        );
      return variable(`operand${index}`, whole.shape.slice(1), whole.kind);
    });
    const made = f(...(ones as readonly AnyTensor[] as A)); // of the shapes that they have without the dimension
    const outputs = tensorsIn('vectorize', 'what the function gives', made);
    const mapped = mappedAlong(dim, outputs, new Map(ones.map((one, index) => [one, wholes[index] as AnyTensor])));
    return like(made, mapped) as StackedAlong<R, N>; // with one more axis each
  };
};

/** Outputs with a new axis in front, where those of some variables are given. */
const mappedAlong = (
  dim: Dim,
  outputs: readonly AnyTensor[],
  given: ReadonlyMap<AnyTensor, AnyTensor>,
): readonly AnyTensor[] => {
  const { nodes, operands, starts, slotsOf } = visit(outputs);
  const known: (AnyTensor | undefined)[] = []; // one a slot, nothing for what is the same for all
  for (let n = 0; n < nodes.length; n++) {
    const node = nodes[n]!;
    const own = node.outputs.map((output) => given.get(output));
    const mapped = node.inputs.map((_, i) => known[operands[starts[n]! + i]!]);
    const isShared = mapped.every((input) => input === undefined);
    known.push(...(isShared ? own : mappedNode({ dim, given, node, mapped })));
  }
  return slotsOf.map((slot, index) => known[slot] ?? repeated(dim, outputs[index]!));
};

/** A node, of whose inputs some have the new axis in front. */
interface Mapping {
  readonly dim: Dim;
  readonly given: ReadonlyMap<AnyTensor, AnyTensor>;
  readonly node: Node;
  readonly mapped: readonly (AnyTensor | undefined)[];
}

const mappedNode = ({ dim, given, node, mapped }: Mapping): readonly AnyTensor[] => {
  const wide = node.inputs.map((input, index) => mapped[index] ?? repeated(dim, input));
  const made = node.op.vectorized?.({
    node,
    attributes: node.attributes,
    dim,
    inputs: wide,
    isMapped: mapped.map((input) => input !== undefined),
    again: (attributes, inputs = wide) => reapplied(node, inputs, attributes),
    inside: (outputs, more) => mappedAlong(dim, outputs, new Map([...given, ...more])),
    reshaped: (x, shape) => reshape(x, shape),
  });
  return made ?? oneByOne(dim, node, mapped);
};

/** A loop without anything to carry, in which the node is as it was. */
const oneByOne = (dim: Dim, node: Node, mapped: readonly (AnyTensor | undefined)[]): readonly AnyTensor[] => {
  const ones = node.inputs.map(({ shape, kind }, index) =>
    mapped[index] === undefined ? undefined : variable(`input${index}`, shape, kind),
  );
  return looped({
    operation: 'vectorize',
    carries: [],
    sequences: ones.flatMap((one, index) => (one === undefined ? [] : [[one, mapped[index]!] as const])),
    stacked: applied(node, node.inputs.map((input, index) => ones[index] ?? input)).outputs, // prettier-ignore
    summed: [],
    length: dim,
    reverse: false,
    history: false,
  }).stacked;
};

const repeated = (dim: Dim, x: AnyTensor): AnyTensor => broadcastTo(x, [dim, ...x.shape]);
