import type { Drawing, Point } from './drawing.ts';

/** A picture as the data set has them: 8 rows of 8 counts of dark points, from 0 to 16. */
export type DigitPicture = Float64Array;

/**
 * The picture that the data set would have of a drawing, if there is anything on it. Its makers took NIST's programs to put digits upright,
 * scale them to a box in a bitmap of 32 by 32, and make all pens equally wide, and counted the dark points in blocks of 4 by 4. The numbers here are what
 * the 1,797 pictures show of that: about three tenths of the bitmap are dark, whatever the digit.
 */
export const pictureOf = (drawing: Drawing): DigitPicture | undefined => {
  const bitmap = bitmapOf(drawing);
  return bitmap && blockCounts(bitmap);
};

/** The bitmap of 32 by 32, 1 where it is dark, of a drawing: upright, in its box, and drawn with a pen of the right width. */
export const bitmapOf = (drawing: Drawing): Uint8Array | undefined => {
  if (drawing.every((stroke) => stroke.length === 0)) return undefined;
  const straight = upright(drawing);
  let radius = 2;
  let distances = distancesTo(boxed(straight, radius));
  // how wide the pen is depends on how long its way is, and that on how much room the pen takes in the box
  for (let round = 0; round < 4; round++) {
    radius = Math.min(Math.max(distances.toSorted()[darkPoints - 1]!, narrowest), widest);
    distances = distancesTo(boxed(straight, radius));
  }
  return Uint8Array.from(distances, (distance) => (distance <= radius ? 1 : 0));
};

/** How many points are dark in each block of 4 by 4 of a bitmap of 32 by 32. */
export const blockCounts = (bitmap: Uint8Array): DigitPicture => {
  const counts = new Float64Array(64);
  for (let at = 0; at < bitmap.length; at++)
    counts[Math.floor(at / (4 * side)) * 8 + Math.floor((at % side) / 4)]! += bitmap[at]!;
  return counts;
};

const side = 32;
/** Nearly all are as high as the bitmap, and their width is between these. */
const box = { narrow: 16, wide: 24, height: 32 };
const darkPoints = 313; // the mean of the data set
const narrowest = 0.5;
const widest = 5.5;
/** How far the data set's digits slant at most: columns to the right for each row down. */
const slant = 0.2;
/** By how much more than its height the width of a narrow digit is stretched at most. */
const stretch = 2;

/** The drawing sheared until it slants no more than the digits of the data set. */
const upright = (drawing: Drawing): Drawing => {
  const pieces = drawing.flatMap(piecesOf);
  const mass = pieces.reduce((sum, { length }) => sum + length, 0);
  if (mass === 0) return drawing;
  const mean = (of: (middle: Point) => number): number =>
    pieces.reduce((sum, { middle, length }) => sum + length * of(middle), 0) / mass;
  const [x, y] = [mean((at) => at.x), mean((at) => at.y)];
  const spread = mean((at) => (at.y - y) ** 2);
  const found = spread === 0 ? 0 : mean((at) => (at.x - x) * (at.y - y)) / spread;
  // what is wider than high does not slant, it lies
  if (mean((at) => (at.x - x) ** 2) > 2 * spread) return drawing;
  const excess = found - Math.min(Math.max(found, -slant), slant);
  return drawing.map((stroke) => stroke.map((at) => ({ x: at.x - excess * (at.y - y), y: at.y })));
};

/** The drawing in the middle of the bitmap, scaled until a pen of some radius fills the box. */
const boxed = (drawing: Drawing, radius: number): Drawing => {
  const points = drawing.flat();
  const [left, right] = rangeOf(points.map(({ x }) => x));
  const [top, bottom] = rangeOf(points.map(({ y }) => y));
  const down = (box.height - 2 * radius) / (bottom - top);
  const width = Math.min(Math.max((right - left) * down, box.narrow - 2 * radius), box.wide - 2 * radius);
  const across = width / (right - left); // infinite for a vertical line
  const scale = { x: finite(Math.min(across, stretch * down)), y: finite(Math.min(down, stretch * across)) };
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  return drawing.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: side / 2 + (x - middle.x) * scale.x, y: side / 2 + (y - middle.y) * scale.y })),
  );
};

/** How far the middle of each point of the bitmap is from the pen's way, where that is not too far for the widest pen. */
const distancesTo = (drawing: Drawing): Float64Array => {
  const squares = new Float64Array(side * side).fill(Infinity);
  const first = (least: number): number => Math.max(Math.floor(least - widest), 0);
  const last = (most: number): number => Math.min(Math.ceil(most + widest), side - 1);
  for (const { from, to } of drawing.flatMap(piecesOf)) {
    const [alongX, alongY] = [to.x - from.x, to.y - from.y];
    const square = alongX * alongX + alongY * alongY;
    for (let row = first(Math.min(from.y, to.y)); row <= last(Math.max(from.y, to.y)); row++)
      for (let column = first(Math.min(from.x, to.x)); column <= last(Math.max(from.x, to.x)); column++) {
        const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y];
        const part = square === 0 ? 0 : Math.min(Math.max((x * alongX + y * alongY) / square, 0), 1);
        const [awayX, awayY] = [x - part * alongX, y - part * alongY];
        const at = row * side + column;
        squares[at] = Math.min(squares[at]!, awayX * awayX + awayY * awayY);
      }
  }
  return squares.map(Math.sqrt);
};

/** The straight pieces of a stroke. A dot is one that has no length, nor weight. */
const piecesOf = (stroke: readonly Point[]) =>
  (stroke.length === 1 ? [stroke[0]!, stroke[0]!] : stroke).slice(1).map((to, index) => {
    const from = stroke[index]!;
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    return { from, to, middle, length: Math.hypot(to.x - from.x, to.y - from.y) };
  });

const rangeOf = (numbers: readonly number[]): readonly [number, number] => [
  numbers.reduce((least, number) => Math.min(least, number), Infinity),
  numbers.reduce((most, number) => Math.max(most, number), -Infinity),
];

const finite = (scale: number): number => (Number.isFinite(scale) ? scale : 0);
