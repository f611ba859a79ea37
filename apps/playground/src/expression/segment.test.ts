import { expect, test } from 'vitest';
import { colored, positionIn, segmentsOf } from './segment.ts';

test('a text is cut where a mark begins or ends, and nothing of it is lost', () => {
  const marks = [
    { from: 0, to: 4, look: 'a' },
    { from: 2, to: 6, look: 'b' },
    { from: 6, to: 90, look: 'c' },
  ];
  expect(segmentsOf('01234567', marks)).toEqual([
    { text: '01', looks: ['a'] },
    { text: '23', looks: ['a', 'b'] },
    { text: '45', looks: ['b'] },
    { text: '67', looks: ['c'] },
  ]);
  expect(segmentsOf('', [])).toEqual([]);
});

test('comments, texts, numbers and what is called are coloured; names with digits are not', () => {
  const text = "w1 = sum (x, 1e-3) + f('1') # 2";
  expect(colored(text).map(({ look, from, to }) => [look, text.slice(from, to)])).toEqual([
    ['operation', 'sum'],
    ['number', '1e-3'],
    ['operation', 'f'],
    ['quoted', "'1'"],
    ['comment', '# 2'],
  ]);
});

test('lines and columns are counted from 1', () => {
  expect(positionIn('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(positionIn('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});
