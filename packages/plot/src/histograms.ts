import * as Plot from '@observablehq/plot';
import { type Axis, axisLabel, domainOf } from './axis.ts';
import { missingNote } from './cells.ts';
import { demand } from './error.ts';
import { type Numbers, numbersIn } from './numbers.ts';
import { grid, seriesColor } from './palette.ts';
import { gridLines, noData, plotPanel, scaleOf } from './panel.ts';
import { beside, type Heading, type Panel, type Picture, pictureOf } from './picture.ts';

/** How finely to count. */
export interface HistogramsOptions extends Heading {
  /** How many bars; 40 if not given. */
  readonly bins?: number;
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How weights, gradients or other numbers are distributed, a histogram each; those that are not finite are counted below. */
export const drawHistograms = (
  numbers: Readonly<Record<string, Numbers>>,
  { bins = 40, ...heading }: HistogramsOptions = {},
): Picture => {
  demand(
    'drawHistograms',
    Number.isInteger(bins) && bins > 0 && bins <= 1000,
    'bins must be an integer from 1 to 1000',
    bins,
  );
  const counted = Object.entries(numbers).map(([name, given]) => {
    const all = Array.from(numbersIn(given));
    return { name, all, counts: counts(all, bins) };
  });
  const names = counted.map(({ name }) => name).join(' and of ');
  const {
    title = counted.length === 0 ? 'Distribution' : `Distribution of ${counted.map(({ name }) => name).join(', ')}`,
    description = `Histograms of ${names || 'nothing'}, with ${bins} bars each.`,
  } = heading;
  const rows = Array.from({ length: Math.ceil(counted.length / 2) }, (_, row) => counted.slice(2 * row, 2 * row + 2));
  const panels = rows.flatMap((row, y) =>
    beside(row.map(({ name, counts }) => histogram({ label: name }, counts))).map((placed) => ({
      ...placed,
      y: y * 236,
    })),
  );
  return pictureOf({
    title,
    description,
    table: {
      columns: ['of', 'from', 'to', 'count'],
      rows: counted.flatMap(({ name, counts }) => counts.map(({ from, to, count }) => [name, from, to, count])),
    },
    panels: panels.length > 0 ? panels : [{ panel: histogram({ label: 'value' }, []), x: 0, y: 0 }],
    notes: counted.flatMap(({ name, all }) => {
      const note = missingNote(all);
      return note === undefined ? [] : [`${name}: ${note}`];
    }),
  });
};

const counts = (numbers: readonly number[], bins: number): readonly Bin[] => {
  const finite = numbers.filter((number) => Math.abs(number) < 1e300);
  if (finite.length === 0) return [];
  const [low, high] = domainOf({}, finite);
  const width = (high - low) / bins;
  const found = Array.from({ length: bins }, () => 0);
  for (const number of finite) found[Math.min(bins - 1, Math.floor((number - low) / width))]!++;
  return found.map((count, i) => ({ from: low + i * width, to: i === bins - 1 ? high : low + (i + 1) * width, count }));
};

const histogram = (axis: Axis, bins: readonly Bin[]): Panel => {
  const domain = domainOf({}, bins.flatMap(({ from, to }) => [from, to])); // prettier-ignore
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return plotPanel({
    width: 400,
    height: 226,
    marginTop: 14,
    marginBottom: 44,
    marginLeft: 60,
    x: scaleOf({ label: axisLabel(axis) }, domain, 5),
    y: scaleOf({ label: 'count' }, [0, most], 4),
    marks: [
      gridLines('y', 4),
      Plot.rectY(bins, { x1: 'from', x2: 'to', y: 'count', fill: seriesColor(0), insetLeft: 0.5, insetRight: 0.5 }),
      Plot.ruleY([0], { stroke: grid }),
      noData(bins.length === 0),
    ],
  });
};
