import { orThrow, type Value } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { type DatasetError, unfitOption, unfitShape } from './error.ts';
import { isWhole } from './samples.ts';

/** How many classes there are. */
export interface ClassWeightsOptions {
  /** The number of classes; one more than the largest label unless given. */
  readonly classes?: number;
}

/**
 * A weight for each class, `[classes]`, by which every class counts as much as any other, however rare: n / (classes · n_c) for
 * a class with n_c of the n samples, as scikit-learn's `balanced`. Over all samples the weights have the mean 1. Labels that
 * have not one axis are an `UnfitShape`; a label that is no class number, or a class without samples, an `UnfitOption`.
 *
 * @example
 * ```ts
 * import { classWeights } from '@adjoint/datasets';
 *
 * console.log(classWeights({ shape: [4], data: Int32Array.of(0, 0, 0, 1) }).data); // Float64Array(2) [ ≈ 0.6667, 2 ]
 * ```
 */
export const classWeights = (labels: Value, { classes }: ClassWeightsOptions = {}): Value<Float64Array> =>
  orThrow(weigh(labels, classes));

const weigh = ({ shape, data }: Value, classes?: number): E.Either<DatasetError, Value<Float64Array>> => {
  const rows = data.length;
  if (shape.length !== 1 || rows === 0)
    return E.left(unfitShape('classWeights', 'labels must have one axis and at least one label', shape));
  const wrong = data.find((label) => !isWhole(label, 0, (classes ?? Infinity) - 1));
  if (wrong !== undefined)
    return unfit(`a label must be an integer from 0 ${classes === undefined ? 'on' : `to ${classes - 1}`}`, wrong);
  const count = classes ?? Float64Array.from(data).reduce((most, label) => Math.max(most, label + 1), 0);
  // one sample for each class at least, so no label can make the counts larger than the labels
  if (!isWhole(count, 1, rows)) return unfit(`every class must have a sample of the ${rows}`, `${count} classes`);
  const samples = new Float64Array(count);
  for (const label of data) samples[label]! += 1;
  const absent = samples.indexOf(0);
  if (absent >= 0) return unfit('every class must have a sample', `none of class ${absent}`);
  return E.right({ shape: [count], data: samples.map((own) => rows / (count * own)) });
};

const unfit = (rule: string, got: unknown): E.Either<DatasetError, never> =>
  E.left(unfitOption('classWeights', rule, got));
