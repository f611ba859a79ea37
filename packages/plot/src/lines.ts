import * as Plot from '@observablehq/plot';
import { type Axis, axisLabel, domainOf, hasPlace, ticksOf } from './axis.ts';
import { shortened } from './markup.ts';
import { faint, grid, missing, paper, seriesColor, seriesDashes } from './palette.ts';
import { gridLines, noData, plotPanel, scaleOf } from './panel.ts';
import { type Heading, type Panel, type Picture, pictureOf } from './picture.ts';
import { numberText, type Table } from './table.ts';
import { thinned } from './thinning.ts';

/** Points under one name, in the order in which a line goes through them. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** `line` if not given. */
  readonly look?: 'dashed' | 'dots' | 'line' | 'line and dots';
}

/** How lines are drawn. */
export interface LinesOptions extends Heading {
  readonly x: Axis;
  readonly y: Axis;
  /** Heights to compare with, as thin dashed lines across. */
  readonly levels?: readonly Readonly<{ y: number; label: string }>[];
}

/**
 * Lines through points, each labelled where it ends. A point without a place, as NaN, infinity, or what is not positive on a logarithmic
 * axis, interrupts its line, and a sign at the edge of the frame says what it is.
 *
 * @example
 * ```ts
 * import { drawLines } from '@adjoint/plot';
 *
 * const squares = { name: 'x²', points: [[0, 0], [1, 1], [2, 4]] } as const;
 * const { svg } = drawLines([squares], { x: { label: 'x' }, y: { label: 'y' } });
 * ```
 */
export const drawLines = (series: readonly Series[], options: LinesOptions): Picture => {
  const { x, y } = options;
  const names = series.map(({ name }) => name).join(', ');
  const {
    title = `${y.label} by ${x.label}`,
    description = `A line chart of ${axisLabel(y)} against ${axisLabel(x)}${names === '' ? ', without data' : `: ${names}`}.`,
  } = options;
  const count = series.flatMap(({ points }) => points).filter(([at]) => !hasPlace(x, at)).length;
  const notes = count === 0 ? [] : [`${count} ${count === 1 ? 'point has' : 'points have'} no place along the x axis.`];
  const panel = linesPanel(series, options);
  return pictureOf({ title, description, table: tableOfSeries(series, x, y), panels: [{ panel, x: 0, y: 0 }], notes });
};

/** The lines alone, as a panel of a larger picture. */
const linesPanel = (
  series: readonly Series[],
  { x, y, levels = [] }: LinesOptions,
  { width = 720, height = 380 }: { readonly width?: number; readonly height?: number } = {},
): Panel => {
  const labels = [...series.map(({ name }) => name), ...levels.map(({ label }) => label)];
  const marginRight = 32 + Math.min(190, 6.6 * Math.max(0, ...labels.map(({ length }) => length)));
  const size = { width, height, marginTop: 14, marginBottom: 44, marginLeft: 72, marginRight };
  const all: readonly Point[] = series.flatMap(({ points, look = 'line' }, index) =>
    points.filter(([at]) => hasPlace(x, at)).map(([at, value]) => ({ at, value, index, look })),
  );
  const xDomain = domainOf(x, all.map(({ at }) => at)); // prettier-ignore
  const points = thinned(all, columnIn(x, xDomain));
  const placed = points.filter(({ value }) => hasPlace(y, value));
  const yDomain = domainOf(y, [...placed.map(({ value }) => value), ...levels.map(({ y }) => y)]);
  const [xTicks, yTicks] = [ticksOf(x, xDomain, 7), ticksOf(y, yDomain, 6)];
  const onEdge = points.filter(({ value }) => !hasPlace(y, value));
  const onLine = new Set(placed);
  const lonely = new Set(
    points.filter((point, i) => {
      const isJoined = (other: Point | undefined): boolean => other?.index === point.index && onLine.has(other);
      return !isJoined(points[i - 1]) && !isJoined(points[i + 1]);
    }),
  ); // a line has nowhere to go from these
  const withLine = points.filter(({ look }) => look !== 'dots');
  return plotPanel({
    ...size,
    x: { ...scaleOf(x, xDomain, 7), inset: 6 },
    y: { ...scaleOf(y, yDomain, 6), inset: 6, labelOffset: 60 },
    marks: [
      gridLines('x', xTicks),
      gridLines('y', yTicks),
      Plot.frame({ stroke: grid }),
      Plot.ruleY(levels, { y: 'y', stroke: faint, strokeDasharray: '2 4' }),
      ...series.map(({ look = 'line' }, index) =>
        Plot.line(
          withLine.filter((point) => point.index === index),
          {
            x: 'at',
            y: ({ value }: Point) => (hasPlace(y, value) ? value : Number.NaN),
            stroke: seriesColor(index),
            strokeWidth: 1.8,
            strokeDasharray: look === 'dashed' ? '6 4' : seriesDashes(index),
          },
        ),
      ),
      Plot.dot(
        placed.filter((point) => point.look.includes('dots') || lonely.has(point)),
        { x: 'at', y: 'value', fill: ({ index }: Point) => seriesColor(index), r: 3 },
      ),
      ...onEdge.map(({ at, value, index }) =>
        Plot.text([at], {
          x: at,
          frameAnchor: value > 0 ? 'top' : 'bottom',
          dy: value > 0 ? 8 : -6,
          text: () => signOf(value),
          fill: series.length > 1 ? seriesColor(index) : missing,
          stroke: paper,
          strokeWidth: 4,
          fontSize: Number.isFinite(value) || Number.isNaN(value) ? 12 : 17,
          fontWeight: 'bold',
        }),
      ),
      ...endLabels(series, placed, levels, { ...size, x, y, xDomain, yDomain }),
      noData(points.length === 0),
    ],
  });
};

/** In which of 800 columns of a chart a point is. */
const columnIn = ({ log = false }: Axis, [low, high]: readonly [number, number]): ((at: number) => number) => {
  const placeOf = log ? Math.log : (at: number) => at;
  const [start, width] = [placeOf(low), placeOf(high) - placeOf(low)];
  return (at) => Math.floor((800 * (placeOf(at) - start)) / width);
};

/** What stands at the edge for a number without a place. */
const signOf = (value: number): string => (Number.isFinite(value) ? '≤ 0' : numberText(value));

interface Point {
  readonly at: number;
  readonly value: number;
  readonly index: number;
  readonly look: NonNullable<Series['look']>;
}

type Frame = Readonly<
  Record<'height' | 'marginBottom' | 'marginTop', number> & {
    x: Axis;
    y: Axis;
    xDomain: readonly [number, number];
    yDomain: readonly [number, number];
  }
>;

/** Names to the right of where lines end, moved apart so that each is legible, with a thread from the line to its name. */
const endLabels = (
  series: readonly Series[],
  placed: readonly Point[],
  levels: NonNullable<LinesOptions['levels']>,
  { height, marginBottom, marginTop, x, y, xDomain, yDomain }: Frame,
): readonly Plot.Markish[] => {
  const [bottom, top] = [height - marginBottom - 6, marginTop + 6];
  const scale = Plot.scale({ y: { type: y.log ? 'log' : 'linear', domain: [...yDomain], range: [bottom, top] } });
  const right = xDomain[1];
  const ends = series.flatMap(({ name }, index) => {
    const last = placed.findLast((point) => point.index === index);
    return last === undefined ? [] : [{ name, from: last.at, value: last.value, color: seriesColor(index) }];
  });
  const shown = levels.filter((level) => hasPlace(y, level.y));
  const all = [...ends, ...shown.map((level) => ({ name: level.label, from: right, value: level.y, color: faint }))];
  const rows = spread(all.map((end) => Number(scale.apply(end.value)))); // prettier-ignore
  return all.flatMap(({ name, from, value, color }, i) => {
    const inverse = scale.invert!(rows[i]!) as number; // of a continuous scale
    const row = Math.abs(rows[i]! - Number(scale.apply(value))) < 0.5 ? value : inverse;
    const isThread = from < right || row !== value;
    const thread = {
      x1: from,
      y1: value,
      x2: right,
      y2: row,
      stroke: color,
      strokeOpacity: 0.5,
      strokeDasharray: '1 3',
    };
    return [
      isThread && hasPlace(x, from) ? Plot.link([0], thread) : null,
      Plot.text([shortened(name, 28)], { x: right, y: row, fill: color, textAnchor: 'start', dx: 16, clip: false }),
    ];
  });
};

/** Heights as close to the wanted ones as lines of text can be, from the top down. */
const spread = (wanted: readonly number[]): readonly number[] => {
  const rows = [...wanted];
  const order = wanted.map((_, i) => i).toSorted((a, b) => wanted[b]! - wanted[a]!);
  order.forEach((i, place) => {
    if (place > 0) rows[i] = Math.min(wanted[i]!, rows[order[place - 1]!]! - 14); // from the bottom up
  });
  return rows;
};

/** A column a series where all have the same abscissas, else a row a point. */
const tableOfSeries = (series: readonly Series[], x: Axis, y: Axis): Table => {
  const [first] = series;
  const isShared = series.every(
    ({ points }) =>
      points.length === first!.points.length && points.every(([at], i) => Object.is(at, first!.points[i]![0])),
  );
  if (isShared)
    return {
      columns: [axisLabel(x), ...series.map(({ name }) => name)],
      rows: (first?.points ?? []).map(([at], i) => [at, ...series.map(({ points }) => points[i]![1])]),
    };
  return {
    columns: ['series', axisLabel(x), axisLabel(y)],
    rows: series.flatMap(({ name, points }) => points.map(([at, value]) => [name, at, value])),
  };
};
