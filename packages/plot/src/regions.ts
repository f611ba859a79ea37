import * as Plot from '@observablehq/plot';
import { type AnyTensor, type Bindings, evaluate, nameOf, type Value } from '@adjoint/graph';
import { type Axis, axisLabel, domainOf, rangeOf } from './axis.ts';
import { cellsOf, edgesOf, type GridCell, missingCells } from './cells.ts';
import { demand } from './error.ts';
import { evenly } from './landscape.ts';
import { type Numbers, numbersIn } from './numbers.ts';
import { grid, missing, paper, seriesColor, tintColor } from './palette.ts';
import { noData, plotPanel, scaleOf } from './panel.ts';
import { type Heading, type Picture, pictureOf } from './picture.ts';
import { numberText } from './table.ts';

/** Which class each point of a plane is taken for: `classes[j][i]` at `x[i]`, `y[j]`, and NaN where no score is a number. */
export interface DecisionRegions {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly classes: readonly (readonly number[])[];
}

/** Samples in two dimensions `[samples, 2]`, with the class of each. */
export interface PlaneSamples {
  readonly features: Value;
  readonly labels: Numbers;
}

/** Which plane to look at. */
export interface RegionsOptions {
  /** The leaf `[samples, 2]` that is moved over the plane. */
  readonly input: AnyTensor;
  /** What else the scores need, such as weights. */
  readonly bindings?: Bindings;
  /** Samples around which the plane is chosen, unless `x` and `y` say where it is. */
  readonly around?: Value;
  readonly x?: readonly number[];
  readonly y?: readonly number[];
}

/** The class with the highest of the scores `[samples, classes]` at every point of a plane, all points in one evaluation. */
export const decisionRegions = (scores: AnyTensor, options: RegionsOptions): DecisionRegions => {
  const { input, bindings = {}, around } = options;
  const axisAround = (column: number): readonly number[] => {
    const [low, high] = domainOf({}, Array.from({ length: around?.shape[0] ?? 0 }, (_, i) => around!.data[2 * i + column]!)); // prettier-ignore
    const room = (high - low) / 10;
    return evenly(low - room, high + room, 81);
  };
  const { x = axisAround(0), y = axisAround(1) } = options;
  const points = Float64Array.from(y.flatMap((b) => x.flatMap((a) => [a, b])));
  const moved = { [nameOf(input) ?? '']: { shape: [x.length * y.length, 2], data: points } };
  const { shape, data } = evaluate(scores, { ...bindings, ...moved });
  const isFit = shape.length === 2 && shape[0] === x.length * y.length;
  demand('decisionRegions', isFit, 'scores must be [samples, classes]', `[${shape.join(', ')}]`);
  const count = shape[1]!;
  const best = (at: number): number => {
    let found = Number.NaN;
    for (let k = 0; k < count; k++) {
      const score = data[at * count + k]!;
      if (!Number.isNaN(score) && (Number.isNaN(found) || score > data[at * count + found]!)) found = k;
    }
    return found;
  };
  return { x, y, classes: y.map((_, j) => x.map((_, i) => best(j * x.length + i))) };
};

/** Cells of one class beside one another as one. */
const runsOf = (cells: readonly GridCell[]): readonly GridCell[] => {
  const runs: GridCell[] = [];
  for (const cell of cells.filter(({ value }) => Number.isFinite(value))) {
    const last = runs.at(-1);
    const isNext = last?.value === cell.value && last.y1 === cell.y1 && last.x2 === cell.x1;
    if (isNext) runs[runs.length - 1] = { ...last, x2: cell.x2 };
    else runs.push(cell);
  }
  return runs;
};

const isWithin = (x: number, [low, high]: readonly [number, number]): boolean => x >= low && x <= high;

/** How regions are labelled, and which samples go over them. */
export interface DecisionRegionsOptions extends Heading {
  readonly samples?: PlaneSamples;
  readonly names?: readonly string[];
  readonly xAxis?: Axis;
  readonly yAxis?: Axis;
}

/** Which class each point of a plane is taken for, as tinted regions, and over them samples by class: a colour and a symbol each. */
export const drawDecisionRegions = (regions: DecisionRegions, options: DecisionRegionsOptions = {}): Picture => {
  const { samples, names = [], xAxis = { label: 'first feature' }, yAxis = { label: 'second feature' } } = options;
  const classes = regions.classes.map((row) => row.map((k) => (isClass(k) ? k : Number.NaN)));
  const cells = cellsOf(regions.x, regions.y, classes);
  const [xDomain, yDomain] = [edgesOf(regions.x), edgesOf(regions.y)].map((edges) => domainOf({}, edges));
  const labels = numbersIn(samples?.labels ?? []);
  const all = Array.from({ length: labels.length }, (_, i) => ({
    x: samples!.features.data[2 * i]!,
    y: samples!.features.data[2 * i + 1]!,
    label: labels[i]!,
  }));
  const dots = all.filter(({ x, y }) => isWithin(x, xDomain!) && isWithin(y, yDomain!));
  const strays = dots.filter(({ label }) => !isClass(label));
  const [, most] = rangeOf({}, [...cells.map(({ value }) => value), ...dots.map(({ label }) => label).filter(isClass)]);
  const kinds = Array.from({ length: Math.max(0, most + 1, names.length) }, (_, k) => k);
  const nameAt = (k: number): string => names[k] ?? `class ${numberText(k)}`;
  const panel = plotPanel({
    width: 600,
    height: 500,
    marginTop: 14,
    marginBottom: 46,
    marginLeft: 64,
    marginRight: 20,
    x: scaleOf(xAxis, xDomain!, 6),
    y: scaleOf(yAxis, yDomain!, 6),
    symbol: { type: 'identity' },
    marks: [
      Plot.rect(runsOf(cells), {
        x1: 'x1',
        x2: 'x2',
        y1: 'y1',
        y2: 'y2',
        fill: ({ value }: GridCell) => tintColor(value),
        inset: -0.5,
      }),
      ...missingCells(cells, false),
      Plot.frame({ stroke: grid }),
      ...kinds.map((k) =>
        Plot.dot(
          dots.filter(({ label }) => label === k),
          { x: 'x', y: 'y', fill: seriesColor(k), stroke: paper, strokeWidth: 0.8, symbol: symbols[k % symbols.length]!, r: 4, clip: true }, // prettier-ignore
        ),
      ),
      Plot.dot(strays, { x: 'x', y: 'y', stroke: missing, strokeWidth: 2, symbol: 'times', r: 4, clip: true }),
      noData(cells.length === 0 && dots.length === 0),
    ],
  });
  const legend = {
    width: 24 + 8 * Math.max(0, ...kinds.map((k) => nameAt(k).length)) + 20,
    height: 40 + 20 * kinds.length,
    svg: plotLegend(kinds, nameAt),
  };
  const { title = 'Which class each point is taken for', description = `Regions of ${kinds.map(nameAt).join(', ') || 'no classes'} in the plane of ${axisLabel(xAxis)} and ${axisLabel(yAxis)}${dots.length === 0 ? '' : `, with ${dots.length} samples`}.` } = options; // prettier-ignore
  return pictureOf({
    title,
    description,
    table: {
      columns: [`${axisLabel(yAxis)} \\ ${axisLabel(xAxis)}`, ...regions.x.map((x) => numberText(x, 4))],
      rows: regions.y.map((y, j) => [y, ...classes[j]!.map((k) => (Number.isNaN(k) ? 'NaN' : nameAt(k)))]),
    },
    panels: [
      { panel, x: 0, y: 0 },
      { panel: legend, x: panel.width, y: 0 },
    ],
    notes: [
      ...(strays.length > 0 ? [`Crosses: ${strays.length} of ${all.length} samples are of no class.`] : []),
      ...(dots.length < all.length ? [`${all.length - dots.length} of ${all.length} samples lie outside of the plane.`] : []), // prettier-ignore
    ],
  });
};

/** Whether a number can be a class: there are names and colours for so many. */
const isClass = (k: number): boolean => Number.isInteger(k) && k >= 0 && k < 1000;

const symbols = ['circle', 'square', 'triangle', 'diamond', 'star', 'wye', 'cross'] as const;

const plotLegend = (kinds: readonly number[], nameAt: (k: number) => string): string =>
  kinds.length === 0
    ? ''
    : plotPanel({
        width: 24 + 8 * Math.max(...kinds.map((k) => nameAt(k).length)) + 20,
        height: 40 + 20 * kinds.length,
        margin: 0,
        x: { axis: null, domain: [0, 1], range: [10, 30] },
        y: { axis: null, domain: [0, kinds.length], range: [40, 40 + 20 * kinds.length] },
        symbol: { type: 'identity' },
        marks: kinds.flatMap((k) => [
          Plot.dot([k], { x: 0, y: k + 0.5, fill: seriesColor(k), symbol: symbols[k % symbols.length]!, r: 5 }),
          Plot.text([nameAt(k)], { x: 1, y: k + 0.5, textAnchor: 'start' }),
        ]),
      }).svg;
