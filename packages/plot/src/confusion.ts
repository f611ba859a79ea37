import * as Plot from '@observablehq/plot';
import { demand } from './error.ts';
import { shortened } from './markup.ts';
import { type Numbers, numbersIn } from './numbers.ts';
import { ink, paper, seriesColor } from './palette.ts';
import { noData, plotPanel } from './panel.ts';
import { type Heading, type Picture, pictureOf } from './picture.ts';

/** The classes that samples have, and what they are called. */
export interface ConfusionOptions extends Heading {
  readonly classes: readonly string[];
}

/**
 * How often each class (rows) was taken for each class (columns), in counts; the darker a cell, the larger the share of its row. Samples
 * without such a class, as one below 0 or NaN, are counted below.
 */
export const drawConfusion = (
  trueClasses: Numbers,
  takenFor: Numbers,
  { classes, ...heading }: ConfusionOptions,
): Picture => {
  const [labels, predicted] = [numbersIn(trueClasses), numbersIn(takenFor)];
  const isPaired = labels.length === predicted.length;
  demand('drawConfusion', isPaired, `there must be as many predictions as labels, ${labels.length}`, predicted.length);
  const counts = classes.map(() => classes.map(() => 0));
  let strays = 0;
  for (let i = 0; i < labels.length; i++) {
    const row = counts[labels[i]!];
    if (row?.[predicted[i]!] === undefined) strays++;
    else row[predicted[i]!]!++;
  }
  const counted = labels.length - strays;
  const right = counts.reduce((sum, row, i) => sum + row[i]!, 0);
  const share = counted === 0 ? '' : `: ${((100 * right) / counted).toFixed(1)} % right`;
  const {
    title = `What was taken for what${share}`,
    description = `A confusion matrix of ${counted} samples and ${classes.length} classes, ${right} of them on the diagonal.`,
  } = heading;
  const longest = Math.max(1, ...classes.map(({ length }) => Math.min(longestName, length)));
  const [side, left] = [classes.length <= 12 ? 44 : 30, 60 + Math.min(140, 7 * longest)];
  const cells = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, taken) => ({ truth, taken, count, share: total === 0 ? 0 : count / total }));
  });
  const names = (axis: string) => ({
    type: 'band' as const,
    domain: classes.map((_, i) => i),
    label: axis,
    labelAnchor: 'center' as const,
    labelArrow: 'none' as const,
    tickFormat: (i: number) => shortened(classes[i]!, longestName),
    tickSize: 0,
    padding: 0.04,
  });
  const isSteep = longest > 5;
  const panel = plotPanel({
    width: Math.max(220, left + 20 + side * classes.length),
    height: Math.max(120, 76 + (isSteep ? 5 * longest : 0) + side * classes.length),
    marginLeft: left,
    marginTop: 56 + (isSteep ? 5 * longest : 0),
    marginBottom: 20,
    x: {
      ...names('taken for'),
      axis: 'top',
      tickRotate: isSteep ? -40 : 0,
      labelOffset: 38 + (isSteep ? 5 * longest : 0),
    },
    y: { ...names('true class'), labelOffset: left - 16 },
    marks: [
      Plot.cell(classes.length > mostEmpty ? cells.filter(({ count }) => count > 0) : cells, { x: 'taken', y: 'truth', fill: seriesColor(0), fillOpacity: 'share', stroke: seriesColor(0), strokeOpacity: 0.25 }), // prettier-ignore
      Plot.text(
        cells.filter(({ count }) => count > 0),
        {
          x: 'taken',
          y: 'truth',
          text: ({ count }: { readonly count: number }) => count.toLocaleString('en'),
          fill: ({ share }: { readonly share: number }) => (share > 0.55 ? paper : ink),
        },
      ),
      noData(classes.length === 0),
    ],
    opacity: { type: 'linear', domain: [0, 1], range: [0, 1] },
    color: { type: 'identity' },
  });
  const table = {
    columns: ['true \\ taken for', ...classes],
    rows: counts.map((row, truth) => [classes[truth]!, ...row]),
  };
  const notes = strays === 0 ? [] : [`Of no such class, or taken for none: ${strays} of ${labels.length} samples.`]; // prettier-ignore
  return pictureOf({ title, description, table, panels: [{ panel, x: 0, y: 0 }], notes });
};

/** Longer names of classes are cut. */
const longestName = 28;

/** Of more classes than these, pairs that never occur are not drawn. */
const mostEmpty = 60;
