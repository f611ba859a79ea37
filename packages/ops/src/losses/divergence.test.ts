import { constant, evaluate, gradient, input, parameter, type Shape } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { div, entropy, klDivergence, softmax, sum, xlogy } from '../index.ts';

interface Case {
  readonly p: Stored;
  readonly q: Stored;
  readonly xlogy: Stored;
  readonly entropy: Stored;
  readonly klDivergence: Stored;
  /** Σ |p·log(p/q)|. */
  readonly magnitude: number;
}

describe('xlogy, entropy and klDivergence agree with SciPy and mpmath', () => {
  test.each(fixture<Case>('divergence').map((stored, index) => [index, stored] as const))('case %i', (_, stored) => {
    const p = input('p', stored.p.shape as Shape);
    const q = input('q', stored.q.shape as Shape);
    const outputs = { xlogy: xlogy(p, q), entropy: entropy(p), klDivergence: klDivergence(p, q) };
    const values = evaluate(outputs, { p: valueOf(stored.p), q: valueOf(stored.q) });
    expectClose(values.xlogy, valueOf(stored.xlogy), 2 ** -50);
    expectClose(values.entropy, valueOf(stored.entropy), 2 ** -50);
    const [got, want] = [values.klDivergence.data[0]!, valueOf(stored.klDivergence).data[0]!];
    if (Number.isFinite(want)) expect(Math.abs(got - want)).toBeLessThanOrEqual(2 ** -50 * stored.magnitude);
    else expect(got).toBe(want);
  });
});

const scores = fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: 1, maxLength: 9 });
const [a, b] = [input('a', ['n']), input('b', ['n'])];

property.prop([scores])('the divergence of a distribution from itself is exactly 0', (s) => {
  const p = softmax(a);
  expect(evaluate(klDivergence(p, p), { a: s }).data[0]).toBe(0);
});

property.prop([scores, fc.double({ min: -3, max: 3, noNaN: true })])(
  'the divergence of distributions is not negative but for rounding, and entropy lies between 0 and log n',
  (s, by) => {
    const values = evaluate(
      { kl: klDivergence(softmax(a), softmax(b)), h: entropy(softmax(a)) },
      { a: s, b: s.map((x, i) => x + by * i) },
    );
    expect(values.kl.data[0]).toBeGreaterThan(-1e-13);
    expect(values.h.data[0]).toBeGreaterThanOrEqual(-1e-15);
    expect(values.h.data[0]).toBeLessThan(Math.log(s.length) + 1e-14);
  },
);

describe('along an axis', () => {
  const p = constant([[0.25, 0.75], [0.5, 0.5]]); // prettier-ignore
  const even = constant([0.5, 0.5]);
  const { LN2 } = Math;

  test('it is the last if none is given', () => {
    expectClose(evaluate(entropy(p)), [2 * LN2 - 0.75 * Math.log(3), LN2], 1e-15);
    expectClose(evaluate(klDivergence(p, even)), [0.75 * Math.log(3) - LN2, 0], 1e-15);
  });

  test('another is summed over where it is given', () => {
    expectClose(evaluate(entropy(p, 0)), [LN2, 0.5 * LN2 + 0.75 * (2 * LN2 - Math.log(3))], 1e-15);
    expect(evaluate(klDivergence(p, constant([[0.25], [0.5]]), -2)).data[0]).toBe(0);
  });
});

describe('derivatives at the edges', () => {
  const p = parameter('p', [3]);
  const q = parameter('q', [3]);

  test.each([
    ['xlogy', sum(xlogy(p, q)), [-Infinity, Math.log(2), -Infinity], [0, 0, Infinity]],
    ['klDivergence', klDivergence(p, q), [Infinity, -Infinity, Infinity], [0, 0, -Infinity]],
  ] as const)('of %s by p and q', (_, y, byP, byQ) => {
    const slopes = gradient(y, [p, q]);
    const values = evaluate({ p: slopes[0], q: slopes[1] }, { p: [0, 0, 1], q: [0, 2, 0] });
    expect([...values.p.data]).toEqual(byP);
    expect([...values.q.data].map((x) => x + 0)).toEqual(byQ);
  });

  test('of entropy at 0 is +∞', () => {
    const [slope] = gradient(entropy(p), [p]);
    expect([...evaluate(slope, { p: [0, 1, 1 / Math.E] }).data].map((x) => Math.round(x * 1e12))).toEqual([
      Infinity,
      -1e12,
      0,
    ]);
  });

  test('by q then p of klDivergence is −1/q even where p is 0', () => {
    const [byQ] = gradient(klDivergence(p, q), [q]);
    const [mixed] = gradient(sum(byQ), [p]);
    const values = evaluate({ mixed, minus: div(-1, q) }, { p: [0, 0.5, 0.5], q: [0.25, 0.5, 0.25] });
    expect(values.mixed.data).toEqual(values.minus.data);
  });
});
