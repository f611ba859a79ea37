import { constant, type Tensor } from '@adjoint/graph';
import { add, clamp, cos, div, floor, greater, less, log, mod, mul, pow, round, sub, where } from '@adjoint/ops';
import {
  aCount,
  aFraction,
  aPositive,
  aWholeNumber,
  byDefault,
  hyperparametersOf,
  notNegative,
} from './hyperparameter.ts';
import type { Schedule } from './rate.ts';

/** The same rate at every step. */
export const constantRate = (learningRate: number): Schedule => {
  const { learningRate: rate } = hyperparametersOf('constantRate', { learningRate: aPositive }, { learningRate });
  return () => constant(rate);
};

/** What falls in stages or steadily. */
export interface DecayOptions {
  /** The rate at the first step. */
  readonly learningRate: number;
  /** What it is multiplied by; 0.1 if not given. */
  readonly factor?: number;
  /** After how many steps; 1 if not given. */
  readonly every?: number;
}

/** η·factor^⌊t / every⌋: PyTorch's `StepLR`. */
export const stepDecay = (options: DecayOptions): Schedule => {
  const { learningRate, factor, every } = hyperparametersOf('stepDecay', decay, options);
  return (step) => mul(learningRate, pow(factor, floor(div(sub(step, 1), every))));
};

/** η·factor^(t / every): PyTorch's `ExponentialLR` where `every` is 1. */
export const exponentialDecay = (options: DecayOptions): Schedule => {
  const { learningRate, factor, every } = hyperparametersOf('exponentialDecay', decay, options);
  return (step) => mul(learningRate, pow(factor, div(sub(step, 1), every)));
};

/** How fast a rate falls with 1/t. */
export interface InverseTimeOptions {
  /** The rate at the first step. */
  readonly learningRate: number;
  /** It has halved after 1 / `decay` steps. */
  readonly decay: number;
}

/** η / (1 + decay·t), which falls slowly enough to reach a minimum from anywhere (Robbins and Monro 1951). */
export const inverseTime = (options: InverseTimeOptions): Schedule => {
  const schema = { learningRate: aPositive, decay: notNegative };
  const { learningRate, decay } = hyperparametersOf('inverseTime', schema, options);
  return (step) => div(learningRate, add(1, mul(decay, sub(step, 1))));
};

/** Half a cosine from the highest rate to the lowest. */
export interface CosineDecayOptions {
  /** The highest rate. */
  readonly learningRate: number;
  /** After how many steps the lowest is reached; it stays there. */
  readonly steps: number;
  /** The lowest rate; 0 if not given. */
  readonly lowest?: number;
}

/** lowest + (η − lowest)·(1 + cos(π·t / steps)) / 2: PyTorch's `CosineAnnealingLR` (Loshchilov and Hutter 2017, arXiv 1608.03983). */
export const cosineDecay = (options: CosineDecayOptions): Schedule => {
  const { learningRate, steps, lowest } = hyperparametersOf('cosineDecay', halfCosine, options);
  return (step) => between(learningRate, lowest, div(sub(step, 1), steps));
};

/** A cosine after a warmup. */
export interface WarmupCosineOptions extends CosineDecayOptions {
  /** How many of the steps the rate rises for. */
  readonly warmup: number;
}

/**
 * η·step / warmup for the first `warmup` steps (Goyal et al. 2017, arXiv 1706.02677, section 2.2), so that none is wasted on a rate
 * of 0; then half a cosine from η to `lowest`, which is reached after `steps` in all.
 */
export const warmupCosine = (options: WarmupCosineOptions): Schedule => {
  const schema = { ...halfCosine, warmup: aWholeNumber };
  const { learningRate, steps, lowest, warmup } = hyperparametersOf('warmupCosine', schema, options);
  return (step) => {
    const done = sub(step, 1);
    const falling = between(learningRate, lowest, div(sub(done, warmup), Math.max(steps - warmup, 1)));
    return warmup === 0 ? falling : where(less(done, warmup), mul(learningRate / warmup, step), falling);
  };
};

/** One rise and one fall. */
export interface OneCycleOptions {
  /** The highest rate. */
  readonly learningRate: number;
  /** How many steps the cycle has; the lowest rate is that of the last. */
  readonly steps: number;
  /** The part of the steps in which the rate rises; 0.3 if not given. */
  readonly rise?: number;
  /** How many times smaller the first rate is than the highest; 25 if not given. */
  readonly startDivisor?: number;
  /** How many times smaller the last rate is than the first; 1e4 if not given. */
  readonly endDivisor?: number;
}

/** PyTorch's `OneCycleLR` in two phases of half a cosine each (Smith and Topin 2019, arXiv 1708.07120). */
export const oneCycle = (options: OneCycleOptions): Schedule => {
  const schema = {
    learningRate: aPositive,
    steps: aCount,
    rise: byDefault(aFraction, 0.3),
    startDivisor: byDefault(aPositive, 25),
    endDivisor: byDefault(aPositive, 1e4),
  };
  const { learningRate, steps, rise, startDivisor, endDivisor } = hyperparametersOf('oneCycle', schema, options);
  const first = learningRate / startDivisor;
  const last = first / endDivisor;
  const top = rise * steps - 1; // t of the highest rate, which need not be whole
  return (step) => {
    const done = sub(step, 1);
    const falling = between(learningRate, last, div(sub(done, top), steps - 1 - top));
    return top <= 0 ? falling : where(greater(done, top), falling, between(first, learningRate, div(done, top)));
  };
};

/** A cosine that starts again. */
export interface CosineRestartsOptions {
  /** The rate at the first step and after every restart. */
  readonly learningRate: number;
  /** How many steps the first period has. */
  readonly period: number;
  /** How many times longer every period is than the one before, a whole number; 1 if not given. */
  readonly growth?: number;
  /** What each period falls towards; 0 if not given. */
  readonly lowest?: number;
}

/** `cosineDecay` with warm restarts: PyTorch's `CosineAnnealingWarmRestarts` (SGDR, Loshchilov and Hutter 2017, arXiv 1608.03983). */
export const cosineRestarts = (options: CosineRestartsOptions): Schedule => {
  const schema = {
    learningRate: aPositive,
    period: aCount,
    growth: byDefault(aCount, 1),
    lowest: byDefault(notNegative, 0),
  };
  const { learningRate, period, growth, lowest } = hyperparametersOf('cosineRestarts', schema, options);
  return (step) => {
    const done = sub(step, 1);
    if (growth === 1) return between(learningRate, lowest, div(mod(done, period), period));
    // period n starts at period·(growthⁿ − 1) / (growth − 1); rounding, then looking, is exact where the logarithm is not
    const startOf = (n: Tensor<[]>): Tensor<[]> => mul(period / (growth - 1), sub(pow(growth, n), 1));
    const near = round(div(log(add(1, mul((growth - 1) / period, done))), Math.log(growth)));
    const n = where(greater(startOf(near), done), sub(near, 1), near);
    return between(learningRate, lowest, div(sub(done, startOf(n)), mul(period, pow(growth, n))));
  };
};

const decay = { learningRate: aPositive, factor: byDefault(aPositive, 0.1), every: byDefault(aCount, 1) };
const halfCosine = { learningRate: aPositive, steps: aCount, lowest: byDefault(notNegative, 0) };

/** Half a cosine from one rate to another as the progress goes from 0 to 1. */
const between = (from: number, to: number, progress: Tensor<[]>): Tensor<[]> =>
  add(to, mul((from - to) / 2, add(1, cos(mul(Math.PI, clamp(progress, { min: 0, max: 1 }))))));
