import {
  type AnyTensor,
  constant,
  evaluate,
  input,
  pullback,
  type Shape,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { testAgainstPyTorch } from '../../test/torch.ts';
import { conv1d, conv1dTranspose, conv2d, conv2dTranspose } from './convolution.ts';
import { add, matmul, mul, reshape, sum, transpose } from '../index.ts';

testAgainstPyTorch({ conv1d, conv1dTranspose, conv2d, conv2dTranspose });

/** Integers, whose sums and products are exact in any order. */
const drawn = (seed: number, ...shape: readonly number[]): Tensor => {
  const count = shape.reduce((product, size) => product * size, 1);
  return constant({
    shape,
    data: Float64Array.from({ length: count }, (_, i) => ((seed + 7 * i * i + 3 * i) % 17) - 8),
  });
};
const valuesOf = (x: AnyTensor): Value => evaluate(x, {});

const pair = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));
const layout = fc
  .record({
    seed: fc.nat(1000),
    batch: fc.integer({ min: 1, max: 2 }),
    inputs: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 2 }),
    size: pair(1, 3),
    stride: pair(1, 3),
    dilation: pair(1, 2),
    padding: fc.oneof(fc.constant('same' as const), fc.tuple(pair(0, 2), pair(0, 2))),
    more: pair(0, 4),
  })
  .map(({ seed, batch, inputs, outputs, groups, size, more, ...options }) => ({
    seed,
    options: { ...options, groups },
    pictures: [
      batch,
      ...size.map((each, axis) => options.dilation[axis]! * (each - 1) + 1 + more[axis]!),
      inputs * groups,
    ],
    kernel: [...size, inputs, outputs * groups],
  }));

describe('a convolution', () => {
  property.prop([layout])('is linear in the pictures and in the kernel', ({ seed, options, pictures, kernel }) => {
    const [x, y] = [drawn(seed, ...pictures), drawn(seed + 5, ...pictures)];
    const [k, l] = [drawn(seed + 2, ...kernel), drawn(seed + 3, ...kernel)];
    const of = (pictures: Tensor, kernel: Tensor): Tensor => conv2d(pictures, kernel, options) as Tensor;
    const both = (a: Tensor, b: Tensor): Tensor => add(mul(3, a), b) as Tensor;
    expect(valuesOf(of(both(x, y), k))).toEqual(valuesOf(both(of(x, k), of(y, k))));
    expect(valuesOf(of(x, both(k, l)))).toEqual(valuesOf(both(of(x, k), of(x, l))));
  });

  property.prop([layout])('and its transpose are adjoint', ({ seed, options, pictures, kernel }) => {
    const [x, k] = [drawn(seed, ...pictures), drawn(seed + 2, ...kernel)];
    const made = conv2d(x, k, options) as Tensor;
    const y = drawn(seed + 4, ...(made.shape as readonly number[]));
    const back = conv2dTranspose(y, k, { ...options, size: pictures.slice(1, 3) });
    expect(valuesOf(sum(mul(made, y) as Tensor))).toEqual(valuesOf(sum(mul(x, back) as Tensor)));
  });

  property.prop([layout])('has its transpose for a derivative', ({ seed, options, pictures, kernel }) => {
    const x = input<Shape>('x', pictures);
    const k = drawn(seed + 2, ...kernel);
    const made = conv2d(x, k, options) as Tensor;
    const y = drawn(seed + 4, ...(made.shape as readonly number[]));
    const [slope] = pullback(made, [x], y);
    expect(valuesOf(slope as Tensor)).toEqual(
      valuesOf(conv2dTranspose(y, k, { ...options, size: pictures.slice(1, 3) })),
    );
  });

  test('with a kernel of one place is a product of matrices', () => {
    const [x, k] = [drawn(1, 2, 3, 4, 3), drawn(2, 1, 1, 3, 5)];
    expect(valuesOf(conv2d(x, k) as Tensor)).toEqual(valuesOf(matmul(x, reshape(k, [3, 5])) as Tensor));
  });

  test('of one group is the same with all channels side by side as with each by itself', () => {
    const x = drawn(3, 1, 4, 4, 3);
    const deep = drawn(4, 2, 2, 1, 3); // one kernel a channel
    const each = [0, 1, 2].map((channel) => {
      const only = constant({
        shape: [3, 3],
        data: Float64Array.from({ length: 9 }, (_, i) => Number(i === 4 * channel)),
      });
      const picked = matmul(reshape(transpose(deep, [0, 1, 3, 2]), [2, 2, 3, 1]), constant([[1, 1, 1]])) as Tensor;
      return conv2d(matmul(x, only) as Tensor, matmul(picked, only) as Tensor) as Tensor;
    });
    expect(valuesOf(conv2d(x, deep, { groups: 3 }) as Tensor)).toEqual(
      valuesOf(each.reduce((a, b) => add(a, b) as Tensor)),
    );
  });

  test('keeps a length that only run time knows', () => {
    const x = input('x', ['batch', 'length', 1]);
    const y = conv1d(x, drawn(1, 3, 1, 1), { padding: 'same' });
    expect(y.shape).toEqual(['batch', 'length', 1]);
    expect(conv1d(x, drawn(1, 4, 1, 1), { padding: [[2, 3]] }).shape).toEqual(['batch', 'length + 2', 1]);
    expect(evaluate(y, { x: [[[1], [2], [4]]] }).shape).toEqual([1, 3, 1]);
    expect(() => conv1d(x, drawn(1, 3, 1, 1))).toThrow(
      "conv1d: windows that span 3 at stride 1 need an axis whose size is known, got 'length'",
    );
    expect(() => conv1d(x, drawn(1, 3, 1, 1), { padding: 'same', stride: 2 })).toThrow(
      "conv1d: padding 'same' at stride 2 needs an axis whose size is known, got 'length'",
    );
  });
});

describe('what does not fit is refused:', () => {
  const x = input('x', ['batch', 4, 4, 2]);
  test('other channels than the kernel has', () => {
    expect(() => conv2d(x, drawn(1, 3, 3, 3, 1))).toThrow(
      'conv2d: the channels must be 1 times the inputs of the kernel, got [batch, 4, 4, 2] and [3, 3, 3, 1]',
    );
  });
  test('pictures that are smaller than the kernel', () => {
    expect(() => conv2d(x, drawn(1, 5, 5, 2, 1))).toThrow(
      'conv2d: windows that span 5 must fit into their axis, got 4',
    );
  });
  test('a size of which the convolution makes other positions', () => {
    const y = input('y', ['batch', 2, 2, 1]);
    expect(conv2dTranspose(y, drawn(1, 3, 3, 2, 1), { stride: 2, size: [6, 5] }).shape).toEqual(['batch', 6, 5, 2]);
    expect(() => conv2dTranspose(y, drawn(1, 3, 3, 2, 1), { stride: 2, size: [7, 5] })).toThrow(
      'pictures of size [7, 5] must have as many positions',
    );
  });
});
