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
} from '@adjoint/graph';
import { equal, greater, where } from './comparison.ts';
import { toReal } from './conversion.ts';

/** What the derivative rules of a binary operation get: the cotangent, the operands and the output, all of one shape. */
export interface BinaryDerivation {
  readonly g: Tensor;
  readonly a: Tensor;
  readonly b: Tensor;
  readonly y: Tensor;
}

/** What a binary operation comes to where one operand is special, the same bits: `undefined` where neither is. */
export type BinaryIdentity = (a: AnyTensor, b: AnyTensor) => AnyTensor | undefined;

/** Declares a broadcasting operation of two real operands by its scalar expression and its derivative by each. */
export const binary = (
  name: string,
  scalar: (a: Scalar, b: Scalar) => Scalar,
  byA: (at: BinaryDerivation) => Tensor,
  byB: (at: BinaryDerivation) => Tensor,
  identity: BinaryIdentity = () => undefined,
): Broadcasting<'real'> =>
  broadcasting(
    name,
    defineOp(name, (a: Tensor, _b: Tensor) => outcome<Shape>([...a.shape]), {
      scalar,
      identity: ({ inputs: [a, b] }) => identity(a!, b!),
      derivative: [(at) => byA(derivationOf(at)), (at) => byB(derivationOf(at))],
    }),
  );

/** The same for two operands that are both real or both integers, which have no derivative. */
export const arithmetic = (
  name: string,
  scalar: (a: Scalar, b: Scalar) => Scalar,
  byA: (at: BinaryDerivation) => Tensor,
  byB: (at: BinaryDerivation) => Tensor,
  identity: BinaryIdentity = () => undefined,
): Arithmetic =>
  broadcasting(
    name,
    defineOp(name, (a: AnyTensor, b: AnyTensor) => outcomeOfNumbers(name, a, b), {
      kinds: ['any'],
      scalar,
      identity: ({ inputs: [a, b] }) => identity(a!, b!),
      derivative: [(at) => byA(derivationOf(at)), (at) => byB(derivationOf(at))],
    }),
  ) as Arithmetic; // of the kind of its operands

const derivationOf = ({ g, x: [a, b], y }: Derivation): BinaryDerivation => ({ g, a, b: b!, y });

/** a − b. */
export const sub: Arithmetic = arithmetic(
  'sub',
  s.sub,
  ({ g }) => g,
  ({ g }) => scale(g, -1),
  (a, b) => (Object.is(numberOf(b), 0) ? a : undefined),
);

/** a · b. */
export const mul: Arithmetic = arithmetic(
  'mul',
  s.mul,
  ({ g, b }) => scale(g, b),
  ({ g, a }) => scale(g, a),
  (a, b) => (numberOf(a) === 1 ? b : numberOf(b) === 1 ? a : undefined),
);

/** a / b, as IEEE has it where b is 0. */
export const div: Broadcasting<'real'> = binary(
  'div',
  s.div,
  ({ g, b }) => scale(g, div(1, b)),
  ({ g, b, y }) => scale(g, mul(-1, div(y, b))), // d(a/b) = da/b − (a/b)·db/b
  (a, b) => (numberOf(b) === 1 ? a : undefined),
);

/** The larger of two; NaN if either is. At a tie each gets half of the derivative, a constant none and its partner none. */
export const maximum: Arithmetic = arithmetic(
  'maximum',
  s.maximum,
  ({ g, a, b }) => scale(g, share(greater(a, b), a, b)),
  ({ g, a, b }) => scale(g, share(greater(b, a), b, a)),
);

/** The smaller of two; NaN if either is. Ties as in `maximum`. */
export const minimum: Arithmetic = arithmetic(
  'minimum',
  s.minimum,
  ({ g, a, b }) => scale(g, share(greater(b, a), a, b)),
  ({ g, a, b }) => scale(g, share(greater(a, b), b, a)),
);

/** What the one operand has of the derivative: all where it wins, at ties the share of least norm (0 where only it can vary). */
const share = (wins: Tensor<Shape, 'bool'>, one: Tensor, other: Tensor): Tensor =>
  other.isConstant ? toReal(wins) : where(equal(one, other), 0.5, toReal(wins));
