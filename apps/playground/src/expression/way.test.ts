import { expect, test } from 'vitest';
import { nextBox } from './way.ts';

//  0   1
//    2
//  3   4
const boxes = [
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 40, y: 50 },
  { x: 0, y: 100 },
  { x: 100, y: 100 },
];

test.each([
  [0, 'ArrowRight', 1],
  [1, 'ArrowLeft', 0],
  [0, 'ArrowDown', 3],
  [2, 'ArrowDown', 3],
  [2, 'ArrowUp', 0],
  [4, 'ArrowUp', 1],
  [3, 'Home', 0],
  [0, 'End', 4],
  [0, 'ArrowUp', undefined],
  [4, 'ArrowRight', undefined],
  [0, 'Enter', undefined],
  [9, 'ArrowUp', undefined],
])('from box %i %s goes to %s', (from, key, to) => {
  expect(nextBox(boxes, from, key)).toBe(to);
});
