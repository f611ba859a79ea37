import { evaluate, gradient, input } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { testAgainstPyTorch } from '../../test/torch.ts';
import { sum } from '../index.ts';
import { averagePool2d, maxPool2d } from './pooling.ts';

testAgainstPyTorch({ maxPool2d, averagePool2d });

const x = input('x', [1, 2, 2, 1]);

describe('pools', () => {
  test('of windows with several winners split the derivative evenly', () => {
    const [slope] = gradient(sum(maxPool2d(x, 2)), [x]);
    expect([
      ...evaluate(slope, {
        x: [
          [
            [[3], [1]],
            [[3], [2]],
          ],
        ],
      }).data,
    ]).toEqual([0.5, 0, 0.5, 0]);
  });
  test('have no winners in the padding, whatever the picture holds', () => {
    const padded = maxPool2d(x, 2, { padding: 1, stride: 1 });
    const [slope] = gradient(sum(padded), [x]);
    const bindings = { x: { shape: [1, 2, 2, 1], data: Float64Array.of(-Infinity, -Infinity, -5, -6) } };
    expect([...evaluate(padded, bindings).data]).toEqual(
      [
        [-Infinity, -Infinity, -Infinity],
        [-5, -5, -6],
        [-5, -5, -6],
      ].flat(),
    );
    expect([...evaluate(slope, bindings).data]).toEqual([1.5, 1.5, 4, 2]);
  });
  test('leave NaN as it is', () => {
    expect([
      ...evaluate(maxPool2d(x, 2), {
        x: [
          [
            [[3], [NaN]],
            [[3], [2]],
          ],
        ],
      }).data,
    ]).toEqual([NaN]);
  });
  test('count only elements of the picture unless they are told to count the padding', () => {
    const bindings = {
      x: [
        [
          [[4], [8]],
          [[12], [16]],
        ],
      ],
    };
    const corners = { padding: 1, stride: 2 } as const;
    expect([...evaluate(averagePool2d(x, 2, corners), bindings).data]).toEqual([4, 8, 12, 16]);
    expect([...evaluate(averagePool2d(x, 2, { ...corners, countsPadding: true }), bindings).data]).toEqual([
      1, 2, 3, 4,
    ]);
  });
  test('refuse padding that a window could lie in', () => {
    expect(() => maxPool2d(x, 2, { padding: 2 })).toThrow(
      'maxPool2d: padding must be narrower than windows are, got 2',
    );
  });
});
