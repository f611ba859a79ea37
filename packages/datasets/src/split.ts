import { deriveKey, formatShape, type Key, orThrow, permutation } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { Columns, Split } from './dataset.ts';
import { type DatasetError, unfitOption } from './error.ts';
import { countRows, takeRowsOfAll } from './rows.ts';

/** How samples are divided into a training and a test part. */
export interface SplitOptions<C extends Columns = Columns> {
  /** The fraction of the samples that goes to the test part, between 0 and 1. */
  readonly test: number;
  /** Decides which samples: the same seed gives the same split on every platform. */
  readonly seed: Key;
  /** The column of classes whose proportions both parts keep to within one sample. It has one value per row. */
  readonly stratify?: keyof C & string;
}

/**
 * Divides samples at random into a training and a test part, each with at least one of them: every row is in exactly one.
 * Throws `UnequalRows` where the columns have different numbers of rows, and `UnfitOption` for a fraction that is not
 * between 0 and 1, a seed that is no integer, fewer than 2 rows, or a column to stratify by that is missing or has more
 * than one value per row.
 *
 * @example
 * ```ts
 * import { iris, splitData } from '@adjoint/datasets';
 *
 * const { train, test } = splitData((await iris()).data, { test: 0.2, seed: 1, stratify: 'labels' });
 * console.log(train.features.shape, test.labels.shape); // [ 120, 4 ] [ 30 ]
 * ```
 */
export const splitData = <C extends Columns>(data: C, options: SplitOptions<C>): Split<C> => {
  const rows = orThrow(countRows('splitData', data));
  orThrow(checkOptions(data, rows, options));
  const order = permutation(deriveKey(options.seed, 'splitData'), rows);
  const isTest = new Uint8Array(rows);
  let seen = 0;
  let chosen = 0;
  for (const group of groupsOf(order, options.stratify === undefined ? undefined : data[options.stratify])) {
    // rounding the running total keeps every group within one sample of its share, and the sum exact
    seen += group.length;
    const total = Math.min(Math.max(Math.round(seen * options.test), seen === rows ? 1 : 0), rows - 1);
    for (const row of group.slice(0, total - chosen)) isTest[row] = 1;
    chosen = total;
  }
  return {
    train: takeRowsOfAll(
      data,
      order.filter((row) => isTest[row] === 0),
    ),
    test: takeRowsOfAll(
      data,
      order.filter((row) => isTest[row] === 1),
    ),
  };
};

const checkOptions = <C extends Columns>(
  data: C,
  rows: number,
  { test, seed, stratify }: SplitOptions<C>,
): E.Either<DatasetError, void> => {
  if (!(test > 0 && test < 1)) return E.left(unfitOption('splitData', 'test must be a fraction between 0 and 1', test));
  return checkDivision('splitData', data, rows, { seed, stratify });
};

/** What every division of samples at random demands: an integer as seed, something to divide, classes where it is stratified. */
export const checkDivision = <C extends Columns>(
  operation: string,
  data: C,
  rows: number,
  { seed, stratify }: { readonly seed: Key; readonly stratify: (keyof C & string) | undefined },
): E.Either<DatasetError, void> => {
  const unfit = (rule: string, got: unknown) => E.left(unfitOption(operation, rule, got));
  if (!Number.isInteger(seed)) return unfit('seed must be an integer', seed);
  if (rows < 2) return unfit('data must have at least 2 rows', rows);
  if (stratify === undefined) return E.right(undefined);
  const rule = 'stratify must name a column with one value per row';
  if (!Object.hasOwn(data, stratify)) return unfit(rule, `'${stratify}'`);
  const { shape } = data[stratify]!;
  return shape.length === 1 ? E.right(undefined) : unfit(rule, `'${stratify}' of shape ${formatShape(shape)}`);
};

/** Row numbers grouped by class, each group in the given order; one group where there are no classes. */
export const groupsOf = (order: Int32Array, classes: Columns[string] | undefined): readonly (readonly number[])[] => {
  if (classes === undefined) return [[...order]];
  const groups = new Map<number, number[]>();
  for (const row of order) {
    const label = classes.data[row]!;
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [row]);
    else group.push(row);
  }
  return [...groups.values()];
};
