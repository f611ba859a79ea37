import type { Vectorization } from './declaration.ts';
import { orThrow } from './error.ts';
import { makeNode } from './application.ts';
import type { AnyTensor, Attributes, Node } from './node.ts';

/** The rule of what does the same along any further leading axis: element by element, or for each of a batch. */
export const batched = <A>({ attributes, again }: Vectorization<A>): readonly AnyTensor[] => again(attributes);

/** The operation of a node applied to other inputs with other attributes, as its rule allows: shapes and kinds may differ. */
export const reapplied = (
  { op, label }: Node,
  inputs: readonly AnyTensor[],
  attributes: Attributes,
): readonly AnyTensor[] => makeNode(op, inputs, attributes, orThrow(op.outcomes(inputs, attributes)), label).outputs;
