import { constant } from '@adjoint/graph';
import { type Drawing, sayingOf } from './drawing.ts';
import { slopesOf } from './slopes.ts';
import type { Step } from './step.ts';
import type { WholeLoss } from './whole-loss.ts';

/** A loss as its text says it: a box for each operation, name and number of the text. */
export const writtenDrawing = ({ text, built: { steps }, total }: WholeLoss): Drawing => {
  const tensors = steps.map(({ tensor, name }) => tensor ?? constant(Number(name)));
  const slopes = slopesOf(total, tensors);
  return steps.map((step, index) => {
    const { type, name, inputs, place } = step;
    const tensor = tensors[index]!;
    const role = tensor.node.op.role;
    return {
      look: type === 'node' ? (role === 'parameter' ? 'parameter' : 'data') : type,
      title: titleOf(step),
      formula: text.slice(place.from, place.to),
      says: type === 'operation' ? '' : sayingOf(tensor),
      operations: type === 'operation' ? [name] : [],
      tensor,
      slope: slopes.get(tensor),
      inputs,
      place,
      isResult: index === steps.length - 1,
    };
  });
};

const titleOf = ({ name, defines }: Step): string => (defines === undefined ? name : `${defines} = ${name}`);
