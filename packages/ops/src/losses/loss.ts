import {
  add,
  type AnyTensor,
  type Clash,
  type Dim,
  emptyReduction,
  type IsDynamic,
  invalidArgument,
  isTensor,
  type Kind,
  kindMismatch,
  label,
  madeOf,
  optionsOf,
  orThrow,
  refuse,
  s,
  sameShape,
  scale,
  type Shape,
  shapeMismatch,
  type ShapeText,
  size,
  type Tensor,
} from '@adjoint/graph';
import { binary, div, maximum, mul, sub } from '../elementwise/arithmetic.ts';
import { equal, where } from '../elementwise/comparison.ts';
import { neg, square } from '../elementwise/elementwise.ts';
import { oneHot } from '../movement/gather.ts';
import { arange, takeAlongAxis } from '../movement/indexing.ts';
import { expandDims, reshape } from '../movement/movement.ts';
import { booleanOption, fraction, numberOption } from '../arguments/option.ts';
import { max, sum } from '../reductions/reduction.ts';
import { logSoftmax } from '../reductions/softmax.ts';

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
  options?: HingeOptions,
) => {
  const { delta: given = 1, squared = false } = optionsOf('hinge', options, ['delta', 'squared']);
  const delta = numberOption('hinge', 'delta', given);
  const isSquared = booleanOption('hinge', 'squared', squared);
  checkLabels('hinge', scores, labels);
  const right = expandDims(labels, -1);
  const margins = maximum(0, add(sub(scores, label('hinge', takeAlongAxis(scores, right, -1))), delta));
  const violations = where(equal(right, arange(scores.shape.at(-1)!)), 0, margins);
  return sum(isSquared ? square(violations) : violations, -1);
}) as ClassificationLoss<[options?: HingeOptions]>; // dynamic inside, typed outside

/** How `crossEntropy` reads its targets and weighs classes; `W` is the shape of the weights. */
export interface CrossEntropyOptions<W extends Shape = Shape> {
  /** ε in [0, 1): how much of each target is shared among all classes alike (Szegedy et al. 2016); 0 if not given. */
  readonly labelSmoothing?: number;
  /** What the term of each class is multiplied by, one real number a class; 1 if not given. */
  readonly classWeights?: Tensor<W>;
}

/** `unknown` where targets `T` of kind `K` and class weights `W` fit scores `A`, else why they do not. */
export type TargetsFit<A extends Shape, T extends Shape, K extends Kind, W extends Shape> = K extends 'bool'
  ? Clash<'targets must be int labels or a real distribution, got bool'>
  : true extends IsDynamic<A> | IsDynamic<T>
    ? unknown
    : A extends [...infer B extends Shape, infer C extends Dim]
      ? [T, K] extends [B, 'int'] | [A, 'real']
        ? WeightsFit<C, W>
        : [T] extends [B]
          ? LabelsFit<A, T, K>
          : Clash<`targets must be int of shape ${ShapeText<B>} or real of shape ${ShapeText<A>}, got ${K} of shape ${ShapeText<T>}`>
      : Clash<`scores must have an axis of classes, got shape ${ShapeText<A>}`>;

type WeightsFit<C extends Dim, W extends Shape> = [W] extends [never]
  ? unknown
  : true extends IsDynamic<W>
    ? unknown
    : [W] extends [[C]]
      ? unknown
      : Clash<`class weights must have shape [${C}], got shape ${ShapeText<W>}`>;

/** The loss of class scores `[...batch, classes]` against labels `[...batch]` or distributions `[...batch, classes]`, one loss per sample. */
export interface CrossEntropy {
  <B extends Shape, C extends Dim>(
    scores: Tensor<[...B, C]>,
    labels: Tensor<B, 'int'>,
    options?: CrossEntropyOptions<[C]>,
  ): Tensor<B>;
  <B extends Shape, C extends Dim>(
    scores: Tensor<[...B, C]>,
    distribution: Tensor<[...B, C]>,
    options?: CrossEntropyOptions<[C]>,
  ): Tensor<B>;
  <A extends Shape, T extends Shape, K extends Kind, W extends Shape = never>(
    scores: Tensor<A>,
    targets: Tensor<T, K> & TargetsFit<A, T, K, W>,
    options?: CrossEntropyOptions<W>,
  ): Tensor;
}

/**
 * The cross-entropy −log softmax(s)_y of the scores' softmax against labels, one for each sample, exact for scores far
 * apart. With a distribution t over the classes instead of a label, or with options, it is −Σ_c w_c·q_c·log softmax(s)_c
 * where q = (1 − ε)·t + ε/K over K classes, as in PyTorch with `reduction='none'`: a loss is not divided by its weights, so
 * divide by their sum for a weighted mean. A class with q = 0 or w = 0 adds exactly 0, even where its probability is 0; the
 * derivative by its t is −(1 − ε)·w·log softmax(s) all the same. A label outside the classes is an
 * `IndexOutOfRange`, smoothing outside [0, 1) an `InvalidArgument`, weights of other classes are a `ShapeMismatch`.
 */
export const crossEntropy: CrossEntropy = madeOf(
  () => [share],
  ((scores: Tensor, targets: Tensor<Shape, 'int'> | Tensor, options?: CrossEntropyOptions) => {
    const { labelSmoothing: given = 0, classWeights } = optionsOf('crossEntropy', options, [
      'labelSmoothing',
      'classWeights',
    ]);
    const smoothing = numberOption('crossEntropy', 'labelSmoothing', given, fraction);
    checkTargets(scores, targets);
    const classes = scores.shape.at(-1)!;
    if (classWeights !== undefined) checkWeights(classWeights, classes);
    if (isOfLabels(targets) && smoothing === 0 && classWeights === undefined) {
      const right = label('crossEntropy', takeAlongAxis(logSoftmax(scores), expandDims(targets, -1), -1));
      return neg(reshape(right, targets.shape));
    }
    const sharp = (isOfLabels(targets) ? label('crossEntropy', oneHot(targets, classes)) : targets) as Tensor; // like the scores
    const q = smoothing === 0 ? sharp : add(mul(1 - smoothing, sharp), div(smoothing, size([classes])));
    const terms = share(q, logSoftmax(scores));
    return neg(sum(classWeights === undefined ? terms : share(classWeights, terms), -1));
  }) as CrossEntropy, // dynamic inside, typed outside
);

/** q·l, 0 where the weight q is 0 unless l is NaN; the derivative by q is l even there. */
const share = binary(
  'share',
  (q, l) => s.select(s.and(s.equal(q, 0), s.equal(l, l)), 0, s.mul(q, l)),
  ({ g, b }) => scale(g, b),
  ({ g, a }) => scale(g, a),
);

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
  options?: MarginOptions,
) => {
  const { delta: given = 1 } = optionsOf('structuredHinge', options, ['delta']);
  const delta = numberOption('structuredHinge', 'delta', given);
  checkLabels('structuredHinge', scores, labels);
  requireClasses('structuredHinge', scores);
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
  options?: OneVsAllOptions,
) => {
  const { squared = false } = optionsOf('oneVsAll', options, ['squared']);
  const isSquared = booleanOption('oneVsAll', 'squared', squared);
  checkLabels('oneVsAll', scores, labels);
  const targets = sub(mul(2, label('oneVsAll', oneHot(labels, scores.shape.at(-1)!))), 1);
  const violations = maximum(0, sub(1, mul(targets, scores)));
  return sum(isSquared ? square(violations) : violations, -1);
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

/** Refuses, in an operation's name, scores of no classes, of which none is the largest. */
export const requireClasses = (operation: string, { shape }: AnyTensor): void => {
  if (shape.at(-1) === 0) orThrow(refuse(emptyReduction(operation, shape)));
};

const isOfLabels = (targets: AnyTensor): targets is Tensor<Shape, 'int'> => targets.kind === 'int';

/** Refuses targets of `crossEntropy` that are neither labels nor distributions over the classes. */
const checkTargets = (scores: AnyTensor, targets: AnyTensor): void => {
  if (!isTensor(scores) || !isTensor(targets) || isOfLabels(targets) || targets.shape.length < scores.shape.length)
    return checkLabels('crossEntropy', scores, targets);
  if (scores.kind !== 'real' || targets.kind !== 'real') {
    const rule = 'scores must be real, and targets int labels or a real distribution';
    orThrow(refuse(kindMismatch('crossEntropy', rule, scores.kind, targets.kind)));
  }
  const rule =
    scores.shape.length === 0
      ? 'scores must have an axis of classes'
      : 'a distribution must have the shape of the scores';
  if (scores.shape.length === 0 || !sameShape(scores.shape, targets.shape))
    orThrow(refuse(shapeMismatch('crossEntropy', rule, scores.shape, targets.shape)));
};

const checkWeights = (weights: AnyTensor, classes: Dim): void => {
  if (!isTensor(weights)) orThrow(refuse(invalidArgument('crossEntropy', 'classWeights must be a tensor', weights)));
  if (weights.kind !== 'real') orThrow(refuse(kindMismatch('crossEntropy', 'classWeights must be real', weights.kind)));
  if (!sameShape(weights.shape, [classes]))
    orThrow(refuse(shapeMismatch('crossEntropy', `classWeights must have shape [${classes}]`, weights.shape)));
};
