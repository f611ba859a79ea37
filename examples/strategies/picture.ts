import * as Plot from '@observablehq/plot';

/** What a strategy has come to after looking at all the data so often. */
export interface Point {
  readonly strategy: string;
  readonly passes: number;
  /** How far the loss is above the smallest there is. */
  readonly excess: number;
}

const colors = ['#999', '#555', '#0072b2', '#cc3311', '#e69f00', '#cc79a7', '#009e73', '#33bbee', '#000'];

/** How far each strategy is above the minimum, against the passes over the data, both on logarithmic axes. */
export const excessByPasses = (points: readonly Point[]): Plot.PlotOptions => {
  const strategies = [...new Set(points.map(({ strategy }) => strategy))];
  const ends = strategies.map((strategy) => points.findLast((point) => point.strategy === strategy)!);
  const right = Math.max(...points.map(({ passes }) => passes));
  return {
    width: 900,
    height: 560,
    marginTop: 50,
    marginRight: 150,
    marginLeft: 70,
    marginBottom: 40,
    x: { type: 'log', label: 'passes over the data', grid: true, tickFormat: String },
    y: { type: 'log', label: 'loss on the training set, above its minimum', grid: true, ticks: 5, tickFormat: String },
    color: { domain: strategies, range: colors },
    marks: [
      Plot.link(spread(ends), {
        x1: 'passes',
        y1: 'excess',
        x2: () => right,
        y2: 'labelAt',
        stroke: 'strategy',
        strokeOpacity: 0.4,
        strokeDasharray: '2 3',
      }),
      Plot.line(points, { x: 'passes', y: 'excess', stroke: 'strategy', strokeWidth: 1.8 }),
      Plot.dot(ends, { x: 'passes', y: 'excess', fill: 'strategy', r: 3 }),
      Plot.text(spread(ends), {
        x: () => right,
        y: 'labelAt',
        text: 'strategy',
        fill: 'strategy',
        textAnchor: 'start',
        dx: 7,
      }),
    ],
  };
};

/** Where labels stand so that each is legible: no two closer than a line of text, on a logarithmic axis. */
const spread = (ends: readonly Point[]): readonly (Point & { readonly labelAt: number })[] => {
  let below = 0;
  return ends
    .toSorted((a, b) => a.excess - b.excess)
    .map((end) => ({ ...end, labelAt: (below = Math.max(end.excess, below * 1.35)) }));
};
