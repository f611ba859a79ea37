import { input } from '@adjoint/graph';
import * as ops from '../../src/index.ts';
import { sparse, symbol } from './oddities.ts';
import { filter, filter1, pictures, signals } from './operands.ts';
import { type Row, row } from './row.ts';
import { asked, noAxis, options, optionValues, real, type Wrong } from './wrong.ts';

const noStep: Wrong = [0, -1, 0.5, NaN, Infinity, [], [1, 1, 1, 1], [1, 0], [null], symbol, 'words', sparse, {}, null];
const noWidth: Wrong = [-1, 0.5, NaN, Infinity, [], [1, 1, 1, 1], [1, -1], [[1, 1], [1]], [null], 'words', null, symbol, {}]; // prettier-ignore
const noStencil: Wrong = [
  ...options,
  ...optionValues('stride', ...noStep),
  ...optionValues('dilation', ...noStep),
  ...optionValues('padding', ...noWidth),
];
const convolution: Wrong = [...noStencil, ...optionValues('groups', 0, -1, 0.5, NaN, 3, null, 'words', symbol, [])];
const noSizes: Wrong = [undefined, null, [], [1], [1, 2, 3], [1, -2], [1, 'a b'], 'words', symbol, sparse, {}, 0.5];

/** Calls of what is for pictures, and what spoils each of their arguments. */
export const imageCalls: Readonly<Record<string, Row>> = {
  windows: row(
    ops.windows,
    [pictures, [2, 2], { axis: 1, stride: 2, dilation: [1, 2] }],
    [...real, input('line', [4])],
    [undefined, ...noStep.filter((one) => one !== Infinity), 2, [2, 100], asked],
    [
      ...options,
      ...optionValues('axis', ...noAxis, 3, null),
      ...optionValues('stride', ...noStep),
      ...optionValues('dilation', ...noStep, 100),
    ],
  ),
  overlapAdd: row(
    ops.overlapAdd,
    [ops.windows(pictures, [2, 2], { axis: 1 }), [4, 4], { axis: 1 }],
    [...real, pictures],
    [undefined, [], [4], [4, 5], [4, 4, 4], [4, -1], [4, 'rows'], 'words', symbol, sparse, {}, null, 4],
    [
      ...options,
      ...optionValues('axis', ...noAxis, null),
      ...optionValues('stride', ...noStep, 2),
      ...optionValues('dilation', ...noStep, 2),
    ],
  ),
  conv1d: row(ops.conv1d, [signals, filter1, { padding: 1 }], [...real, pictures], [...real, filter], convolution),
  conv2d: row(ops.conv2d, [pictures, filter, { padding: 'same' }], [...real, signals], [...real, filter1], convolution),
  conv1dTranspose: row(
    ops.conv1dTranspose,
    [signals, filter1, { stride: 2, size: [14] }],
    [...real, pictures],
    [...real, filter],
    [...convolution.filter((one) => one !== undefined), ...optionValues('size', ...noSizes.slice(1), [99])],
  ),
  conv2dTranspose: row(
    ops.conv2dTranspose,
    [pictures, filter, { padding: 'same' }],
    [...real, signals],
    [...real, filter1],
    [...convolution, ...optionValues('size', ...noSizes.slice(1), [99, 4])],
  ),
  ...Object.fromEntries(
    [ops.maxPool2d, ops.averagePool2d].map((call, index) => [
      ['maxPool2d', 'averagePool2d'][index]!,
      row(
        call,
        [pictures, 2, { padding: 'same', stride: 1 }],
        [...real, signals],
        [undefined, ...noStep],
        [
          ...noStencil,
          ...optionValues('padding', 2, [2, 0]),
          ...(index === 0 ? [] : optionValues('countsPadding', 1, null, 'yes')),
        ],
      ),
    ]),
  ),
  resize: row(
    ops.resize,
    [pictures, [3, 5], { method: 'nearest', align: 'corners' }],
    [...real, signals, input('none', [2, 0, 4, 1]), input('unknown', [2, 'rows', 4, 1])],
    [...noSizes, [3, 'rows'], [2 ** 40, 1]],
    [
      ...options,
      ...optionValues('method', 'cubic', null, 1, symbol),
      ...optionValues('align', 'middle', null, 1, 'toString', symbol),
    ],
  ),
};
