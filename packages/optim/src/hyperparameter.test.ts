import { AdjointError } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { accumulateGradients } from './accumulation.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam, adamax, adamw, amsgrad } from './adam.ts';
import { averageWeights } from './averaging.ts';
import { chain } from './chain.ts';
import { clipByGlobalNorm, clipByValue } from './clipping.ts';
import { proximalL1, weightDecay } from './decay.ts';
import { lion } from './lion.ts';
import { nadam } from './nadam.ts';
import { radam } from './radam.ts';
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
import { rmsprop } from './rmsprop.ts';
import { momentum, nesterov, sgd } from './sgd.ts';

/** What a call refuses. */
const failureOf = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return error instanceof AdjointError ? error.failure : error;
  }
};

const rules = { sgd, adagrad, adadelta, rmsprop, adam, amsgrad, adamw, adamax, nadam, radam, lion };
type Maker = (options: unknown) => unknown;
const made = Object.entries(rules) as unknown as readonly (readonly [string, Maker])[]; // wrong on purpose

const rule = 'must be a positive number or a schedule';
describe.each(made)('%s', (name, make) => {
  test.each<[unknown, string]>([
    [{ learningRate: 0 }, `learningRate ${rule}, got 0`],
    [{ learningRate: -1 }, `learningRate ${rule}, got -1`],
    [{ learningRate: NaN }, `learningRate ${rule}, got NaN`],
    [{ learningRate: Infinity }, `learningRate ${rule}, got Infinity`],
    [{ learningRate: '0.1' }, `learningRate ${rule}, got '0.1'`],
    [{ learningRate: null }, `learningRate ${rule}, got null`],
    [{ learningRate: {} }, `learningRate ${rule}, got an object`],
    [{ learningRate: 0.1, weightDecay: -1 }, 'weightDecay must be a number from 0 up, got -1'],
    [{ learningRate: 0.1, lr: 0.9 }, 'lr is no option, got 0.9'],
    [0.1, 'options must be an object, got 0.1'],
  ])('refuses %j', (options, message) => {
    expect(failureOf(() => make(options))).toMatchObject({
      _tag: 'InvalidOption',
      operation: name,
      message: `${name}: ${message}`,
    });
  });
  test.each([5e-324, 1e-3, 1, 1e6, constantRate(1)])('accepts the rate %o', (learningRate) => {
    expect(typeof make({ learningRate })).toBe('function');
  });
});

const learningRate = 0.1;
const id = sgd({ learningRate: 1 });
test.each<[string, () => unknown]>([
  [`sgd: learningRate ${rule}, got undefined`, () => sgd({} as never)],
  ['sgd: options must be an object, got undefined', () => sgd(undefined as never)],
  ['sgd: momentum must be in [0, 1), got 1', () => sgd({ learningRate, momentum: 1 })],
  ['sgd: momentum must be in [0, 1), got -0.1', () => momentum({ learningRate, momentum: -0.1 })],
  ['sgd: dampening must be in [0, 1), got NaN', () => nesterov({ learningRate, dampening: NaN })],
  ['sgd: nesterov must be true or false, got 1', () => sgd({ learningRate, nesterov: 1 as never })],
  ['adam: betas[0] must be in [0, 1), got 1.2', () => adam({ betas: [1.2, 0.9] })],
  ['adam: betas[1] must be in [0, 1), got 1', () => adam({ betas: [0.9, 1] })],
  ['adamw: betas must be two numbers in [0, 1), got 0.9', () => adamw({ betas: 0.9 as never })],
  ['adamax: betas must be two numbers in [0, 1), got an object', () => adamax({ betas: [0.9] as never })],
  ['amsgrad: amsgrad is no option, got true', () => amsgrad({ amsgrad: true } as never)],
  ['adam: epsilon must be a positive number, got 0', () => adam({ epsilon: 0 })],
  ['nadam: momentumDecay must be a number from 0 up, got -1', () => nadam({ momentumDecay: -1 })],
  ['radam: momentumDecay is no option, got 1', () => radam({ momentumDecay: 1 } as never)],
  ['lion: betas[1] must be in [0, 1), got -1', () => lion({ betas: [0, -1] })],
  ['adagrad: initialSum must be a number from 0 up, got -1', () => adagrad({ initialSum: -1 })],
  ['adadelta: rho must be in [0, 1), got 1', () => adadelta({ rho: 1 })],
  ['rmsprop: alpha must be in [0, 1), got 2', () => rmsprop({ alpha: 2 })],
  ['clipByValue: limit must be a positive number, got 0', () => clipByValue(0)],
  ['clipByGlobalNorm: limit must be a positive number, got -1', () => clipByGlobalNorm(-1)],
  ['weightDecay: strength must be a number from 0 up or a schedule, got -1', () => weightDecay(-1)],
  ['proximalL1: strength must be a number from 0 up or a schedule, got NaN', () => proximalL1(NaN)],
  ['accumulateGradients: count must be a whole number from 1 up, got 0', () => accumulateGradients(0, id)],
  ['accumulateGradients: count must be a whole number from 1 up, got 1.5', () => accumulateGradients(1.5, id)],
  ['averageWeights: decay must be in [0, 1), got 1', () => chain(averageWeights({ decay: 1 }))],
  ['constantRate: learningRate must be a positive number, got -1', () => constantRate(-1)],
  ['stepDecay: every must be a whole number from 1 up, got 0', () => stepDecay({ learningRate, every: 0 })],
  ['exponentialDecay: factor must be a positive number, got 0', () => exponentialDecay({ learningRate, factor: 0 })],
  ['inverseTime: decay must be a number from 0 up, got -1', () => inverseTime({ learningRate, decay: -1 })],
  ['cosineDecay: steps must be a whole number from 1 up, got 0', () => cosineDecay({ learningRate, steps: 0 })],
  ['warmupCosine: warmup must be a whole number, got -1', () => warmupCosine({ learningRate, steps: 9, warmup: -1 })],
  ['oneCycle: rise must be in [0, 1), got 1', () => oneCycle({ learningRate, steps: 9, rise: 1 })],
  [
    'cosineRestarts: growth must be a whole number from 1 up, got 1.5',
    () => cosineRestarts({ learningRate, period: 9, growth: 1.5 }),
  ],
])('%s', (message, call) => {
  expect(failureOf(call)).toMatchObject({ _tag: 'InvalidOption', message });
});
