import { type Broadcasting, broadcasting } from './broadcast.ts';
import type { Tensor } from './node.ts';
import { defineOp, outcome } from './op.ts';
import { s } from './scalar.ts';
import type { Shape } from './shape.ts';

/** The sum of two tensors. */
export const add: Broadcasting<'real'> = broadcasting(
  'add',
  defineOp('add', <S extends Shape>(a: Tensor<S>, _b: Tensor<S>) => outcome<S>(a.shape), {
    scalar: s.add,
    derivative: [({ g }) => g],
  }),
);

/**
 * A cotangent times a local derivative: 0 where the cotangent is 0, even if the derivative there is infinite or NaN.
 * Derivative rules multiply by nothing else, so a zero cotangent gives zero to any order.
 */
export const scale: Broadcasting<'real'> = broadcasting(
  'scale',
  defineOp('scale', <S extends Shape>(g: Tensor<S>, _factor: Tensor<S>) => outcome<S>(g.shape), {
    scalar: (g, factor) => s.select(s.equal(g, 0), 0, s.mul(g, factor)),
    derivative: [
      ({ g: cotangent, x: [, factor] }) => scale(cotangent, factor!),
      ({ g: cotangent, x: [g] }) => absorb(cotangent, g),
    ],
  }),
);

/** The product, 0 where either is: what `scale` becomes by its factor, which has no say where the cotangent is 0. */
const absorb: (a: Tensor, b: Tensor) => Tensor = defineOp(
  'absorb',
  (a: Tensor, _b: Tensor) => outcome<Shape>([...a.shape]),
  {
    scalar: (a, b) => s.select(s.or(s.equal(a, 0), s.equal(b, 0)), 0, s.mul(a, b)),
    derivative: [({ g, x: [, b] }) => absorb(g, b!), ({ g, x: [a] }) => absorb(g, a)],
  },
);
