import {
  type AnyTensor,
  type Bindings,
  evaluate,
  formatShape,
  nameOf,
  positionOf,
  type Sizes,
  type Tensor,
} from '@adjoint/graph';
import type { Weights } from './direction.ts';
import { demand } from './error.ts';
import type { Heading, Picture } from './picture.ts';
import { numberText } from './table.ts';
import { drawTable } from './table-picture.ts';

/** What moving one entry of a parameter by a step does to the loss. */
export interface Difference {
  readonly entry: string;
  readonly at: number;
  readonly moved: number;
  /** The loss after moving. */
  readonly loss: number;
  /** (loss after − loss before) / step. */
  readonly slope: number;
}

/** The numerical gradient of a loss, entry by entry. */
export interface Differences {
  readonly step: number;
  /** The loss before moving anything. */
  readonly loss: number;
  readonly entries: readonly Difference[];
}

/** Which entries to move, and how far. */
export interface DifferencesOptions {
  readonly at: Weights;
  readonly bindings?: Bindings;
  readonly sizes?: Sizes;
  /** The parameter whose entries are moved. */
  readonly wrt: AnyTensor;
  /** How many of its entries, from the first on; ten if not given. */
  readonly count?: number;
  /** The step h; 0.0001 if not given, as in the lecture. */
  readonly step?: number;
}

/** The numerical gradient as the lecture finds it: move one entry after the other by h, and divide what the loss changes by h. */
export const differencesOf = (loss: Tensor<[]> | Tensor, options: DifferencesOptions): Differences => {
  const { at, bindings = {}, sizes = {}, wrt, count = 10, step = 1e-4 } = options;
  const name = nameOf(wrt) ?? '';
  const value = at[name];
  demand('differencesOf', value !== undefined, 'wrt must be a parameter with a value', name);
  const lossWith = (data: Float64Array): number =>
    evaluate(loss, { ...bindings, ...at, [name]: { shape: value!.shape, data } }, { sizes }).data[0]!;
  const point = Float64Array.from(value!.data);
  const before = lossWith(point);
  const entries = Array.from(point.subarray(0, count), (from, i): Difference => {
    const moved = from + step;
    const after = lossWith(point.with(i, moved));
    return { entry: `${name}${formatShape(positionOf(i, value!.shape))}`, at: from, moved, loss: after, slope: (after - before) / step }; // prettier-ignore
  });
  return { step, loss: before, entries };
};

/** The numerical gradient entry by entry as a table: the weight, the weight moved, the loss, the slope. */
export const drawDifferences = ({ step, loss, entries }: Differences, heading: Heading = {}): Picture =>
  drawTable(
    {
      digits: 9, // or a loss would look the same after so small a step
      columns: ['entry', 'W', 'W + h', 'loss at W', 'loss at W + h', 'slope'],
      rows: entries.map(({ entry, at, moved, loss: after, slope }) => [entry, at, moved, loss, after, slope]),
    },
    {
      title: `The gradient by differences, h = ${numberText(step)}`,
      description: `A table of ${entries.length} weights, each moved by ${numberText(step)}, with the loss before and after and the slope.`,
      ...heading,
    },
  );
