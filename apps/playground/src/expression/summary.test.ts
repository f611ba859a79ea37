import { expect, test } from 'vitest';
import { briefOf, summaryOf } from './summary.ts';

test.each([
  [[2.23456], [], '2.235', '2.235'],
  [[-1e-9], [], '−1e−9', '−1e−9'],
  [[1234567], [], '1.235e6', '1.235e6'],
  [[1000], [], '1000', '1000'],
  [[NaN], [], 'NaN', 'NaN'],
  [[-Infinity], [], '−∞', '−∞'],
  [[1, -2, 0.33333], [3], '[1, −2, 0.333]', '[1, −2, 0.333]'],
  [[1, 2, 3, 4], [4], '[4] 1 to 4', '[1, 2, 3, 4]'],
  [[1, 2, 3, 4, 5, 6], [2, 3], '[2, 3] 1 to 6', '[2, 3] mean 3.5, 1 to 6'],
  [[7, 7, 7, 7, 7], [5], '[5] all 7', '[5] all 7'],
  [[1, 2, 3, 4, 5, NaN], [2, 3], '[2, 3] 1 to 5, NaN in 1 of 6', '[2, 3] mean NaN, 1 to 5, NaN in 1 of 6'],
  [[NaN, NaN, NaN, NaN, NaN], [5], '[5] all NaN', '[5] all NaN'],
  [[], [0, 3], '[0, 3] empty', '[0, 3] empty'],
])('%j of shape %j is %s in a box, and %s beside it', (elements, shape, brief, summary) => {
  const value = { shape, data: Float64Array.from(elements) };
  expect(briefOf(value)).toBe(brief);
  expect(summaryOf(value)).toBe(summary);
});
