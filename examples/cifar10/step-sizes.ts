import { type Bindings, evaluate, type Tensor, type Value } from '@adjoint/graph';
import { fit, resultOf, sgd } from '@adjoint/optim';
import * as Plot from '@observablehq/plot';

/** What one step along −gradient makes of a loss, for steps of several sizes from the same start. */
export interface Steps {
  readonly name: string;
  readonly start: number;
  /** The loss after a step of each of `stepSizes`. */
  readonly losses: readonly number[];
}

const stepSizes = Array.from({ length: 10 }, (_, i) => Number(`1e${i - 10}`)); // from 1e-10 to 1e-1
const decades = [1, 10, 100, 1e3, 1e4, 1e5];

/** Steps of all sizes. */
export const stepsFrom = async (
  start: Readonly<Record<string, Value>>,
  { name, loss, data }: { readonly name: string; readonly loss: Tensor<[]>; readonly data: Bindings },
): Promise<Steps> => {
  const lossAt = (parameters: Bindings): number => evaluate(loss, { ...data, ...parameters }).data[0]!;
  const losses: number[] = [];
  for (const learningRate of stepSizes) {
    const step = fit({ loss, optimizer: sgd({ learningRate }), data, epochs: 1, start });
    losses.push(lossAt((await resultOf(step)).parameters));
  }
  return { name, start: lossAt(start), losses };
};

/** The lecture's table. It does not name its loss; by its start, near ln 10, it is cross-entropy: the hinge starts near 9. */
const lecture: Steps = {
  name: 'lecture',
  start: 2.2007,
  losses: [2.2007, 2.2001, 2.1941, 2.1355, 1.6478, 2.8444, 25.5581, 254.0866, 2539.3709, 25392.214],
};

/** One column a loss, and beside them the lecture's on the data it is about. */
export const stepTable = (columns: readonly Steps[], data: string): string => {
  const all = data === 'cifar10' ? [...columns, lecture] : columns;
  const line = (first: string, cells: readonly string[]): string =>
    first.padEnd(10) + cells.map((cell) => cell.padStart(16)).join('');
  const figures = (losses: readonly number[]): readonly string[] => losses.map((loss) => loss.toFixed(4));
  return [
    line(
      'step size',
      all.map(({ name }) => name),
    ),
    line('0', figures(all.map(({ start }) => start))),
    ...stepSizes.map((size, i) => line(size.toExponential(), figures(all.map(({ losses }) => losses[i]!)))),
  ].join('\n');
};

/** Losses by step size, both on logarithmic axes, and as dashed lines where they started. */
export const lossByStep = (columns: readonly Steps[]): Plot.PlotOptions => {
  const points = columns.flatMap(({ name, losses }) => losses.map((loss, i) => ({ name, size: stepSizes[i]!, loss })));
  const beside = { x: () => stepSizes.at(-1)!, fill: 'name', textAnchor: 'start', dx: 18 } as const;
  return {
    width: 760,
    height: 480,
    marginTop: 50,
    marginLeft: 70,
    marginRight: 120,
    marginBottom: 45,
    inset: 12,
    x: { type: 'log', label: 'step size', tickFormat: (size: number) => size.toExponential() },
    y: { type: 'log', label: 'loss after one step along −gradient', grid: true, ticks: decades, tickFormat: String },
    color: { domain: columns.map(({ name }) => name), range: ['#0072b2', '#d55e00'] },
    marks: [
      Plot.ruleY(columns, { y: 'start', stroke: 'name', strokeDasharray: '4 4' }),
      Plot.text(columns, { y: 'start', text: ({ start }: Steps) => `start: ${start.toFixed(4)}`, ...beside }),
      Plot.line(points, { x: 'size', y: 'loss', stroke: 'name', strokeWidth: 1.8 }),
      Plot.dot(points, { x: 'size', y: 'loss', fill: 'name', r: 3 }),
      Plot.text(columns, { y: ({ losses }: Steps) => losses.at(-1)!, text: 'name', ...beside }),
    ],
  };
};
