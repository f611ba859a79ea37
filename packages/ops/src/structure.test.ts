import {
  type AnyTensor,
  attempt,
  evaluate,
  gradient,
  input,
  parameter,
  printExpression,
  type Shape,
  type Tensor,
} from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../test/fixture.ts';
import { concat, flip, mul, pad, repeat, slice, split, square, squeeze, stack, sum, tile } from './index.ts';

interface Case {
  readonly operation: string;
  readonly x: Stored;
  readonly arguments: readonly unknown[];
  readonly y: Stored;
}

interface Joined {
  readonly parts: readonly Stored[];
  readonly axis: number;
  readonly concat?: Stored;
  readonly stack?: Stored;
}

type AnyOperation = (x: AnyTensor, ...args: readonly unknown[]) => AnyTensor;

const operations = { flip, pad, repeat, slice, squeeze, tile } as unknown as Readonly<Record<string, AnyOperation>>;

describe.each(Object.keys(operations))('%s agrees with NumPy', (name) => {
  const cases = fixture<Case>('structure').filter(({ operation }) => operation === name);
  test.each(cases.map(({ x, arguments: args, y }) => [`[${x.shape}]`, JSON.stringify(args), x, args, y] as const))(
    'of %s by %s',
    (_, __, x, args, y) => {
      const operand = input('x', x.shape as Shape);
      expectClose(evaluate(operations[name]!(operand, ...args), { x: valueOf(x) }), valueOf(y));
    },
  );
});

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
    ['and when padded', pad(x, [[1, 2], 0]), ['batch + 3']],
    ['multiply when repeated', repeat(x, 2, 0), ['2*batch']],
    ['and when tiled', tile(x, [3, 1]), ['3*batch']],
    ['stay when whole', slice(x, [{ step: -1 }, {}]), ['batch']],
    ['stay in what is stacked', stack([x, x], 1), ['batch', 2]],
    ['may be stated', slice(x, [{ start: 1, dim: 'rest' }]), ['rest']],
    ['or have their size stated', slice(x, [{ end: 2, dim: 2 }]), [2]],
    ['come back when split', split(concat([x, z], 0), ['batch', 'more'], 0)[1], ['more']],
    ['divide', split(repeat(x, 2, 0), 2, 0)[0]!, ['batch']],
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

  test('a padding and a part of them differentiate', () => {
    const a = parameter('x', ['batch', 3]);
    const [slope] = gradient(sum(square(pad(a, [[1, 1], 0], { mode: 'edge' }))), [a]);
    expect([...evaluate(slope, { x: bindings.x }).data]).toEqual([4, 8, 12, 16, 20, 24]);
    const [part] = gradient(sum(square(slice(a, [{ start: -1, dim: 1 }]))), [a]);
    expect([...evaluate(part, { x: bindings.x }).data]).toEqual([0, 0, 0, 8, 10, 12]);
  });

  test('a stated size that is not the size of the part is an error of the evaluation', () => {
    expect(attempt(() => evaluate(slice(x, [{ start: 1, dim: 3 }]), { x: bindings.x }))).toMatchObject({
      left: { _tag: 'InvalidArgument', message: 'slice: what is taken of axis 0 must have size 3, got 1' },
    });
  });

  test('an axis that turns out to be empty has nothing to mirror', () => {
    const nothing = { shape: [0, 3], data: new Float64Array() };
    expect(attempt(() => evaluate(pad(x, [1, 0], { mode: 'edge' }), { x: nothing }))).toMatchObject({
      left: { message: "pad: an empty axis can be padded with a constant only, got 'edge'" },
    });
    expect(evaluate(pad(x, [1, 0]), { x: nothing }).shape).toEqual([2, 3]);
  });
});

test('a listing shows what is taken and how wide a padding is', () => {
  const x = input('x', [5, 3]);
  expect(printExpression(slice(x, [{ start: 1, end: -1, step: 2 }]))).toBe('slice(x, [1:-1:2, :])');
  expect(printExpression(pad(x, [[1, 2], 0], { mode: 'edge' }))).toBe('pad(x, [[1, 2], [0, 0]], edge)'); // prettier-ignore
});

test('integers and truth values move as well', () => {
  const k = input('k', [3], 'int');
  expect([...evaluate(pad(k, [[1, 0]], { value: 7 }), { k: [1, 2, 3] }).data]).toEqual([7, 1, 2, 3]);
  expect(evaluate(flip(k), { k: [1, 2, 3] }).data).toEqual(Int32Array.of(3, 2, 1));
  expect(concat([k, k], 0).kind).toBe('int');
});

describe('refused', () => {
  const x = input('x', ['batch', 3] as Shape);
  const other = input('other', [2, 4] as Shape);
  const k = input('k', ['batch', 3] as Shape, 'int');
  test.each<readonly [string, () => unknown]>([
    [
      'slice: must have at most 2 ranges, got [an object with nothing in it, an object with nothing in it, an object with nothing in it]',
      () => slice(x, [{}, {}, {}]),
    ],
    ['slice: bounds must be integers, got 0.5', () => slice(x, [{}, { start: 0.5 }])],
    ['slice: steps must be integers other than 0, got 0', () => slice(x, [{}, { step: 0 }])],
    ['slice: dim must be the size of what is taken, 2, got 3', () => slice(x, [{}, { start: 1, dim: 3 }])],
    ["slice: dim must be a size from 0 up or a name, got 'a b'", () => slice(x, [{ start: 1, dim: 'a b' }])],
    [
      'slice: part of the named dimension batch needs its dim stated, got an object with start',
      () => slice(x, [{ start: 1 }]),
    ],
    ['split: the parts must add up to 3, got [1, 1]', () => split(x, [1, 1], 1)],
    ['split: the number of parts must divide 3, got 2', () => split(x, 2, 1)],
    ['split: the number of parts must divide batch, got 2', () => split(x, 2, 0)],
    ['split: axis must be an integer from -2 to 1 for shape [batch, 3], got 2', () => split(x, 2, 2)],
    ['flip: each axis may be named once, got [0, -2]', () => flip(x, [0, -2])],
    ['concat: must have a list of at least one tensor, got []', () => concat([] as never, 0)],
    ['concat: shapes must be equal but for axis 0, got [batch, 3] and [2, 4]', () => concat([x, other], 0)],
    ['concat: kinds must be equal, got real and int', () => concat([x, k as never], 0)],
    ["concat: operands must be tensors or numbers, got 'x'", () => concat(['x' as never], 0)],
    ['stack: shapes must be equal, got [batch, 3] and [2, 4]', () => stack([x, other], 0)],
    ['tile: must have a count from 0 up for each of 2 axes, got [2]', () => tile(x, [2])],
    ['repeat: the count must be an integer from 0 up, got -1', () => repeat(x, -1, 0)],
    ["flip: axis must be an integer or a list of integers, got 'batch'", () => flip(x, 'batch' as never)],
    ['pad: the third argument must be options, got null', () => pad(x, 1, null as never)],
    ['pad: widths must be integers from 0 up, got [-1, 0]', () => pad(x, [-1, 0])],
    ['pad: must have a width for each of 2 axes, got [1]', () => pad(x, [1])],
    [
      "pad: mode must be one of constant, edge, reflect, symmetric, got 'wrap'",
      () => pad(x, 1, { mode: 'wrap' as never }),
    ],
    [
      "pad: an empty axis can be padded with a constant only, got 'edge'",
      () => pad(input('e', [0]), 1, { mode: 'edge' }),
    ],
    ['squeeze: axes 1 must have size 1, got [batch, 3]', () => squeeze(x, 1)],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  });
});
