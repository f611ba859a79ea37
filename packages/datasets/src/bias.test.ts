import { toValue } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { withBias } from './bias.ts';

describe('a bias column', () => {
  test('puts a 1 at the end of every row', () => {
    const extended = withBias(
      toValue([
        [1, 2],
        [3, 4],
      ]),
    );
    expect(extended).toEqual({ shape: [2, 3], data: Float64Array.of(1, 2, 1, 3, 4, 1) });
  });

  test.each([Uint8Array, Float32Array, Int32Array])('keeps the kind of array: %o', (kind) => {
    expect(withBias({ shape: [1, 2], data: kind.of(7, 9) }).data).toStrictEqual(kind.of(7, 9, 1));
  });

  property.prop([fc.nat(6), fc.nat(6)])('adds one column of ones and loses nothing', (rows, columns) => {
    const data = Float64Array.from({ length: rows * columns }, (_, i) => i + 2);
    const extended = withBias({ shape: [rows, columns], data });
    expect(extended.shape).toEqual([rows, columns + 1]);
    expect([...extended.data].filter((x) => x !== 1)).toEqual([...data]);
    expect(extended.data.filter((_, i) => i % (columns + 1) === columns).every((x) => x === 1)).toBe(true);
  });

  test.each<readonly number[]>([[], [2], [2, 1, 1]])('of a value of other than two axes is refused: %#', (...shape) => {
    expect(() => withBias({ shape, data: new Float64Array(2) })).toThrow(
      `withBias: value must have two axes, rows and columns, got shape [${shape.join(', ')}]`,
    );
  });
});
