import { state, type Tensor } from '@adjoint/graph';
import { add, div, mul, ones, pow, sqrt, square, sub } from '@adjoint/ops';
import { type MomentOptions, momentSchema } from './adam.ts';
import { decayed } from './decay.ts';
import { aRate, byDefault, hyperparametersOf, notNegative } from './hyperparameter.ts';
import { rateAt } from './rate.ts';
import { type Optimizer, perParameter } from './optimizer.ts';
import { corrected, running } from './running-mean.ts';

/** What NAdam needs to know. */
export interface NadamOptions extends MomentOptions {
  /** How fast the momentum comes up to β₁; 0.004 if not given. */
  readonly momentumDecay?: number;
}

/**
 * Adam with Nesterov's look ahead (Dozat 2016), as in PyTorch 1.13: with μₜ = β₁·(1 − ½·0.96^(t·ψ)) and Πₜ = μ₁·…·μₜ,
 * w − η·((1 − μₜ)·g / (1 − Πₜ) + μₜ₊₁·m' / (1 − Πₜ·μₜ·μₜ₊₁)) / (√v̂ + ε). In Dozat's
 * last divisor, and in later versions of PyTorch, Πₜ·μₜ₊₁ is without the second μₜ.
 */
export const nadam = (options: NadamOptions = {}): Optimizer => {
  const { learningRate, betas, epsilon, weightDecay, momentumDecay } = hyperparametersOf('nadam', schema, options);
  const momentumAt = (step: Tensor<[]>): Tensor<[]> =>
    mul(betas[0], sub(1, mul(0.5, pow(0.96, mul(momentumDecay, step)))));
  return (at) => {
    const [now, then] = [momentumAt(at.step), momentumAt(add(at.step, 1))];
    const product = state(`${at.scope}product of momenta`, [], ones());
    const next = mul(product, now);
    const rate = rateAt(learningRate, at);
    const ofGradient = mul(rate, div(sub(1, now), sub(1, next)));
    const ofMean = mul(rate, div(then, sub(1, mul(mul(next, now), then))));
    const ofSquare = corrected(betas[1], at.step);
    const { descent, updates } = perParameter(at, ({ parameter, gradient, remember }) => {
      const slope = decayed(gradient, weightDecay, parameter);
      const mean = running(remember, 'mean', betas[0], slope);
      const meanSquare = running(remember, 'mean square', betas[1], square(slope));
      const divisor = add(sqrt(div(meanSquare.next, ofSquare)), epsilon);
      const ahead = add(mul(ofGradient, slope), mul(ofMean, mean.next));
      return { descent: div(ahead, divisor), updates: [mean, meanSquare] };
    });
    return { descent, updates: [...updates, { leaf: product, next }] };
  };
};

const schema = {
  ...momentSchema,
  learningRate: byDefault(aRate, 0.002),
  momentumDecay: byDefault(notNegative, 0.004),
};
