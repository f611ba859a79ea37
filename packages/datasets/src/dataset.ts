import type { Value } from '@adjoint/graph';

/** Values by name, one row of each for every sample: the first axis of all of them has the same size. */
export type Columns = Readonly<Record<string, Value>>;

/** A training and a test part of the same columns. */
export interface Split<C extends Columns = Columns> {
  readonly train: C;
  readonly test: C;
}

/** Images `[count, pixels]` of 8-bit pixels, and the class of each `[count]`. */
export type LabelledImages = Readonly<{ images: Value<Uint8Array>; labels: Value<Int32Array> }>;

/** What one should know about data. */
export interface Provenance {
  /** What the class numbers 0, 1, ... stand for. */
  readonly classes: readonly string[];
  /** Who made the data, when, and where it was published. */
  readonly origin: string;
  /** How to cite the data in a publication. */
  readonly citation: string;
  /** The licence of the data, which is not that of the code. */
  readonly licence: string;
}

/** Data with what one should know about it. `data` can be bound as it is to leaves of the same names. */
export interface Dataset<C extends Columns = Columns> extends Provenance {
  readonly data: C;
}

/** Data whose makers divided them into a training and a test part, with what one should know about them. */
export interface DividedDataset<C extends Columns = Columns> extends Provenance, Split<C> {}

/** Where a data set is read from. */
export interface DatasetOptions {
  /** Another file in the format of the bundled one. */
  readonly path?: string | URL;
}

/** The licence of the bundled data sets. */
export const creativeCommons = 'CC BY 4.0, https://creativecommons.org/licenses/by/4.0/';
