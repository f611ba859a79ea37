import { type AnyTensor, input, nameOf, sameShape, shaped, type Tensor } from '@adjoint/graph';
import { add, crossEntropy, hinge, l2, mean, mul, oneVsAll, structuredHinge, sum } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import type { Experiment, LossName } from '../experiment/experiment.ts';
import { type ModelGraph, modelGraph } from '../experiment/model.ts';
import type { ParseLoss, TextProblem } from './expression-loss.ts';

/** The graph of an experiment: a model and what is to be made small. */
export interface Classifier extends ModelGraph {
  /** `['batch']`. */
  readonly labels: Tensor<['batch'], 'int'>;
  readonly lambda: Tensor<[]>;
  /** The loss of each point; an expression may have none. */
  readonly losses: Tensor<['batch']> | undefined;
  /** Their mean. */
  readonly dataLoss: Tensor<[]>;
  /** λ·ΣW², over the weights of all layers and no biases. */
  readonly regularization: Tensor<[]>;
  /** The sum of both. */
  readonly total: Tensor<[]>;
}

/** The graph of an experiment, or what is wrong with the text of its loss. */
export const classifierOf = (
  experiment: Pick<Experiment, 'model' | 'classes' | 'loss'>,
  parseLoss?: ParseLoss,
): E.Either<TextProblem, Classifier> => {
  const model = modelGraph(experiment);
  const labels = input('labels', ['batch'], 'int');
  const lambda = input('lambda', []);
  const regularization = mul(
    lambda,
    model.weights.map((weights) => l2(weights)).reduce((a, b) => add(a, b)),
  );
  const graph = { ...model, labels, lambda, regularization };
  const averaged = (losses: Tensor<['batch']>): Classifier => {
    const dataLoss = mean(losses);
    return { ...graph, losses, dataLoss, total: add(dataLoss, regularization) };
  };
  const { loss } = experiment;
  if (loss.kind === 'named')
    return E.right(averaged(losses[loss.name](shaped(model.scores, ['batch', experiment.classes]), labels)));
  if (parseLoss === undefined) return E.left({ message: 'the parser is not loaded', from: 0, to: loss.text.length });
  const parsed = parseLoss(loss.text, namesOf({ ...model, labels, lambda }));
  if (E.isLeft(parsed)) return parsed;
  const tensor = parsed.right;
  if (sameShape(tensor.shape, ['batch'])) return E.right(averaged(shaped(tensor, ['batch'])));
  if (tensor.shape.length === 0) {
    const total = shaped(tensor, []);
    const none = mul(0, sum(model.weights[0]!)); // what regularizes is part of the expression, if anything does
    return E.right({ ...graph, losses: undefined, dataLoss: total, regularization: none, total });
  }
  const message = `the loss must be one number, or one for each point, got shape [${tensor.shape.join(', ')}]`;
  return E.left({ message, from: 0, to: loss.text.length });
};

type Scores = Tensor<['batch', number]>;

/** What the text of a loss may name. */
export const namesOf = ({
  scores,
  labels,
  points,
  features,
  lambda,
  parameters,
}: Pick<Classifier, 'scores' | 'labels' | 'points' | 'features' | 'lambda' | 'parameters'>): Readonly<
  Record<string, AnyTensor>
> => ({
  scores,
  labels,
  points,
  features,
  lambda,
  ...Object.fromEntries(parameters.map((leaf) => [nameOf(leaf)!, leaf])),
});

const losses: Readonly<Record<LossName, (scores: Scores, labels: Tensor<['batch'], 'int'>) => Tensor<['batch']>>> = {
  hinge: (scores, labels) => hinge(scores, labels),
  oneVsAll: (scores, labels) => oneVsAll(scores, labels),
  structuredHinge: (scores, labels) => structuredHinge(scores, labels),
  crossEntropy: (scores, labels) => crossEntropy(scores, labels),
};
