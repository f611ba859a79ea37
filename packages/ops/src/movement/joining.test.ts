import { type AnyTensor, attempt, evaluate, gradient, input, parameter, type Shape, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { testAgainstNumPy } from '../../test/numpy.ts';
import { concat, flip, mul, repeat, split, square, stack, sum, tile } from '../index.ts';

testAgainstNumPy('structure', { repeat, tile });

interface Joined {
  readonly parts: readonly Stored[];
  readonly axis: number;
  readonly concat?: Stored;
  readonly stack?: Stored;
}

describe('joining agrees with NumPy, and split undoes it', () => {
  test.each(
    fixture<Joined>('joining').map((stored) => [JSON.stringify(stored.parts.map((x) => x.shape)), stored] as const),
  )('%s', (_, { parts, axis, ...whole }) => {
    const operands = parts.map(({ shape }, i) => input(`x${i}`, shape as Shape)) as unknown as [Tensor];
    const bindings = Object.fromEntries(parts.map((part, i) => [`x${i}`, valueOf(part)]));
    if (whole.stack) expectClose(evaluate(stack(operands, axis), bindings), valueOf(whole.stack));
    if (!whole.concat) return;
    const joined = concat(operands, axis);
    expectClose(evaluate(joined, bindings), valueOf(whole.concat));
    split(
      joined,
      parts.map(({ shape }) => shape.at(axis)!),
      axis,
    ).forEach((part, i) => {
      expectClose(evaluate(part as AnyTensor, bindings), valueOf(parts[i]!));
    });
  });
});

describe('named dimensions', () => {
  const x = input('x', ['batch', 3] as Shape);
  const z = input('z', ['more', 3] as Shape);
  const bindings = { x: [[1, 2, 3], [4, 5, 6]], z: [[7, 8, 9]] }; // prettier-ignore

  test.each<readonly [string, AnyTensor, Shape]>([
    ['add up when tensors are joined', concat([x, z], 0), ['batch + more']],
    ['multiply when repeated', repeat(x, 2, 0), ['2*batch']],
    ['and when tiled', tile(x, [3, 1]), ['3*batch']],
    ['stay in what is stacked', stack([x, x], 1), ['batch', 2]],
  ])('%s', (_, y, leading) => {
    expect(y.shape).toEqual([...leading, 3]);
  });

  test('a join of them differentiates, twice', () => {
    const a = parameter('x', ['batch', 3]);
    const b = parameter('z', ['more', 3]);
    const whole = square(square(concat([a, b], 0)));
    const [first] = gradient(sum(mul(whole, flip(whole, 1))), [b]);
    const [second] = gradient(sum(square(first)), [b]);
    expect(evaluate({ first, second }, bindings).second.shape).toEqual([1, 3]);
  });
});

test('integers join as well', () => {
  const k = input('k', [3], 'int');
  expect(concat([k, k], 0).kind).toBe('int');
});

describe('refused', () => {
  const x = input('x', ['batch', 3] as Shape);
  const other = input('other', [2, 4] as Shape);
  const k = input('k', ['batch', 3] as Shape, 'int');
  test.each<readonly [string, () => unknown]>([
    ['concat: must have a list of at least one tensor, got []', () => concat([] as never, 0)],
    ['concat: shapes must be equal but for axis 0, got [batch, 3] and [2, 4]', () => concat([x, other], 0)],
    ['concat: kinds must be equal, got real and int', () => concat([x, k as never], 0)],
    ["concat: operands must be tensors or numbers, got 'x'", () => concat(['x' as never], 0)],
    ['stack: shapes must be equal, got [batch, 3] and [2, 4]', () => stack([x, other], 0)],
    ['tile: must have a count from 0 up for each of 2 axes, got [2]', () => tile(x, [2])],
    ['repeat: the count must be an integer from 0 up, got -1', () => repeat(x, -1, 0)],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  });
});

describe('any number of tensors is joined, where a call takes only so many', () => {
  const x = parameter('x', [2]);
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => (i === count - 1 ? mul(x, 3) : x)) as unknown as readonly [
      typeof x,
      ...(typeof x)[],
    ];
  test('one after the other, and side by side', () => {
    const tensors = many(70_001);
    const long = concat(tensors, 0);
    expect([long.shape, stack<[2], 'real', typeof tensors, 0, number>(tensors, 0).shape]).toEqual([[140_002], [70_001, 2]]); // prettier-ignore
    expect([...evaluate(long, { x: [1, 2] }).data.subarray(-4)]).toEqual([1, 2, 3, 6]);
  });
  test('with its gradient', () => {
    const [slope] = gradient(sum(square(concat(many(2500), 0))), [x]);
    expect([...evaluate(slope, { x: [1, 2] }).data]).toEqual([2 * (2499 + 9), 4 * (2499 + 9)]);
  });
});
