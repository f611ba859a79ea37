import { type AnyTensor, attempt, gradient, type Tensor } from '@adjoint/graph';
import { either as E } from 'fp-ts';

/**
 * The gradients of a number by tensors, those it does not depend on included: zeros. Integers, truth values, what only those or constants
 * make, and everything where a derivative is missing have none.
 */
export const slopesOf = (total: Tensor<[]>, tensors: readonly AnyTensor[]): ReadonlyMap<AnyTensor, Tensor> => {
  const varied = [...new Set(tensors)].filter(({ kind, isConstant }) => kind === 'real' && !isConstant) as Tensor[]; // as just seen
  const slopes = attempt(() => gradient(total, varied, { unused: 'zeros' }));
  return new Map(E.isRight(slopes) ? varied.map((tensor, index) => [tensor, slopes.right[index]!] as const) : []);
};
