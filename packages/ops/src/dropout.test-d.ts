// Checked by `tsc -b` and never run: what is right keeps its exact shape, what is wrong does not compile.

import { input, type Tensor } from '@adjoint/graph';
import { dropout, elasticNet, l2, randomNormal, randomUniform } from './index.ts';

/** Compiles only where the value's type is exactly `Expected`, and not `any`. */
declare const is: <Expected>() => <T>(
  value: 0 extends 1 & T ? never : [T, Expected] extends [Expected, T] ? T : never,
) => void;

const x = input('x', ['batch', 10]);
const key = input('key', [], 'int');

is<Tensor<['batch', 10]>>()(dropout(x, { rate: 0.5, key }));
is<Tensor<['batch', 10]>>()(dropout(x, { rate: 0.5, key: 1 }));
is<Tensor<['batch', 3]>>()(randomUniform(key, ['batch', 3]));
is<Tensor<[]>>()(randomNormal(1, []));
is<Tensor<[]>>()(l2(x, { bias: { axis: 0 } }));
is<Tensor<[]>>()(elasticNet(x, { beta: 2, bias: { axis: 0, index: 3 } }));

// @ts-expect-error without a key
dropout(x, { rate: 0.5 });
// @ts-expect-error a key that is real
dropout(x, { rate: 0.5, key: input('key', []) });
// @ts-expect-error as many keys as elements
randomUniform(input('keys', [3], 'int'), [3]);
// @ts-expect-error a shape that is no list
randomNormal(1, 3);
// @ts-expect-error an index without its axis
l2(x, { bias: { index: 3 } });
// @ts-expect-error dropout of integers
dropout(input('k', [3], 'int'), { rate: 0.5, key: 1 });
