import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import {
  type AnyTensor,
  constant,
  evaluate,
  gradient,
  input,
  parameter,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { describe, expect } from 'vitest';
import { mul } from '../elementwise/arithmetic.ts';
import { segmentSum } from './gather.ts';
import { argsort, searchSorted, sort, topK, uniqueCounts } from './order.ts';
import { sum } from '../reductions/reduction.ts';
import { cumLogSumExp, cummax } from '../reductions/cumulative.ts';

type Case = Readonly<{ shape: readonly number[]; data: readonly number[] }>;

const reference = JSON.parse(readFileSync(new URL('../../fixtures/order.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Case> & { unique: readonly [Case, Case] }
>;

const given = ({ shape, data }: Case): Tensor =>
  constant({ shape: [...shape], data: Float64Array.from(data) } as Value) as Tensor;

const found = (tensor: AnyTensor): Case => {
  const { shape, data } = evaluate(tensor, {}) as Value;
  return { shape, data: [...data] };
};

const x = given(reference['x']!);

test.each<[string, AnyTensor]>([
  ['argsort', argsort(x)],
  ['descending', argsort(x, 1, { descending: true })],
  ['argsort0', argsort(x, 0)],
  ['sort', sort(x)],
  ['cummax', cummax(x)],
  ['left', searchSorted(given(reference['grid']!), x)],
  ['right', searchSorted(given(reference['grid']!), x, { side: 'right' })],
])('%s is what NumPy has', (name, tensor) => {
  expect(found(tensor)).toEqual(reference[name]);
});

test.each<[string, AnyTensor]>([
  ['cumLogSumExp', cumLogSumExp(given(reference['far']!))],
  ['cumLogSumExp0', cumLogSumExp(given(reference['far']!), 0)],
])('%s is what NumPy has, to rounding', (name, tensor) => {
  const { shape, data } = found(tensor);
  expect(shape).toEqual(reference[name]!.shape);
  data.forEach((element, i) => expect(Math.abs(element - reference[name]!.data[i]!)).toBeLessThan(1e-12));
});

test('uniqueCounts is what NumPy has, and counts what is left over as 0', () => {
  const [values, counts] = reference.unique;
  const room = values.data.length + 2;
  const padded = ({ data }: Case): Case => ({ shape: [room], data: [...data, 0, 0] });
  expect(uniqueCounts(x, room).map(found)).toEqual([padded(values), padded(counts)]);
  expect(() => found(uniqueCounts(x, 3)[1])).toThrow('uniqueCounts: there must be at most 3 different elements, got');
  expect(uniqueCounts(constant([NaN, 1, NaN, -0, 0]), 4).map((each) => found(each).data)).toEqual([
    [-0, 1, NaN, 0],
    [2, 1, 2, 0],
  ]);
});

describe('an order', () => {
  const elements = fc.array(fc.oneof(fc.constantFrom(0, -0, 1, NaN, Infinity, -Infinity), fc.double()), {
    minLength: 1,
  });

  test.prop([elements, fc.boolean()])(
    'keeps equal elements in theirs, and has NaN at the end of the largest',
    (x, descending) => {
      const size = (e: number): number => (Number.isNaN(e) ? Infinity : e);
      const places = found(argsort(constant(x), 0, { descending })).data;
      expect(places.toSorted((a, b) => a - b)).toEqual(x.map((_, i) => i));
      for (let i = 1; i < places.length; i++) {
        const [before, after] = [x[places[i - 1]!]!, x[places[i]!]!];
        const [smaller, larger] = descending ? [after, before] : [before, after];
        expect(size(smaller)).toBeLessThanOrEqual(size(larger));
        if (before === after) expect(places[i - 1]).toBeLessThan(places[i]!);
      }
    },
  );

  test.prop([elements])('has what topK gives at its end, and a maximum that cummax ends with', (x) => {
    const [values, places] = topK(constant(x), 1);
    expect(found(values).data[0]! + 0).toEqual(found(cummax(constant(x))).data.at(-1)! + 0); // of zeros any is the largest
    expect(x[found(places).data[0]!]).toEqual(found(values).data[0]);
    const all = found(topK(constant(x), x.length)[1]);
    expect(all.data).toEqual(found(argsort(constant(x), 0, { descending: true })).data);
  });
});

test('the gradient of what is sorted goes back to where it came from', () => {
  const x = parameter('x', [4]);
  const [slope] = gradient(sum(mul(sort(x), constant([1, 2, 3, 4]))), [x]);
  expect([...evaluate(slope, { x: [3, -1, 3, 0] }).data]).toEqual([3, 1, 4, 2]);
});

describe('cumulative', () => {
  const slopeOf = (f: (x: Tensor) => Tensor, weights: readonly number[], at: readonly number[]): readonly number[] => {
    const x = parameter('x', [4]) as AnyTensor as Tensor;
    const [slope] = gradient(sum(mul(f(x) as AnyTensor as Tensor, constant(weights) as Tensor)), [x]);
    return [...evaluate(slope, { x: at }).data];
  };

  test('maxima share their derivatives evenly among those that are as large', () => {
    expect(slopeOf(cummax, [1, 10, 100, 1500], [2, 1, 2, 2])).toEqual([561, 0, 550, 500]);
  });

  test('log-sum-exps keep small remainders', () => {
    expect(found(cumLogSumExp(constant([0, -100]))).data).toEqual([0, 3.720075976020836e-44]);
    expect(found(cumLogSumExp(constant([-100, 0]))).data).toEqual([-100, 3.720075976020836e-44]);
  });

  test('log-sum-exps and their derivatives have limits at infinities', () => {
    const x = [-Infinity, 1, Infinity, Infinity];
    expect(found(cumLogSumExp(constant(x))).data).toEqual([-Infinity, 1, Infinity, Infinity]);
    expect(slopeOf(cumLogSumExp, [1, 10, 100, 1000], x)).toEqual([0, 10, 600, 500]);
    expect(slopeOf(cumLogSumExp, [1, 1, 1, 1], [-Infinity, -Infinity, 0, 0])).toEqual([0, 0, 1.5, 0.5]);
    expect(slopeOf(cumLogSumExp, [1, 1, 1, 1], [0, NaN, 0, 0])).toEqual([NaN, NaN, NaN, NaN]);
  });

  test('log-sum-exps of a million equal elements lose nothing', () => {
    const last = evaluate(cumLogSumExp(constant(new Float64Array(1e6).fill(0.1)))).data.at(-1)!;
    expect(Math.abs(last - (0.1 + Math.log(1e6)))).toBeLessThan(1e-14);
  });
});

test('a segment without parts is zero, and a part without a segment an error', () => {
  const sums = (segments: readonly number[]) =>
    segmentSum(constant([1, 2, 4]), constant(segments, 'int') as AnyTensor as Tensor<[3], 'int'>, 4);
  expect(found(sums([3, 0, 3])).data).toEqual([2, 0, 0, 5]);
  expect(() => found(sums([3, 4, 3]))).toThrow(/^segmentSum: .* got 4/);
});

test('numbers to search in must ascend', () => {
  expect(() => found(searchSorted(constant([1, 3, 2]), constant(1)))).toThrow(
    "searchSorted: the numbers must ascend, got '3 before 2'",
  );
  expect(found(searchSorted(constant([1, 2, NaN]), constant([NaN, 5]))).data).toEqual([2, 2]);
  const primes = constant([2, 3, 3, 16_777_217], 'int');
  expect(found(searchSorted(primes, constant([3, 16_777_217, -1], 'int'))).data).toEqual([1, 3, 0]);
  expect(found(searchSorted(primes, constant([3, 16_777_217], 'int'), { side: 'right' })).data).toEqual([3, 4]);
  // @ts-expect-error: of one kind
  expect(() => searchSorted(primes, constant([3]))).toThrow(
    'searchSorted: both must be real, or both integers, got int and real',
  );
});

test('too few elements along a named axis are refused in the name of the operation', () => {
  const [values] = topK(input('x', ['n']), 3);
  expect(evaluate(values, { x: [1, 4, 2, 8] }).data).toEqual(Float64Array.of(8, 4, 2));
  expect(() => evaluate(values, { x: [1, 2] })).toThrow('topK: what is taken of axis 0 must have size 3, got 2');
});
