import { digits, splitData } from '@adjoint/datasets';
import type { Value } from '@adjoint/graph';

/** Pictures `[rows, 64]` and the digits `[rows]` that they show. */
export interface DigitRows {
  readonly pictures: Value<Float64Array>;
  readonly labels: Value<Int32Array>;
  readonly [column: string]: Value;
}

/** The data set in two parts: what is learned from, and a fifth that is held out to judge by. */
export interface DigitSet {
  readonly train: DigitRows;
  readonly test: DigitRows;
}

/** The 1,797 digits that `@adjoint/datasets` carries, in the same two parts every time; each has its share of every digit. */
export const loadDigits = async (): Promise<DigitSet> => {
  const { images, labels } = (await digits()).data;
  return splitData({ pictures: images, labels }, { test: 0.2, seed: 1, stratify: 'labels' });
};

/** The picture of a row. */
export const pictureAt = ({ pictures }: DigitRows, row: number): Float64Array =>
  pictures.data.subarray(row * 64, (row + 1) * 64);
