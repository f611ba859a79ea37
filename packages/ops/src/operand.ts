import {
  type AnyTensor,
  type Broadcasting,
  broadcasting,
  broadcastTogether,
  kindMismatch,
  orThrow,
  refuse,
  type Tensor,
  toTensor,
} from '@adjoint/graph';

/** Refuses, in the name of the operation that was called, operands that are not tensors of real numbers or numbers. */
export const requireReal = (operation: string, ...operands: readonly unknown[]): void => {
  const kinds = operands.map((operand) => toTensor(operation, operand).kind);
  if (kinds.some((kind) => kind !== 'real'))
    orThrow(refuse(kindMismatch(operation, 'operands must be real', ...kinds)));
};

/** Two real operands broadcast together, under the name of the operation that was called. */
export const realPair = (
  operation: string,
  a: AnyTensor | number,
  b: AnyTensor | number,
): readonly [Tensor, Tensor] => {
  requireReal(operation, a, b);
  return broadcastTogether(operation, a, b);
};

/** A broadcasting operation that is made of others and refuses operands in its own name. */
export const ofReals = (operation: string, build: (a: Tensor, b: Tensor) => Tensor): Broadcasting<'real'> =>
  broadcasting(operation, (a, b) => {
    requireReal(operation, a, b);
    return build(a, b);
  });
