import { constant } from '@adjoint/graph';
import type { Conventions } from '../convention.ts';
import { argmax, argmin, gather, takeAlongAxis, toReal } from '../../src/index.ts';

const { NaN: nan } = Number;

/** What is with indices. */
export const labels: Conventions = {
  'an element taken repeatedly adds up its derivatives': [
    ['takeAlongAxis', (x) => takeAlongAxis(x, constant([1, 0, 1, 1], 'int'), 0), [[5, 6]], [6, 5, 6, 6], [1, 3]],
    ['gather', (x) => gather(x, constant([1, 0, 1, 1], 'int'), 0), [[5, 6]], [6, 5, 6, 6], [1, 3]],
    ['gather of rows', (x) => gather(x, constant([1, 1], 'int'), 0), [[[1, 2], [3, 4]]], [[3, 4], [3, 4]], [[0, 0], [2, 2]]], // prettier-ignore
  ],
  'argmax takes the first of ties and has no derivative': [
    ['ties', (x) => toReal(argmax(x)), [[1, 3, 3]], 1, [0, 0, 0]],
    ['NaN comes first', (x) => toReal(argmax(x)), [[1, nan, 3]], 1, [0, 0, 0]],
    ['in row-major order over several axes', (x) => toReal(argmax(x)), [[[1, 2], [4, 4]]], 2, [[0, 0], [0, 0]]], // prettier-ignore
    ['argmin as well', (x) => toReal(argmin(x)), [[3, 1, 1]], 1, [0, 0, 0]],
  ],
};
