import {
  type Broadcasting,
  broadcasting,
  defineOp,
  type Derivation,
  outcome,
  type Scalar,
  s,
  scale,
  type Shape,
  type Tensor,
  type AnyTensor,
  type Arithmetic,
  numberOf,
  outcomeOfNumbers,
  type Body,
} from '@adjoint/graph';
import { equal, greater, less, where } from './comparison.ts';
import { toReal } from './conversion.ts';

/** What the derivative rules of a binary operation get: the cotangent, the operands and the output, all of one shape. */
export interface BinaryDerivation {
  readonly g: Tensor;
  readonly a: Tensor;
  readonly b: Tensor;
  readonly y: Tensor;
}

/** What a binary operation declares besides, of operands that are one shape. */
export interface BinaryTraits {
  /** What it comes to where one operand is special, the same bits: `undefined` where neither is. */
  readonly identity?: (a: AnyTensor, b: AnyTensor) => AnyTensor | undefined;
  /** What differs between the two sides of each of its kinks. */
  readonly branch?: (a: Tensor, b: Tensor) => AnyTensor;
}

/** Declares a broadcasting operation of two real operands by its scalar expression and its derivative by each. */
export const binary = (
  name: string,
  scalar: (a: Scalar, b: Scalar) => Scalar,
  byA: (at: BinaryDerivation) => Tensor,
  byB: (at: BinaryDerivation) => Tensor,
  traits: BinaryTraits = {},
): Broadcasting<'real'> =>
  broadcasting(
    name,
    defineOp(name, (a: Tensor, _b: Tensor) => outcome<Shape>(a.shape), {
      scalar,
      derivative: [(at) => byA(derivationOf(at)), (at) => byB(derivationOf(at))],
      ...traitsOf(traits),
    }),
  );

/** The same for two operands that are both real or both integers, which have no derivative. */
export const arithmetic = (
  name: string,
  scalar: (a: Scalar, b: Scalar) => Scalar,
  byA: (at: BinaryDerivation) => Tensor,
  byB: (at: BinaryDerivation) => Tensor,
  traits: BinaryTraits = {},
): Arithmetic =>
  broadcasting(
    name,
    defineOp(name, (a: AnyTensor, b: AnyTensor) => outcomeOfNumbers(name, a, b), {
      kinds: ['any'],
      scalar,
      derivative: [(at) => byA(derivationOf(at)), (at) => byB(derivationOf(at))],
      ...traitsOf(traits),
    }),
  ) as Arithmetic; // of the kind of its operands

const derivationOf = ({ g, x: [a, b], y }: Derivation): BinaryDerivation => ({ g, a: a!, b: b!, y }); // of two operands

const traitsOf = ({ identity, branch }: BinaryTraits): Pick<Body, 'identity' | 'branch'> => ({
  ...(identity === undefined ? {} : { identity: ({ inputs: [a, b] }) => identity(a!, b!) }), // likewise
  ...(branch === undefined ? {} : { branch: ({ inputs: [a, b] }) => branch(a as Tensor, b as Tensor) }), // asked where they are real
});

/** a − b. */
export const sub: Arithmetic = arithmetic(
  'sub',
  s.sub,
  ({ g }) => g,
  ({ g }) => scale(g, -1),
  { identity: (a, b) => (Object.is(numberOf(b), 0) ? a : undefined) },
);

/** a · b. */
export const mul: Arithmetic = arithmetic(
  'mul',
  s.mul,
  ({ g, b }) => scale(g, b),
  ({ g, a }) => scale(g, a),
  { identity: (a, b) => (numberOf(a) === 1 ? b : numberOf(b) === 1 ? a : undefined) },
);

/** a / b, as IEEE has it where b is 0. */
export const div: Broadcasting<'real'> = binary(
  'div',
  s.div,
  ({ g, b }) => scale(g, div(1, b)),
  ({ g, b, y }) => scale(g, mul(-1, div(y, b))), // d(a/b) = da/b − (a/b)·db/b
  { identity: (a, b) => (numberOf(b) === 1 ? a : undefined) },
);

/** The larger of two; NaN if either is. At a tie each gets half of the derivative, a constant none and its partner none. */
export const maximum: Arithmetic = arithmetic(
  'maximum',
  s.maximum,
  ({ g, a, b }) => scale(g, share(greater(a, b), a, b)),
  ({ g, a, b }) => scale(g, share(greater(b, a), b, a)),
  { branch: greaterOne },
);

/** The smaller of two; NaN if either is. Ties as in `maximum`. */
export const minimum: Arithmetic = arithmetic(
  'minimum',
  s.minimum,
  ({ g, a, b }) => scale(g, share(greater(b, a), a, b)),
  ({ g, a, b }) => scale(g, share(greater(a, b), b, a)),
  { branch: greaterOne },
);

/** What the one operand has of the derivative: all where it wins, at ties the share of least norm (0 where only it can vary). */
const share = (wins: Tensor<Shape, 'bool'>, one: Tensor, other: Tensor): Tensor =>
  other.isConstant ? toReal(wins) : where(equal(one, other), 0.5, toReal(wins));

/** 1 where the first is greater, −1 where the second is, 0 at a tie. */
function greaterOne(a: Tensor, b: Tensor): Tensor {
  return sub(toReal(greater(a, b)), toReal(less(a, b)));
}
