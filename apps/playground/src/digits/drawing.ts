/** A place on the drawing board: 0 is left and top, 1 is right and bottom. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The way of a pen from where it was put down to where it was lifted. One point is a dot. */
type Stroke = readonly Point[];

/** Strokes in the order in which they were drawn. */
export type Drawing = readonly Stroke[];

/** A board on which nothing is drawn. */
export const noDrawing: Drawing = [];

/** The drawing with the pen put down at a place. */
export const penDown = (drawing: Drawing, at: Point): Drawing => [...drawing, [at]];

/** The drawing with its last stroke drawn on through some places, which begins with the first of them if there is none. */
export const penMoved = (drawing: Drawing, ...through: readonly Point[]): Drawing => [
  ...drawing.slice(0, -1),
  [...(drawing.at(-1) ?? []), ...through],
];

/**
 * A drawing of a picture of the data set, a dot for every dark point of 32 by 32. How many there are in each block of 4 by 4 the picture says; which they are
 * is where it is darkest when the blocks are blurred.
 */
export const drawingOf = (picture: ArrayLike<number>): Drawing =>
  Array.from({ length: 64 }, (_, block) => block).flatMap((block) => {
    const [left, top] = [4 * (block % 8), 4 * Math.floor(block / 8)];
    return Array.from({ length: 16 }, (_, at) => ({ x: left + (at % 4) + 0.5, y: top + Math.floor(at / 4) + 0.5 }))
      .map((at) => ({ at, darkness: blurred(picture, at) }))
      .toSorted((a, b) => b.darkness - a.darkness)
      .slice(0, picture[block]!)
      .map(({ at }) => [{ x: at.x / 32, y: at.y / 32 }]);
  });

/** The darkness at a point of 32 by 32, between those of the middles of the nearest blocks. Around the picture there is paper. */
const blurred = (picture: ArrayLike<number>, { x, y }: Point): number => {
  const [left, top] = [x / 4 - 0.5, y / 4 - 0.5];
  const [column, row] = [Math.floor(left), Math.floor(top)];
  const at = (r: number, c: number): number => (Math.min(r, c) < 0 || Math.max(r, c) > 7 ? 0 : picture[r * 8 + c]!);
  const along = (r: number): number => at(r, column) + (left - column) * (at(r, column + 1) - at(r, column));
  return along(row) + (top - row) * (along(row + 1) - along(row));
};
