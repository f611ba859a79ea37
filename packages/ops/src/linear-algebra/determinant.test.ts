import { evaluate, gradient, hessianVectorProduct, input, parameter, toArray } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { determinant, hessian, logDeterminant, mul, sum } from '../index.ts';

type Matrix = readonly (readonly number[])[];

const without = <E>(list: readonly E[], ...indices: readonly number[]): readonly E[] =>
  list.filter((_, i) => !indices.includes(i));

/** Along the first row (Laplace), which is exact for integers. */
const laplace = ([first, ...others]: Matrix): number =>
  first === undefined
    ? 1
    : first.reduce((sum, entry, j) => sum + (j % 2 === 0 ? 1 : -1) * entry * laplace(others.map((row) => without(row, j))), 0); // prettier-ignore

const sign = (exponent: number): number => (exponent % 2 === 0 ? 1 : -1);

/** Without a row and a column, with the sign of their place. */
const cofactor = (x: Matrix, i: number, j: number): number =>
  sign(i + j) * laplace(without(x, i).map((row) => without(row, j)));

/** Without two rows and two columns, likewise. */
const second = (x: Matrix, i: number, j: number, k: number, l: number): number =>
  i === k || j === l
    ? 0
    : sign(i + j + k + l) * (i < k === j < l ? 1 : -1) * laplace(without(x, i, k).map((row) => without(row, j, l)));

const digit = (seed: number): number => Math.round(5 * Math.sin(seed * seed + 1));

/** The sum of so many products of columns and rows of integers. */
const ofRank = (rank: number, n: number): Matrix =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) =>
      Array.from({ length: rank }, (_, k) => digit(7 * i + 3 * k) * digit(5 * j + 4 * k + 2)).reduce(
        (sum, term) => sum + term,
        0,
      ),
    ),
  );

const flat = (nested: unknown): readonly number[] =>
  Array.isArray(nested) ? nested.flatMap(flat) : [nested as number];

/** Expects numbers that are as near as rounding lets numbers of this size be. */
const expectNear = (found: unknown, wanted: readonly number[], size: number): void => {
  const worst = flat(found).reduce((most, entry, i) => Math.max(most, Math.abs(entry - wanted[i]!)), 0);
  expect(wanted).toHaveLength(flat(found).length);
  expect(worst).toBeLessThanOrEqual(2 ** -48 * size);
};

describe('the first two derivatives are exact, whatever the rank:', () => {
  const places = [0, 1, 2, 3];
  test.each([4, 3, 2, 1, 0])('%i of 4', (rank) => {
    const x = ofRank(rank, 4);
    const a = parameter('a', [4, 4]);
    const largest = Math.max(1, ...flat(x).map(Math.abs));
    const [slope] = gradient(determinant(a), [a]);
    const cofactors = places.flatMap((i) => places.map((j) => cofactor(x, i, j)));
    const curvature = places.flatMap((i) =>
      places.flatMap((j) => places.flatMap((k) => places.map((l) => second(x, i, j, k, l)))),
    );
    expect(Math.abs(laplace(x)) > 0).toBe(rank === 4);
    expect(cofactors.some((entry) => entry !== 0)).toBe(rank >= 3);
    expect(curvature.some((entry) => entry !== 0)).toBe(rank >= 2);
    expectNear(toArray(evaluate(determinant(a), { a: x })), [laplace(x)], largest ** 4);
    expectNear(toArray(evaluate(slope, { a: x })), cofactors, largest ** 3);
    expectNear(toArray(evaluate(hessian(determinant(a), a), { a: x })), curvature, largest ** 2);
  });
});

test('the third derivative of a matrix that is not singular, 1 along the diagonal of 3 by 3, and the fourth are right too', () => {
  const a = parameter('a', [3, 3]);
  const unit = (i: number) => input(`unit${i}`, [3, 3]);
  const [once] = hessianVectorProduct(determinant(a), [a], [unit(0)]); // the derivative by the entry, by each entry
  const [twice] = hessianVectorProduct(sum(mul(once, unit(1))), [a], [unit(2)]);
  const units = Object.fromEntries([0, 1, 2].map((k) => [`unit${k}`, [0, 1, 2].map((i) => [0, 1, 2].map((j) => Number(i === k && j === k)))])); // prettier-ignore
  const [slope] = gradient(sum(mul(once, unit(1))), [a]);
  const x = [[2, 1, 0], [1, 3, 1], [0, -1, 4]]; // prettier-ignore
  expectNear(toArray(evaluate(slope, { a: x, ...units })), [0, 0, 0, 0, 0, 0, 0, 0, 1], 1);
  expectNear(toArray(evaluate(twice, { a: x, ...units })), Array.from({ length: 9 }, () => 0), 1); // prettier-ignore
  const singular = [[1, 2, 0], [2, 4, 0], [0, 0, 1]]; // prettier-ignore
  expect(flat(toArray(evaluate(slope, { a: singular, ...units }))).every(Number.isFinite)).toBe(false); // as documented
});

test('a determinant beyond all numbers has a logarithm, and factors that would overflow on the way do not', () => {
  const n = 300;
  const diagonal = (entry: (i: number) => number) => ({
    shape: [n, n],
    data: Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? entry(i / (n + 1)) : 0)),
  });
  const a = input('a', [n, n]);
  const [sign, logarithm] = logDeterminant(a);
  const { data } = evaluate(logarithm, { a: diagonal((i) => (i === 0 ? -100 : 100)) });
  expect(data[0]).toBeCloseTo(n * Math.log(100), 9);
  expect(evaluate(sign, { a: diagonal((i) => (i === 0 ? -100 : 100)) }).data[0]).toBe(-1);
  expect(evaluate(determinant(a), { a: diagonal(() => 100) }).data[0]).toBe(Infinity);
  expect(evaluate(determinant(a), { a: diagonal((i) => (i < n / 2 ? 1024 : 1 / 1024)) }).data[0]).toBe(1);
});
