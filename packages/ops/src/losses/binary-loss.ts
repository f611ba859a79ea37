import { type AnyTensor, type Broadcasting, optionsOf, type Shape, type Tensor } from '@adjoint/graph';
import { maximum, mul, sub } from '../elementwise/arithmetic.ts';
import { softplus } from '../elementwise/exponential.ts';
import { ofReals, realPair } from '../arguments/operand.ts';
import { numberOption } from '../arguments/option.ts';

/** How `binaryHinge` weighs. */
export interface BinaryHingeOptions {
  /** What the loss is multiplied by; 1 if not given. With l2 of weight λ, minimizers coincide at C = 2/λ. */
  readonly C?: number;
}

/** The binary SVM loss C·max(0, 1 − y·s) of a score and a label y of 1 or −1, both real, element by element. */
export const binaryHinge = <S extends Shape>(
  scores: Tensor<S>,
  labels: Tensor<S>,
  options?: BinaryHingeOptions,
): Tensor<S> => {
  const { C = 1 } = optionsOf('binaryHinge', options, ['C']);
  const factor = numberOption('binaryHinge', 'C', C);
  const [s, y] = realPair('binaryHinge', scores, labels);
  return mul(factor, maximum(0, sub(1, mul(y, s)))) as AnyTensor as Tensor<S>; // the shape of both
};

/** The cross-entropy of a probability given by its logit z against a target t from 0 to 1, log(1 + eᶻ) − t·z, element by element, without overflow. */
export const binaryCrossEntropy: Broadcasting<'real'> = ofReals('binaryCrossEntropy', (logits, targets) =>
  sub(softplus(logits), mul(targets, logits)),
);
