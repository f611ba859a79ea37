import { input, type Dim, type Shape, type Tensor } from '@adjoint/graph';
import { expectTypeOf, test } from 'vitest';
import { averagePool2d, conv1d, conv2d, maxPool2d, resize } from './index.ts';

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
