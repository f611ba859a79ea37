import {
  type AnyTensor,
  defineOp,
  invalidArgument,
  optionsOf,
  orThrow,
  refuse,
  toReals,
  outcome,
  type Scalar,
  s,
  scale,
  type Shape,
  type Tensor,
  outcomeOfNumbers,
  type Arithmetic,
  type Node,
} from '@adjoint/graph';
import { arithmetic, div, mul, sub } from './arithmetic.ts';
import { greater, less, where } from './comparison.ts';
import { numberOption } from '../arguments/option.ts';

/** An operation on each element by itself; a number stands for a scalar. */
export interface Elementwise {
  <S extends Shape>(x: Tensor<S>): Tensor<S>;
  (x: number): Tensor<[]>;
}

/** The same for integers as well, which have no derivative. */
export interface ElementwiseOfNumbers extends Elementwise {
  <S extends Shape>(x: Tensor<S, 'int'>): Tensor<S, 'int'>;
  <S extends Shape>(x: Tensor<S>): Tensor<S>;
  (x: number): Tensor<[]>;
}

/** What the derivative rule of an elementwise operation gets: the cotangent, the input and the output. */
export interface ElementwiseDerivation {
  readonly g: Tensor;
  readonly x: Tensor;
  readonly y: Tensor;
}

/** What differs between the two sides of every kink of an elementwise operation, from its input and output. */
export type Branch = (at: Pick<ElementwiseDerivation, 'x' | 'y'>) => AnyTensor;

const branchOf = (branch?: Branch): { readonly branch?: (node: Node) => AnyTensor } =>
  branch === undefined ? {} : { branch: ({ inputs: [x], outputs: [y] }) => branch({ x: x as Tensor, y: y as Tensor }) }; // asked where they are real

/** Declares an elementwise operation of one input by its scalar expression and its derivative. */
export const unary = (
  name: string,
  scalar: (x: Scalar) => Scalar,
  derivative: (at: ElementwiseDerivation) => AnyTensor | null,
  branch?: Branch,
): Elementwise =>
  defineOp(name, <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
    scalar,
    derivative: [({ g, x: [x], y }) => derivative({ g, x, y })],
    ...branchOf(branch),
  }) as Elementwise; // defineOp makes scalars of numbers

/** Declares an elementwise operation on real numbers or integers. */
export const unaryOfNumbers = (
  name: string,
  scalar: (x: Scalar) => Scalar,
  derivative: (at: ElementwiseDerivation) => AnyTensor | null,
  branch?: Branch,
): ElementwiseOfNumbers =>
  defineOp(name, (x: AnyTensor) => outcomeOfNumbers(name, x), {
    kinds: ['any'],
    scalar,
    derivative: [({ g, x: [x], y }) => derivative({ g, x, y })],
    ...branchOf(branch),
  }) as unknown as ElementwiseOfNumbers; // of the kind of its operand

/** −x. */
export const neg: ElementwiseOfNumbers = unaryOfNumbers('neg', s.neg, ({ g }) => neg(g));

/** The magnitude; its derivative at 0 is 0. */
export const abs: ElementwiseOfNumbers = unaryOfNumbers(
  'abs',
  s.abs,
  ({ g, x }) => scale(g, sign(x)),
  ({ x }) => sign(x),
);

/** −1, 0 or 1; its derivative is 0. */
export const sign: ElementwiseOfNumbers = unaryOfNumbers(
  'sign',
  s.sign,
  () => null,
  ({ y }) => y,
);

/** x². */
export const square: ElementwiseOfNumbers = unaryOfNumbers(
  'square',
  (x) => s.mul(x, x),
  ({ g, x }) => scale(g, mul(2, x)),
);

/** The square root: NaN below 0; its derivative at 0 is +∞. */
export const sqrt: Elementwise = unary('sqrt', s.sqrt, ({ g, y }) => scale(g, div(0.5, y)));

/** 1 / √x. */
export const rsqrt: Elementwise = unary(
  'rsqrt',
  (x) => s.div(1, s.sqrt(x)),
  ({ g, y }) => scale(g, mul(-0.5, mul(y, square(y)))),
);

/** 1 / x. */
export const reciprocal: Elementwise = unary(
  'reciprocal',
  (x) => s.div(1, x),
  ({ g, y }) => scale(g, neg(square(y))),
);

/** The largest integer that is not larger; its derivative is 0. */
export const floor: Elementwise = unary(
  'floor',
  s.floor,
  () => null,
  ({ y }) => y,
);

/** The smallest integer that is not smaller; its derivative is 0. */
export const ceil: Elementwise = unary(
  'ceil',
  s.ceil,
  () => null,
  ({ y }) => y,
);

/** The nearest integer, the even one where two are equally near; its derivative is 0. */
export const round: Elementwise = unary(
  'round',
  s.round,
  () => null,
  ({ y }) => y,
);

/** What is left of a after whole multiples of b: of b's sign, NaN where b is 0 (for integers 0). */
export const mod: Arithmetic = arithmetic(
  'mod',
  s.mod,
  ({ g }) => g,
  ({ g, a, b, y }) => scale(g, round(div(sub(y, a), b))), // d(a − ⌊a/b⌋·b) = da − ⌊a/b⌋·db
  { branch: (a, b) => floor(div(a, b)) },
);

/** The bounds of `clamp`; where one is not given there is none. */
export interface ClampOptions {
  readonly min?: number;
  readonly max?: number;
}

/** Each element, or the bound it exceeds; the derivative at a bound is 1. */
export const clamp = <S extends Shape>(operand: Tensor<S>, options: ClampOptions): Tensor<S> => {
  const x = toReals('clamp', operand);
  const given =
    options === undefined ? orThrow(refuse(invalidArgument('clamp', 'options must be an object', options))) : options;
  const { min = -Infinity, max = Infinity } = optionsOf('clamp', given, ['min', 'max']);
  const [low, high] = [numberOption('clamp', 'min', min), numberOption('clamp', 'max', max)];
  return where(less(x, low), low, where(greater(x, high), high, x)) as AnyTensor as Tensor<S>; // the shape of x
};
