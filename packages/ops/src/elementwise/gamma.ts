import {
  anInteger,
  type AttributeRule,
  defineOp,
  invalidArgument,
  madeOf,
  orThrow,
  outcome,
  refuse,
  scale,
  type Shape,
  type Tensor,
  toReals,
} from '@adjoint/graph';
import { type Elementwise, unary } from './elementwise.ts';
import { logGamma, psi, psiDerivative } from './gamma-function.ts';

/** log |Γ(x)|: +∞ at 0 and at the negative integers. Its derivative is `digamma`. */
export const lgamma: Elementwise = unary('lgamma', logGamma, ({ g, x }) => scale(g, digamma(x)));

/** Γ′(x) / Γ(x): −∞ at 0, +∞ at −0, NaN at the negative integers, where both are near. Its derivative is `polygamma(1, x)`. */
export const digamma: Elementwise = unary('digamma', psi, ({ g, x }) => scale(g, polygamma(1, x)));

/**
 * The derivative of `digamma` of an order from 0 to 100. At the negative integers it is +∞ for odd orders, NaN for even ones; any other order is
 * an `InvalidArgument`.
 */
export const polygamma: <S extends Shape>(order: number, x: Tensor<S>) => Tensor<S> = madeOf(
  () => [digamma, derivativeOfDigamma],
  <S extends Shape>(order: number, operand: Tensor<S>): Tensor<S> => {
    const x = toReals('polygamma', operand) as unknown as Tensor<S>; // the same tensor
    if (!anOrder.accepts(order, []))
      return orThrow(refuse(invalidArgument('polygamma', `the order must ${anOrder.must}`, order)));
    return order === 0 ? digamma(x) : derivativeOfDigamma(x, { order });
  },
);

const anOrder: AttributeRule = {
  must: 'be an integer from 0 to 100',
  accepts: (value) => anInteger.accepts(value, []) && Number(value) >= 0 && Number(value) <= 100,
};

type OfOrder = Readonly<{ order: number }>;

const derivativeOfDigamma = defineOp('polygamma', <S extends Shape>(x: Tensor<S>, _: OfOrder) => outcome<S>(x.shape), {
  attributes: { order: anOrder },
  scalarWith:
    ({ order }) =>
    (x) =>
      psiDerivative(order, x),
  derivative: [({ g, x: [x], attributes: { order } }) => scale(g, polygamma(order + 1, x))],
  format: ([x], { attributes }) => `polygamma(${(attributes as OfOrder).order}, ${x})`, // as its rule has it
});
