import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { titleLines } from './title-lines.ts';

test.each([
  ['mean', ['mean']],
  ['scores = add(matmul(X, W), b)', ['scores =', 'add(matmul(', 'X, W), b)']],
  ['aNameThatIsVeryLong', ['aNameThatIsV', 'eryLong']],
  ['a(b(c(d(e(f(g(h(i(j(k(l(m(n(o(p', ['a(b(c(d(e(f(', 'g(h(i(j(k(l(', 'm(n(o(p']],
  ['a + b + c + d + e + f + g + h + i + j + k', ['a + b + c +', 'd + e + f +', 'g + h + i +…']],
])('%j has the lines %j', (title, lines) => {
  expect(titleLines(title, 12, 3)).toEqual(lines);
});

test.prop([fc.string({ unit: 'grapheme', maxLength: 200 })])(
  'no line is longer, and none is lost where there is room',
  (title) => {
    const lines = titleLines(title, 10, 1000);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(10);
    expect(lines.join('').replaceAll(' ', '')).toBe(title.replaceAll(' ', ''));
  },
);
