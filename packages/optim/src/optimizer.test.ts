import {
  AdjointError,
  constant,
  nameOf,
  parameter,
  type Shape,
  state,
  type Tensor,
  toValue,
  type Value,
} from '@adjoint/graph';
import { add, crossEntropy, l2, matmul, mean, mul, square, sub, sum, takeAlongAxis } from '@adjoint/ops';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fit, type FitEvent } from './fit.ts';
import { type Optimizer, sgd, type SgdOptions } from './optimizer.ts';

type Trajectory = readonly {
  readonly step: number;
  readonly lossBefore: number;
  readonly parameters: readonly (readonly number[] | readonly (readonly number[])[])[];
}[];

type Method = 'sgd' | 'momentum';

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/trajectories.json', import.meta.url), 'utf8')) as {
  readonly cases: Readonly<
    Record<
      string,
      Readonly<Record<Method, { hyperparameters: { lr: number; momentum: number }; trajectory: Trajectory }>>
    >
  >;
}; // as PyTorch's were written down

/** The velocity v' = μ·v + ∂loss/∂w, the step w − η·v'. */
const momentum =
  ({ learningRate, decay }: { readonly learningRate: number; readonly decay: number }): Optimizer =>
  (parameters, gradients) =>
    parameters.flatMap((leaf, index) => {
      const velocity = state(`velocity of ${nameOf(leaf)}`, leaf.shape) as Tensor;
      const next: Tensor = add(mul(decay, velocity), gradients[index]!);
      return [
        { leaf: velocity, next },
        { leaf, next: sub(leaf, mul(learningRate, next)) as Tensor },
      ];
    });

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

const problems: Readonly<Record<string, Problem>> = {
  rosenbrock: {
    loss: sum(add(mul(100, square(sub(part(1, 2), square(part(0, 1))))), square(sub(1, part(0, 1))))),
    names: ['x'],
    start: { x: toValue([-1.2, 1, 0.5]) },
  },
  softmax: {
    loss: add(mean(crossEntropy(add(matmul(samples, W), b), constant([0, 1, 1, 2], 'int'))), mul(0.01, l2(W))),
    names: ['W', 'b'],
    start: {
      W: toValue([
        [0.1, -0.2, 0.3],
        [0.4, 0.05, -0.15],
      ]),
      b: toValue([0.01, -0.02, 0.03]),
    },
  },
};

const expectClose = (actual: number, expected: number): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
};

describe.each(Object.entries(problems))('on the %s problem', (problem, { loss, names, start }) => {
  test.each<Method>(['sgd', 'momentum'])("%s goes PyTorch's way to 12 digits", async (method) => {
    const { hyperparameters, trajectory } = cases[problem]![method];
    const { lr: learningRate, momentum: decay } = hyperparameters;
    const optimizer = method === 'sgd' ? sgd({ learningRate }) : momentum({ learningRate, decay });
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
        data.forEach((element, i) => expectClose(element, expected.data[i]!));
      }
    }
  });
});

describe('sgd', () => {
  test('has one update a parameter, and no state', () => {
    const parameters = [parameter<Shape>('v', [3]), parameter<Shape>('u', [2])];
    const updates = sgd({ learningRate: 0.1 })(parameters, parameters);
    expect(updates.map(({ leaf }) => leaf)).toEqual(parameters);
    expect(updates.map(({ next }) => String(next))).toEqual(['sub(v, mul(0.1, v)): [3]', 'sub(u, mul(0.1, u)): [2]']);
  });

  const rule = 'must be a positive number';
  test.each<[unknown, string]>([
    [{ learningRate: 0 }, `learningRate ${rule}, got 0`],
    [{ learningRate: -1 }, `learningRate ${rule}, got -1`],
    [{ learningRate: NaN }, `learningRate ${rule}, got NaN`],
    [{ learningRate: Infinity }, `learningRate ${rule}, got Infinity`],
    [{ learningRate: '0.1' }, `learningRate ${rule}, got '0.1'`],
    [{ learningRate: null }, `learningRate ${rule}, got null`],
    [{ learningRate: {} }, `learningRate ${rule}, got an object`],
    [{}, `learningRate ${rule}, got undefined`],
    [{ learningRate: 0.1, momentum: 0.9 }, 'momentum is no option, got 0.9'],
    [{ learningrate: 0.1, learningRate: 0.1 }, 'learningrate is no option, got 0.1'],
    [undefined, 'options must be an object, got undefined'],
    [0.1, 'options must be an object, got 0.1'],
  ])('refuses %j', (options, message) => {
    const failure = (() => {
      try {
        return sgd(options as SgdOptions); // wrong on purpose
      } catch (error) {
        return error instanceof AdjointError ? error.failure : error;
      }
    })();
    expect(failure).toMatchObject({ _tag: 'InvalidOption', operation: 'sgd', message: `sgd: ${message}` });
  });
  test.each([5e-324, 1e-3, 1, 1e6])('accepts the rate %d', (learningRate) => {
    expect(typeof sgd({ learningRate })).toBe('function');
  });
});
