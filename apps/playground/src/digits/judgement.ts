import { evaluate } from '@adjoint/graph';
import type { Classifier, Weights } from './classifier.ts';
import type { DigitPicture } from './picture.ts';

/** What a classifier makes of a picture. */
export interface Judgement {
  /** The scores of the ten digits, and their softmax. */
  readonly scores: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  /** The digit with the highest score. */
  readonly digit: number;
}

/** Scores a picture. */
export const judge = ({ scores, probabilities }: Classifier, weights: Weights, picture: DigitPicture): Judgement => {
  const values = evaluate({ scores, probabilities }, { pictures: { shape: [1, 64], data: picture }, ...weights });
  const { data } = values.scores;
  return {
    scores: data,
    probabilities: values.probabilities.data,
    digit: data.indexOf(data.reduce((a, b) => Math.max(a, b))),
  };
};

/** What one more dark point in each of the 64 blocks does to the score of a digit: the gradient of the score with respect to the picture. */
export const slopeOf = (
  { slope }: Classifier,
  weights: Weights,
  picture: DigitPicture,
  digit: number,
): ArrayLike<number> => {
  // the slope of a linear score is the same for all pictures, and then says nothing of how many there are
  const sizes = { batch: 1 };
  return evaluate(slope, { pictures: { shape: [1, 64], data: picture }, digit, ...weights }, { sizes }).data;
};
