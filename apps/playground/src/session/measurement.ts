import type { Experiment } from '../experiment/experiment.ts';
import type { Arrays } from './arrays.ts';

/** What is known of an experiment at its parameters. */
export interface Measurement {
  /** Row by row, for every point in its order, held out or not. */
  readonly scores: Float64Array;
  /** The loss of every point, unless an expression gives none. */
  readonly losses: Float64Array | undefined;
  /** The mean loss of the training points; NaN where there are none. */
  readonly dataLoss: number;
  readonly regularization: number;
  readonly total: number;
  /** ∂total by every parameter. */
  readonly gradient: Arrays;
  /** The share of training points that have their own class's score highest; none without such points. */
  readonly accuracy: number | undefined;
  readonly heldOutAccuracy: number | undefined;
  /** The mean loss of the test points. */
  readonly heldOutLoss: number | undefined;
}

/** The class of the highest score in a row of scores, the first of equal ones. */
export const winnerIn = (scores: Float64Array, row: number, classes: number): number => {
  let winner = 0;
  for (let label = 1; label < classes; label++)
    if (scores[row * classes + label]! > scores[row * classes + winner]!) winner = label;
  return winner;
};

/** The share of the training points, or of the test points, whose own class wins. */
export const accuracyOf = (
  { points, classes }: Experiment,
  scores: Float64Array,
  ofHeldOut: boolean,
): number | undefined => {
  const rows = points.flatMap(({ isHeldOut }, row) => (isHeldOut === ofHeldOut ? [row] : []));
  const right = rows.filter((row) => winnerIn(scores, row, classes) === points[row]!.label);
  return rows.length === 0 ? undefined : right.length / rows.length;
};
