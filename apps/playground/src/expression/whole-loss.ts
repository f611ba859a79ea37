import type { AnyTensor, Tensor } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { type Built, buildExpression } from './build.ts';
import type { Mistake } from './mistake.ts';
import { scopeOf } from './parse-loss.ts';

/** A loss that a text states, and the one number that is made small by it. */
export interface WholeLoss {
  readonly text: string;
  readonly built: Built;
  /** The loss itself; where there is one for each sample, their mean with the regularization that the page adds. */
  readonly total: Tensor<[]>;
}

/** Makes the number that is trained of a loss, which it asks for with what the text may name. */
type Declare = (
  lossWith: (text: string, names: Readonly<Record<string, AnyTensor>>) => E.Either<Mistake, Tensor>,
) => E.Either<Mistake, { readonly total: Tensor<[]> }>;

/** The loss that a text states, as it is trained, or everything that is wrong with the text. */
export const wholeLossOf = (text: string, declare: Declare): E.Either<readonly Mistake[], WholeLoss> => {
  let built = E.left([]) as E.Either<readonly Mistake[], Built>; // until the names are known
  const declared = declare((_, names) => {
    built = buildExpression(text, scopeOf(names));
    return E.isRight(built) ? E.right(built.right.loss) : E.left(built.left[0]!); // there is one
  });
  if (E.isLeft(built)) return built;
  return E.isLeft(declared)
    ? E.left([declared.left])
    : E.right({ text, built: built.right, total: declared.right.total });
};
