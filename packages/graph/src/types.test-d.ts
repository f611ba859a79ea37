// Checked by `tsc -b`; nothing here runs.
import { either as E } from 'fp-ts';
import { expectTypeOf } from 'vitest';
import {
  add,
  type AnyTensor,
  type Broadcast,
  broadcastTo,
  type Clash,
  constant,
  defineOp,
  evaluate,
  type Fits,
  gradient,
  input,
  type Kind,
  label,
  outcome,
  parameter,
  s,
  scale,
  type Shape,
  shaped,
  type ShapeText,
  size,
  state,
  sumTo,
  type Tensor,
  type Value,
} from './index.ts';

const x = input('x', ['batch', 10]);
const row = input('row', [10]);
const column = input('column', ['batch', 1]);
const scalar = input('scalar', []);
const labels = input('labels', ['batch'], 'int');
const mask = input('mask', ['batch', 10], 'bool');
declare const dynamic: Tensor;
declare const name: string;

// leaves

expectTypeOf(x).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(scalar).toEqualTypeOf<Tensor<[]>>();
expectTypeOf(labels).toEqualTypeOf<Tensor<['batch'], 'int'>>();
expectTypeOf(mask).toEqualTypeOf<Tensor<['batch', 10], 'bool'>>();
expectTypeOf(parameter('W', [64, 10])).toEqualTypeOf<Tensor<[64, 10]>>();
expectTypeOf(state('v', [64])).toEqualTypeOf<Tensor<[64]>>();
expectTypeOf(constant(1)).toEqualTypeOf<Tensor<[]>>();
expectTypeOf(constant(1, 'int')).toEqualTypeOf<Tensor<[], 'int'>>();
expectTypeOf(constant([1, 2])).toEqualTypeOf<Tensor<Shape>>();
expectTypeOf(constant([1, 2], 'bool')).toEqualTypeOf<Tensor<Shape, 'bool'>>();
expectTypeOf(input(name, [name, 3])).toEqualTypeOf<Tensor<[string, 3]>>();
// @ts-expect-error a shape consists of sizes and names
input('x', [true]);
// @ts-expect-error there is no such kind
input('x', [2], 'float32');
// @ts-expect-error a parameter is real
parameter('W', [2], 'int');

// a tensor of one shape is not one of another

expectTypeOf(x).not.toExtend<Tensor<['batch', 11]>>();
expectTypeOf(x).not.toExtend<Tensor<['n', 10]>>();
expectTypeOf(x).not.toExtend<Tensor<['batch', number]>>();
expectTypeOf(x).not.toExtend<Tensor<[string, 10]>>();
expectTypeOf(x).not.toExtend<Tensor<['batch', 10, 1]>>();
expectTypeOf(x).not.toExtend<Tensor<['batch']>>();
expectTypeOf(x).not.toExtend<Tensor<Shape>>();
expectTypeOf(x).not.toExtend<Tensor>();
expectTypeOf(dynamic).not.toExtend<Tensor<['batch', 10]>>();
expectTypeOf(labels).not.toExtend<Tensor<['batch']>>();
expectTypeOf(mask).not.toExtend<Tensor<['batch', 10], 'int'>>();
expectTypeOf(x).toExtend<AnyTensor>();
expectTypeOf(x).toExtend<Tensor<['batch', 10], Kind>>();
expectTypeOf(dynamic).toExtend<AnyTensor>();

// broadcasting

expectTypeOf(add(x, x)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(add(x, 1)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(add(1, x)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(add(1, 2)).toEqualTypeOf<Tensor<[]>>();
expectTypeOf(add(x, scalar)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(add(scalar, x)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(add(x, row)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(add(row, x)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(add(x, column)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(add(column, row)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(scale(x, row)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(add(x, dynamic)).toEqualTypeOf<Tensor<Shape>>();
expectTypeOf(add(dynamic, x)).toEqualTypeOf<Tensor<Shape>>();
// @ts-expect-error [batch, 10] and [11]
add(x, input('b', [11]));
// @ts-expect-error [batch, 10] and [n, 10]
add(x, input('other', ['n', 10]));
// @ts-expect-error [10] and [batch]
add(row, input('target', ['batch']));
// @ts-expect-error an integer is not promoted
add(x, labels);
// @ts-expect-error a truth value is not promoted
scale(x, mask);
// @ts-expect-error neither a tensor nor a number
add(x, '1');

expectTypeOf<Fits<['batch', 10], [11]>>().toEqualTypeOf<
  Clash<'shapes must be equal or broadcast, got [batch, 10] and [11]'>
>();
expectTypeOf<Fits<['batch', 10], [10]>>().toEqualTypeOf<unknown>();
expectTypeOf<Fits<Shape, [10]>>().toEqualTypeOf<unknown>();
expectTypeOf<ShapeText<['batch', 10, '2*n + 1']>>().toEqualTypeOf<'[batch, 10, 2*n + 1]'>();
expectTypeOf<ShapeText<[]>>().toEqualTypeOf<'[]'>();
expectTypeOf<ShapeText<Shape>>().toEqualTypeOf<'[...]'>();
expectTypeOf<Broadcast<[8, 1, 6, 1], [7, 1, 5]>>().toEqualTypeOf<[8, 7, 6, 5]>();
expectTypeOf<Broadcast<[], ['batch']>>().toEqualTypeOf<['batch']>();
expectTypeOf<Broadcast<['batch', 3], ['n', 3]>>().toEqualTypeOf<never>();
expectTypeOf<Broadcast<Shape, [3]>>().toEqualTypeOf<Shape>();

expectTypeOf(broadcastTo(row, ['batch', 10])).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(broadcastTo(labels, [3, 'batch'])).toEqualTypeOf<Tensor<[3, 'batch'], 'int'>>();
expectTypeOf(sumTo(x, [])).toEqualTypeOf<Tensor<[]>>();
expectTypeOf(sumTo(x, ['batch', 1])).toEqualTypeOf<Tensor<['batch', 1]>>();
expectTypeOf(size(['batch'])).toEqualTypeOf<Tensor<[]>>();
expectTypeOf(shaped(dynamic, ['batch', 10])).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(label('hidden', x)).toEqualTypeOf<Tensor<['batch', 10]>>();

// inside generic functions shapes unify

const twice = <S extends Shape>(a: Tensor<S>): Tensor<S> => add(a, scale(a, 1));
expectTypeOf(twice(x)).toEqualTypeOf<Tensor<['batch', 10]>>();

// gradient

const loss = sumTo(scale(x, row), []);
expectTypeOf(gradient(loss, [x])).toEqualTypeOf<[Tensor<['batch', 10]>]>();
expectTypeOf(gradient(loss, [x, row, scalar])).toEqualTypeOf<[Tensor<['batch', 10]>, Tensor<[10]>, Tensor<[]>]>();
expectTypeOf(gradient(loss, [])).toEqualTypeOf<[]>();
declare const parameters: readonly Tensor[];
expectTypeOf(gradient(loss, parameters)).toEqualTypeOf<Tensor[]>();
const [dRow] = gradient(loss, [row]);
expectTypeOf(gradient(sumTo(dRow, []), [x])).toEqualTypeOf<[Tensor<['batch', 10]>]>();
// @ts-expect-error the loss must be a scalar
gradient(x, [x]);
// @ts-expect-error there is no gradient by integers
gradient(loss, [labels]);
// @ts-expect-error there is no gradient of truth values
gradient(mask, [x]);
// @ts-expect-error there is no such option
gradient(loss, [x], { unused: 'ones' });

// evaluate

type Real = Value<Float64Array>;
expectTypeOf(evaluate(x, {})).toEqualTypeOf<Real>();
expectTypeOf(evaluate(labels, {})).toEqualTypeOf<Value<Int32Array>>();
expectTypeOf(evaluate(mask, {})).toEqualTypeOf<Value<Uint8Array>>();
expectTypeOf(evaluate({ loss, dRow, labels }, {})).toEqualTypeOf<{
  loss: Real;
  dRow: Real;
  labels: Value<Int32Array>;
}>();
expectTypeOf(
  evaluate({ x }, { x: [[1, 2]], y: Float32Array.of(1), z: { shape: [], data: Int8Array.of(1) } }),
).toEqualTypeOf<{
  x: Real;
}>();
// @ts-expect-error a string stands for no value
evaluate(x, { x: '1' });
// @ts-expect-error there is no such precision
evaluate(x, {}, { precision: 'float16' });
// @ts-expect-error an output is a tensor
evaluate({ x: 1 }, {});

// defineOp keeps the type parameters of its rule

const negate = defineOp('negate', <S extends Shape>(a: Tensor<S>) => outcome<S>(a.shape), {
  scalar: (a) => s.neg(a),
  derivative: [({ g }) => scale(g, -1)],
});
expectTypeOf(negate(x)).toEqualTypeOf<Tensor<['batch', 10]>>();
expectTypeOf(negate(dynamic)).toEqualTypeOf<Tensor<Shape>>();
const negateTwice = <S extends Shape>(a: Tensor<S>): Tensor<S> => negate(negate(a));
expectTypeOf(negateTwice(row)).toEqualTypeOf<Tensor<[10]>>();
// @ts-expect-error negate takes real numbers
negate(labels);
// @ts-expect-error negate takes one operand
negate(x, x);

const product = defineOp(
  'product',
  <M extends string | number, N extends string | number, P extends string | number>(
    a: Tensor<[M, N]>,
    b: Tensor<[N, P]>,
  ) => outcome<[M, P]>([a.shape[0], b.shape[1]]),
  { kernel: () => {} },
);
expectTypeOf(product(x, input('W', [10, 3]))).toEqualTypeOf<Tensor<['batch', 3]>>();
// @ts-expect-error inner sizes differ
product(x, input('W', [11, 3]));

const isPositive = defineOp('isPositive', <S extends Shape>(a: Tensor<S>) => outcome(a.shape, 'bool'), {
  scalar: (a) => s.less(0, a),
});
expectTypeOf(isPositive(row).kind).toEqualTypeOf<'bool'>();

const clip = defineOp(
  'clip',
  <S extends Shape>(a: Tensor<S>, _: { readonly low: number; readonly high?: number }) => outcome<S>(a.shape),
  {
    kernel: ({ attributes }) => {
      expectTypeOf(attributes).toEqualTypeOf<{ readonly low: number; readonly high?: number }>();
    },
    derivative: [
      ({ g, attributes }) => {
        expectTypeOf(attributes.low).toEqualTypeOf<number>();
        return g;
      },
    ],
  },
);
expectTypeOf(clip(x, { low: 0 })).toEqualTypeOf<Tensor<['batch', 10]>>();
// @ts-expect-error low is missing
clip(x, { high: 1 });

const split = defineOp(
  'split',
  (a: Tensor<['n']>) =>
    E.right([
      { shape: a.shape, kind: 'int' },
      { shape: [], kind: 'real' },
    ] as const),
  { kernel: () => {} },
);
expectTypeOf(split).returns.toEqualTypeOf<readonly [Tensor<['n'], 'int'>, Tensor<[]>]>();

// also where there are several outputs and the body has rules of its own

const halves = defineOp(
  'halves',
  <S extends Shape>(a: Tensor<S>) =>
    E.right([
      { shape: a.shape, kind: 'int' },
      { shape: a.shape, kind: 'real' },
    ] as const),
  { kernel: ({ inputs: [a], outputs: [q] }) => q!.data.set(a!.data), derivative: [({ cotangents: [, g] }) => g!] },
);
expectTypeOf(halves(x)).toEqualTypeOf<readonly [Tensor<['batch', 10], 'int'>, Tensor<['batch', 10]>]>();
