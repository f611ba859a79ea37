import { add, div, greater, mul, pow, sqrt, square, sub, where } from '@adjoint/ops';
import { type MomentOptions, momentSchema } from './adam.ts';
import { decayed } from './decay.ts';
import { hyperparametersOf } from './hyperparameter.ts';
import { rateAt } from './rate.ts';
import { type Optimizer, perParameter } from './optimizer.ts';
import { corrected, running } from './running-mean.ts';

/**
 * Rectified Adam (Liu et al. 2020, arXiv 1908.03265, algorithm 2), as in PyTorch: with ρ∞ = 2 / (1 − β₂) − 1 and
 * ρₜ = ρ∞ − 2t·β₂ᵗ / (1 − β₂ᵗ), w − η·m̂ while ρₜ ≤ 5, then w − η·m̂·r·√(1 − β₂ᵗ) / (√v' + ε) with
 * r² = (ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ).
 */
export const radam = (options: MomentOptions = {}): Optimizer => {
  const { learningRate, betas, epsilon, weightDecay } = hyperparametersOf('radam', momentSchema, options);
  const longest = 2 / (1 - betas[1]) - 1;
  return (at) => {
    const ofSquare = corrected(betas[1], at.step);
    const length = sub(longest, div(mul(mul(2, at.step), pow(betas[1], at.step)), ofSquare));
    const product = mul(mul(sub(length, 4), sub(length, 2)), longest);
    const rectifier = sqrt(div(product, mul((longest - 4) * (longest - 2), length)));
    const isLong = greater(length, 5);
    const ofMean = div(rateAt(learningRate, at), corrected(betas[0], at.step));
    return perParameter(at, ({ parameter, gradient, remember }) => {
      const slope = decayed(gradient, weightDecay, parameter);
      const mean = running(remember, 'mean', betas[0], slope);
      const meanSquare = running(remember, 'mean square', betas[1], square(slope));
      const factor = div(mul(rectifier, sqrt(ofSquare)), add(sqrt(meanSquare.next), epsilon));
      return {
        descent: mul(mul(ofMean, mean.next), where(isLong, factor, 1)),
        updates: [mean, meanSquare],
      };
    });
  };
};
