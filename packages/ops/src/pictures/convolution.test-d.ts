import { input, type Dim, type Shape, type Tensor } from '@adjoint/graph';
import { expectTypeOf, test } from 'vitest';
import { conv1d, conv1dTranspose, conv2d, conv2dTranspose } from './convolution.ts';
import { averagePool2d, maxPool2d } from './pooling.ts';
import { resize } from './resizing.ts';

const pictures = input('pictures', ['batch', 28, 28, 3]);
const kernel = input('kernel', [3, 3, 3, 8]);

test('batch and outputs of a convolution are known, and sizes where padding keeps them', () => {
  expectTypeOf(conv2d(pictures, kernel)).toEqualTypeOf<Tensor<['batch', Dim, Dim, 8]>>();
  expectTypeOf(conv2d(pictures, kernel, { padding: 'same' })).toEqualTypeOf<Tensor<['batch', 28, 28, 8]>>();
  expectTypeOf(conv2d(pictures, kernel, { padding: 'same', stride: 1 })).toEqualTypeOf<Tensor<['batch', 28, 28, 8]>>();
  expectTypeOf(conv2d(pictures, kernel, { padding: 'same', stride: 2 })).toEqualTypeOf<
    Tensor<['batch', Dim, Dim, 8]>
  >();
  expectTypeOf(conv1d(input('x', ['batch', 'n', 2]), input('k', [5, 2, 4]), { padding: 'same' })).toEqualTypeOf<
    Tensor<['batch', 'n', 4]>
  >();
});

test('a transposed convolution has the channels that the convolution takes, and the sizes that are named or kept', () => {
  const made = input('made', ['batch', 14, 14, 8]);
  expectTypeOf(conv2dTranspose(made, kernel)).toEqualTypeOf<Tensor<['batch', Dim, Dim, 3]>>();
  expectTypeOf(conv2dTranspose(made, kernel, { padding: 'same' })).toEqualTypeOf<Tensor<['batch', 14, 14, 3]>>();
  expectTypeOf(conv2dTranspose(made, kernel, { padding: 'same', stride: 2 })).toEqualTypeOf<
    Tensor<['batch', Dim, Dim, 3]>
  >();
  expectTypeOf(conv2dTranspose(made, kernel, { padding: 'same', stride: 2, size: [28, 27] })).toEqualTypeOf<
    Tensor<['batch', 28, 27, 3]>
  >();
  expectTypeOf(conv2dTranspose(made, kernel, { groups: 2 })).toEqualTypeOf<Tensor<['batch', Dim, Dim, Dim]>>();
  const signal = input('signal', ['batch', 'n', 4]);
  expectTypeOf(conv1dTranspose(signal, input('k', [5, 2, 4]), { padding: 'same' })).toEqualTypeOf<
    Tensor<['batch', 'n', 2]>
  >();
});

test('channels that do not fit are refused, and other numbers of axes', () => {
  // @ts-expect-error three channels, four inputs
  conv2d(pictures, input('k', [3, 3, 4, 8]));
  conv2d(pictures, input('k', [3, 3, 1, 9]), { groups: 3 });
  // @ts-expect-error three channels, eight outputs
  conv2dTranspose(pictures, kernel);
  // @ts-expect-error pictures for signals
  conv1d(pictures, kernel);
  // @ts-expect-error a kernel for signals
  conv2d(pictures, input('k', [3, 3, 8]));
  // @ts-expect-error a signal for pictures
  conv2dTranspose(input('signal', ['batch', 9, 8]), kernel);
});

/** The shapes of a layer are known before those of its batch are. */
const layer = <B extends Dim, H extends Dim, W extends Dim>(x: Tensor<[B, H, W, 3]>): Tensor<[B, H, W, 8]> =>
  conv2d(x, kernel, { padding: 'same' });

test('a function of some pictures may be one of all batches and sizes', () => {
  expectTypeOf(layer(pictures)).toEqualTypeOf<Tensor<['batch', 28, 28, 8]>>();
  expectTypeOf(conv2dTranspose(layer(pictures), kernel, { padding: 'same' })).toEqualTypeOf<typeof pictures>();
});

test('pools keep batch and channels, and pictures in another size have that', () => {
  expectTypeOf(maxPool2d(pictures, 2)).toEqualTypeOf<Tensor<['batch', Dim, Dim, 3]>>();
  expectTypeOf(averagePool2d(pictures, [2, 3])).toEqualTypeOf<Tensor<['batch', Dim, Dim, 3]>>();
  expectTypeOf(resize(pictures, [14, 20])).toEqualTypeOf<Tensor<['batch', 14, 20, 3]>>();
});

test('shapes that only run time knows stay so', () => {
  const some = input('some', ['batch', 4, 4, 1] as Shape);
  expectTypeOf(conv2d(some, kernel)).toEqualTypeOf<Tensor<Shape>>();
  expectTypeOf(maxPool2d(some, 2)).toEqualTypeOf<Tensor<Shape>>();
});

test('options that are none are refused', () => {
  // @ts-expect-error there is no such padding
  conv2d(pictures, kernel, { padding: 'full' });
  // @ts-expect-error nor such a method
  resize(pictures, [14, 20], { method: 'cubic' });
});
