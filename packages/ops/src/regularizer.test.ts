import { evaluate, parameter } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { elasticNet, l1, l2 } from './index.ts';

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
