// Checked by `tsc -b` and never run: what is right keeps its exact shape, what is wrong does not compile.

import type { Nested, Shape, Tensor } from '@adjoint/graph';
import { matmul, softplus, split, sum } from '@adjoint/ops';
import { at, bools, ints, type Operand, reals, sample } from './index.ts';

/** Compiles only where the value's type is exactly `Expected`, and not `any`. */
declare const is: <Expected>() => <T>(
  value: 0 extends 1 & T ? never : [T, Expected] extends [Expected, T] ? T : never,
) => void;

const x = reals([3, 4]);
declare const shape: number[];
declare const nested: Nested;

is<Operand<[3, 4], 'real'>>()(x);
is<Operand<[], 'real'>>()(reals([]));
is<Operand<[3], 'real'>>()(reals([3], { from: 0, to: 1 }));
is<Operand<number[], 'real'>>()(reals(shape));
is<Operand<[2, 3], 'real'>>()(at([[1, 2, 3], [4, 5, 6]])); // prettier-ignore
is<Operand<[3], 'int'>>()(ints([0, 2, 1]));
is<Operand<[], 'int'>>()(ints(2));
is<Operand<[0], 'int'>>()(ints([]));
is<Operand<[1, 2], 'bool'>>()(bools([[true, false]]));
is<Operand<number[], 'real'>>()(at(nested));

sample([x, ints([0, 1]), bools(true), reals(shape)], (a, labels, mask, dynamic) => {
  is<Tensor<[3, 4]>>()(a);
  is<Tensor<[2], 'int'>>()(labels);
  is<Tensor<[], 'bool'>>()(mask);
  is<Tensor>()(dynamic);
  return a;
});

sample([x, ints([0, 1]), bools(true), reals(shape)], (a) => a, {
  value: (a, labels, mask, dynamic) => {
    is<readonly (readonly number[])[]>()(a);
    is<readonly number[]>()(labels);
    is<boolean>()(mask);
    is<Nested>()(dynamic);
    return a;
  },
});

sample([x], (x) => softplus(x), { shape: [3, 4] });
sample([x], (x) => sum(x), { shape: [] });
sample([x, reals([4, 2])], (a, b) => matmul(a, b), { shape: [3, 2] });
sample([x], (x) => split(x, [1, 2], 0), { shape: [[1, 4], [2, 4]] }); // prettier-ignore
sample([reals(shape)], (x) => softplus(x), { shape: [3, 4] });
sample([reals(shape)], (x) => softplus(x), { shape: [] as Shape });

// @ts-expect-error the sum over axis 0 has 4 elements
sample([x], (x) => sum(x, 0), { shape: [3] });
// @ts-expect-error a product of [3, 4] and [4, 2] is [3, 2]
sample([x, reals([4, 2])], (a, b) => matmul(a, b), { shape: [3, 4] });
// @ts-expect-error a scalar has no axes
sample([x], (x) => sum(x), { shape: [1] });
// @ts-expect-error the second part has 2 rows
sample([x], (x) => split(x, [1, 2], 0), { shape: [[1, 4], [3, 4]] }); // prettier-ignore
// @ts-expect-error the inner sizes are 4 and 3
sample([x, x], (a, b) => matmul(a, b));
// @ts-expect-error an integer operand is no real tensor
sample([ints([1, 2])], (x) => softplus(x));
// @ts-expect-error a build returns tensors
sample([x], () => 3);
// @ts-expect-error a formula returns numbers
sample([x], (x) => softplus(x), { value: () => 'three' });
// @ts-expect-error a formula gives one array for each of several outputs
sample([x], (x) => split(x, [1, 2], 0), { value: (x) => [x] });
// @ts-expect-error an option that does not exist
sample([x], (x) => softplus(x), { shapes: [3, 4] });
