import { evaluate, gradient, parameter, type Tensor } from '@adjoint/graph';
import { test } from 'vitest';
import { abs, add, argmax, crossEntropy, div, exp, log, maximum,minimum, mul, relu,sqrt, square,squaredError, where, greater } from './index.ts';
test('x', () => {
  const elementwise: readonly (readonly [string, (x: Tensor<[]>) => Tensor<[]>])[] = [
    ['sqrt', sqrt],
    ['log', log],
    ['exp', (x) => exp(div(1, x))],
    ['square', (x) => square(div(1, x))],
    ['recip', (x) => div(1, x)],
    ['abs', (x) => abs(div(x, 0))],
    ['relu', (x) => relu(div(x, 0))],
    ['mul', (x) => mul(x, div(0, x))],
    ['div', (x) => div(x, x)],
    ['maximum', (x) => maximum(div(x, 0), log(x))],
    ['minimum', (x) => minimum(div(x, 0), log(x))],
    ['squaredError', (x) => squaredError(log(x), div(1, x))],
    ['where-sqrt', (x) => where(greater(x, 0), sqrt(x), 0)],
    ['where-log', (x) => where(greater(x, 0), log(x), 0)],
    ['where-recip', (x) => where(greater(x, 0), div(1,x), 0)],
    ['where-xx', (x) => where(greater(x, 0), div(x,x), 0)],
    ['where-xlogx', (x) => where(greater(x, 0), mul(x,log(x)), 0)],
    ['where-exprecip', (x) => where(greater(x, 0), exp(div(-1,x)), 0)],
    ['where-norm', (x) => where(greater(x, 0), sqrt(square(x)), 0)],
  ];
  for (const [n, f] of elementwise) {
    const x = parameter('x', []);
    for (const [w, start] of [['0*', mul(0, f(x))], ['', f(x)]] as const) {
    let slope: Tensor<[]> = start;
    const out=[];
    for (let order = 1; order <= 4; order++) {
      [slope] = gradient(slope, [x], { unused: 'zeros' });
      out.push(evaluate(slope, { x: 0 }).data[0]!);
    }
    console.log(w+ n, out.join(' '));
    }
  }
});
