import type { Value } from '@adjoint/graph';

/** Values by name, one row of each for every sample: the first axis of all of them has the same size. */
export type Columns = Readonly<Record<string, Value>>;

/** Data with what one should know about it. `data` can be bound as it is to leaves of the same names. */
export interface Dataset<C extends Columns = Columns> {
  readonly data: C;
  /** What the class numbers 0, 1, ... stand for. */
  readonly classes: readonly string[];
  /** Who made the data, when, and where it was published. */
  readonly origin: string;
  /** How to cite the data in a publication. */
  readonly citation: string;
  /** The licence of the data, which is not that of the code. */
  readonly licence: string;
}

/** Where a data set is read from. */
export interface DatasetOptions {
  /** Another file in the format of the bundled one. */
  readonly path?: string | URL;
}

/** The licence of the bundled data sets. */
export const creativeCommons = 'CC BY 4.0, https://creativecommons.org/licenses/by/4.0/';
