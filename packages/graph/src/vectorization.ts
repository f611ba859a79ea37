import type { Dim } from './dim.ts';
import { orThrow } from './error.ts';
import { type AnyTensor, type Attributes, makeNode, type Node } from './node.ts';

/** How an operation does the same for each along a new leading axis: what its rule for that gets. */
export interface Vectorization<A = Attributes> {
  readonly node: Node;
  readonly attributes: A;
  /** The dimension of the new axis. */
  readonly dim: Dim;
  /** The inputs with the new axis in front; those that are the same for all are repeated. */
  readonly inputs: readonly AnyTensor[];
  /** Which inputs differ along the axis. The others are as they are among the inputs of the node. */
  readonly isMapped: readonly boolean[];
  /** The operation with other attributes, and with other inputs than those with the new axis, if any are given. */
  readonly again: (attributes: A, inputs?: readonly AnyTensor[]) => readonly AnyTensor[];
  /** What some outputs are for each along the axis, where those of some tensors are given with it in front: with it in front. Those that `vectorize` was given are known too. */
  readonly inside: (outputs: readonly AnyTensor[], given: ReadonlyMap<AnyTensor, AnyTensor>) => readonly AnyTensor[];
  /** The same elements in another shape. */
  readonly reshaped: (x: AnyTensor, shape: readonly Dim[]) => AnyTensor;
}

/** The outputs with the new axis in front, or `undefined` where a loop over the axis has to do it. */
export type VectorizationRule<A = Attributes> = (at: Vectorization<A>) => readonly AnyTensor[] | undefined;

/** The rule of what does the same along any further leading axis: element by element, or for each of a batch. */
export const batched = <A>({ attributes, again }: Vectorization<A>): readonly AnyTensor[] => again(attributes);

/** The operation of a node applied to other inputs with other attributes, as its rule allows: shapes and kinds may differ. */
export const reapplied = (
  { op, label }: Node,
  inputs: readonly AnyTensor[],
  attributes: Attributes,
): readonly AnyTensor[] => makeNode(op, inputs, attributes, orThrow(op.outcomes(inputs, attributes)), label).outputs;
