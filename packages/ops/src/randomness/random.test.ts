import { evaluate, input, normals, uniforms } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { add, mul, randomNormal, randomUniform, sum } from '../index.ts';

const draws = [
  ['randomUniform', randomUniform, uniforms, 0.5, 1 / Math.sqrt(12)],
  ['randomNormal', randomNormal, normals, 0, 1],
] as const;

describe.each(draws)('%s', (_, draw, numbers, mean, deviation) => {
  property.prop([fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.nat(5), fc.nat(5)])(
    'draws the numbers of its key, given as a number or a tensor, whatever is around it',
    (key, rows, columns) => {
      const bound = input('key', [], 'int');
      const y = draw(bound, ['n', columns]);
      const outputs = {
        fixed: draw(key, [rows, columns]),
        y,
        twice: add(y, y),
        other: draw(add(bound, 1), ['n', columns]),
      };
      const values = evaluate(outputs, { key }, { sizes: { n: rows } });
      expect(values.fixed.shape).toEqual([rows, columns]);
      expect([...values.fixed.data]).toEqual([...numbers(key, rows * columns)]);
      expect(values.y).toEqual(values.fixed);
      expect([...values.twice.data]).toEqual([...values.fixed.data].map((x) => 2 * x));
      if (rows * columns > 0) expect(values.other.data).not.toEqual(values.y.data);
    },
  );

  test('has the mean and the standard deviation of its distribution', () => {
    const count = 100_000;
    const x = draw(7, [count]);
    const values = evaluate({ first: sum(x), second: sum(mul(x, x)) });
    const got = values.first.data[0]! / count;
    expect(Math.abs(got - mean)).toBeLessThan((4 * deviation) / Math.sqrt(count));
    expect(Math.sqrt(values.second.data[0]! / count - got ** 2)).toBeCloseTo(deviation, 2);
  });

  test('makes a scalar of no dimensions', () => {
    expect(evaluate(draw(1, [])).shape).toEqual([]);
  });
});
