/** Points in the rows of an array, `width` numbers each. */
export interface Points {
  readonly data: Float64Array;
  readonly count: number;
  readonly width: number;
}

/** The center nearest to point `index`, the first where several are; `guess` is looked at first, which saves time if it is right. */
export const nearestTo = (points: Points, index: number, centers: Points, guess: number): number => {
  let nearest = guess;
  let least = squaredDistance(points, index, centers, guess);
  for (let center = 0; center < centers.count; center++) {
    const square = squaredDistance(points, index, centers, center, least);
    if (square < least || (square === least && center < nearest)) {
      least = square;
      nearest = center;
    }
  }
  return nearest;
};

/** ‖point − center‖², or some number above `bound` where it is larger than that: the rest need not be summed then. */
export const squaredDistance = (
  points: Points,
  point: number,
  centers: Points,
  center: number,
  bound = Infinity,
): number => {
  const { width, data: x } = points;
  const c = centers.data;
  const shift = center * width - point * width;
  const end = (point + 1) * width;
  let i = point * width;
  let sum = 0;
  for (const last = end - 3; i < last; i += 4) {
    const d0 = x[i]! - c[i + shift]!;
    const d1 = x[i + 1]! - c[i + 1 + shift]!;
    const d2 = x[i + 2]! - c[i + 2 + shift]!;
    const d3 = x[i + 3]! - c[i + 3 + shift]!;
    sum += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
    if (sum > bound) return sum;
  }
  for (; i < end; i++) sum += (x[i]! - c[i + shift]!) ** 2;
  return sum;
};
