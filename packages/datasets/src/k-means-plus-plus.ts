import { type Key, uniforms } from '@adjoint/graph';
import { type Points, squaredDistance } from './nearest.ts';

/**
 * Centers drawn from among the points, each in proportion to its squared distance from those drawn before. Method: Arthur and
 * Vassilvitskii 2007, k-means++.
 */
export const spread = (points: Points, count: number, key: Key): Points => {
  const { width } = points;
  const draws = uniforms(key, count);
  const centers = { data: new Float64Array(count * width), count, width };
  const squares = new Float64Array(points.count); // from the nearest center so far
  draws.forEach((draw, center) => {
    const chosen = drawByWeight(squares, draw);
    centers.data.set(points.data.subarray(chosen * width, (chosen + 1) * width), center * width);
    for (let i = 0; i < points.count; i++) {
      const least = center === 0 ? Infinity : squares[i]!;
      squares[i] = Math.min(least, squaredDistance(points, i, centers, center, least));
    }
  });
  return centers;
};

/** An index drawn in proportion to the weights by a number from 0 to 1; each is as likely as the others where all are 0. */
const drawByWeight = (weights: Float64Array, draw: number): number => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return Math.floor(draw * weights.length);
  let sum = 0;
  const drawn = weights.findIndex((weight) => (sum += weight) > draw * total);
  return drawn === -1 ? weights.findLastIndex((weight) => weight > 0) : drawn; // the product may round up to the total
};
