import { constant, evaluate, input, type Tensor } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { mul } from '../index.ts';
import { overlapAdd, windows } from './windows.ts';

const pair = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));

describe('windows', () => {
  property.prop([pair(1, 3), pair(1, 4), pair(1, 3), pair(0, 5)])(
    'added up again have each element as often as windows have it',
    (size, stride, dilation, more) => {
      const all = size.map((each, axis) => dilation[axis]! * (each - 1) + 1 + more[axis]!);
      const shape = [2, ...all, 2];
      const options = { axis: 1, stride, dilation };
      const filled = (value: (i: number) => number): Tensor =>
        constant({ shape, data: Float64Array.from({ length: 4 * all[0]! * all[1]! }, (_, i) => value(i)) });
      const again = (x: Tensor): Tensor => overlapAdd(windows(x, size, options), all, options);
      const [x, counts] = [filled((i) => (i % 23) + 1), again(filled(() => 1))];
      expect(evaluate(again(x), {})).toEqual(evaluate(mul(x, counts) as Tensor, {}));
    },
  );
  test('that do not overlap are the parts of an axis', () => {
    const x = constant([1, 2, 3, 4, 5, 6, 7]);
    expect(evaluate(windows(x, [3], { stride: 3 }), {})).toEqual({
      shape: [2, 3],
      data: Float64Array.of(1, 2, 3, 4, 5, 6),
    });
  });
  test('lie along an axis that only run time knows', () => {
    expect(windows(input('x', ['n + 2', 3]), [3]).shape).toEqual(['n', 3, 3]);
    expect(() => windows(input('x', ['n', 3]), [3])).toThrow('need an axis whose size is known');
  });
});
