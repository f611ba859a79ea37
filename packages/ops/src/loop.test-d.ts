// Checked by `tsc -b` and never run: what is right keeps its exact shape, what is wrong does not compile.

import { gradient, input, parameter, type Tensor } from '@adjoint/graph';
import {
  add,
  cond,
  dot,
  greater,
  less,
  matmul,
  scan,
  square,
  sub,
  sum,
  tanh,
  toReal,
  vectorize,
  whileLoop,
} from './index.ts';

/** Compiles only where the value's type is exactly `Expected`, and not `any`. */
declare const is: <Expected>() => <T>(
  value: 0 extends 1 & T ? never : [T, Expected] extends [Expected, T] ? T : never,
) => void;

const xs = input('xs', ['time', 'batch', 3]);
const labels = input('labels', ['time'], 'int');
const start = parameter('start', ['batch', 4]);
const W = parameter('W', [4, 4]);
const U = parameter('U', [3, 4]);
const x = parameter('x', []);

// scans
const [last, states] = scan(
  (state, each) => {
    const next = tanh(add(matmul(state, W), matmul(each, U)));
    return [next, { next, label: sum(next) }];
  },
  start,
  xs,
);
is<Tensor<['batch', 4]>>()(last);
is<Tensor<['time', 'batch', 4]>>()(states.next);
is<Tensor<['time']>>()(states.label);

const [counts, seen] = scan(
  ({ total, sums }, { each, label }) => [
    { total: add(total, toReal(label)), sums: add(sums, sum(each)) },
    [label, each],
  ],
  { total: x, sums: x },
  { each: xs, label: labels },
);
is<Tensor<[]>>()(counts.total);
is<Tensor<['time'], 'int'>>()(seen[0]);
is<Tensor<['time', 'batch', 3]>>()(seen[1]);

const [power, powers] = scan((all) => [matmul(all, W), all], W, undefined, { length: 3 });
is<Tensor<[4, 4]>>()(power);
is<Tensor<[3, 4, 4]>>()(powers);

// @ts-expect-error the carry changes its shape
scan((state) => [sum(state), state], start, xs);
// @ts-expect-error the carry changes its kind
scan((state) => [less(state, 0), state], start, xs);
// @ts-expect-error an element is [batch, 3], of which W has no product
scan((state, each) => [state, matmul(each, W)], start, xs);
// @ts-expect-error one of the carries is missing
scan(({ a }) => [{ a }, a], { a: x, b: x }, xs);
// @ts-expect-error without sequences there must be a length
scan((all) => [all, all], W, undefined);

// loops and choices
is<Tensor<['batch', 4]>>()(whileLoop((all) => greater(sum(all), 1), (all) => tanh(all), start)); // prettier-ignore
// @ts-expect-error the condition is not one truth value
whileLoop((all) => greater(all, 1), (all) => all, start); // prettier-ignore
// @ts-expect-error the carry changes its shape
whileLoop((all) => greater(sum(all), 1), (all) => sum(all), start); // prettier-ignore

is<Tensor<[]>>()(cond(greater(x, 0), () => x, () => square(x))); // prettier-ignore
is<Tensor<['batch', 4]>>()(cond(greater(x, 0), ([a]) => a, ([a, b]) => add(a, b), [start, x])); // prettier-ignore
// @ts-expect-error the branches give different shapes
cond(greater(x, 0), () => x, () => start); // prettier-ignore

// mapping over a new dimension
const losses = vectorize((each: Tensor<[4]>, y: Tensor<[]>) => square(sub(dot(each, input('w', [4])), y)), 'batch');
is<Tensor<['batch']>>()(losses(start, input('y', ['batch'])));
const slopes = vectorize((each: Tensor<[4]>) => gradient(sum(matmul(each, W)), [W])[0], 'batch');
is<Tensor<['batch', 4, 4]>>()(slopes(start));
// @ts-expect-error the operand lacks the dimension
slopes(input('one', [4]));
// @ts-expect-error one of the operands is missing
losses(start);
