import { deriveKey, type Key, orThrow, permutation } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { Columns } from './dataset.ts';
import { unfitOption } from './error.ts';
import { countRows, takeRowsOfAll } from './rows.ts';
import { checkDivision, groupsOf } from './split.ts';
import type { Split } from './dataset.ts';

/** How samples are divided into folds. */
export interface FoldOptions<C extends Columns = Columns> {
  /** How many folds: at least 2, and at most as many as there are samples. */
  readonly count: number;
  /** Decides which samples: the same seed gives the same folds on every platform. */
  readonly seed: Key;
  /** The column of classes that every fold has equally many of, to within one sample each. It has one value per row. */
  readonly stratify?: keyof C & string;
}

/**
 * Divides samples at random into parts of equal size, to within one sample. Each fold has one of the parts to test on and the
 * others to train on, so every row is in exactly one test part. A part is copied when it is first asked for.
 * Throws `UnequalRows` where the columns have different numbers of rows, and `UnfitOption` for a count that is no whole number
 * from 2 to the number of rows, a seed that is no integer, fewer than 2 rows, or a column to stratify by that is missing or
 * has more than one value per row.
 *
 * @example
 * ```ts
 * import { folds, iris } from '@adjoint/datasets';
 *
 * for (const { train, test } of folds((await iris()).data, { count: 3, seed: 1, stratify: 'labels' }))
 *   console.log(train.features.shape[0], test.features.shape[0]); // 100 50 100 50 100 50
 * ```
 */
export const folds = <C extends Columns>(data: C, { count, seed, stratify }: FoldOptions<C>): readonly Split<C>[] => {
  const rows = orThrow(countRows('folds', data));
  orThrow(checkDivision('folds', data, rows, { seed, stratify }));
  if (!Number.isInteger(count) || count < 2 || count > rows)
    orThrow(E.left(unfitOption('folds', `count must be a whole number from 2 to the number of rows (${rows})`, count)));
  const order = permutation(deriveKey(seed, 'folds'), rows);
  const foldOf = new Int32Array(rows);
  // dealing the classes out one after the other keeps each of them, and the whole, within one sample
  groupsOf(order, stratify === undefined ? undefined : data[stratify])
    .flat()
    .forEach((row, position) => {
      foldOf[row] = position % count;
    });
  const part = (holds: (row: number) => boolean) => once(() => takeRowsOfAll(data, order.filter(holds)));
  return Array.from({ length: count }, (_, fold) => {
    const train = part((row) => foldOf[row] !== fold);
    const test = part((row) => foldOf[row] === fold);
    return {
      get train() {
        return train();
      },
      get test() {
        return test();
      },
    };
  });
};

const once = <A>(make: () => A): (() => A) => {
  let made: A | undefined;
  return () => (made ??= make());
};
