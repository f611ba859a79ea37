import { aNumber } from './attribute.ts';
import { broadcastTo } from './broadcast.ts';
import type { AnyTensor, Tensor } from './node.ts';
import { declarationOf, defineOp, outcome } from './op.ts';
import type { Shape } from './shape.ts';
import type { Value } from './value.ts';

/** Where cotangents start: a number that tells a derivative from anything else. */
export const seed = defineOp('seed', (_: { readonly value: number }) => outcome<Shape>([]), {
  attributes: { value: aNumber },
  kernel: ({ outputs: [y], attributes }) => void y.data.fill(attributes.value),
  derivative: [],
  format: (_, { attributes }) => String(attributes['value']),
});

/** Zeros of a tensor's shape, as a derivative that does not depend on anything. */
export const zerosLike = ({ shape }: AnyTensor): Tensor => broadcastTo(seed({ value: 0 }), shape as Shape) as Tensor;

/** The number that a tensor holds everywhere, where that is plain to see: a constant of one element, or one that is repeated. */
export const numberOf = (tensor: AnyTensor): number | undefined => {
  let { node } = tensor;
  while (node.op === declarationOf(broadcastTo)) ({ node } = node.inputs[0]!);
  const isNumber = node.op.role === 'constant' || node.op === declarationOf(seed);
  const value = isNumber ? (node.attributes['value'] as number | Value) : undefined; // set by constant() and seed()
  return typeof value === 'object' ? (value.data.length === 1 ? value.data[0] : undefined) : value;
};
