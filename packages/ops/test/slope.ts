import { type AnyTensor, evaluate, gradient, parameter, type Tensor, toArray } from '@adjoint/graph';
import { sum } from '../src/index.ts';

/** The gradient of the sum of what is built of a vector, or the gradient of its sum and so on, with the sign of zero dropped. */
export const slopeOf = (build: (x: Tensor) => AnyTensor, x: readonly number[], order = 1): unknown => {
  const leaf = parameter('x', ['n']);
  let slope: Tensor = build(leaf as AnyTensor as Tensor) as Tensor;
  for (let i = 0; i < order; i++) [slope] = gradient(sum(slope), [leaf], { unused: 'zeros' }) as unknown as [Tensor];
  return (toArray(evaluate(slope, { x }, { sizes: { n: x.length } })) as readonly number[]).map((entry) => entry + 0);
};
