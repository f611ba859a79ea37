import type { AnyTensor } from './node.ts';
import { formatShape } from './dim.ts';

/** A tensor as an expression with its shape, `add(matmul(images, W), b): [batch, 10]`; what is nested too deep is `…`. */
export const printTensor = (tensor: AnyTensor): string => {
  const kind = tensor.kind === 'real' ? '' : ` ${tensor.kind}`;
  return `${printExpression(tensor)}: ${formatShape(tensor.shape)}${kind}`;
};

/** The expression alone: `add(matmul(images, W), b)`. At most a screenful, however large the graph. */
export const printExpression = (tensor: AnyTensor): string => {
  let budget = 60;
  // Recursion goes eight levels deep and no deeper, so a chain of a million nodes prints as well.
  const print = ({ node, index }: AnyTensor, depth: number): string => {
    if (budget-- <= 0 || (node.inputs.length > 0 && depth > 8)) return '…';
    const shown = node.inputs.slice(0, 60).map((input) => print(input, depth + 1));
    const operands = shown.length < node.inputs.length ? [...shown, '…'] : shown;
    const text = node.label === undefined ? node.op.format(operands, node) : `${node.label}(${operands.join(', ')})`;
    return node.outputs.length > 1 ? `${text}[${index}]` : text;
  };
  return print(tensor, 0);
};
