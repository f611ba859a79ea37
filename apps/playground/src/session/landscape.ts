import { evenly, principalDirections, projectPath, randomDirection, unitDirection, type Weights } from '@adjoint/plot';
import type { Experiment } from '../experiment/experiment.ts';
import { shapesOf } from '../experiment/model.ts';
import { type Arrays, arraysOfNumbers } from './arrays.ts';
import type { Session } from './session.ts';

/** The total loss over a plane through the parameters, and the path of the updates on it. */
export interface Landscape {
  /** Row by row from the bottom left, `cells` by `cells`. */
  readonly losses: Float64Array;
  readonly cells: number;
  /** How far the plane goes to each side of the parameters, along both directions. */
  readonly extent: number;
  /** Where the updates were, in units of the directions. */
  readonly path: readonly (readonly [number, number])[];
  /** What the directions are. */
  readonly directions: 'the two in which the path moved most' | 'the gradient and one at random';
}

/** The landscape around the last experiment of a path; none where the loss or its numbers are too large to go any way from there. */
export const landscapeAround = (session: Session, path: readonly Experiment[], cells = 41): Landscape | undefined => {
  const experiment = path.at(-1)!;
  const at = arraysOfNumbers(experiment.parameters);
  const total = session.total(experiment);
  const slopes = total.gradient(at);
  if (![at, slopes].every(isModest) || !Number.isFinite(total.value(at))) return undefined;
  const stride = Math.ceil(path.length / mostPlaces);
  const kept = path.filter((_, index) => (path.length - 1 - index) % stride === 0);
  const weights = kept.map((each) => weightsOf(each));
  const { directions, named } = directionsOf(weights, slopes, experiment);
  const places = projectPath(weights, { at: weights.at(-1)!, directions });
  const furthest = places.reduce((most, [a, b]) => Math.max(most, Math.abs(a), Math.abs(b)), 0);
  const extent = Math.max(1, 1.25 * furthest);
  const steps = evenly(-extent, extent, cells);
  const losses = Float64Array.from({ length: cells * cells }, (_, index) =>
    total.value(moved(at, directions, [steps[index % cells]!, steps[Math.floor(index / cells)]!])),
  );
  return { losses, cells, extent, path: places, directions: named };
};

const mostPlaces = 60;

/** Whether the squares of all numbers are finite, and so is their sum. */
const isModest = (arrays: Arrays): boolean =>
  Object.values(arrays).every((numbers) => numbers.every((each) => Math.abs(each) < 1e150));

const directionsOf = (
  weights: readonly Weights[],
  gradient: Arrays,
  experiment: Experiment,
): { readonly directions: readonly [Weights, Weights]; readonly named: Landscape['directions'] } => {
  try {
    return { directions: principalDirections(weights).directions, named: 'the two in which the path moved most' };
  } catch {
    // a path that is short or straight has no two directions
    const at = weights.at(-1)!;
    const shapes = shapesOf(experiment);
    const slopes = Object.fromEntries(Object.entries(gradient).map(([name, data]) => [name, { shape: shapes[name]!, data }])); // prettier-ignore
    const isFlat = Object.values(gradient).every((slope) => slope.every((each) => each === 0));
    const first = unitDirection(isFlat ? randomDirection(at, { seed: 2 }) : slopes);
    return {
      directions: [first, unitDirection(randomDirection(at, { seed: 1 }))],
      named: 'the gradient and one at random',
    };
  }
};

const weightsOf = (experiment: Experiment): Weights => {
  const shapes = shapesOf(experiment);
  return Object.fromEntries(
    Object.entries(arraysOfNumbers(experiment.parameters)).map(([name, data]) => [
      name,
      { shape: shapes[name]!, data },
    ]),
  );
};

const moved = (at: Arrays, [first, second]: readonly [Weights, Weights], [a, b]: readonly [number, number]): Arrays =>
  Object.fromEntries(
    Object.entries(at).map(([name, data]) => [
      name,
      data.map((w, index) => w + a * (first[name]?.data[index] ?? 0) + b * (second[name]?.data[index] ?? 0)),
    ]),
  );
