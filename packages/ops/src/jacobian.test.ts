import { attempt, evaluate, gradient, input, parameter, toArray } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { exp, hessian, jacobian, matmul, mul, softmax, square, sum } from './index.ts';

const x = parameter('x', [3]);
const A = input('A', [2, 3]);
const at = { x: [1, 2, 3], A: [[1, 0, 2], [-1, 3, 1]] }; // prettier-ignore

describe('jacobian', () => {
  test('of a linear map is its matrix', () => {
    const found = jacobian(matmul(A, x), x);
    expect(found.shape).toEqual([2, 3]);
    expect(toArray(evaluate(found, at))).toEqual(at.A);
  });

  test('has the axes of the output, then those of the variable', () => {
    const found = jacobian(square(A), A);
    expect(found.shape).toEqual([2, 3, 2, 3]);
    const { data } = evaluate(found, at);
    at.A.flat().forEach((a, i) =>
      at.A.flat().forEach((_, j) => expect(data[6 * i + j]! + 0).toBe(i === j ? 2 * a : 0)),
    );
  });

  test('of a softmax is diag(s) − s sᵀ', () => {
    const values = evaluate({ s: softmax(x), J: jacobian(softmax(x), x) }, at);
    const s = [...values.s.data];
    for (const [i, p] of s.entries())
      for (const [j, q] of s.entries()) expect(values.J.data[3 * i + j]).toBeCloseTo((i === j ? p : 0) - p * q, 15);
  });

  test('of a scalar is its gradient', () => {
    const loss = sum(exp(x));
    expect(evaluate(jacobian(loss, x), at)).toEqual(evaluate(gradient(loss, [x])[0], at));
  });

  test('by a variable of named size is fine, of such an output is refused', () => {
    const v = parameter('v', ['n']);
    expect(evaluate(jacobian(sum(square(v)), v), { v: [1, 2] }).data).toEqual(Float64Array.of(2, 4));
    expect(attempt(() => jacobian(square(v), v))).toMatchObject({
      left: { message: 'jacobian: the output must have at least one element and no named dimension, got [n]' },
    });
  });

  test('an output that does not depend on the variable is refused, or zero', () => {
    expect(attempt(() => jacobian(square(x), A))).toMatchObject({ left: { _tag: 'NotConnected', names: ['A'] } });
    expect(evaluate(jacobian(x, A, { unused: 'zeros' })).data).toEqual(new Float64Array(18));
  });
});

describe('hessian', () => {
  test('of a quadratic form is the symmetric part of its matrix, twice', () => {
    const B = input('B', [3, 3]);
    const form = sum(mul(x, matmul(B, x)));
    const values = evaluate(hessian(form, x), { x: at.x, B: [[1, 2, 3], [4, 5, 6], [7, 8, 9]] }); // prettier-ignore
    expect(toArray(values)).toEqual([[2, 6, 10], [6, 10, 14], [10, 14, 18]]); // prettier-ignore
  });

  test('of a linear function is zero', () => {
    expect(evaluate(hessian(sum(matmul(A, x)), x), { A: at.A }).data).toEqual(new Float64Array(9));
  });
});
