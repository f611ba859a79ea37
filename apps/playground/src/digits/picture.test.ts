import { describe, expect, test } from 'vitest';
import { type Drawing, drawingOf, noDrawing, penDown, penMoved } from './drawing.ts';
import { drawnDigits } from './drawn-digits.ts';
import { bitmapOf, blockCounts, pictureOf } from './picture.ts';

const digits = drawnDigits();
const inkOf = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((sum, count) => sum + count, 0);
const moved = (drawing: Drawing, way: (x: number, y: number) => readonly [number, number]): Drawing =>
  drawing.map((stroke) =>
    stroke.map(({ x, y }) => {
      const [toX, toY] = way(x, y);
      return { x: toX, y: toY };
    }),
  );
const between = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (count, at) => Math.abs(count - b[at]!)));

describe('the picture of a drawing', () => {
  test('is none where nothing is drawn', () => {
    expect(pictureOf(noDrawing)).toBeUndefined();
  });
  test.each([...digits.keys()])('has 64 counts from 0 to 16, three tenths of them dark: %d', (digit) => {
    const picture = pictureOf(digits[digit]!)!;
    expect(picture).toHaveLength(64);
    for (const count of picture) expect(Number.isInteger(count) && count >= 0 && count <= 16).toBe(true);
    expect(Math.abs(inkOf(picture) - 313)).toBeLessThan(20);
  });
  test('reaches from top to bottom, between margins', () => {
    for (const digit of digits) {
      const bitmap = bitmapOf(digit)!;
      const dark = [...bitmap.keys()].filter((at) => bitmap[at] === 1);
      const [rows, columns] = [dark.map((at) => Math.floor(at / 32)), dark.map((at) => at % 32)];
      expect(Math.min(...rows)).toBeLessThanOrEqual(1);
      expect(Math.max(...rows)).toBeGreaterThanOrEqual(30);
      expect(Math.min(...columns)).toBeGreaterThanOrEqual(3);
      expect(Math.max(...columns)).toBeLessThanOrEqual(28);
    }
  });
  test('does not depend on where and how large it is drawn', () => {
    for (const digit of digits) {
      const small = moved(digit, (x, y) => [0.6 + x / 4, 0.1 + y / 4]);
      expect(between(pictureOf(small)!, pictureOf(digit)!)).toBeLessThanOrEqual(1); // which only rounding can make
    }
  });
  test('is upright, however it slants', () => {
    for (const digit of digits)
      for (const way of [-1, 1]) {
        const [one, other] = [0.5, 0.8].map((slant) => pictureOf(moved(digit, (x, y) => [x + way * slant * y, y]))!);
        const apart = inkOf(one!.map((count, at) => Math.abs(count - other![at]!)));
        expect(apart).toBeLessThan(0.15 * 313);
      }
  });
  test('of a vertical line is a bar a third of the bitmap wide', () => {
    const bitmap = bitmapOf([[{ x: 0.3, y: 0.2 }, { x: 0.3, y: 0.7 }]])!; // prettier-ignore
    const width = inkOf(bitmap.subarray(16 * 32, 17 * 32));
    expect([10, 11, 12]).toContain(width);
  });
  test('of a dot is a round blot in the middle', () => {
    const picture = pictureOf([[{ x: 0.9, y: 0.1 }]])!;
    expect([27, 28, 35, 36].map((block) => picture[block]! > 0)).toEqual([true, true, true, true]);
    expect(picture[0]).toBe(0);
  });
});

test('a block counts its dark points', () => {
  const bitmap = new Uint8Array(1024);
  for (const [row, column] of [[0, 0], [3, 3], [4, 0], [31, 31]] as const) bitmap[row * 32 + column] = 1; // prettier-ignore
  const counts = blockCounts(bitmap);
  expect([counts[0], counts[8], counts[63], inkOf(counts)]).toEqual([2, 1, 1, 4]);
});

test('a picture of the data set is drawn with as many dots in a block as it counts', () => {
  const picture = Float64Array.from({ length: 64 }, (_, block) => block % 17);
  const bitmap = new Uint8Array(1024);
  for (const { x, y } of drawingOf(picture).flat()) bitmap[Math.floor(y * 32) * 32 + Math.floor(x * 32)] = 1;
  expect(blockCounts(bitmap)).toEqual(picture);
});

test('a pen begins strokes, and goes on with the last', () => {
  const [a, b, c] = [{ x: 0, y: 0 }, { x: 0.5, y: 0.5 }, { x: 1, y: 1 }] as const; // prettier-ignore
  const one = penMoved(penDown(noDrawing, a), b, c);
  expect(one).toEqual([[a, b, c]]);
  expect(penDown(one, b)).toEqual([[a, b, c], [b]]);
  expect(penMoved(noDrawing, a)).toEqual([[a]]);
});
