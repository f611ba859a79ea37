import { constant, parameter, type Tensor, toValue, type Value } from '@adjoint/graph';
import { add, crossEntropy, l2, matmul, mean, mul, square, sub, sum, takeAlongAxis } from '@adjoint/ops';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam, adamax, adamw, amsgrad } from './adam.ts';
import { fit, type FitEvent } from './fit.ts';
import { nadam } from './nadam.ts';
import type { Optimizer } from './optimizer.ts';
import { radam } from './radam.ts';
import { rmsprop } from './rmsprop.ts';
import { momentum, nesterov, sgd } from './sgd.ts';

type Trajectory = readonly {
  readonly step: number;
  readonly lossBefore: number;
  readonly parameters: readonly (readonly number[] | readonly (readonly number[])[])[];
}[];

const stored = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as T; // as they were written down

const { cases } = stored<{
  readonly cases: Readonly<
    Record<string, Readonly<Record<string, { readonly hyperparameters: object; readonly trajectory: Trajectory }>>>
  >;
}>('trajectories');
const { cases: casesOfOptions } = stored<{ readonly cases: Readonly<Record<string, Trajectory>> }>(
  'trajectories-of-options',
);

interface Problem {
  readonly loss: Tensor<[]>;
  readonly names: readonly string[];
  readonly start: Readonly<Record<string, Value>>;
}

const x = parameter('x', [3]);
const part = (...positions: readonly number[]) => takeAlongAxis(x, constant([...positions], 'int'), 0);
const W = parameter('W', [2, 3]);
const b = parameter('b', [3]);
const samples = constant([
  [1, 2],
  [-1, 0.5],
  [0, 3],
  [2, -1],
]);

const rosenbrock: Problem = {
  loss: sum(add(mul(100, square(sub(part(1, 2), square(part(0, 1))))), square(sub(1, part(0, 1))))),
  names: ['x'],
  start: { x: toValue([-1.2, 1, 0.5]) },
};
const softmax: Problem = {
  loss: add(mean(crossEntropy(add(matmul(samples, W), b), constant([0, 1, 1, 2], 'int'))), mul(0.01, l2(W))),
  names: ['W', 'b'],
  start: {
    W: toValue([
      [0.1, -0.2, 0.3],
      [0.4, 0.05, -0.15],
    ]),
    b: toValue([0.01, -0.02, 0.03]),
  },
};

/** What is nearly 0 because 0.01 was taken from 0.01 has lost its last digits: elements are judged by the largest of their tensor. */
const expectClose = (actual: number, expected: number, largest = Math.abs(expected)): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * largest);
};

const expectTrajectory = async (
  { loss, names, start }: Problem,
  optimizer: Optimizer,
  trajectory: Trajectory,
): Promise<void> => {
  expect(trajectory.map(({ step }) => step)).toEqual([1, 2, 5, 10, 25]);
  for (const { step, lossBefore, parameters } of trajectory) {
    let last: FitEvent | undefined;
    let before = NaN;
    for await (last of fit({ loss, optimizer, data: {}, epochs: step, start }))
      if (last.type === 'step') before = last.scores['loss']!;
    if (last?.type !== 'stopped') throw new Error('the run did not stop');
    expectClose(before, lossBefore);
    for (const [index, name] of names.entries()) {
      const expected = toValue(parameters[index]! as number[][]); // or deeper, or flatter
      const { shape, data } = last.result.parameters[name]!;
      expect(shape).toEqual(expected.shape);
      const largest = Math.max(...expected.data.map(Math.abs));
      data.forEach((element, i) => expectClose(element, expected.data[i]!, largest));
    }
  }
};

const rules: Readonly<Record<string, Optimizer>> = {
  sgd: sgd({ learningRate: 0.001 }),
  momentum: momentum({ learningRate: 0.001 }),
  nesterov: nesterov({ learningRate: 0.001 }),
  sgd_dampening_decay: sgd({ learningRate: 0.001, momentum: 0.8, dampening: 0.1, weightDecay: 0.01 }),
  adagrad: adagrad({ learningRate: 0.1 }),
  rmsprop: rmsprop({ learningRate: 0.01 }),
  rmsprop_centered_momentum: rmsprop({ learningRate: 0.01, momentum: 0.5, alpha: 0.95, centered: true }),
  adadelta: adadelta({ learningRate: 1 }),
  adam: adam({ learningRate: 0.01 }),
  amsgrad: amsgrad({ learningRate: 0.01 }),
  adamw: adamw({ learningRate: 0.01, weightDecay: 0.1 }),
  adamax: adamax({ learningRate: 0.01 }),
  nadam: nadam({ learningRate: 0.01 }),
  radam: radam({ learningRate: 0.01 }),
};

describe.each(Object.entries({ rosenbrock, softmax }))('on the %s problem', (name, problem) => {
  test('there is a row for each case', () => {
    expect(Object.keys(rules)).toEqual(Object.keys(cases[name]!));
  });
  test.each(Object.entries(rules))("%s goes PyTorch's way to 12 digits", async (rule, optimizer) => {
    await expectTrajectory(problem, optimizer, cases[name]![rule]!.trajectory);
  });
});

const options: Readonly<Record<string, Optimizer>> = {
  'sgd, dampened': sgd({ learningRate: 0.1, momentum: 0.9, dampening: 0.5 }),
  'sgd, nesterov and decay': nesterov({ learningRate: 0.1, weightDecay: 0.1 }),
  'adagrad, all': adagrad({
    learningRate: 0.1,
    learningRateDecay: 0.1,
    weightDecay: 0.1,
    initialSum: 0.5,
    epsilon: 1e-3,
  }),
  'adadelta, all': adadelta({ learningRate: 0.5, rho: 0.8, epsilon: 1e-3, weightDecay: 0.1 }),
  'rmsprop, all': rmsprop({
    learningRate: 0.02,
    alpha: 0.9,
    epsilon: 1e-3,
    weightDecay: 0.1,
    momentum: 0.5,
    centered: true,
  }),
  'rmsprop, centered': rmsprop({ centered: true }),
  'adam, decay': adam({ learningRate: 0.05, betas: [0.8, 0.95], epsilon: 1e-3, weightDecay: 0.1 }),
  'amsgrad, decay': amsgrad({ learningRate: 0.05, betas: [0.8, 0.5], weightDecay: 0.1 }),
  'adamw, amsgrad': adamw({ learningRate: 0.05, betas: [0.8, 0.5], weightDecay: 0.2, amsgrad: true }),
  'adamax, decay': adamax({ learningRate: 0.05, betas: [0.8, 0.9], epsilon: 1e-3, weightDecay: 0.1 }),
  'nadam, all': nadam({
    learningRate: 0.05,
    betas: [0.8, 0.9],
    epsilon: 1e-3,
    weightDecay: 0.1,
    momentumDecay: 0.1,
  }),
  'radam, decay': radam({ learningRate: 0.05, betas: [0.8, 0.9], epsilon: 1e-3, weightDecay: 0.1 }),
  adagrad: adagrad(),
  adadelta: adadelta(),
  rmsprop: rmsprop(),
  adam: adam(),
  adamw: adamw(),
  adamax: adamax(),
  nadam: nadam(),
  radam: radam(),
};

describe('with other options, and with none,', () => {
  test('there is a row for each case', () => {
    expect(Object.keys(options)).toEqual(Object.keys(casesOfOptions));
  });
  test.each(Object.entries(options))("%s goes PyTorch's way to 12 digits", async (rule, optimizer) => {
    await expectTrajectory(softmax, optimizer, casesOfOptions[rule]!);
  });
});
