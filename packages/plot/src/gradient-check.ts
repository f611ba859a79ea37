import type { Probe, Report } from '@adjoint/gradcheck';
import * as Plot from '@observablehq/plot';
import { domainOf, hasPlace, ticksOf } from './axis.ts';
import { faint, grid, missing, seriesColor } from './palette.ts';
import { gridLines, noData, plotPanel, scaleOf } from './panel.ts';
import { beside, type Heading, type Panel, type Picture, pictureOf } from './picture.ts';

/** What a gradient check compared: the numeric slopes against the analytic ones, and how far apart they are. */
export const drawGradientCheck = (
  report: Pick<Report, 'probes' | 'verdict'> & Partial<Pick<Report, 'reason'>>,
  heading: Heading = {},
): Picture => {
  const { probes, verdict, reason } = report;
  const {
    title = `Gradient check: ${verdict}`,
    description = `Two scatter plots of ${probes.length} slopes: numeric against analytic, and the relative error of each.`,
  } = heading;
  const infinite = probes.filter((probe) => !isFinite(probe)).length;
  return pictureOf({
    title,
    description,
    table: {
      columns: ['parameter', 'entry', 'analytic', 'numeric', '± error', 'relative error', 'verdict'],
      rows: probes.map((probe) => [
        probe.name,
        probe.entry ?? 'a direction',
        probe.analytic,
        probe.numeric,
        probe.error,
        probe.relativeError,
        probe.verdict,
      ]),
    },
    panels: beside([slopes(probes), errors(probes)]),
    notes: [
      ...(reason === undefined ? [] : [`${reason}.`]),
      'Blue discs are right, crosses are not. Relative errors below 1e−16 are drawn there.',
      ...(infinite > 0 ? [`${infinite} of ${probes.length} slopes are not finite; they are only on the right.`] : []),
    ],
  });
};

const isFinite = ({ analytic, numeric }: Probe): boolean => hasPlace({}, analytic) && hasPlace({}, numeric);
const isRight = ({ verdict }: Probe): boolean => verdict === 'correct' || verdict === 'kink';

const size = { width: 410, height: 340, marginTop: 14, marginBottom: 46, marginLeft: 72 };

const dots = (probes: readonly Probe[], place: Plot.DotOptions): readonly Plot.Markish[] => [
  Plot.dot(probes.filter(isRight), { ...place, fill: seriesColor(0), fillOpacity: 0.7, r: 3 }),
  Plot.dot(
    probes.filter((probe) => !isRight(probe)),
    { ...place, stroke: missing, strokeWidth: 2, symbol: 'times', r: 5 },
  ),
];

const slopes = (probes: readonly Probe[]): Panel => {
  const finite = probes.filter(isFinite);
  const domain = domainOf({}, finite.flatMap(({ analytic, numeric }) => [analytic, numeric])); // prettier-ignore
  return plotPanel({
    ...size,
    inset: 8,
    x: scaleOf({ label: 'analytic slope' }, domain, 5),
    y: scaleOf({ label: 'numeric slope' }, domain, 5),
    marks: [
      gridLines('x', 5),
      gridLines('y', 5),
      Plot.frame({ stroke: grid }),
      Plot.link([domain], { x1: '0', y1: '0', x2: '1', y2: '1', stroke: faint, strokeDasharray: '4 4' }),
      ...dots(finite, { x: 'analytic', y: 'numeric' }),
      noData(probes.length === 0),
    ],
  });
};

const floor = 1e-16;

const errors = (probes: readonly Probe[]): Panel => {
  const placed = probes.map((probe, index) => {
    const { relativeError } = probe;
    return { ...probe, index: index + 1, height: Number.isFinite(relativeError) ? Math.max(floor, relativeError) : 10 };
  });
  const places = probes.length > 10 ? {} : { ticks: probes.map((_, i) => i + 1) }; // no slope is halfway between two
  const axis = { label: 'relative error', log: true };
  const domain = domainOf(axis, [1e-12, 1e-4, ...placed.map(({ height }) => height)]);
  return plotPanel({
    ...size,
    inset: 8,
    x: { ...scaleOf({ label: 'slope, in the order of the check' }, [1, Math.max(2, probes.length)], 5), ...places },
    y: scaleOf(axis, domain, 6),
    marks: [
      gridLines('y', ticksOf(axis, domain, 6)),
      Plot.frame({ stroke: grid }),
      ...dots(placed, { x: 'index', y: 'height' }),
      noData(probes.length === 0),
    ],
  });
};
