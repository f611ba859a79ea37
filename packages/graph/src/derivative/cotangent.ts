import { type Broadcasting, broadcasting } from '../broadcast.ts';
import { mixedNumbers, refuse, type Result } from '../error.ts';
import type { Kind } from '../kind.ts';
import type { AnyTensor, Outcome, Tensor } from '../node.ts';
import { numberOf } from '../number.ts';
import { defineOp, outcome } from '../op.ts';
import { s } from '../scalar.ts';
import type { Shape } from '../shape.ts';

/** An operation on two real numbers or on two integers (of 32 bits, wrapping) that broadcasts. */
export type Arithmetic = Broadcasting<'int', 'int'> & Broadcasting<'real'>;

/** What operations on numbers of any one kind result in: the shape and kind of the first, which must be the others'. */
export const outcomeOfNumbers = (name: string, ...operands: readonly AnyTensor[]): Result<Outcome<Shape, Kind>> => {
  const [{ shape, kind }] = operands as readonly [AnyTensor];
  return kind !== 'bool' && operands.every((operand) => operand.kind === kind)
    ? outcome<Shape, Kind>(shape, kind)
    : refuse(mixedNumbers(name, ...operands.map((operand) => operand.kind)));
};

/** The sum of two tensors. */
export const add = broadcasting(
  'add',
  defineOp('add', (a: AnyTensor, b: AnyTensor) => outcomeOfNumbers('add', a, b), {
    kinds: ['any'],
    scalar: s.add,
    derivative: [({ g }) => g],
  }),
) as Arithmetic; // of the kind of its operands

/**
 * A cotangent times a local derivative: 0 where the cotangent is 0, even if the derivative there is infinite or NaN.
 * Derivative rules multiply by nothing else, so a zero cotangent gives zero to any order.
 */
export const scale: Broadcasting<'real'> = broadcasting(
  'scale',
  defineOp('scale', (g: Tensor, _factor: Tensor) => outcome<Shape>(g.shape), {
    scalar: (g, factor) => s.select(s.equal(g, 0), 0, s.mul(g, factor)),
    identity: ({ inputs: [g, factor] }) => (numberOf(g!) === 1 ? factor : undefined),
    derivative: [
      ({ g: cotangent, x: [, factor] }) => scale(cotangent, factor!),
      ({ g: cotangent, x: [g] }) => absorb(cotangent, g),
    ],
  }),
);

/** The product, 0 where either is: what `scale` becomes by its factor, which has no say where the cotangent is 0. */
export const absorb: (a: Tensor, b: Tensor) => Tensor = defineOp(
  'absorb',
  (a: Tensor, _b: Tensor) => outcome<Shape>(a.shape),
  {
    scalar: (a, b) => s.select(s.or(s.equal(a, 0), s.equal(b, 0)), 0, s.mul(a, b)),
    derivative: [({ g, x: [, b] }) => absorb(g, b), ({ g, x: [a] }) => absorb(g, a)],
  },
);
