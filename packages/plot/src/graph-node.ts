import { type AnyTensor, elementsOf, formatShape, type Node } from '@adjoint/graph';

/** What a tensor is before it is broadcast. */
export const sourceOf = (tensor: AnyTensor): AnyTensor => {
  let at = tensor;
  while (isBroadcast(at.node)) at = at.node.inputs[0]!;
  return at.node.outputs[at.index]!;
};

/** Whether a node is a number, which stands where it is used. */
export const isLiteral = ({ op, inputs, outputs: [output] }: Node): boolean =>
  (op.role === 'constant' || op.role === 'operation') && inputs.length === 0 && output!.shape.length === 0;

/** Whether a node has no box of its own: a number, or what a listing leaves out, such as a broadcast. */
export const isHidden = (node: Node): boolean => isLiteral(node) || isBroadcast(node);

/** Whether a node has an entry for each of its input's, as elementwise operations and rearrangements do. */
export const isLight = ({ op, inputs, outputs }: Node): boolean =>
  op.scalar !== undefined ||
  (inputs.length === 1 && outputs.length === 1 && elementsOf(inputs[0]!.shape) === elementsOf(outputs[0]!.shape));

/** A number as it stands where it is used. */
export const literalText = (node: Node): string => node.op.format([], node);

/** A shape, and the kind where it is not real. */
export const typeOf = ({ shape, kind }: AnyTensor): string =>
  `${formatShape(shape)}${kind === 'real' ? '' : ` ${kind}`}`;

const isBroadcast = (node: Node): boolean =>
  node.op.scalar === undefined && node.inputs.length === 1 && node.op.format(['x'], node) === 'x';
