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

/** Operands as tensors of real numbers; refuses, in the name of the operation that was called, any that is no such tensor or number. */
export const requireReal = (operation: string, ...operands: readonly unknown[]): readonly Tensor[] => {
  const tensors = operands.map((operand) => toTensor(operation, operand));
  const kinds = tensors.map(({ kind }) => kind);
  return kinds.every((kind) => kind === 'real')
    ? (tensors as readonly AnyTensor[] as readonly Tensor[]) // as just seen
    : orThrow(refuse(kindMismatch(operation, 'operands must be real', ...kinds)));
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
