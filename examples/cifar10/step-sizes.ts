import { type Bindings, evaluate, type Tensor, type Value } from '@adjoint/graph';
import { fit, resultOf, sgd } from '@adjoint/optim';
import { drawStepSizes, type Picture } from '@adjoint/plot';

/** What one step along −gradient makes of a loss, for steps of several sizes from the same start. */
export interface Steps {
  readonly name: string;
  readonly start: number;
  /** The loss after a step of each of `stepSizes`. */
  readonly losses: readonly number[];
}

const stepSizes = Array.from({ length: 10 }, (_, i) => Number(`1e${i - 10}`)); // from 1e-10 to 1e-1

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
export const lossByStep = (columns: readonly Steps[]): Picture =>
  drawStepSizes(
    Object.fromEntries(columns.map(({ name, start, losses }) => [name, { start, steps: stepSizes, losses }])),
  );
