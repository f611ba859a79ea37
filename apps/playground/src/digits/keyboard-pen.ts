import type { Point } from './drawing.ts';

/** A pen that keys move over the crossings of a grid. */
export interface KeyboardPen {
  /** From 0, which is left and top, to `lastLine`. */
  readonly column: number;
  readonly row: number;
  readonly isDown: boolean;
}

/** The last row and column of the grid. */
export const lastLine = 12;

/** In the middle of the board, and lifted. */
export const restingPen: KeyboardPen = { column: lastLine / 2, row: lastLine / 2, isDown: false };

/** Where on the board the pen is: the grid has a margin. */
export const placeOf = ({ column, row }: KeyboardPen): Point => ({
  x: (column + 1) / (lastLine + 2),
  y: (row + 1) / (lastLine + 2),
});

/** The pen after a key, if the key means anything to it: arrows, and Home, End, Page Up and Page Down for the diagonals; space or Enter for down and up. */
export const penAfter = (pen: KeyboardPen, key: string): KeyboardPen | undefined => {
  if (key === ' ' || key === 'Enter') return { ...pen, isDown: !pen.isDown };
  const way = wayOf[key];
  if (way === undefined) return undefined;
  return { ...pen, column: within(pen.column + way[0]), row: within(pen.row + way[1]) };
};

/** What is said of it. */
export const penText = ({ column, row, isDown }: KeyboardPen): string =>
  `Row ${row + 1}, column ${column + 1}, pen ${isDown ? 'down' : 'up'}.`;

const wayOf: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};

const within = (line: number): number => Math.min(Math.max(line, 0), lastLine);
