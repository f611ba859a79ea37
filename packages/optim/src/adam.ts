import { abs, add, div, maximum, mul, sqrt, square } from '@adjoint/ops';
import { decayed } from './decay.ts';
import { aFlag, aPositive, aRate, byDefault, hyperparametersOf, notNegative, twoFractions } from './hyperparameter.ts';
import { type Rate, rateAt } from './rate.ts';
import { type Optimizer, perParameter } from './optimizer.ts';
import { corrected, running } from './running-mean.ts';

/** What rules of Adam's kind need to know. */
export interface MomentOptions {
  /** How far a step goes; 0.001 if not given (`adamax`, `nadam`: 0.002). */
  readonly learningRate?: Rate;
  /** How much of the running means of gradients and of their squares stays from step to step; [0.9, 0.999] if not given. */
  readonly betas?: readonly [number, number];
  /** Added to what is divided by; 1e-8 if not given. */
  readonly epsilon?: number;
  /** Times the parameter: added to its gradient, or in `adamw` (where it is 0.01 if not given) to its step; else 0 if not given. */
  readonly weightDecay?: number;
}

/** What Adam needs to know. */
export interface AdamOptions extends MomentOptions {
  /** Whether to divide by the largest mean of squares so far instead of the present one; false if not given. */
  readonly amsgrad?: boolean;
}

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980): m' = β₁·m + (1 − β₁)·g, v' = β₂·v + (1 − β₂)·g², and w − η·m̂ / (√v̂ + ε) with
 * m̂ = m' / (1 − β₁ᵗ) and v̂ = v' / (1 − β₂ᵗ). As in PyTorch.
 */
export const adam = (options: AdamOptions = {}): Optimizer => {
  const { weightDecay, ...rest } = hyperparametersOf('adam', adamSchema, options);
  return adaptive(rest, weightDecay, 0);
};

/** `adam` whose divisor never shrinks (Reddi, Kale and Kumar 2018, arXiv 1904.09237). */
export const amsgrad = (options: MomentOptions = {}): Optimizer => {
  const { weightDecay, ...rest } = hyperparametersOf('amsgrad', momentSchema, options);
  return adaptive({ ...rest, amsgrad: true }, weightDecay, 0);
};

/** `adam` with decoupled weight decay, w − η·λ·w besides (Loshchilov and Hutter 2019, arXiv 1711.05101). */
export const adamw = (options: AdamOptions = {}): Optimizer => {
  const schema = { ...adamSchema, weightDecay: byDefault(notNegative, 0.01) };
  const { weightDecay, ...rest } = hyperparametersOf('adamw', schema, options);
  return adaptive(rest, 0, weightDecay);
};

/** `adam` by the largest magnitude instead of squares: u' = max(β₂·u, |g| + ε) and w − η·m̂ / u' (Kingma and Ba 2015, section 7.1). */
export const adamax = (options: MomentOptions = {}): Optimizer => {
  const schema = { ...momentSchema, learningRate: byDefault(aRate, 0.002) };
  const { learningRate, betas, epsilon, weightDecay } = hyperparametersOf('adamax', schema, options);
  return (at) => {
    const rate = div(rateAt(learningRate, at), corrected(betas[0], at.step));
    return perParameter(at, ({ parameter, gradient, remember }) => {
      const slope = decayed(gradient, weightDecay, parameter);
      const mean = running(remember, 'mean', betas[0], slope);
      const largest = remember('largest');
      const next = maximum(mul(betas[1], largest), add(abs(slope), epsilon));
      return { descent: mul(rate, div(mean.next, next)), updates: [mean, { leaf: largest, next }] };
    });
  };
};

interface Adaptive {
  readonly learningRate: Rate;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly amsgrad: boolean;
}

/** Adam with a coupled and a decoupled weight decay. */
const adaptive =
  (
    { learningRate, betas: [beta1, beta2], epsilon, amsgrad }: Adaptive,
    coupled: number,
    decoupled: number,
  ): Optimizer =>
  (at) => {
    const rate = rateAt(learningRate, at);
    const ofMean = div(rate, corrected(beta1, at.step));
    const ofSquare = sqrt(corrected(beta2, at.step));
    return perParameter(at, ({ parameter, gradient, remember }) => {
      const slope = decayed(gradient, coupled, parameter);
      const mean = running(remember, 'mean', beta1, slope);
      const meanSquare = running(remember, 'mean square', beta2, square(slope));
      const largest = amsgrad ? [remember('largest mean square')] : [];
      const peaks = largest.map((leaf) => ({ leaf, next: maximum(leaf, meanSquare.next) }));
      const divisor = add(div(sqrt((peaks[0] ?? meanSquare).next), ofSquare), epsilon);
      const step = mul(ofMean, div(mean.next, divisor));
      return {
        descent: decoupled === 0 ? step : add(step, mul(mul(rate, decoupled), parameter)),
        updates: [mean, meanSquare, ...peaks],
      };
    });
  };

/** The hyperparameters that all rules of Adam's kind share. */
export const momentSchema = {
  learningRate: byDefault(aRate, 0.001),
  betas: byDefault(twoFractions, [0.9, 0.999]),
  epsilon: byDefault(aPositive, 1e-8),
  weightDecay: byDefault(notNegative, 0),
};

const adamSchema = { ...momentSchema, amsgrad: byDefault(aFlag, false) };
