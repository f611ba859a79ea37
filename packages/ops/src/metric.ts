import type { Dim, Kind, Shape, Tensor } from '@adjoint/graph';
import { equal } from './comparison.ts';
import { toReal } from './conversion.ts';
import { checkLabels, type LabelsFit } from './loss.ts';
import { argmax, mean } from './reduction.ts';

/** A measure of class scores `[...batch, classes]` against integer labels `[...batch]`: one number for all samples. */
export interface ClassificationMetric {
  <B extends Shape, C extends Dim>(scores: Tensor<[...B, C]>, labels: Tensor<B, 'int'>): Tensor<[]>;
  <A extends Shape, L extends Shape, K extends Kind>(
    scores: Tensor<A>,
    labels: Tensor<L, K> & LabelsFit<A, L, K>,
  ): Tensor<[]>;
}

/** The share of samples whose largest score (the first of several) is at their label. */
export const accuracy: ClassificationMetric = ((scores: Tensor, labels: Tensor<Shape, 'int'>) => {
  checkLabels('accuracy', scores, labels);
  return mean(toReal(equal(argmax(scores, -1), labels)));
}) as ClassificationMetric; // dynamic inside, typed outside
