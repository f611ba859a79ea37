import type { LossLine, TermLines } from './landscape.ts';
import { drawLines, type LinesOptions, type Series } from './lines.ts';
import type { Picture } from './picture.ts';

/** What may be said otherwise than a picture of lines says it by itself. */
export type LinesWording = Partial<LinesOptions>;

/** The loss along one direction, L(W + aW₁), as a line. */
export const drawLossLine = ({ steps, losses }: LossLine, wording: LinesWording = {}): Picture =>
  drawLines([{ name: 'L(W + aW₁)', points: paired(steps, losses) }], {
    title: 'The loss along one direction',
    x: { label: 'a', unit: 'lengths of W₁' },
    y: { label: 'loss' },
    ...wording,
  });

/** Several terms along one direction and their sum, which is drawn last: how a loss that has kinks is made of its samples. */
export const drawTerms = (
  { steps, terms }: TermLines,
  { names = terms.map((_, i) => `term ${i}`), ...wording }: LinesWording & { readonly names?: readonly string[] } = {},
): Picture => {
  const sums = steps.map((_, j) => terms.reduce((sum, term) => sum + term[j]!, 0));
  const series: readonly Series[] = [
    ...terms.map((term, i) => ({
      name: names[i] ?? `term ${i}`,
      points: paired(steps, term),
      look: 'dashed' as const,
    })),
    { name: 'sum', points: paired(steps, sums) },
  ];
  const options = { title: 'The terms of a loss and their sum', x: { label: 'a' }, y: { label: 'loss' } };
  return drawLines(series, { ...options, ...wording });
};

/** The loss after one step along −∇L, by the size of the step, on logarithmic axes; one line a loss, and dashed where it started. */
export const drawStepSizes = (
  lines: Readonly<Record<string, LossLine & { readonly start?: number }>>,
  wording: LinesWording = {},
): Picture => {
  const levels = Object.entries(lines).flatMap(([name, { start }]) =>
    start === undefined ? [] : [{ y: start, label: `${name} at the start` }],
  );
  const series = Object.entries(lines).map(([name, { steps, losses }]): Series => {
    return { name, points: paired(steps, losses), look: 'line and dots' };
  });
  return drawLines(series, {
    title: 'The loss after one step, by its size',
    x: { label: 'step size', log: true },
    y: { label: 'loss after one step along −∇L', log: true },
    levels,
    ...wording,
  });
};

/** How scores went from epoch to epoch, such as the losses on the training and the validation set. */
export const drawCurves = (curves: Readonly<Record<string, readonly number[]>>, wording: LinesWording = {}): Picture =>
  drawLines(
    Object.entries(curves).map(([name, scores]) => ({ name, points: scores.map((score, i) => [i + 1, score]) })),
    { title: 'Scores by epoch', x: { label: 'epoch' }, y: { label: 'loss' }, ...wording },
  );

/** How far several strategies are after looking at all the data so often; both axes are logarithmic. */
export const drawStrategies = (strategies: readonly Series[], wording: LinesWording = {}): Picture =>
  drawLines(strategies, {
    title: 'Strategies compared',
    x: { label: 'passes over the data', log: true },
    y: { label: 'loss', log: true },
    ...wording,
  });

const paired = (xs: readonly number[], ys: readonly number[]): Series['points'] =>
  xs.map((x, i) => [x, ys[i] ?? Number.NaN]);
