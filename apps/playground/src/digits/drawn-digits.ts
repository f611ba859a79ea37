import type { Drawing, Point } from './drawing.ts';

/** The ten digits as somebody draws them with a mouse, for tests. */
export const drawnDigits = (): readonly Drawing[] =>
  [
    ['M 50 12 Q 22 14 22 50 Q 22 88 50 88 Q 78 88 78 50 Q 78 14 50 12'],
    ['M 38 28 Q 50 20 54 10 Q 54 50 54 90'],
    ['M 26 30 Q 30 10 52 10 Q 78 14 70 38 Q 56 62 24 86 Q 50 86 80 86'],
    ['M 28 16 Q 50 8 68 18 Q 76 40 46 46 Q 80 52 72 74 Q 56 94 26 82'],
    ['M 52 10 Q 36 34 24 60 Q 52 60 80 58', 'M 62 40 Q 62 66 60 92'],
    ['M 74 12 Q 50 12 34 14 Q 32 30 30 44 Q 52 36 68 50 Q 80 78 54 88 Q 38 90 26 80'],
    ['M 64 10 Q 36 24 28 60 Q 28 90 52 90 Q 76 86 72 64 Q 56 46 30 64'],
    ['M 24 14 Q 50 14 76 14 Q 56 48 44 90'],
    ['M 68 22 Q 50 4 32 22 Q 32 40 52 50 Q 74 62 70 80 Q 50 98 30 80 Q 28 62 50 50 Q 74 38 68 22'],
    ['M 70 34 Q 60 8 38 16 Q 22 40 44 50 Q 66 48 70 32 Q 70 60 64 90'],
  ].map((strokes) => strokes.map(strokeOf));

/** The points of a path of quadratic curves, on a board of 100 by 100. */
const strokeOf = (path: string): readonly Point[] => {
  const [x0, y0, ...numbers] = path.match(/[\d.]+/g)!.map(Number) as [number, number, ...number[]];
  const points: Point[] = [{ x: x0, y: y0 }];
  for (let at = 0; at < numbers.length; at += 4) {
    const [from, over, to] = [points.at(-1)!, pointAt(numbers, at), pointAt(numbers, at + 2)];
    for (let t = 0.125; t <= 1; t += 0.125) {
      const between = (a: number, b: number, c: number): number => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c;
      points.push({ x: between(from.x, over.x, to.x), y: between(from.y, over.y, to.y) });
    }
  }
  return points.map(({ x, y }) => ({ x: x / 100, y: y / 100 }));
};

const pointAt = (numbers: readonly number[], at: number): Point => ({ x: numbers[at]!, y: numbers[at + 1]! });
