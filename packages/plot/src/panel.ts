import { emptyDocument } from '#document';
import * as Plot from '@observablehq/plot';
import { type Axis, axisLabel, ticksOf } from './axis.ts';
import { faint, grid, ink, paper } from './palette.ts';
import type { Panel } from './picture.ts';
import { numberText } from './table.ts';

/** A chart by Observable Plot, without a legend. */
export type Chart = Plot.PlotOptions & { readonly width: number; readonly height: number };

/** A chart as a panel: colours of the palette in place of CSS variables, coordinates to a hundredth of a pixel. What
 * kind of mark something is stands in `data-mark`: a label of its own is not for what is part of a picture. */
export const plotPanel = (chart: Chart): Panel => {
  const figure = Plot.plot({ ...chart, document: emptyDocument() });
  figure.querySelector('style')?.remove();
  for (const name of ['class', 'xmlns', 'xmlns:xlink', 'font-family']) figure.removeAttribute(name);
  figure.setAttribute('font-size', '12');
  figure.setAttribute('fill', ink);
  const { marginTop = 20, marginRight = 20, marginBottom = 30, marginLeft = 40, width, height } = chart;
  // Plot counts clips; named for what they cut, those of one name are the same, on whatever page
  const clip = `clip-${[marginTop, marginRight, marginBottom, marginLeft, width, height].map(Math.round).join('-')}`;
  const svg = figure.outerHTML
    .replaceAll('currentColor', ink)
    .replaceAll('var(--plot-background)', paper)
    .replaceAll(/plot-clip-\d+/g, clip)
    .replaceAll(/<[^>]+>/g, (tag) => tag.replaceAll(/(\.\d\d)\d+/g, '$1').replaceAll(' aria-label=', ' data-mark='));
  return { svg, width: chart.width, height: chart.height };
};

/** The options of a scale of Observable Plot for an axis. */
export const scaleOf = (axis: Axis, domain: readonly [number, number], count: number): Plot.ScaleOptions => ({
  type: axis.log ? 'log' : 'linear',
  domain: [...domain],
  label: axisLabel(axis),
  labelAnchor: 'center',
  ticks: ticksOf(axis, domain, count),
  tickFormat: (tick: number) => numberText(tick, 4),
});

/** Grid lines at the ticks of an axis, in the colour of the palette. */
export const gridLines = (axis: 'x' | 'y', ticks: number | number[]): Plot.Markish => {
  const look = { ticks, stroke: grid, strokeOpacity: 1 };
  return axis === 'x' ? Plot.gridX(look) : Plot.gridY(look);
};

/** What stands in the middle of a chart of nothing. */
export const noData = (isEmpty: boolean): Plot.Markish | null =>
  isEmpty ? Plot.text(['no data'], { frameAnchor: 'middle', fill: faint, fontSize: 14 }) : null;
