import {
  type AnyTensor,
  add,
  evaluate,
  gradient,
  input,
  print,
  simplify,
  type Shape,
  type Tensor,
  toArray,
} from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose } from '../test/fixture.ts';
import {
  div,
  erf,
  erfc,
  exp,
  expm1,
  log,
  log1p,
  logSigmoid,
  logSoftmax,
  logSumExp,
  mul,
  neg,
  norm,
  sigmoid,
  softmax,
  softplus,
  sqrt,
  square,
  stabilize,
  sub,
  sum,
} from './index.ts';

const x: Tensor = input('x', [2, 3] as Shape);
const ordinary = { x: [[0.5, -1, 2], [0.1, 0.2, -0.7]] }; // prettier-ignore

describe('stabilize', () => {
  test.each<readonly [string, AnyTensor, AnyTensor]>([
    ['log(sum(exp(x)))', log(sum(exp(x))), logSumExp(x)],
    ['along an axis', log(sum(exp(x), 1)), logSumExp(x, 1)],
    [
      'with its dimension kept',
      log(sum(exp(x), { axis: 0, keepDims: true })),
      logSumExp(x, { axis: 0, keepDims: true }),
    ],
    ['log(softmax(x))', log(softmax(x, 0)), logSoftmax(x, 0)],
    ['log(sigmoid(x))', log(sigmoid(x)), logSigmoid(x)],
    ['log(1 + x)', log(add(1, mul(0.5, x))), log1p(mul(0.5, x))],
    ['log(x + 1)', log(add(mul(0.5, x), 1)), log1p(mul(0.5, x))],
    ['log(1 + exp(x))', log(add(1, exp(x))), softplus(x)],
    ['exp(x) − 1', sub(exp(x), 1), expm1(x)],
    ['1 − sigmoid(x)', sub(1, sigmoid(x)), sigmoid(neg(x))],
    ['1 − erf(x)', sub(1, erf(x)), erfc(x)],
    ['√Σx²', sqrt(sum(square(x), 1)), norm(x, 1)],
    ['exp(x) / Σexp(x)', div(exp(x), sum(exp(x), { axis: 1, keepDims: true })), softmax(x, 1)],
    ['the logarithm of that', log(div(exp(x), sum(exp(x), { axis: 1, keepDims: true }))), logSoftmax(x, 1)],
  ])('finds %s', (_, written, stable) => {
    expect(print(stabilize(written))).toBe(print(stable));
    expectClose(evaluate(stabilize(written), ordinary), evaluate(written, ordinary), 1e-14);
  });

  test('leaves what is only alike', () => {
    for (const other of [log(sum(x)), sub(exp(x), 2), sub(1, exp(x)), log(add(2, x)), div(square(x), sum(exp(x)))])
      expect(print(stabilize(other))).toBe(print(simplify(other)));
  });

  test('gives finite values and gradients where the form written overflows', () => {
    const loss = sum(log(sum(exp(x), 1)));
    const far = { x: [[1000, 0, -1000], [0, 0, 0]] }; // prettier-ignore
    expect(evaluate(loss, far).data[0]).toBe(Infinity);
    const stable = stabilize(loss);
    expect(evaluate(stable, far).data[0]).toBe(1000 + Math.log(3));
    const third = 1 / 3;
    const [slope] = gradient(stable, [x]);
    expect(toArray(evaluate(slope, far))).toEqual([[1, 0, 0], [third, third, third]]); // prettier-ignore
  });
});
