import { type Experiment, reach } from '../experiment/experiment.ts';

/** Where the score of one class of a linear model is zero, and which way it grows. */
export interface DecisionLine {
  readonly label: number;
  /** The ends of the line in the plane; none where it passes by. */
  readonly ends: readonly [Place, Place] | undefined;
  /** The arrow along the weights, from the place of the line that is nearest to the origin. */
  readonly arrow: readonly [Place, Place];
}

/** A place in the plane. */
export type Place = readonly [x: number, y: number];

/** The lines of a model whose scores are linear in x and y; none of another. */
export const decisionLinesOf = ({ model, classes, parameters }: Experiment): readonly DecisionLine[] => {
  if (model.degree !== 1 || model.hidden.length > 0) return [];
  return Array.from({ length: classes }, (_, label) => {
    const [p, q, b] = [parameters['W']![label]!, parameters['W']![classes + label]!, parameters['b']![label]!];
    const size = Math.hypot(p, q);
    if (size === 0) return { label, ends: undefined, arrow: [[0, 0], [0, 0]] }; // prettier-ignore
    const foot: Place = [(-b * p) / size ** 2, (-b * q) / size ** 2];
    const length = Math.min(0.5, 0.12 * size); // as long as the weights, up to a fifth of the plane
    const arrow = [foot, [foot[0] + (p / size) * length, foot[1] + (q / size) * length]] as const;
    return { label, ends: clipped(foot, [-q / size, p / size]), arrow };
  });
};

/** The part within the plane of the line through a place along a direction of length 1. */
const clipped = (at: Place, direction: Place): readonly [Place, Place] | undefined => {
  let [from, to] = [-Infinity, Infinity];
  for (const axis of [0, 1] as const) {
    const bounds = [(-reach - at[axis]) / direction[axis], (reach - at[axis]) / direction[axis]];
    if (direction[axis] === 0) {
      if (Math.abs(at[axis]) > reach) return undefined;
      continue;
    }
    from = Math.max(from, Math.min(...bounds));
    to = Math.min(to, Math.max(...bounds));
  }
  const place = (t: number): Place => [at[0] + t * direction[0], at[1] + t * direction[1]];
  return from < to ? [place(from), place(to)] : undefined;
};
