import { evaluate, gradient, parameter, type Precision, type Shape, type Tensor, toValue } from '@adjoint/graph';
import { sum } from '@adjoint/ops';
import { compile } from '@adjoint/runtime';
import { describe, expect, test } from 'vitest';
import { type Conventions, valueAndSlopes } from '../packages/ops/test/convention.ts';
import { empty } from '../packages/ops/test/conventions/empty.ts';
import { kinks } from '../packages/ops/test/conventions/kinks.ts';
import { labels } from '../packages/ops/test/conventions/labels.ts';
import { limits } from '../packages/ops/test/conventions/limits.ts';
import { order } from '../packages/ops/test/conventions/order.ts';
import { picture } from '../packages/ops/test/conventions/picture.ts';
import { singular } from '../packages/ops/test/conventions/singular.ts';
import { activation, elementwise, exponential, trigonometry } from '../packages/ops/test/edges.ts';

// Ties, kinks, infinities, NaN and empty axes are in compiled programs what the conventions say, at both precisions.

/** Relative, since a rounding or two are no matter of conventions. */
const tolerance: Readonly<Record<Precision, number>> = { float64: 1e-15, float32: 1e-7 };

const expectElements = (found: ArrayLike<number>, expected: ArrayLike<number>, precision: Precision): void => {
  expect(found.length).toBe(expected.length);
  Array.from(expected, (wanted, i) => {
    const element = precision === 'float32' ? Math.fround(wanted) : wanted;
    if (Number.isFinite(element) && element !== 0)
      expect(Math.abs(found[i]! / element - 1)).toBeLessThanOrEqual(tolerance[precision]);
    else expect(found[i]! + 0).toBe(element + 0);
  });
};

const conventions: Conventions = { ...kinks, ...limits, ...labels, ...empty, ...singular, ...order, ...picture };

describe.each(['float64', 'float32'] as const)('compiled in %s,', (precision) => {
  describe.each(Object.entries(conventions))('%s', (_, rows) => {
    for (const [claim, build, point, ...expected] of rows)
      test(claim, async () => {
        const { outputs, bindings } = valueAndSlopes(build, point);
        const found = Object.values((await compile(outputs, { precision })).run(bindings));
        expect(found.map(({ shape }) => shape)).toEqual(expected.map((nested) => toValue(nested).shape));
        found.forEach(({ data }, i) => expectElements(data, toValue(expected[i]!).data, precision));
      });
  });
});

describe.each(['float64', 'float32'] as const)('compiled in %s, as one number and as nine,', (precision) => {
  const edges = [...elementwise, ...trigonometry, ...activation, ...exponential];
  test.each(edges)('%s', async (_, op, point) => {
    for (const shape of [[], [9]]) {
      const values = point.map((x) => ({ shape, data: new Float64Array(shape[0] ?? 1).fill(x) }));
      const operands = values.map((_, index) => parameter(`x${index}`, shape as Shape));
      const y = op(...(operands as unknown as Tensor<[]>[])); // as every elementwise operation it takes any shape
      const slopes = gradient(sum(y), operands, { unused: 'zeros' });
      const outputs = Object.fromEntries([y, ...slopes].entries());
      const bindings = Object.fromEntries(values.map((value, index) => [`x${index}`, value]));
      const expected = Object.values(evaluate(outputs, bindings, { precision })); // which has the edges' values and slopes
      const found = Object.values((await compile(outputs, { precision })).run(bindings));
      expected.forEach(({ data }, i) => expectElements(found[i]!.data, data, precision));
    }
  });
});
