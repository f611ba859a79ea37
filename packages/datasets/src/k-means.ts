import {
  deriveKey,
  formatShape,
  type Key,
  orThrow,
  pairwiseSum,
  sameShape,
  uniforms,
  type Value,
} from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { unfitShape } from './error.ts';
import { spread } from './k-means-plus-plus.ts';
import { nearestTo, type Points, squaredDistance } from './nearest.ts';
import { demandOption, isCount } from './option.ts';

/** How points are divided among centers. */
export interface KMeansOptions {
  /** The number of centers. */
  readonly count: number;
  /** Decides the starting centers and the mini-batches: the same seed gives the same centers on every platform. */
  readonly seed: Key;
  /** `'lloyd'`, unless given, moves every center to the mean of its points; `'miniBatch'` moves them towards a few points at a time. */
  readonly method?: 'lloyd' | 'miniBatch';
  /** How often the centers are moved: 100 unless given. Lloyd's method ends as soon as no point changes its center. */
  readonly iterations?: number;
  /** The points in a mini-batch, drawn with replacement: 1,024 unless given. */
  readonly batch?: number;
  /** The starting centers, `[count, columns]`; drawn by k-means++ unless given. */
  readonly start?: Value;
}

/** Centers, and how well they stand for the points. */
export interface KMeans {
  /** `[count, columns]` */
  readonly centers: Value<Float64Array>;
  /** The sum of the squared distances of the points from their nearest centers. */
  readonly inertia: number;
  /** How often the centers were moved. */
  readonly iterations: number;
  /**
   * The index of the nearest center of each point, the first where several are: `[rows, columns]` gives `[rows]`. Points with
   * another number of columns are an `UnfitShape`, numbers that are infinite or NaN an `UnfitOption`.
   */
  readonly assign: (points: Value) => Value<Int32Array>;
}

/**
 * Finds centers with a small sum of squared distances from the points `[rows, columns]` to the nearest of them. The start is
 * k-means++ (Arthur and Vassilvitskii 2007): each next center is a point drawn in proportion to its squared distance from those
 * chosen before. Then follow iterations of Lloyd's method (Lloyd 1982), under which the inertia never rises, or of mini-batches
 * (Sculley 2010), which suit large data.
 *
 * A center that loses all its points under Lloyd's method moves to the point farthest from its own center, among those that
 * share one; where every point lies on its center already, as with fewer different points than centers, it stays. One that no
 * mini-batch reaches stays too.
 *
 * Points that are no matrix, or a start that does not fit them, are an `UnfitShape`; options outside their range, more centers
 * than points, and numbers that are infinite or NaN an `UnfitOption`.
 *
 * @example
 * ```ts
 * import { blobs, kMeans } from '@adjoint/datasets';
 *
 * const points = blobs({ centers: [[0, 0], [9, 9]], seed: 1 }).features; // prettier-ignore
 * const { centers, assign } = kMeans(points, { count: 2, seed: 1 });
 * console.log(centers.shape, assign(points).shape); // [ 2, 2 ] [ 200 ]
 * ```
 */
export const kMeans = (value: Value, options: KMeansOptions): KMeans => {
  const { count, seed, method = 'lloyd', iterations = 100, batch = 1024, start } = options;
  const points = pointsOf(value, 'points');
  const isPossible = isCount(count, points.count);
  demand(isPossible, `count must be a positive integer and at most the number of points (${points.count})`, count);
  demand(Number.isInteger(seed), 'seed must be an integer', seed);
  demand(method === 'lloyd' || method === 'miniBatch', "method must be 'lloyd' or 'miniBatch'", `'${String(method)}'`);
  demand(isCount(iterations + 1), 'iterations must be an integer from 0 on', iterations);
  demand(isCount(batch), 'batch must be a positive integer', batch);
  const { width } = points;
  if (start !== undefined)
    demandShape(start, sameShape(start.shape, [count, width]), `start must have shape [${count}, ${width}]`);

  const key = deriveKey(seed, 'kMeans');
  const centers =
    start === undefined ? spread(points, count, deriveKey(key, 'start')) : pointsOf(start, 'start', width);
  const moves =
    method === 'lloyd'
      ? moveToMeans(points, centers, iterations)
      : moveByBatches(points, centers, iterations, batch, key);
  const nearest = nearestOf(points, centers);
  return {
    centers: { shape: [count, width], data: centers.data },
    inertia: pairwiseSum(distances(points, centers, nearest)),
    iterations: moves,
    assign: (value) => {
      const points = pointsOf(value, 'points', width);
      return { shape: [points.count], data: nearestOf(points, centers) };
    },
  };
};

const demand = (holds: boolean, rule: string, got: unknown): void => demandOption('kMeans', holds, rule, got);

const demandShape = ({ shape }: Value, holds: boolean, rule: string): void => {
  if (!holds) orThrow(E.left(unfitShape('kMeans', rule, shape)));
};

/** The rows of a matrix, copied; their number of columns is checked where it is known. */
const pointsOf = (value: Value, name: string, columns?: number): Points => {
  const [count = 0, width = 0] = value.shape;
  const rule = `${name} must have shape ${columns === undefined ? '[rows, columns]' : formatShape(['rows', columns])}`;
  demandShape(value, value.shape.length === 2 && width > 0 && width === (columns ?? width), rule);
  const data = Float64Array.from(value.data);
  const wrong = data.findIndex((x) => !Number.isFinite(x));
  demand(wrong === -1, `${name} must be finite numbers`, data[wrong]);
  return { data, count, width };
};

/** The nearest center of each point. Points next to each other are often alike, so the last one's center is the first guess. */
const nearestOf = (points: Points, centers: Points): Int32Array => {
  const nearest = new Int32Array(points.count);
  for (let i = 0; i < points.count; i++) nearest[i] = nearestTo(points, i, centers, i === 0 ? 0 : nearest[i - 1]!);
  return nearest;
};

const distances = (points: Points, centers: Points, nearest: Int32Array): Float64Array =>
  Float64Array.from(nearest, (center, i) => squaredDistance(points, i, centers, center));

/** Lloyd's method, in place; returns how often the centers were moved. */
const moveToMeans = (points: Points, centers: Points, iterations: number): number => {
  let before: Int32Array | undefined;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const nearest = before === undefined ? nearestOf(points, centers) : nearestAgain(points, centers, before);
    if (before !== undefined && nearest.every((center, i) => center === before![i])) return iteration;
    fillEmpty(points, centers, nearest);
    setMeans(points, centers, nearest);
    before = nearest;
  }
  return iterations;
};

const nearestAgain = (points: Points, centers: Points, before: Int32Array): Int32Array =>
  before.map((center, i) => nearestTo(points, i, centers, center));

/** Gives each center without points the one farthest from its center, among those that do not have one to themselves. */
const fillEmpty = (points: Points, centers: Points, nearest: Int32Array): void => {
  const members = new Int32Array(centers.count);
  for (const center of nearest) members[center]!++;
  if (!members.includes(0)) return;
  const squares = distances(points, centers, nearest);
  members.forEach((own, empty) => {
    if (own > 0) return;
    let farthest = -1;
    for (let i = 0; i < points.count; i++)
      if (squares[i]! > (squares[farthest] ?? 0) && members[nearest[i]!]! > 1) farthest = i;
    if (farthest === -1) return;
    members[nearest[farthest]!]!--;
    members[empty]!++;
    nearest[farthest] = empty;
  });
};

const setMeans = ({ data, width }: Points, centers: Points, nearest: Int32Array): void => {
  const members = new Int32Array(centers.count);
  const sums = new Float64Array(centers.data.length);
  nearest.forEach((center, i) => {
    members[center]!++;
    for (let j = 0; j < width; j++) sums[center * width + j]! += data[i * width + j]!;
  });
  for (let i = 0; i < sums.length; i++) {
    const count = members[Math.floor(i / width)]!;
    if (count > 0) centers.data[i] = sums[i]! / count;
  }
};

/** Mini-batches, in place: each point draws its center towards itself by one over the number of points the center has had. */
const moveByBatches = (points: Points, centers: Points, iterations: number, batch: number, key: Key): number => {
  const { data, width } = points;
  const had = new Float64Array(centers.count);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const draws = uniforms(deriveKey(key, 'batch', iteration), batch);
    const drawn = Int32Array.from(draws, (draw) => Math.floor(draw * points.count));
    const nearest = drawn.map((point) => nearestTo(points, point, centers, 0)); // before any center moves
    drawn.forEach((point, i) => {
      const center = nearest[i]!;
      had[center]!++;
      for (let j = 0; j < width; j++) {
        const at = center * width + j;
        centers.data[at]! += (data[point * width + j]! - centers.data[at]!) / had[center]!;
      }
    });
  }
  return iterations;
};
