import type { AnyTensor, Tensor } from '@adjoint/graph';
import type { either as E } from 'fp-ts';

/**
 * What the text of a loss may name: `scores` `['batch', classes]`, `labels` `['batch']`, `points` `['batch', 2]`, `features`, `lambda`, and the
 * parameters: `W` and `b` of the last layer, `W1`, `b1`, `W2`, `b2` of hidden ones.
 */
type Names = Readonly<Record<string, AnyTensor>>;

/** What is wrong with a text, and where: from one place to another, counted in characters. */
export interface TextProblem {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/** Makes a real tensor of a text, one loss for each point or one number, or says what is wrong. `expression/parse-loss.ts` exports it as `parseLoss`. */
export type ParseLoss = (text: string, names: Names) => E.Either<TextProblem, Tensor>;
