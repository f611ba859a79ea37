import { constant, evaluate } from '@adjoint/graph';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  constantRate,
  cosineDecay,
  cosineRestarts,
  exponentialDecay,
  inverseTime,
  oneCycle,
  stepDecay,
  warmupCosine,
} from './schedule.ts';
import type { Schedule } from './rate.ts';

const { schedules } = JSON.parse(
  readFileSync(new URL('../fixtures/trajectories-of-options.json', import.meta.url), 'utf8'),
) as { readonly schedules: Readonly<Record<string, readonly number[]>> }; // as PyTorch's were written down

const rateAt = (schedule: Schedule, step: number, precision: 'float64' | 'float32' = 'float64'): number =>
  evaluate(schedule(constant(step)), {}, { precision }).data[0]!;

const learningRate = 0.1;
const lowest = 0.01;

const rows: Readonly<Record<string, Schedule>> = {
  stepDecay: stepDecay({ learningRate, every: 7, factor: 0.5 }),
  exponentialDecay: exponentialDecay({ learningRate, factor: 0.9 }),
  cosineDecay: cosineDecay({ learningRate, steps: 40, lowest }),
  oneCycle: oneCycle({ learningRate, steps: 41 }),
  cosineRestarts: cosineRestarts({ learningRate, period: 5, growth: 2, lowest }),
  'cosineRestarts, even': cosineRestarts({ learningRate, period: 6, lowest }),
};

describe("schedules that are PyTorch's", () => {
  test('have a row each', () => {
    expect(Object.keys(rows)).toEqual(Object.keys(schedules));
  });
  test.each(Object.entries(rows))('%s has its values, step for step', (name, schedule) => {
    for (const [done, rate] of schedules[name]!.entries())
      expect(Math.abs(rateAt(schedule, done + 1) - rate)).toBeLessThanOrEqual(1e-12 * learningRate);
  });
});

const warm = warmupCosine({ learningRate, warmup: 4, steps: 12, lowest });
const cold = warmupCosine({ learningRate, warmup: 0, steps: 8 });
const short = oneCycle({ learningRate, steps: 2, rise: 0 });
const threefold = cosineRestarts({ learningRate, period: 7, growth: 3 });

test.each<[string, Schedule, number, number]>([
  ['constantRate at first', constantRate(learningRate), 1, 0.1],
  ['constantRate for ever', constantRate(learningRate), 1e9, 0.1],
  ['stepDecay before its first step down', stepDecay({ learningRate, every: 10 }), 10, 0.1],
  ['stepDecay after it', stepDecay({ learningRate, every: 10 }), 11, 0.01],
  [
    'exponentialDecay, half way between two powers',
    exponentialDecay({ learningRate, factor: 0.25, every: 2 }),
    2,
    0.05,
  ],
  ['inverseTime at first', inverseTime({ learningRate, decay: 0.5 }), 1, 0.1],
  ['inverseTime once it has halved', inverseTime({ learningRate, decay: 0.5 }), 3, 0.05],
  ['cosineDecay at first', cosineDecay({ learningRate, steps: 10, lowest }), 1, 0.1],
  ['cosineDecay half way', cosineDecay({ learningRate, steps: 10, lowest }), 6, 0.055],
  ['cosineDecay at the end', cosineDecay({ learningRate, steps: 10, lowest }), 11, 0.01],
  ['cosineDecay long after', cosineDecay({ learningRate, steps: 10, lowest }), 1000, 0.01],
  ['warmupCosine at first', warm, 1, 0.025],
  ['warmupCosine at the end of the warmup', warm, 4, 0.1],
  ['warmupCosine right after it', warm, 5, 0.1],
  ['warmupCosine half way down', warm, 9, 0.055],
  ['warmupCosine at the end', warm, 13, 0.01],
  ['warmupCosine long after', warm, 1000, 0.01],
  ['warmupCosine without a warmup', cold, 1, 0.1],
  ['warmupCosine without a warmup, half way', cold, 5, 0.05],
  ['oneCycle that only falls, at the end', short, 2, 0.1 / 25 / 1e4],
  ['oneCycle long after', oneCycle({ learningRate, steps: 10 }), 1000, 0.1 / 25 / 1e4],
  ['cosineRestarts before a restart', threefold, 7, 0.05 * (1 + Math.cos((Math.PI * 6) / 7))],
  ['cosineRestarts at its first restart', threefold, 8, 0.1],
  [
    'cosineRestarts half way through its second period',
    threefold,
    7 + 10 + 1,
    0.05 * (1 + Math.cos((Math.PI * 10) / 21)),
  ],
  ['cosineRestarts at its second restart', threefold, 7 + 21 + 1, 0.1],
  ['cosineRestarts at its tenth restart', threefold, (7 * (3 ** 10 - 1)) / 2 + 1, 0.1],
])('%s', (_, schedule, step, rate) => {
  expect(rateAt(schedule, step)).toBeCloseTo(rate, 14);
  expect(rateAt(schedule, step, 'float32')).toBeCloseTo(rate, 7);
});
