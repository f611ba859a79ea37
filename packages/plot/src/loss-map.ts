import * as Plot from '@observablehq/plot';
import { type Axis, axisLabel, domainOf } from './axis.ts';
import { cellsOf, edgesOf, missingCells, missingNote } from './cells.ts';
import type { LossMap } from './landscape.ts';
import { shortened } from './markup.ts';
import { grid } from './palette.ts';
import { noData, plotPanel, scaleOf } from './panel.ts';
import { beside, type Heading, type Panel, type Picture, pictureOf } from './picture.ts';
import { numberText } from './table.ts';

/** What goes over a map of a loss, and how it is labelled. */
export interface LossMapOptions extends Heading {
  /** Where optimizers went, by their names: points `[a, b]`, as `projectPath` gives them. */
  readonly paths?: Readonly<Record<string, readonly (readonly [a: number, b: number])[]>>;
  readonly x?: Axis;
  readonly y?: Axis;
  readonly loss?: Axis;
}

/**
 * The loss over two directions, L(W + aW₁ + bW₂), as a heat map with contours, and over it the paths of optimizers, from a ring to a sign each.
 * Where losses differ by more than a hundredfold, colours go by ratios unless `loss` says otherwise.
 */
export const drawLossMap = (map: LossMap, options: LossMapOptions = {}): Picture => {
  const { paths = {}, x = { label: 'a', unit: 'lengths of W₁' }, y = { label: 'b', unit: 'lengths of W₂' } } = options;
  const values = map.losses.flat();
  const [low, high] = domainOf({}, values);
  const loss = { label: 'loss', log: low > 0 && high > 100 * low, ...options.loss };
  const [least, most] = domainOf(loss, values);
  const domain = [loss.log ? Math.max(least, most * mostRatio) : least, most] as const; // or a loss of almost 0 would take all colours
  const names = Object.keys(paths).join(', ');
  const {
    title = 'The loss over two directions',
    description = `A heat map of the ${axisLabel(loss)}, from ${numberText(domain[0], 3)} to ${numberText(domain[1], 3)}, with contours${names === '' ? '' : ` and the paths of ${names}`}.`,
  } = options;
  const note = missingNote(values);
  return pictureOf({
    title,
    description,
    table: {
      columns: [`${axisLabel(y)} \\ ${axisLabel(x)}`, ...map.a.map((a) => numberText(a))],
      rows: map.b.map((b, j) => [b, ...map.losses[j]!]),
    },
    panels: beside([mapPanel(map, { x, y, loss, domain, paths }), barPanel(loss, domain)]),
    notes: [...(note === undefined ? [] : [note]), ...outside(map, paths)],
  });
};

type Drawn = Readonly<{
  x: Axis;
  y: Axis;
  loss: Axis;
  domain: readonly [number, number];
  paths: NonNullable<LossMapOptions['paths']>;
}>;

const height = 500;
/** How small a loss has a colour of its own, as a share of the largest. */
const mostRatio = 1e-6;

const margins = { marginTop: 16, marginBottom: 46 };
const scheme = 'viridis'; // grows lighter evenly, with any colour vision

const mapPanel = ({ a, b, losses }: LossMap, { x, y, loss, domain, paths }: Drawn): Panel => {
  const cells = cellsOf(a, b, losses);
  const [columns, rows] = [edgesOf(a), edgesOf(b)];
  const [xDomain, yDomain] = [domainOf({}, columns), domainOf({}, rows)];
  const capped = losses.flat().map((value) => Math.min(Math.max(value, domain[0]), domain[1])); // NaN stays
  const isFlat = capped.every((value) => Object.is(value, capped[0]) || Number.isNaN(value));
  // what is further away could not be told from the horizon, and its coordinates might overflow
  const reach = 1000 * Math.max(...[...xDomain, ...yDomain].map(Math.abs));
  const near = Object.entries(paths).map(([name, path]) => ({
    name,
    path: path.filter((point) => point.every((x) => Math.abs(x) <= reach)),
  }));
  return plotPanel({
    width: 600,
    height,
    ...margins,
    marginLeft: 64,
    marginRight: 20,
    x: scaleOf(x, xDomain, 6),
    y: scaleOf(y, yDomain, 6),
    color: { type: loss.log ? 'log' : 'linear', scheme, domain: [...domain] },
    marks: [
      Plot.frame({ stroke: grid }),
      Plot.rect(
        cells.filter(({ value }) => Number.isFinite(value)),
        {
          x1: 'x1',
          x2: 'x2',
          y1: 'y1',
          y2: 'y2',
          fill: ({ value }: { readonly value: number }) => Math.min(Math.max(value, domain[0]), domain[1]),
          inset: -0.5,
        },
      ),
      a.length > 1 && b.length > 1 && !isFlat
        ? Plot.contour(framed(capped, a.length), {
            width: a.length + 2,
            height: b.length + 2,
            x1: 2 * columns[0]! - columns[1]!,
            x2: 2 * columns.at(-1)! - columns.at(-2)!,
            y1: 2 * rows[0]! - rows[1]!,
            y2: 2 * rows.at(-1)! - rows.at(-2)!,
            clip: true,
            thresholds: levelsOf(loss, domain),
            stroke: 'rgb(255,255,255)',
            strokeOpacity: 0.45,
          })
        : null,
      ...missingCells(cells, Math.max(a.length, b.length) <= 12),
      ...near.map(({ path }, index) => pathMarks(path, lookOf(index))),
      ...legend(near, xDomain, yDomain),
      noData(cells.length === 0),
    ],
  });
};

/** A grid with its border repeated around it: contours close along the outermost values, which then lie out of sight. */
const framed = (values: readonly number[], width: number): number[] => {
  const rows = Array.from({ length: values.length / width }, (_, j) => values.slice(j * width, (j + 1) * width));
  const wider = rows.map((row) => [row[0]!, ...row, row.at(-1)!]);
  return [wider[0]!, ...wider, wider.at(-1)!].flat();
};

/** Twelve heights between the lowest and the highest, by differences or by ratios. */
const levelsOf = ({ log = false }: Axis, [low, high]: readonly [number, number]): number[] =>
  Array.from({ length: 12 }, (_, i) => {
    const share = (i + 0.5) / 12;
    return log ? between(low, high, share) : low + (high - low) * share ** 2; // denser below, where a bowl is flat
  });

/** A number between two in the sense of ratios, which themselves may be too large. */
const between = (low: number, high: number, share: number): number =>
  Math.exp((1 - share) * Math.log(low) + share * Math.log(high));

interface Look {
  readonly color: string;
  /** Where it ends, for those who see the colours alike. */
  readonly symbol: Plot.SymbolType;
}

const lookOf = (index: number): Look => ({
  color: ['rgb(255,255,255)', 'rgb(255,150,90)', 'rgb(255,120,200)', 'rgb(120,230,255)'][index % 4]!,
  symbol: (['circle', 'square', 'triangle', 'diamond', 'star'] as const)[index % 5]!,
});

type Path = readonly (readonly [number, number])[];

const edge = 'rgb(0,0,0)';

const pathMarks = (points: Path, { color, symbol }: Look): Plot.Markish => [
  Plot.line(points, { stroke: edge, strokeWidth: 4, strokeOpacity: 0.6, clip: true }),
  Plot.line(points, { stroke: color, strokeWidth: 2, clip: true }),
  Plot.dot(points, { fill: color, stroke: edge, strokeWidth: 0.5, r: 2, clip: true }),
  Plot.dot(points.slice(0, 1), { fill: 'none', stroke: color, strokeWidth: 2, r: 6, clip: true }),
  Plot.dot(points.slice(-1), { fill: color, stroke: edge, r: 5.5, symbol, clip: true }),
];

/** The names of paths, each beside the sign at its end, in the corner where the fewest points lie. */
const legend = (
  paths: readonly { readonly name: string; readonly path: Path }[],
  [left, right]: readonly [number, number],
  [low, high]: readonly [number, number],
): readonly Plot.Markish[] => {
  const points = paths.flatMap(({ path }) => path);
  const crowdAt = ([top, side]: Corner): number =>
    points.filter(([x, y]) => {
      const [across, up] = [(x - left) / (right - left), (y - low) / (high - low)];
      return (side === 'right' ? across > 0.6 : across < 0.4) && (top === 'top' ? up > 0.7 : up < 0.3);
    }).length;
  const crowds = corners.map(crowdAt);
  const [top, side] = corners[crowds.indexOf(Math.min(...crowds))]!;
  const inward = side === 'right' ? -1 : 1;
  return paths.flatMap(({ name }, index) => {
    const { color, symbol } = lookOf(index);
    const dy = top === 'top' ? 16 + index * 18 : -16 - (paths.length - 1 - index) * 18;
    const at = { frameAnchor: `${top}-${side}`, dy, fill: color, stroke: edge } as const;
    return [
      Plot.dot([name], { ...at, dx: inward * 14, symbol, r: 5.5 }),
      Plot.text([name], { ...at, dx: inward * 26, text: () => shortened(name, 40), textAnchor: side === 'right' ? 'end' : 'start', lineAnchor: 'middle', strokeWidth: 3, strokeOpacity: 0.8, fontWeight: 'bold' }), // prettier-ignore
    ];
  });
};

type Corner = readonly ['bottom' | 'top', 'left' | 'right'];
const corners: readonly Corner[] = [['top', 'right'], ['top', 'left'], ['bottom', 'right'], ['bottom', 'left']]; // prettier-ignore

/** The colours by height, as an axis of its own. */
const barPanel = (loss: Axis, domain: readonly [number, number]): Panel => {
  const [low, high] = domain;
  const at = (share: number): number => (loss.log ? between(low, high, share) : low + (high - low) * share);
  const steps = Array.from({ length: 64 }, (_, i) => ({
    y1: at(i / 64),
    y2: at((i + 1) / 64),
    value: at((i + 0.5) / 64),
  }));
  return plotPanel({
    width: 112,
    height,
    ...margins,
    marginLeft: 10,
    marginRight: 82,
    x: { axis: null, domain: [0, 1] },
    y: { ...scaleOf(loss, domain, 6), axis: 'right', labelAnchor: 'center', labelOffset: 68 },
    color: { type: loss.log ? 'log' : 'linear', scheme, domain: [...domain] },
    marks: [Plot.rect(steps, { x1: 0, x2: 1, y1: 'y1', y2: 'y2', fill: 'value', inset: -0.5 })],
  });
};

const outside = ({ a, b }: LossMap, paths: Drawn['paths']): readonly string[] => {
  const [columns, rows] = [edgesOf(a), edgesOf(b)];
  const isIn = (at: number, edges: readonly number[]): boolean => at >= edges[0]! && at <= edges.at(-1)!;
  return Object.entries(paths).flatMap(([name, points]) => {
    const count = points.filter(([x, y]) => !(isIn(x, columns) && isIn(y, rows))).length;
    return count === 0 ? [] : [`${count} of ${points.length} points of ${name} lie outside of the map.`];
  });
};
