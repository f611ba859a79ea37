import { describe, expect, test } from 'vitest';
import { type KeyboardPen, lastLine, penAfter, penText, placeOf, restingPen } from './keyboard-pen.ts';

const after = (keys: readonly string[]): KeyboardPen =>
  keys.reduce((pen, key) => penAfter(pen, key) ?? pen, restingPen);

describe('a pen moved by keys', () => {
  test.each([
    ['ArrowLeft', 5, 6],
    ['ArrowRight', 7, 6],
    ['ArrowUp', 6, 5],
    ['ArrowDown', 6, 7],
    ['Home', 5, 5],
    ['PageUp', 7, 5],
    ['End', 5, 7],
    ['PageDown', 7, 7],
  ])('goes with %s to column %d and row %d', (key, column, row) => {
    expect(penAfter(restingPen, key)).toEqual({ column, row, isDown: false });
  });
  test.each(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'])('stays on the board with %s', (key) => {
    const { x, y } = placeOf(after(Array.from({ length: 40 }, () => key)));
    for (const place of [x, y]) expect(place > 0 && place < 1).toBe(true);
  });
  test('is put down and lifted by space and Enter', () => {
    expect(after([' ']).isDown).toBe(true);
    expect(after([' ', 'Enter']).isDown).toBe(false);
  });
  test('leaves other keys alone', () => {
    for (const key of ['Tab', 'a', 'Shift']) expect(penAfter(restingPen, key)).toBeUndefined();
  });
  test('says where it is, counting from 1', () => {
    expect(penText(after([' ', 'ArrowUp']))).toBe('Row 6, column 7, pen down.');
    expect(penText(after(Array.from({ length: 9 }, () => 'PageDown')))).toBe(
      `Row ${lastLine + 1}, column ${lastLine + 1}, pen up.`,
    );
  });
});
