export type { Columns, Dataset, DatasetOptions } from './dataset.ts';
export type { Digits } from './digits.ts';
export { digits, tryDigits } from './digits.ts';
export type { Iris } from './iris.ts';
export { iris, tryIris } from './iris.ts';

export { takeRows } from './rows.ts';
export type { Split, SplitOptions } from './split.ts';
export { splitData } from './split.ts';
export type { FoldOptions } from './folds.ts';
export { folds } from './folds.ts';
export type { Standardization } from './standardization.ts';
export { standardization } from './standardization.ts';
export type { Batches, BatchOptions } from './batches.ts';
export { batches } from './batches.ts';

export type { DatasetError } from './error.ts';
