import { evaluate, gradient, parameter, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { testConventions } from '../test/convention.ts';
import { limits } from '../test/conventions/limits.ts';
import {
  abs,
  div,
  exp,
  greater,
  log,
  maximum,
  minimum,
  mul,
  relu,
  sqrt,
  square,
  squaredError,
  where,
} from './index.ts';

testConventions(limits);

describe('a zero cotangent gives zero through every elementwise rule, even where the local derivative is infinite or NaN', () => {
  const elementwise: readonly (readonly [string, (x: Tensor<[]>) => Tensor<[]>])[] = [
    ['sqrt', sqrt],
    ['log', log],
    ['exp', (x) => exp(div(1, x))],
    ['square', (x) => square(div(1, x))],
    ['abs', (x) => abs(div(x, 0))],
    ['relu', (x) => relu(div(x, 0))],
    ['mul', (x) => mul(x, div(0, x))],
    ['div', (x) => div(x, x)],
    ['maximum', (x) => maximum(div(x, 0), log(x))],
    ['minimum', (x) => minimum(div(x, 0), log(x))],
    ['squaredError', (x) => squaredError(log(x), div(1, x))],
  ];
  test.each(elementwise)('%s, to the third order', (_, build) => {
    const x = parameter('x', []);
    let slope: Tensor<[]> = mul(0, build(x));
    for (let order = 1; order <= 3; order++) {
      [slope] = gradient(slope, [x], { unused: 'zeros' });
      expect(Math.abs(evaluate(slope, { x: 0 }).data[0]!)).toBe(0);
    }
  });
});

describe('where leaks nothing of the branch not chosen into derivatives of any order', () => {
  test.each<readonly [string, (x: Tensor<[]>) => Tensor<[]>]>([
    ['log', log],
    ['sqrt', sqrt],
    ['1/x', (x) => div(1, x)],
    ['x/x', (x) => div(x, x)],
    ['x log x', (x) => mul(x, log(x))],
    ['exp(−1/x)', (x) => exp(div(-1, x))],
    ['sqrt(x²)', (x) => sqrt(square(x))],
  ])('%s', (_, build) => {
    const x = parameter('x', []);
    const [first] = gradient(where(greater(x, 0), build(x), 0), [x]);
    const [second] = gradient(first, [x], { unused: 'zeros' });
    const [third] = gradient(second, [x], { unused: 'zeros' });
    const values = evaluate({ first, second, third }, { x: 0 });
    expect(Object.values(values).map(({ data }) => data[0]! + 0)).toEqual([0, 0, 0]);
  });
});
