import type { Report } from '@adjoint/gradcheck';
import { type AnyTensor, formatShape, nameOf, parametersOf, printExpression, type Value } from '@adjoint/graph';
import { rangeOf } from './axis.ts';
import { drawConfusion } from './confusion.ts';
import { drawGradientCheck } from './gradient-check.ts';
import { drawGraph } from './graph-picture.ts';
import { type Section, toHtml } from './html.ts';
import { drawCurves } from './loss-line.ts';
import { type Numbers, numbersIn } from './numbers.ts';
import type { Picture } from './picture.ts';
import { drawImages } from './samples.ts';
import type { Cell } from './table.ts';
import { drawTemplates } from './templates.ts';
import type { Theme } from './theme.ts';

/** What a classifier learned from. */
export interface ReportedData {
  /** Where the data come from, and how many there are of what. */
  readonly text?: string;
  readonly classes?: readonly string[];
  /** Images `[images, pixels]` to show some of, their shape, and the class of each. */
  readonly images?: Value;
  readonly imageShape?: readonly number[];
  readonly labels?: Numbers;
}

/** One training run, as far as it is known. */
export interface ReportedRun {
  readonly name: string;
  /** The loss that was minimized: it is printed, and drawn forward and backward. */
  readonly loss: AnyTensor;
  /** What `checkGradients` found. */
  readonly check?: Report;
  /** Scores by epoch, such as those of the training and the validation set. */
  readonly curves?: Readonly<Record<string, readonly number[]>>;
  /** The classes of held-out samples, and what they were taken for. */
  readonly judged?: Readonly<{ labels: Numbers; predicted: Numbers }>;
  /** Weights `[pixels, units]` to be seen as images. */
  readonly templates?: Readonly<Record<string, Value>>;
  /** Further numbers, such as an accuracy. */
  readonly facts?: Readonly<Record<string, Cell>>;
  /** Further pictures, such as its loss landscape. */
  readonly pictures?: readonly Picture[];
}

/** What a report is about. */
export interface ReportOptions {
  readonly title: string;
  readonly data?: ReportedData;
  readonly runs: readonly ReportedRun[];
  readonly theme?: Theme;
}

/**
 * A report of training runs as one HTML file that needs no other: the data, and for each run its numbers, loss expression and parameters, the
 * graph, the gradient check, curves, the confusion matrix, and weights as images; what is not given is left out.
 *
 * @example
 * ```ts
 * import { parameter, scale, sumTo } from '@adjoint/graph';
 * import { trainingReport } from '@adjoint/plot';
 *
 * const w = parameter('w', [2]);
 * const loss = sumTo(scale(w, w), []);
 * await trainingReport({ title: 'A bowl', runs: [{ name: 'descent', loss, curves: { training: [25, 4, 0.6] } }] });
 * ```
 */
export const trainingReport = async ({ title, data = {}, runs, theme = 'auto' }: ReportOptions): Promise<string> => {
  const sections: Section[] = [];
  for (const run of runs) sections.push(...(await sectionsOf(run, data, runs.length > 1)));
  return toHtml({ title, sections: [...dataSection(data), ...sections], theme });
};

const dataSection = ({ text, classes, images, imageShape, labels }: ReportedData): readonly Section[] => {
  const isShown = images !== undefined && imageShape !== undefined;
  if (text === undefined && classes === undefined && !isShown) return [];
  const known = { ...(labels && { labels }), ...(classes && { classes }), count: 24 };
  return [
    {
      heading: 'Data',
      text: [text, classes && `Classes: ${classes.join(', ')}.`].filter(Boolean).join('\n\n'),
      pictures: isShown ? [drawImages(images, { imageShape, title: 'Samples and their classes', ...known })] : [],
    },
  ];
};

const sectionsOf = async (
  run: ReportedRun,
  data: ReportedData,
  isOneOfSeveral: boolean,
): Promise<readonly Section[]> => {
  const { name, loss, check, curves, judged, templates, facts = {}, pictures = [] } = run;
  const { classes = [], imageShape } = data;
  const head = (part: string): string => (isOneOfSeveral ? `${name}: ${part}` : part);
  const graph = await drawGraph({ loss }, { backward: parametersOf(loss).length > 0 });
  const parts: readonly (Section | undefined)[] = [
    {
      heading: head('the loss'),
      code: printExpression(loss),
      table: {
        columns: ['what', 'value'],
        rows: [
          ...parametersOf(loss).map((leaf): readonly Cell[] => [`parameter ${nameOf(leaf)}`, formatShape(leaf.shape)]),
          ...Object.entries(facts),
        ],
      },
    },
    { heading: head('the graph'), pictures: [graph] },
    check && { heading: head('the gradient check'), code: check.text, pictures: [drawGradientCheck(check)] },
    curves && { heading: head('the training'), pictures: [drawCurves(curves, logarithmic(curves))] },
    judged && {
      heading: head('the mistakes'),
      pictures: [drawConfusion(judged.labels, judged.predicted, { classes: classesOf(classes, judged) })],
    },
    templates && imageShape
      ? { heading: head('the weights'), pictures: [drawTemplates(templates, { imageShape, names: classes })] }
      : undefined,
    pictures.length > 0 ? { heading: head('further pictures'), pictures } : undefined,
  ];
  return parts.filter((part) => part !== undefined);
};

/** Ratios on the axis where scores fall far. */
const logarithmic = (curves: Readonly<Record<string, readonly number[]>>) => {
  const all = Object.values(curves).flat();
  const [low, high] = rangeOf({}, all);
  const isFar = all.every((score) => score > 0) && high > 20 * low;
  return { y: { label: 'loss', log: isFar } };
};

/** The names of the classes, or their numbers where there are none. */
const classesOf = (classes: readonly string[], { labels }: NonNullable<ReportedRun['judged']>): readonly string[] => {
  const count = Array.from(numbersIn(labels)).reduce((most, label) => Math.max(most, label + 1), 0);
  return classes.length > 0 ? classes : Array.from({ length: count || 0 }, (_, i) => String(i));
};
