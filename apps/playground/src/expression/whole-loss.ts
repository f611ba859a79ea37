import type { Tensor } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { type Classifier, classifierOf } from '../session/classifier.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { TextProblem } from '../session/expression-loss.ts';
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

/** The loss that a text states for a model, as it is trained, or everything that is wrong with the text. */
export const wholeLossOf = (
  text: string,
  { model, classes }: Pick<Experiment, 'model' | 'classes'>,
): E.Either<readonly Mistake[], WholeLoss> => {
  let built = E.left([]) as E.Either<readonly Mistake[], Built>; // until the text is parsed, for the names that a model has
  const classifier = classifierOf({ model, classes, loss: { kind: 'expression', text } }, (_, names) => {
    built = buildExpression(text, scopeOf(names));
    return E.isRight(built) ? E.right(built.right.loss) : E.left(built.left[0]!); // there is one
  });
  if (E.isLeft(built)) return built;
  const { right } = built;
  return E.bimap(
    (problem: TextProblem): readonly Mistake[] => [problem],
    ({ total }: Classifier): WholeLoss => ({ text, built: right, total }),
  )(classifier);
};
