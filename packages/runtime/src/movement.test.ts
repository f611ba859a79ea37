import { type AnyTensor, gradient, input, parameter, type Tensor } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, test } from 'vitest';
import { expectAgreement, numbers } from '../test/agreement.ts';

const x = parameter('x', ['rows', 'columns']);
const W = input('W', ['columns', 4]);
const V = input('V', ['rows', 4]);

/** What is made of part of a tensor in loops, in reductions and in products. */
const uses = (part: Tensor): Readonly<Record<string, AnyTensor>> => {
  const outputs = {
    part,
    doubled: ops.mul(2, part),
    exponentials: ops.exp(part),
    across: ops.sum(part, 1),
    down: ops.sum(ops.square(part), 0),
    turned: ops.add(ops.transpose(part), 1),
    flat: ops.reshape(part, [-1]),
    gram: ops.matmul(part, ops.transpose(part)),
    other: ops.matmul(ops.transpose(part), part),
  };
  const [slope] = gradient(ops.sum(ops.sin(part)), [x]);
  return { ...outputs, slope };
};

const sizes = [1, 3, 7, 10, 17, 255, 257];

describe('parts agree with evaluate:', () => {
  const cases: Readonly<Record<string, Tensor>> = {
    'a slice': ops.slice(x, [
      { start: 1, dim: 'r' },
      { start: 1, end: -1, dim: 'c' },
    ]) as AnyTensor as Tensor,
    'every other': ops.slice(x, [
      { step: 2, dim: 'r' },
      { step: 3, dim: 'c' },
    ]) as AnyTensor as Tensor,
    'backwards by two': ops.slice(x, [{ step: -2, dim: 'r' }, { start: -1, step: -2, dim: 'c' }]) as AnyTensor as Tensor, // prettier-ignore
    'flipped rows': ops.flip(x, 0) as AnyTensor as Tensor,
    'flipped columns': ops.flip(x, 1) as AnyTensor as Tensor,
    'all flipped': ops.flip(x) as AnyTensor as Tensor,
    'a slice of what is flipped': ops.slice(ops.flip(ops.exp(x)), [{ start: 1, dim: 'r' }, {}]) as AnyTensor as Tensor,
    nothing: ops.slice(x, [{ start: 1, end: 1, dim: 0 }]) as AnyTensor as Tensor,
  };
  test.each(Object.entries(cases))('%s', async (_, part) => {
    for (const columns of sizes)
      for (const rows of [1, 2, 5, 18]) await expectAgreement(uses(part), { x: numbers(rows, columns) });
  });
});

test('products take operands that are flipped or cut', async () => {
  const flipped = ops.flip(x);
  const outputs = {
    both: ops.matmul(flipped, ops.flip(W)),
    turned: ops.matmul(ops.transpose(flipped), ops.flip(V, 0)),
    cut: ops.matmul(ops.slice(x, [{ step: -1 }]), W),
  };
  for (const columns of sizes)
    for (const rows of [1, 3, 10, 257])
      await expectAgreement(outputs, { x: numbers(rows, columns), W: numbers(columns, 4), V: numbers(rows, 4) });
});
