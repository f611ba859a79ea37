import { type AnyTensor, evaluate, gradient, input, parameter, type Tensor, toArray } from '@adjoint/graph';
import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { exp, matmul, mul, slice, square, sum, symmetricEigen, transpose } from '../index.ts';

type Matrix = readonly (readonly number[])[];

const a = parameter('a', ['n', 'n']);
const [values, vectors] = symmetricEigen(a);

const at = (tensor: AnyTensor, matrix: Matrix): Matrix => toArray(evaluate(tensor, { a: matrix })) as Matrix;

/** Entries of about one to the power of nothing, rounded to what is sure of them. */
const rounded = (matrix: Matrix): Matrix =>
  matrix.map((row) => row.map((entry) => Math.round(entry * 1e12) / 1e12 + 0));

test('the sign of a vector is that of the first of its large entries', () => {
  const [half] = rounded([[Math.SQRT1_2]])[0]!;
  expect(rounded(at(vectors, [[2, 1], [1, 2]]))).toEqual([[half, half], [-half!, half]]); // prettier-ignore
  expect(at(vectors, [[3, 0, 0], [0, 2, 0], [0, 0, 1]])).toEqual([[0, 0, 1], [0, 1, 0], [1, 0, 0]]); // prettier-ignore
});

test('any matrix is what its values and vectors make, which are orthonormal', () => {
  const entry = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  const symmetric = fc
    .integer({ min: 1, max: 6 })
    .chain((n) => fc.array(fc.array(entry, { minLength: n, maxLength: n }), { minLength: n, maxLength: n }));
  const whole = matmul(mul(vectors, values), transpose(vectors));
  const inner = matmul(transpose(vectors), vectors);
  fc.assert(
    fc.property(symmetric, (x) => {
      const size = Math.max(Number.MIN_VALUE, ...x.flat().map(Math.abs));
      at(whole, x).forEach((row, i) =>
        row.forEach((made, j) =>
          expect(Math.abs(made - (x[i]![j]! + x[j]![i]!) / 2)).toBeLessThanOrEqual(1e-13 * size),
        ),
      );
      at(inner, x).forEach((row, i) =>
        row.forEach((made, j) => expect(Math.abs(made - Number(i === j))).toBeLessThan(1e-14)),
      );
      const found = at(values, x) as unknown as readonly number[];
      expect(found).toEqual([...found].toSorted((p, q) => p - q));
    }),
  );
});

test('small values keep their digits where the matrix is graded', () => {
  const [small, large] = at(values, [[1e-20, 1e-11], [1e-11, 1]]) as unknown as readonly [number, number]; // prettier-ignore
  expect(large).toBe(1);
  expect(small / (1e-20 - 1e-22)).toBeCloseTo(1, 12);
});

describe('where values are equal', () => {
  // a rotation of 2, 2 and 5: equal but for rounding
  const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
  const turned = [[2 + 3 * s * s, 0, 3 * s * c], [0, 2, 0], [3 * s * c, 0, 2 + 3 * c * c]]; // prettier-ignore
  const identity = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
  const slopeAt = (loss: Tensor<[]>, matrix: Matrix): Matrix => at(gradient(loss, [a])[0], matrix);

  test('sums of functions of the values have right gradients: that of the sum of squares is twice the matrix', () => {
    for (const x of [turned, identity])
      expect(rounded(slopeAt(sum(square(values)), x))).toEqual(rounded(x.map((row) => row.map((entry) => 2 * entry))));
    expect(rounded(slopeAt(sum(exp(values)), identity))).toEqual(
      rounded(identity.map((row) => row.map((entry) => Math.E * entry))),
    );
  });

  test('projections on whole spaces have right gradients', () => {
    const space = slice(vectors, [{}, { end: 2, dim: 2 }]); // of the two equal values
    const direction = [1, 2, -1];
    const along = matmul(input('d', ['n']), space);
    const loss = sum(square(along)); // the squared length of the direction's shadow
    const [slope] = gradient(loss, [a]);
    const found = toArray(evaluate(slope, { a: turned, d: direction })) as Matrix;
    const step = 1e-5;
    const valueAt = (x: Matrix): number => evaluate(loss, { a: x, d: direction }).data[0]!;
    found.forEach((row, i) =>
      row.forEach((entry, j) => {
        const moved = (by: number): Matrix =>
          turned.map((line, k) => line.map((x, l) => x + (k === i && l === j ? by : 0)));
        expect(entry).toBeCloseTo((valueAt(moved(step)) - valueAt(moved(-step))) / (2 * step), 7);
      }),
    );
  });

  test('what is not right is finite: the curvature of the sum of squares lacks what equal values have between them', () => {
    const [slope] = gradient(sum(square(values)), [a]); // 2a, of which the sum has the slope 2 everywhere
    const [curvature] = gradient(sum(slope), [a]);
    expect(rounded(at(curvature, [[1, 0], [0, 4]]))).toEqual([[2, 2], [2, 2]]); // prettier-ignore
    expect(rounded(at(curvature, [[1, 0], [0, 1]]))).toEqual([[2, 0], [0, 2]]); // prettier-ignore
  });

  test('values that differ by more than rounding are told apart', () => {
    const x = [[1, 1e-9], [1e-9, 1]]; // prettier-ignore
    const pair = parameter('pair', [2, 2]);
    const weights = input('weights', [2]);
    const [slope] = gradient(sum(mul(symmetricEigen(pair)[0], weights)), [pair]); // of the second value without the first
    expect(rounded(toArray(evaluate(slope, { pair: x, weights: [-1, 1] })) as Matrix)).toEqual([[0, 1], [1, 0]]); // prettier-ignore
  });
});
