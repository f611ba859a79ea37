import { type Experiment, reach } from '../experiment/experiment.ts';
import { winnerIn } from '../session/measurement.ts';
import type { Session } from '../session/session.ts';

/** The colours of the classes as a canvas has them in a number: blue, green and red, of 8 bits each. */
export type Palette = readonly number[];

/** The middles of the cells of a square grid over the plane, from the top left, row by row. */
const gridOver = (cells: number): Float64Array => {
  const found = grids.get(cells);
  if (found !== undefined) return found;
  const at = (cell: number): number => (reach * (2 * cell + 1 - cells)) / cells;
  const grid = Float64Array.from({ length: 2 * cells * cells }, (_, index) => {
    const cell = index >> 1;
    return index % 2 === 0 ? at(cell % cells) : -at(Math.floor(cell / cells));
  });
  grids.set(cells, grid);
  return grid;
};

const grids = new Map<number, Float64Array>();

/** Shades each cell in the colour of the class that wins there, the more the further it leads. */
export const shade = (
  pixels: Uint32Array,
  {
    experiment,
    session,
    palette,
    cells,
  }: { experiment: Experiment; session: Session; palette: Palette; cells: number },
): void => {
  const { classes } = experiment;
  const scores = session.scoresAt(experiment, gridOver(cells));
  for (let cell = 0; cell < cells * cells; cell++) {
    const winner = winnerIn(scores, cell, classes);
    let second = -Infinity;
    for (let label = 0; label < classes; label++)
      if (label !== winner) second = Math.max(second, scores[cell * classes + label]!);
    const lead = scores[cell * classes + winner]! - second;
    const opacity = Math.round(36 + 44 * Math.min(1, lead / 2));
    pixels[cell] = (opacity << 24) | palette[winner]!; // every processor that has browsers puts the lowest byte first
  }
};
