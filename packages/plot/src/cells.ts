import * as Plot from '@observablehq/plot';
import { missing, paper } from './palette.ts';
import { numberText } from './table.ts';

/** One value of a grid, and the rectangle around it: half of the way to each neighbour. */
export interface GridCell {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly value: number;
}

/** The cells of a grid, row by row; `values[j][i]` is at `xs[i]`, `ys[j]`. */
export const cellsOf = (
  xs: readonly number[],
  ys: readonly number[],
  values: readonly (readonly number[])[],
): readonly GridCell[] => {
  const [columns, rows] = [edgesOf(xs), edgesOf(ys)];
  return ys.flatMap((_, j) =>
    xs.map((_, i) => ({
      x1: columns[i]!,
      x2: columns[i + 1]!,
      y1: rows[j]!,
      y2: rows[j + 1]!,
      value: values[j]?.[i] ?? Number.NaN,
    })),
  );
};

/** Where the cells of an axis begin, and where the last one ends. */
export const edgesOf = (at: readonly number[]): readonly number[] => {
  const [first, last] = [at[0] ?? 0, at.at(-1) ?? 1];
  const between = at.slice(1).map((x, i) => (x + at[i]!) / 2);
  const half = at.length > 1 ? [between[0]! - first, last - between.at(-1)!] : [0.5, 0.5];
  return [first - half[0]!, ...between, last + half[1]!];
};

/** Cells that have no value, in the colour for that, each with a sign where there is room for it. */
export const missingCells = (cells: readonly GridCell[], isRoomy: boolean): readonly Plot.Markish[] => {
  const without = cells.filter(({ value }) => !Number.isFinite(value));
  const corners = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2' } as const;
  return [
    Plot.rect(without, { ...corners, fill: missing, shapeRendering: 'crispEdges' }),
    ...(isRoomy
      ? [
          Plot.text(without, {
            x: ({ x1, x2 }: GridCell) => (x1 + x2) / 2,
            y: ({ y1, y2 }: GridCell) => (y1 + y2) / 2,
            text: ({ value }: GridCell) => numberText(value),
            fill: paper,
            fontWeight: 'bold',
          }),
        ]
      : []),
  ];
};

/** What is to be said of values that are no finite numbers: how many of each kind. */
export const missingNote = (values: readonly number[]): string | undefined => {
  const kinds = [Number.NaN, Infinity, -Infinity].map((kind) => ({
    kind: numberText(kind),
    count: values.filter((value) => Object.is(value, kind)).length,
  }));
  const found = kinds.filter(({ count }) => count > 0).map(({ kind, count }) => `${count} ${kind}`);
  return found.length === 0 ? undefined : `Not finite: ${found.join(', ')} of ${values.length}.`;
};
