import * as Plot from '@observablehq/plot';
import type { Value } from '@adjoint/graph';
import { domainOf, hasPlace } from './axis.ts';
import { missingNote } from './cells.ts';
import { demand } from './error.ts';
import { shortened } from './markup.ts';
import { type Numbers, numbersIn } from './numbers.ts';
import { faint, grid, missing, seriesColor } from './palette.ts';
import { noData, plotPanel, scaleOf } from './panel.ts';
import { type Heading, type Panel, type Picture, pictureOf } from './picture.ts';
import { numberText } from './table.ts';

/** How margins are measured, and what the classes and samples are called. */
export interface MarginsOptions extends Heading {
  /** The right class of each sample, counted from 0. */
  readonly labels: Numbers;
  /** Δ: by how much the right score must exceed every other; 1 if not given. */
  readonly delta?: number;
  /** What the classes are called; their numbers if not given. */
  readonly classes?: readonly string[];
  /** What the samples are called; their right classes if not given. */
  readonly samples?: readonly string[];
}

/**
 * The scores `[samples, classes]` of a few samples, a line each. What lies in the shaded part, from the right score less Δ on, is too high;
 * thick bars show by how much: their lengths are the terms of the hinge loss.
 *
 * @example
 * ```ts
 * import { toValue } from '@adjoint/graph';
 * import { drawMargins } from '@adjoint/plot';
 *
 * const { table } = drawMargins(toValue([[2, 1.5, -1]]), { labels: [0], classes: ['cat', 'dog', 'ship'] });
 * table.rows[1]; // ['cat', 'dog', 1.5, 0.5]: half a unit into the margin
 * ```
 */
export const drawMargins = (scores: Value, options: MarginsOptions): Picture => {
  const { delta = 1, classes = [] } = options;
  const labels = numbersIn(options.labels);
  const [count, width] = scores.shape as readonly [number, number]; // as demanded next
  const isFit = scores.shape.length === 2 && count === labels.length;
  demand('drawMargins', isFit, `scores must be [${labels.length}, classes]`, `[${scores.shape.join(', ')}]`);
  const nameOf = (k: number): string => classes[k] ?? numberText(k);
  const rows = Array.from({ length: count }, (_, sample) => {
    const right = labels[sample]!;
    const line = Array.from({ length: width }, (_, k) => scores.data[sample * width + k]!);
    const edge = (line[right] ?? Number.NaN) - delta; // NaN where there is no such class
    const marks = line.map((score, k) => ({ k, score, isRight: k === right, over: k === right ? 0 : score - edge }));
    return { sample, name: options.samples?.[sample] ?? nameOf(right), edge, marks };
  });
  const note = missingNote(Array.from(scores.data));
  return pictureOf({
    title: options.title ?? 'Scores, and the margin that they should keep',
    description:
      options.description ??
      `The scores of ${count} samples on a line each, with the part shaded in which a wrong class costs something: within ${numberText(delta)} of the right score, or above it.`,
    table: {
      columns: ['sample', 'class', 'score', 'cost'],
      rows: rows.flatMap(({ name, marks }) =>
        marks.map(({ k, score, over }) => [name, nameOf(k), score, Number.isNaN(over) ? over : Math.max(0, over)]),
      ),
    },
    panels: [{ panel: panelOf(rows, delta, nameOf), x: 0, y: 0 }],
    notes: note === undefined ? [] : [note],
  });
};

interface Mark {
  readonly k: number;
  readonly score: number;
  readonly isRight: boolean;
  /** How far the score lies beyond the right one less Δ. */
  readonly over: number;
}

interface Row {
  readonly sample: number;
  readonly name: string;
  /** The right score less Δ: where the cost begins. */
  readonly edge: number;
  readonly marks: readonly Mark[];
}

const panelOf = (rows: readonly Row[], delta: number, nameOf: (k: number) => string): Panel => {
  const places = rows.flatMap(({ edge, marks }) => [edge, ...marks.map(({ score }) => score)]);
  const [low, high] = domainOf({}, places);
  const room = (high - low) / 12;
  const domain = [low - room, high + room] as const;
  const shaded = rows.filter(({ edge }) => hasPlace({}, edge));
  return plotPanel({
    width: 720,
    height: 60 + rowHeight * Math.max(1, rows.length),
    marginTop: 14,
    marginBottom: 46,
    marginLeft: 24 + 7 * Math.max(4, ...rows.map(({ name }) => Math.min(20, name.length))),
    marginRight: 20,
    x: scaleOf({ label: 'score' }, domain, 9),
    y: { axis: null, domain: [Math.max(1, rows.length), 0] },
    marks: [
      Plot.rect(shaded, { x1: 'edge', x2: domain[1], y1: top, y2: bottom, fill: grid, fillOpacity: 0.6 }),
      Plot.ruleY(rows, { y: middle, stroke: grid }),
      ...rows.map((row) => marksOf(row, domain, nameOf)),
      Plot.text(rows, { y: middle, frameAnchor: 'left', textAnchor: 'end', dx: -10, text: ({ name }: Row) => shortened(name, 20), clip: false }), // prettier-ignore
      Plot.text(shaded, { x: 'edge', y: bottom, text: () => `right score − ${numberText(delta)}`, fill: faint, textAnchor: 'start', dx: 3, dy: -5, fontSize: 10 }), // prettier-ignore
      noData(rows.length === 0),
    ],
  });
};

const rowHeight = 74;

const top = ({ sample }: Row): number => sample + 0.06;
const middle = ({ sample }: Row): number => sample + 0.5;
const bottom = ({ sample }: Row): number => sample + 0.94;

/** The scores of one sample: a ring around the right one, and bars from the edge to those beyond it. */
const marksOf = (row: Row, [low, high]: readonly [number, number], nameOf: (k: number) => string): Plot.Markish => {
  const shown = row.marks.filter(({ score }) => hasPlace({}, score)).toSorted((a, b) => a.score - b.score || a.k - b.k);
  const y = middle(row);
  const beyond = shown.filter(({ over }) => over > 0);
  const isClose = (i: number): boolean => i > 0 && shown[i]!.score - shown[i - 1]!.score < (high - low) / 9;
  const below = shown.reduce<readonly boolean[]>((all, _, i) => [...all, isClose(i) && !all[i - 1]!], []);
  return [
    ...beyond
      .toReversed()
      .map(({ score }, i) => Plot.link([0], { x1: row.edge, x2: score, y1: y + barAt(i, beyond.length), y2: y + barAt(i, beyond.length), stroke: missing, strokeWidth: beyond.length > 4 ? 2 : 4 })), // prettier-ignore
    Plot.dot(shown, { x: 'score', y, fill: ({ k }: Mark) => seriesColor(k), r: 4.5 }),
    Plot.dot(shown.filter(({ isRight }) => isRight), { x: 'score', y, stroke: ({ k }: Mark) => seriesColor(k), strokeWidth: 2, r: 9 }), // prettier-ignore
    ...[false, true].map((isBelow) =>
      Plot.text(
        shown.filter((_, i) => below[i] === isBelow),
        {
          x: 'score',
          y,
          dy: isBelow ? Math.max(19, rowHeight * barAt(beyond.length - 1, beyond.length) + 9) : -19,
          fill: ({ k }: Mark) => seriesColor(k),
          text: ({ k, score }: Mark) => `${shortened(nameOf(k), 14)} ${numberText(score, 4)}`,
        },
      ),
    ),
  ];
};

/** Bars of one sample lie beside one another, so that each is seen, as shares of the height of its row. */
const barAt = (index: number, count: number): number => 0.1 + index * Math.min(0.09, 0.18 / Math.max(1, count - 1));
