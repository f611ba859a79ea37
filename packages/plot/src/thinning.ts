/** A point of a line, in units of its axes. */
interface Place {
  readonly at: number;
  readonly value: number;
  /** Which line it is of. */
  readonly index: number;
}

/** So few points are all drawn. */
const few = 4000;

/**
 * The points that a drawing shows of as many as there are: of those that follow each other in one of its columns the first and the last, the
 * lowest and the highest, and one each that is NaN, infinite or minus infinite. Every column shows what it would with all of them.
 */
export const thinned = <P extends Place>(points: readonly P[], columnOf: (at: number) => number): readonly P[] => {
  if (points.length <= few) return points;
  const kept: P[] = [];
  for (let from = 0, to = 0; from < points.length; from = to) {
    const { index, at } = points[from]!;
    const column = columnOf(at);
    const shown = new Map<string, number>();
    let [low, high] = [Infinity, -Infinity];
    for (to = from; to < points.length && points[to]!.index === index && columnOf(points[to]!.at) === column; to++) {
      const { value } = points[to]!;
      if (!Number.isFinite(value) && !shown.has(String(value))) shown.set(String(value), to);
      if (value < low) shown.set('low', to);
      if (value > high) shown.set('high', to);
      [low, high] = [
        Math.min(low, Number.isNaN(value) ? low : value),
        Math.max(high, Number.isNaN(value) ? high : value),
      ];
    }
    const places = new Set([from, ...shown.values(), to - 1]);
    kept.push(...[...places].toSorted((a, b) => a - b).map((i) => points[i]!));
  }
  return kept;
};
