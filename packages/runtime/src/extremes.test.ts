import { input } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, test } from 'vitest';
import { expectAgreement } from '../test/agreement.ts';

const x = input('x', ['a', 'b', 3]);

describe('positions and norms agree with evaluate', () => {
  const outputsOf = (scale: number) => ({
    last: ops.argmax(x, { axis: 2, keepDims: true }),
    middle: ops.argmin(x, 1),
    two: ops.argmin(x, { axis: [0, 2] }),
    all: ops.argmax(x),
    norm: ops.div(ops.norm(x), scale),
    norms: ops.div(ops.norm(x, { axis: [0, 2] }), scale),
  });
  test.each([
    ['numbers', 1, []],
    ['numbers whose squares vanish', 1e-300, []],
    ['numbers whose squares vanish in float32', 1e-30, []],
    ['numbers whose squares are infinite in float32', 1e30, []],
    ['numbers whose squares are infinite', 1e300, []],
    ['zeros', 0, [0, -0]],
    ['a number that is none', 1, [NaN]],
    ['infinities', 1, [Infinity, -Infinity]],
    ['all of them', 1, [NaN, NaN, Infinity]],
  ])('of %s', async (_, scale, odd) => {
    for (const [a, b] of [
      [1, 1],
      [3, 5],
      [7, 4],
      [17, 33],
    ] as const) {
      // prettier-ignore
      const data = Float64Array.from({ length: 3 * a * b }, (_, i) => Math.round(5 * Math.sin(7 * i)) * scale);
      odd.forEach((number, i) => (data[(5 * i + 1) % data.length] = number));
      await expectAgreement(outputsOf(scale === 0 ? 1 : scale), { x: { shape: [a, b, 3], data } });
    }
  });
});
