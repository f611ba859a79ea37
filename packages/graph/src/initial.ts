import { broadcastTo } from './broadcast.ts';
import { constant } from './leaf.ts';
import type { AnyTensor, Tensor } from './node.ts';
import type { Shape } from './shape.ts';

/** What a parameter or state starts from, as a graph of its shape whose only leaf is the integer `key`; `undefined` for anything else. */
export const initialOf = ({ node, shape }: AnyTensor): Tensor | undefined => {
  if (node.op.role !== 'parameter' && node.op.role !== 'state') return undefined;
  const initial = (node.attributes['initial'] as AnyTensor | undefined) ?? constant(0); // parameter() and state() set it
  return broadcastTo(initial, shape as Shape) as Tensor; // real, as they have checked
};
