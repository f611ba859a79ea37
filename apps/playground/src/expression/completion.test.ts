import { expect, test } from 'vitest';
import { completionsOf, wordAt } from './completion.ts';

test('the word before the caret is completed, unless the caret is inside it', () => {
  expect(wordAt('mean(cro', 8)).toEqual({ from: 5, to: 8 });
  expect(wordAt('mean(cross', 8)).toBeUndefined();
  expect(wordAt('1 + ', 4)).toBeUndefined();
});

test('names come with operations, the shortest first, each with its usage and meaning', () => {
  expect(
    completionsOf('lo', ['loudness'])
      .map(({ word }) => word)
      .slice(0, 3),
  ).toEqual(['log', 'log2', 'log10']);
  expect(completionsOf('LAB', ['labels'])).toEqual([
    { word: 'labels', text: 'labels', usage: 'labels', says: 'given by the page' },
  ]);
  expect(completionsOf('huber', [])).toEqual([]);
  expect(completionsOf('hube', [])).toEqual([
    {
      word: 'huber',
      text: 'huber(',
      usage: 'huber(a, b, delta: …)',
      says: expect.stringContaining('Half the squared residual'),
    },
  ]);
  expect(completionsOf('h', [])).toEqual([]);
});
