import { gradient, input, parameter, type Tensor, type Value } from '@adjoint/graph';
import {
  add,
  crossEntropy,
  div,
  hinge,
  l2,
  matmul,
  mean,
  mul,
  normal,
  oneHot,
  relu,
  softmax,
  sum,
  zeros,
} from '@adjoint/ops';

/** What kind of classifier to train, and what makes it wrong. */
export interface Choice {
  readonly model: 'linear' | 'hidden layer';
  readonly loss: 'softmax' | 'hinge';
}

/** Scores of pictures and the loss they have, as graphs. */
export interface Classifier {
  readonly choice: Choice;
  /** `[batch, 10]`, made of the inputs `pictures` `[batch, 64]`, whose counts run from 0 to 16, and the parameters. */
  readonly scores: Tensor<['batch', 10]>;
  /** What training makes small; it has the input `labels` too. */
  readonly loss: Tensor<[]>;
  /** Of each picture, by softmax of the scores. */
  readonly probabilities: Tensor<['batch', 10]>;
  /** What one more dark point in a block does to the score of class `digit`, `[batch, 64]`. */
  readonly slope: Tensor<['batch', 64]>;
  /** The parameter whose columns are pictures: a template for each digit, or what each hidden unit looks for. */
  readonly templates: 'W' | 'W1';
}

/** The parameters of a trained classifier, by name. */
export type Weights = Readonly<Record<string, Value>>;

/** How many hidden units there are where there is a hidden layer. */
export const hiddenUnits = 32;

/** Declares a classifier: from its loss, `gradient` has the training step, and from its scores what each pixel does to them. */
export const classifierOf = (choice: Choice): Classifier => {
  const pictures = input('pictures', ['batch', 64]);
  const labels = input('labels', ['batch'], 'int');
  const { scores, penalty, templates } = layersOf[choice.model](div(pictures, 16));
  const dataLoss = mean(choice.loss === 'softmax' ? crossEntropy(scores, labels) : hinge(scores, labels));
  const digit = input('digit', [], 'int');
  const [slope] = gradient(sum(mul(scores, oneHot(digit, 10))), [pictures]);
  return {
    choice,
    scores,
    loss: add(dataLoss, mul(1e-4, penalty)),
    probabilities: softmax(scores),
    slope,
    templates,
  };
};

const layersOf = {
  linear: (pixels: Tensor<['batch', 64]>) => {
    const W = parameter('W', [64, 10], normal({ std: 0.01 }));
    const b = parameter('b', [10], zeros());
    return { scores: add(matmul(pixels, W), b), penalty: l2(W), templates: 'W' } as const;
  },
  'hidden layer': (pixels: Tensor<['batch', 64]>) => {
    const W1 = parameter('W1', [64, hiddenUnits], normal({ std: Math.sqrt(2 / 64) }));
    const b1 = parameter('b1', [hiddenUnits], zeros());
    const W2 = parameter('W2', [hiddenUnits, 10], normal({ std: Math.sqrt(2 / hiddenUnits) }));
    const b2 = parameter('b2', [10], zeros());
    const units = relu(add(matmul(pixels, W1), b1));
    return { scores: add(matmul(units, W2), b2), penalty: add(l2(W1), l2(W2)), templates: 'W1' } as const;
  },
};
