import { evaluate, input } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { testAgainstPyTorch } from '../../test/torch.ts';
import { resize } from './resizing.ts';

testAgainstPyTorch({ resize });

const line = (...pixels: number[]) => ({ x: { shape: [1, 1, pixels.length, 1], data: Float64Array.from(pixels) } });

describe('a picture in another size', () => {
  const x = input('x', [1, 1, 3, 1]);
  test('is itself in its own size', () => {
    for (const method of ['nearest', 'bilinear'] as const)
      for (const align of ['halfPixel', 'corners', 'origin'] as const)
        expect([...evaluate(resize(x, [1, 3], { method, align }), line(1, 5, 2)).data]).toEqual([1, 5, 2]);
  });
  test('of the nearest pixels at kept corners has the later of two that are as near', () => {
    const four = resize(x, [1, 5], { method: 'nearest', align: 'corners' });
    expect([...evaluate(four, line(1, 5, 2)).data]).toEqual([1, 5, 5, 2, 2]);
  });
  test('from the first pixel on repeats the last beyond its middle', () => {
    expect([...evaluate(resize(x, [1, 6], { align: 'origin' }), line(0, 4, 8)).data]).toEqual([0, 2, 4, 6, 8, 8]);
  });
  test('is infinite only where an infinite pixel has weight', () => {
    expect([...evaluate(resize(x, [1, 3]), line(1, Infinity, 2)).data]).toEqual([1, Infinity, 2]);
  });
});
