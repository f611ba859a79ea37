import { attempt, evaluate, input, type Shape } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { logSoftmax, logSumExp, softmax, sum } from '../index.ts';

interface Case {
  readonly x: Stored;
  readonly axis: number;
  readonly softmax: Stored;
  readonly logSoftmax: Stored;
  readonly logSumExp: Stored;
}

const cases = fixture<Case>('softmax').map((stored) => {
  const { x, axis } = stored;
  return [x.data.length > 3 || x.shape.length > 1 ? `[${x.shape}] along ${axis}` : `${x.data}`, stored] as const;
});

describe('softmax, logSoftmax and logSumExp agree with mpmath, near and far scores alike', () => {
  test.each(cases)('%s', (_, stored) => {
    const { axis } = stored;
    const x = input('x', stored.x.shape as Shape);
    const outputs = { soft: softmax(x, axis), logSoft: logSoftmax(x, axis), total: logSumExp(x, axis) };
    const { soft, logSoft, total } = evaluate(outputs, { x: valueOf(stored.x) });
    expectClose(soft, valueOf(stored.softmax), 2e-15);
    expectClose(logSoft, valueOf(stored.logSoftmax), 2e-15);
    expectClose(total, valueOf(stored.logSumExp), 1e-15);
  });
});

const score = fc.oneof(
  fc.double({ min: -40, max: 40, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const line = fc.array(score, { minLength: 1, maxLength: 17 });
const x = input('x', ['n']);

property.prop([line])('a softmax is positive or 0 and sums to 1, whatever the scores', (scores) => {
  const { soft, total } = evaluate({ soft: softmax(x), total: sum(softmax(x)) }, { x: scores });
  expect(soft.data.every((share) => share >= 0 && share <= 1)).toBe(true);
  expect(total.data[0]).toBeCloseTo(1, 14);
});

property.prop([line])('logSumExp is at least the largest score and at most log n above it', (scores) => {
  const total = evaluate(logSumExp(x), { x: scores }).data[0]!;
  const top = Math.max(...scores);
  expect(total).toBeGreaterThanOrEqual(top);
  expect(total).toBeLessThanOrEqual(top + Math.log(scores.length) + 1e-15 * (1 + Math.abs(top)));
});

test('logSumExp([0, -100]) keeps the remainder', () => {
  expect(evaluate(logSumExp(x), { x: [0, -100] }).data[0]).toBe(3.720075976020836e-44);
});

test('all −∞ has no softmax: NaN', () => {
  const { soft, logSoft } = evaluate({ soft: softmax(x), logSoft: logSoftmax(x) }, { x: [-Infinity, -Infinity] });
  expect([...soft.data, ...logSoft.data]).toEqual([NaN, NaN, NaN, NaN]);
});

test.each([
  ['softmax', softmax],
  ['logSoftmax', logSoftmax],
] as const)('%s refuses an axis that is not there', (name, op) => {
  expect(attempt(() => op(x, 1))).toMatchObject({
    left: { _tag: 'AxisOutOfRange', message: `${name}: axis must be an integer from -1 to 0 for shape [n], got 1` },
  });
});
