import { attempt, evaluate, gradient, parameter, toArray } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { elasticNet, l1, l2 } from '../index.ts';

const W = parameter('W', ['n']);
const weights = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { maxLength: 17 });

property.prop([weights, fc.double({ min: 0, max: 3, noNaN: true })])(
  'regularizers are the plain sums of squares and magnitudes, and of both',
  (w, beta) => {
    const values = evaluate({ l2: l2(W), l1: l1(W), both: elasticNet(W, { beta }), even: elasticNet(W) }, { W: w });
    const squares = w.reduce((sum, x) => sum + x * x, 0);
    const magnitudes = w.reduce((sum, x) => sum + Math.abs(x), 0);
    expect(values.l2.data[0]).toBeCloseTo(squares, 10);
    expect(values.l1.data[0]).toBeCloseTo(magnitudes, 10);
    expect(values.both.data[0]).toBeCloseTo(beta * squares + magnitudes, 10);
    expect(values.even.data[0]).toBeCloseTo(squares + magnitudes, 10);
  },
);

const M = parameter('M', ['in', 'out']);
const matrix = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })).chain(([rows, columns]) =>
  fc.array(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
);

const regularizers = { l1, l2, elasticNet };

describe.each(['l1', 'l2', 'elasticNet'] as const)('%s with a bias inside the weights', (name) => {
  const penalty = regularizers[name];
  property.prop([matrix, fc.nat(3), fc.boolean(), fc.boolean()])(
    'is that of the rest, and the gradient of the bias is 0',
    (w, place, isColumn, isFromEnd) => {
      const count = isColumn ? w[0]!.length : w.length;
      const at = place % count;
      const bias = { axis: isColumn ? 1 : -2, index: isFromEnd ? at - count : at };
      const rest = w.filter((_, i) => isColumn || i !== at).map((row) => row.filter((_, j) => !isColumn || j !== at));
      const left = { shape: [rest.length, rest[0]?.length ?? w[0]!.length], data: Float64Array.from(rest.flat()) };
      const [slope] = gradient(penalty(M, { bias }), [M]);
      const values = evaluate({ y: penalty(M, { bias }), slope }, { M: w });
      expect(values.y.data[0]).toBeCloseTo(evaluate(penalty(M), { M: left }).data[0]!, 10);
      const sized = parameter('M', [w.length, w[0]!.length]);
      expect(evaluate(penalty(sized, { bias }), { M: w }).data).toEqual(values.y.data);
      const slopes = toArray(values.slope) as number[][];
      slopes.forEach((row, i) => {
        row.forEach((entry, j) => {
          if ((isColumn ? j : i) === at) expect(entry + 0).toBe(0);
        });
      });
    },
  );

  test('leaves out the last slice if no index is given, whatever it holds', () => {
    const bound = { M: [[1, NaN], [2, Infinity]] }; // prettier-ignore
    const [slope] = gradient(penalty(M, { bias: { axis: 1 } }), [M]);
    expect(evaluate(penalty(M, { bias: { axis: 1 } }), bound).data[0]).toBe({ l1: 3, l2: 5, elasticNet: 8 }[name]);
    expect([...evaluate(slope, bound).data].filter((_, i) => i % 2 === 1)).toEqual([0, 0]);
  });

  test.each([
    [2, 'from 0 to 1, got 2'],
    [-3, 'from 0 to 1, got -1'],
  ])('refuses the index %i into a named dimension of size 2 when it runs', (index, text) => {
    const y = penalty(M, { bias: { axis: 0, index } });
    expect(attempt(() => evaluate(y, { M: [[1], [2]] }))).toMatchObject({
      left: { _tag: 'IndexOutOfRange', message: `${name}: index must be ${text} at []` },
    });
  });
});
