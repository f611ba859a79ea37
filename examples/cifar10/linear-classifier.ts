import { constant, evaluate, input, parameter, type Tensor, type Value } from '@adjoint/graph';
import { accuracy, add, crossEntropy, div, hinge, l2, matmul, mean, normal, sub } from '@adjoint/ops';

/** A linear classifier of whatever describes an image: its pixels, or features of them. */
export interface LinearClassifier {
  /** The losses on a batch of `images` and `labels`, without regularization. */
  readonly svm: Tensor<[]>;
  readonly softmax: Tensor<[]>;
  /** Σ W²: the bias is not regularized. */
  readonly penalty: Tensor<[]>;
  /** The part of a set that is classified rightly, in percent. */
  readonly percentRight: (set: Described, parameters: Readonly<Record<string, Value>>) => number;
}

/** Images by what describes them, in rows, and the class of each. */
export type Described = Readonly<{ images: Value; labels: Value<Int32Array> }>;

/** How numbers are brought to a size that suits training: less the mean, divided by the deviation, column by column. */
export interface Scaling {
  readonly mean: Value<Float64Array>;
  readonly deviation: Value<Float64Array>;
}

/**
 * Scores ((X − m)/d)W + b, computed as XV − mV + b with V = W/d: nothing as large as X is ever made of it, and pixels
 * stay bytes. The weights start as normal numbers with the deviation `std`.
 */
export const linearClassifier = (
  { mean: m, deviation: d }: Scaling,
  classes: number,
  std: number,
): LinearClassifier => {
  const size = m.data.length;
  const images = input('images', ['batch', size]);
  const labels = input('labels', ['batch'], 'int');
  const W = parameter('W', [size, classes], normal({ std }));
  const b = parameter('b', [classes]);
  const V = div(W, constant({ shape: [size, 1], data: d.data }));
  const scores = add(sub(matmul(images, V), matmul(constant(m), V)), b);
  const share = accuracy(scores, labels);
  return {
    svm: mean(hinge(scores, labels)),
    softmax: mean(crossEntropy(scores, labels)),
    penalty: l2(W),
    percentRight: (set, parameters) => 100 * evaluate(share, { ...set, ...parameters }).data[0]!,
  };
};
