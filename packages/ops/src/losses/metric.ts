import { type Dim, type Kind, label, type Shape, type Tensor } from '@adjoint/graph';
import { argmax } from '../reductions/argmax.ts';
import { equal } from '../elementwise/comparison.ts';
import { toReal } from '../elementwise/conversion.ts';
import { arange, takeAlongAxis } from '../movement/indexing.ts';
import { checkLabels, type LabelsFit, requireClasses } from './loss.ts';
import { expandDims } from '../movement/movement.ts';
import { mean } from '../reductions/reduction.ts';

/** A measure of class scores `[...batch, classes]` against integer labels `[...batch]`: one number for all samples. */
export interface ClassificationMetric {
  <B extends Shape, C extends Dim>(scores: Tensor<[...B, C]>, labels: Tensor<B, 'int'>): Tensor<[]>;
  <A extends Shape, L extends Shape, K extends Kind>(
    scores: Tensor<A>,
    labels: Tensor<L, K> & LabelsFit<A, L, K>,
  ): Tensor<[]>;
}

/** The share of samples whose largest score (the first of several) is at their label. A label outside the classes is an `IndexOutOfRange`. */
export const accuracy: ClassificationMetric = ((scores: Tensor, labels: Tensor<Shape, 'int'>) => {
  checkLabels('accuracy', scores, labels);
  requireClasses('accuracy', scores);
  const isChosen = equal(expandDims(argmax(scores, -1), -1), arange(scores.shape.at(-1)!));
  return mean(label('accuracy', takeAlongAxis(toReal(isChosen), expandDims(labels, -1), -1)));
}) as ClassificationMetric; // dynamic inside, typed outside
