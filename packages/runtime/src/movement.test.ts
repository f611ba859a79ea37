import { type AnyTensor, evaluate, gradient, input, parameter, type Tensor } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { expectAgreement, integers, numbers } from '../test/agreement.ts';
import { compile } from './compile.ts';

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

const sizes = [1, 3, 10, 257];

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
    'what is padded': ops.pad(x, [[1, 2], 3]) as AnyTensor as Tensor,
    'padded with a number': ops.pad(ops.exp(x), [0, [2, 0]], { value: -1.5 }) as AnyTensor as Tensor,
    'mirrored borders': ops.pad(
      x,
      [
        [3, 1],
        [2, 5],
      ],
      { mode: 'symmetric' },
    ) as AnyTensor as Tensor,
    joined: ops.concat([x, ops.exp(x), ops.slice(x, [{ start: 1, dim: 'r' }, {}])], 0) as AnyTensor as Tensor,
    'joined side by side': ops.concat([ops.flip(x, 1), x, ops.mul(x, 2)], 1) as AnyTensor as Tensor,
    stacked: ops.reshape(ops.stack([x, ops.transpose(ops.transpose(x)), ops.sin(x)], 1), [-1, 'columns']) as AnyTensor as Tensor, // prettier-ignore
    tiled: ops.tile(x, [2, 3]) as AnyTensor as Tensor,
    repeated: ops.repeat(x, 3, 1) as AnyTensor as Tensor,
    'an upper triangle': ops.triu(x, 1) as AnyTensor as Tensor,
    nothing: ops.slice(x, [{ start: 1, end: 1, dim: 0 }]) as AnyTensor as Tensor,
  };
  test.each(Object.entries(cases))('%s', async (_, part) => {
    for (const columns of sizes)
      for (const rows of [1, 7]) await expectAgreement(uses(part), { x: numbers(rows, columns) });
  });
});

test('tensors of any kind, empty ones among them, are joined', async () => {
  const n = input('n', ['k', 2], 'int');
  const none = input('none', [0, 2]);
  await expectAgreement(
    {
      integers: ops.concat([n, ops.add(n, 1), n], 1),
      padded: ops.pad(n, [[0, 2], 1], { value: -7 }),
      truths: ops.concat([ops.less(n, 3), ops.equal(n, 1)], 0),
      numbers: ops.stack([ops.sum(none), 3, ops.sum(ops.toReal(n))] as never, 0),
      none: ops.concat([none, ops.toReal(n), none], 0),
      padding: ops.pad(none, 1, { value: 4 }),
      taken: ops.takeAlongAxis(ops.less(n, 3), ops.mod(n, 2), 1),
      range: ops.mul(ops.arange('k'), ops.arange('k')),
    },
    { n: integers(9, 5, 2), none: numbers(0, 2) },
  );
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

describe('a held leaf changes to what is moved of it:', () => {
  const w = parameter('w', [37, 5]);
  const first = ops.slice(w, [{ end: 1, dim: 1 }, {}]);
  const others = ops.slice(w, [{ start: 1, dim: 36 }, {}]);
  const cases: Readonly<Record<string, AnyTensor>> = {
    flipped: ops.flip(w),
    'turned round': ops.concat([others, first], 0),
    'in another order': ops.gather(w, ops.mod(ops.mul(ops.arange(37), 5), 37), 0),
    'padded behind': ops.pad(others, [[0, 1], 0]),
    'added to itself': ops.add(w, ops.flip(w, 1)),
  };
  test.each(Object.entries(cases))('%s', async (_, next) => {
    let expected = numbers(37, 5);
    const program = await compile({ total: ops.sum(w) }, { held: { w: expected }, updates: [{ leaf: w, next }] });
    for (let step = 0; step < 3; step++) {
      program.run();
      expected = evaluate(next, { w: expected });
    }
    expect(program.held()['w']).toEqual(expected);
  });
});
