import { add, invalidArgument, orThrow, refuse, s, scale, type Shape, type Tensor } from '@adjoint/graph';
import { mul } from './arithmetic.ts';
import { greater, where } from './comparison.ts';
import { toReal } from './conversion.ts';
import { type Elementwise, neg, square, unary } from './elementwise.ts';
import { exp, expm1, sigmoid } from './exponential.ts';
import { requireReal } from '../arguments/operand.ts';
import { numberOption } from '../arguments/option.ts';
import { tanh } from './trigonometry.ts';

/** max(0, x); its derivative at 0 is 0. */
export const relu: Elementwise = unary(
  'relu',
  (x) => s.maximum(x, 0),
  ({ g, x }) => scale(g, toReal(greater(x, 0))),
  ({ x }) => greater(x, 0),
);

/** x above 0, below it x times a slope (0.01 if not given), which is also the derivative at 0. */
export const leakyRelu = <S extends Shape>(x: Tensor<S>, slope = 0.01): Tensor<S> => {
  requireReal('leakyRelu', x);
  return where(greater(x, 0), x, mul(numberOption('leakyRelu', 'slope', slope), x));
};

/** x above 0, below it α(eˣ − 1), with α 1 if not given. */
export const elu = <S extends Shape>(x: Tensor<S>, alpha = 1): Tensor<S> => {
  requireReal('elu', x);
  return where(greater(x, 0), x, mul(numberOption('elu', 'alpha', alpha), expm1(x)));
};

/** The self-normalizing elu of Klambauer et al. 2017. */
export const selu = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  requireReal('selu', x);
  return mul(elu(x, 1.6732632423543772), 1.0507009873554805);
};

/** x·sigmoid(x), also called swish. */
export const silu = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  requireReal('silu', x);
  return mul(x, sigmoid(x));
};

/** x times the probability that a standard normal number is smaller: exactly, or by the approximation with tanh. */
export const gelu = <S extends Shape>(x: Tensor<S>, form: 'exact' | 'tanh' = 'exact'): Tensor<S> => {
  requireReal('gelu', x);
  if (form === 'exact') return mul(mul(0.5, x), erfc(mul(-Math.SQRT1_2, x)));
  return form === 'tanh'
    ? mul(mul(0.5, x), add(1, tanh(mul(0.7978845608028654, add(x, mul(0.044715, mul(x, square(x))))))))
    : orThrow(refuse(invalidArgument('gelu', "the form must be 'exact' or 'tanh'", form)));
};

/** The error function, 2/√π ∫₀ˣ exp(−t²) dt. */
export const erf: Elementwise = unary('erf', s.erf, ({ g, x }) => scale(g, bell(x)));

/** 1 − erf(x), exact for large x. */
export const erfc: Elementwise = unary('erfc', s.erfc, ({ g, x }) => scale(g, neg(bell(x))));

/** 2/√π · exp(−x²). */
const bell = (x: Tensor): Tensor => mul(1.1283791670955126, exp(neg(square(x))));
