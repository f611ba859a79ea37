import type { Conventions } from '../convention.ts';
import { averagePool2d, maxPool2d, resize } from '../../src/index.ts';

const { NaN: nan } = Number;
const inf = Infinity;

/** A picture of two rows and two columns. */
const square = (a: number, b: number, c: number, d: number) => [[[[a], [b]], [[c], [d]]]]; // prettier-ignore

/** What is at the edges of pictures, and at infinities and NaN. */
export const picture: Conventions = {
  'padding of a maximum never counts, and ties share the derivative evenly': [
    ['ties', (x) => maxPool2d(x, 2), [square(3, 1, 3, 2)], [[[[3]]]], square(0.5, 0, 0.5, 0)],
    ['NaN', (x) => maxPool2d(x, 2), [square(3, nan, 3, 2)], [[[[nan]]]], square(nan, nan, nan, nan)],
    ['nothing but −∞ in a window', (x) => maxPool2d(x, 2, { padding: 1 }), [square(-inf, -inf, -5, -6)], square(-inf, -inf, -5, -6), square(1, 1, 1, 1)], // prettier-ignore
    ['the same, and ties', (x) => maxPool2d(x, 2, { padding: [[1, 0], 0] , stride: 1 }), [square(-inf, -inf, -inf, -inf)], [[[[-inf]], [[-inf]]]], square(0.75, 0.75, 0.25, 0.25)], // prettier-ignore
  ],
  'padding of a mean counts only where that is asked for': [
    ['it does not', (x) => averagePool2d(x, 2, { padding: 1 }), [square(4, 8, 12, 16)], square(4, 8, 12, 16), square(1, 1, 1, 1)], // prettier-ignore
    ['it does', (x) => averagePool2d(x, 2, { padding: 1, countsPadding: true }), [square(4, 8, 12, 16)], square(1, 2, 3, 4), square(0.25, 0.25, 0.25, 0.25)], // prettier-ignore
    ['infinities', (x) => averagePool2d(x, 2), [square(inf, 1, 2, 3)], [[[[inf]]]], square(0.25, 0.25, 0.25, 0.25)],
  ],
  'a picture of one pixel is the middle, a corner, or every pixel': [
    ['the middle', (x) => resize(x, [1, 1]), [square(1, 2, 3, 4)], [[[[2.5]]]], square(0.25, 0.25, 0.25, 0.25)],
    ['a corner', (x) => resize(x, [1, 1], { align: 'corners' }), [square(1, 2, 3, 4)], [[[[1]]]], square(1, 0, 0, 0)],
    ['the nearest corner', (x) => resize(x, [1, 1], { method: 'nearest', align: 'corners' }), [square(1, 2, 3, 4)], [[[[1]]]], square(1, 0, 0, 0)], // prettier-ignore
    ['every pixel', (x) => resize(x, [2, 2]), [[[[[5]]]]], square(5, 5, 5, 5), [[[[4]]]]],
    [
      'the same size',
      (x) => resize(x, [2, 2]),
      [square(1, inf, -inf, nan)],
      square(1, inf, -inf, nan),
      square(1, 1, 1, 1),
    ],
  ],
};
