import {
  add,
  type AnyTensor,
  type Clash,
  type Dim,
  type IsDynamic,
  invalidArgument,
  isTensor,
  type Kind,
  kindMismatch,
  label,
  orThrow,
  refuse,
  sameShape,
  type Shape,
  shapeMismatch,
  type ShapeText,
  type Tensor,
} from '@adjoint/graph';
import { maximum, mul, sub } from './arithmetic.ts';
import { equal, where } from './comparison.ts';
import { neg, square } from './elementwise.ts';
import { oneHot } from './gather.ts';
import { arange, takeAlongAxis } from './indexing.ts';
import { expandDims, reshape } from './movement.ts';
import { max, sum } from './reduction.ts';
import { logSoftmax } from './softmax.ts';

/** `unknown` where labels `L` of kind `K` fit scores `A`, else why they do not. */
export type LabelsFit<A extends Shape, L extends Shape, K extends Kind> = [K, true] extends [
  'int',
  IsDynamic<A> | IsDynamic<L>,
]
  ? unknown
  : A extends [...infer B extends Shape, Dim]
    ? Clash<`labels must be int of shape ${ShapeText<B>}, got ${K} of shape ${ShapeText<L>}`>
    : Clash<`scores must have an axis of classes, got shape ${ShapeText<A>}`>;

/** A loss of class scores against labels: scores `[...batch, classes]`, integer labels `[...batch]`, one loss per sample. */
export interface ClassificationLoss<Options extends readonly unknown[] = []> {
  <B extends Shape, C extends Dim>(scores: Tensor<[...B, C]>, labels: Tensor<B, 'int'>, ...options: Options): Tensor<B>;
  <A extends Shape, L extends Shape, K extends Kind>(
    scores: Tensor<A>,
    labels: Tensor<L, K> & LabelsFit<A, L, K>,
    ...options: Options
  ): Tensor;
}

/** How the hinge loss measures. */
export interface HingeOptions {
  /** Δ: by how much the score of the right class must exceed every other; 1 if not given. */
  readonly delta?: number;
  /** Whether each violation is squared. */
  readonly squared?: boolean;
}

/**
 * The multiclass SVM loss of Weston and Watkins, Σ max(0, s_j − s_y + Δ) over the wrong classes j, one for each sample.
 * A label outside the classes is an `IndexOutOfRange`.
 */
export const hinge: ClassificationLoss<[options?: HingeOptions]> = ((
  scores: Tensor,
  labels: Tensor<Shape, 'int'>,
  { delta = 1, squared = false }: HingeOptions = {},
) => {
  checkLabels('hinge', scores, labels);
  const right = expandDims(labels, -1);
  const margins = maximum(0, add(sub(scores, label('hinge', takeAlongAxis(scores, right, -1))), delta));
  const violations = where(equal(right, arange(scores.shape.at(-1)!)), 0, margins);
  return sum(squared ? square(violations) : violations, -1);
}) as ClassificationLoss<[options?: HingeOptions]>; // dynamic inside, typed outside

/**
 * The cross-entropy −log softmax(s)_y of the scores' softmax against labels, one for each sample, exact for scores far
 * apart. A label outside the classes is an `IndexOutOfRange`.
 */
export const crossEntropy: ClassificationLoss = ((scores: Tensor, labels: Tensor<Shape, 'int'>) => {
  checkLabels('crossEntropy', scores, labels);
  const right = label('crossEntropy', takeAlongAxis(logSoftmax(scores), expandDims(labels, -1), -1));
  return neg(reshape(right, labels.shape));
}) as ClassificationLoss; // dynamic inside, typed outside

/** How a loss of margins measures. */
export interface MarginOptions {
  /** Δ: by how much the score of the right class must exceed the best of the others; 1 if not given. */
  readonly delta?: number;
}

/**
 * The structured SVM loss of Crammer and Singer, max(0, maxⱼ s_j + Δ − s_y) over the wrong classes j, one for each sample:
 * only the worst violation counts. A label outside the classes is an `IndexOutOfRange`.
 */
export const structuredHinge: ClassificationLoss<[options?: MarginOptions]> = ((
  scores: Tensor,
  labels: Tensor<Shape, 'int'>,
  { delta = 1 }: MarginOptions = {},
) => {
  checkLabels('structuredHinge', scores, labels);
  const right = expandDims(labels, -1);
  const score = label('structuredHinge', takeAlongAxis(scores, right, -1));
  const wrong = where(equal(right, arange(scores.shape.at(-1)!)), -Infinity, scores);
  return maximum(0, add(sub(max(wrong, -1), reshape(score, labels.shape)), delta));
}) as ClassificationLoss<[options?: MarginOptions]>; // dynamic inside, typed outside

/** How `oneVsAll` measures. */
export interface OneVsAllOptions {
  /** Whether each violation is squared. */
  readonly squared?: boolean;
}

/**
 * One binary SVM for each class against all others, Σⱼ max(0, 1 − t_j·s_j) with t = 1 for the right class and −1 for the
 * others, one for each sample. A label outside the classes is an `IndexOutOfRange`.
 */
export const oneVsAll: ClassificationLoss<[options?: OneVsAllOptions]> = ((
  scores: Tensor,
  labels: Tensor<Shape, 'int'>,
  { squared = false }: OneVsAllOptions = {},
) => {
  checkLabels('oneVsAll', scores, labels);
  const targets = sub(mul(2, label('oneVsAll', oneHot(labels, scores.shape.at(-1)!))), 1);
  const violations = maximum(0, sub(1, mul(targets, scores)));
  return sum(squared ? square(violations) : violations, -1);
}) as ClassificationLoss<[options?: OneVsAllOptions]>; // dynamic inside, typed outside

/** Refuses, in an operation's name, labels that are not one integer for each line of class scores. */
export const checkLabels = (operation: string, scores: AnyTensor, labels: AnyTensor): void => {
  for (const operand of [scores, labels])
    if (!isTensor(operand)) orThrow(refuse(invalidArgument(operation, 'scores and labels must be tensors', operand)));
  if (scores.kind !== 'real' || labels.kind !== 'int')
    orThrow(refuse(kindMismatch(operation, 'scores must be real and labels int', scores.kind, labels.kind)));
  const rule =
    scores.shape.length === 0
      ? 'scores must have an axis of classes'
      : 'labels must have the shape of the scores without the last axis';
  if (scores.shape.length === 0 || !sameShape(labels.shape, scores.shape.slice(0, -1)))
    orThrow(refuse(shapeMismatch(operation, rule, scores.shape, labels.shape)));
};
