import { input } from '@adjoint/graph';
import { cyclic, date, hostile, map, sparse, symbol } from './oddities.ts';
import { bools, ints, loss, x } from './operands.ts';

/** A place for which one value at least is certainly wrong. */
export type Wrong = readonly unknown[];

/** What is wrong wherever anything is due. */
export const bad: Wrong = [
  null,
  hostile,
  symbol,
  date,
  map,
  () => 1,
  10n,
  'words',
  true,
  { shape: [2, 3], kind: 'real' },
  cyclic,
];

/** What is wrong for a real operand: other kinds too. */
export const real: Wrong = [undefined, ...bad, ints, bools, [1, 2], { axis: 0 }, new Float64Array(3)];

/** For an operand of integers. */
export const int: Wrong = [undefined, ...bad, x, bools, [1, 2], { axis: 0 }];

/** For an operand of truth values. */
export const bool: Wrong = [undefined, ...bad, x, ints, [true], 2];

/** For an operand of any kind, which may be a number. */
export const anyKind: Wrong = [undefined, ...bad, [1, 2], { axis: 0 }];

/** For a real operand that broadcasts with shape [2, 3]. */
export const real23: Wrong = [...real, input('other', [4, 3]), input('named', ['batch', 5])];

/** For a tensor, where a number is none. */
export const tensor: Wrong = [undefined, ...bad, 1, [1, 2], { axis: 0 }];

/** Numbers that are no axis of a few. */
export const noAxis: Wrong = [NaN, Infinity, 0.5, 17, -17, 2 ** 53, x];

/** For an axis that must be given. */
export const anAxis: Wrong = [undefined, ...bad, ...noAxis, [0, 1], {}];

/** For an axis that may be left out. */
export const orAxis: Wrong = [...bad, ...noAxis, [0, 1], {}];

/** For an object of options. */
export const options: Wrong = [null, symbol, date, map, () => 1, 10n, true, x, 'words', cyclic, { unknown: 1 }];

/** For the axes, or the options, of a reduction. */
export const reduced: Wrong = [
  ...bad,
  ...noAxis,
  [0, 0],
  [0, 0.5],
  sparse,
  [null],
  { axis: 'a' },
  { axis: NaN },
  { axis: [0, 0] },
  { axis: null },
  { axis: symbol },
  { keepDims: 'yes' },
  { keepDims: null },
  { axes: 0 },
];

/** For an integer that may be left out. */
export const integers: Wrong = [...bad, NaN, Infinity, 0.5, x, [1]];

/** For a number that may be left out. */
export const numbers: Wrong = [...bad, NaN, x, [1]];

/** For a size or the name of a dimension. */
export const aSize: Wrong = [undefined, ...bad.filter((one) => one !== 'words'), -1, 0.5, NaN, Infinity, x, '', 'a b'];

/** For a shape. */
export const aShape: Wrong = [
  undefined,
  ...bad,
  3,
  [-2],
  [0.5],
  [NaN],
  [null],
  [symbol],
  [''],
  sparse,
  x,
  [[2]],
  [2 ** 60],
];

/** Options of which one has each of these values. */
export const optionValues = (name: string, ...values: Wrong): Wrong => values.map((value) => ({ [name]: value }));

/** For a list of tensors, and these lists too. */
export const list = (...elements: readonly unknown[]): Wrong => [
  undefined,
  ...bad,
  x,
  1,
  [],
  [null],
  [symbol],
  ...elements,
];

/** For the options of a regularizer. */
export const bias: Wrong = [
  ...options,
  ...optionValues('bias', null, 0, {}, { axis: 2 }, { axis: NaN }, { axis: 0, index: 2 }, { axis: 0, row: 1 }),
];

/** For the variables of a derivative. */
export const wrt: Wrong = [undefined, ...bad, x, [null], [symbol], [1], sparse];

/** For a tensor or an object of tensors. */
export const asked: Wrong = [undefined, ...bad, 1, { y: null }, { y: 1 }, { y: symbol }, [1]];

/** For the options of a derivative. */
export const unused: Wrong = [...options, ...optionValues('unused', null, 'ones', 0, true, symbol)];

/** For the value that a parameter or state of shape [3] starts from. */
export const initial: Wrong = [...bad, 1, [1, 2, 3], ints, x, loss, () => null, () => x];
