import { expect, test } from 'vitest';
import type { Drawing } from './drawing.ts';
import { excerptOf } from './excerpt.ts';
import { lossOf } from './sample.ts';
import { viewsOf } from './view.ts';

const drawingOf = (text: string): Drawing => viewsOf(lossOf(text))[0].draw('expressions');
const long = drawingOf(`${'tanh('.repeat(20)}sum(W)${')'.repeat(20)} + sum(b)`);

test('a drawing that is small enough stays as it is', () => {
  expect(excerptOf(long, long.length)).toBe(long);
});

test('an excerpt is of what is nearest the result, and reads only what is in it', () => {
  const excerpt = excerptOf(long, 8);
  expect(excerpt).toHaveLength(8);
  expect(excerpt.at(-1)!.isResult).toBe(true);
  expect(excerpt.filter(({ title }) => title === 'tanh')).toHaveLength(5); // beside add, sum and b
  for (const [index, { inputs }] of excerpt.entries()) for (const input of inputs) expect(input).toBeLessThan(index);
  expect(excerpt.at(-1)!.inputs.map((input) => excerpt[input]!.title)).toEqual(['tanh', 'sum']);
});

test('a box at the edge of an excerpt says that not all is drawn, and no other does', () => {
  const told = excerptOf(long, 8).filter(({ says }) => says.endsWith('Not all that it reads is drawn.'));
  expect(told.map(({ title }) => title)).toEqual(['tanh']);
  expect(long.some(({ says }) => says.includes('Not all'))).toBe(false);
});
