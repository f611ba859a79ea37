import {
  AdjointError,
  constant,
  parameter,
  type Shape,
  toArray,
  type Tensor,
  toValue,
  interpret,
} from '@adjoint/graph';
import { add, cos, filled, matmul, mul, square, sub, sum } from '@adjoint/ops';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { conjugateGradient } from './conjugate-gradient.ts';
import { gradientDescent } from './gradient-descent.ts';
import { lbfgs } from './lbfgs.ts';
import { type Iteration, minimize } from './minimize.ts';
import type { Method } from './method.ts';
import { newtonCg } from './newton-cg.ts';
import type { Compile } from './program.ts';
import { randomLocalSearch, randomSearch } from './random-search.ts';

// ½xᵀ(I + BBᵀ)x − bᵀx
const size = 5;
const quadratic = (B: readonly (readonly number[])[], b: readonly number[]): Tensor<[]> => {
  const x = parameter<Shape>('x', [size]);
  const spread: Tensor = matmul(x, constant(B.map((row) => [...row])) as Tensor);
  return sub(mul(0.5, add(sum(square(x)), sum(square(spread)))), sum(mul(constant([...b]) as Tensor, x)));
};

const entry = fc.double({ min: -2, max: 2, noNaN: true });
const vector = fc.array(entry, { minLength: size, maxLength: size });
const quadratics = fc
  .tuple(fc.array(vector, { minLength: size, maxLength: size }), vector)
  .filter(([, b]) => b.some((x) => Math.abs(x) > 0.1));

property.prop([quadratics])(
  'conjugate gradients solve a quadratic in as many steps as it has variables',
  async ([B, b]) => {
    const method = conjugateGradient({ curvature: 1e-9 }); // exact line searches
    const found = await minimize(quadratic(B, b), method, { gradientTolerance: 1e-6, changeTolerance: 0 });
    expect(found.reason).toBe('gradient');
    expect(found.iterations).toBeLessThanOrEqual(size);
  },
);

property.prop([quadratics])('an exact Newton step solves a quadratic', async ([B, b]) => {
  const found = await minimize(quadratic(B, b), newtonCg({ forcing: 1e-12 }), { gradientTolerance: 1e-8 });
  expect(found).toMatchObject({ reason: 'gradient', iterations: 1, evaluations: 2 });
});

property.prop([quadratics])('L-BFGS descends at every iteration, on few evaluations', async ([B, b]) => {
  const values: number[] = [];
  const onIteration = ({ value }: Iteration): void => void values.push(value);
  const found = await minimize(quadratic(B, b), lbfgs(), { gradientTolerance: 1e-7, changeTolerance: 0, onIteration });
  expect(found.reason).toBe('gradient');
  expect(found.evaluations).toBeLessThan(80);
  expect(values).toEqual(values.toSorted((p, q) => q - p));
});

describe('newtonCg', () => {
  test('leaves a saddle and a maximum along negative curvature', async () => {
    const x = parameter<Shape>('x', [3], filled(0.01));
    const found = await minimize(sum(cos(x)), newtonCg());
    expect(found).toMatchObject({ reason: 'gradient' });
    expect(found.value).toBeCloseTo(-3, 12);
  });
});

describe('random search', () => {
  const x = parameter<Shape>('x', [3], filled(2));
  const loss = sum(square(x));
  test('keeps the best of its samples, the same ones for the same seed', async () => {
    const find = (samples: number, seed = 0) => minimize(loss, randomSearch({ samples, scale: 0.5, seed }));
    const [few, many] = [await find(5), await find(200)];
    expect(few).toMatchObject({ reason: 'iterations', ok: false, iterations: 5, evaluations: 6 });
    expect(many.value).toBeLessThan(few.value);
    expect(await find(200)).toEqual(many);
    expect((await find(200, 1)).value).not.toBe(many.value);
  });
  test('local search never goes up, and comes close', async () => {
    const values: number[] = [];
    const onIteration = ({ value }: Iteration): void => void values.push(value);
    const method = randomLocalSearch({ step: 0.1 });
    const found = await minimize(loss, method, { maxIterations: 500, onIteration });
    expect(values).toEqual(values.toSorted((p, q) => q - p));
    expect(found).toMatchObject({ reason: 'iterations', iterations: 500, evaluations: 501 });
    expect(found.value).toBeLessThan(0.1);
    expect(toArray(found.parameters['x']!)).toHaveLength(3);
  });
  test.each([randomSearch({ samples: 5 }), randomLocalSearch({ step: 1 })])(
    '$name computes no gradient',
    async (method) => {
      const asked: string[] = [];
      const compile: Compile = (outputs, options) => {
        asked.push(...Object.keys(outputs));
        return interpret(outputs, options);
      };
      const { gradientNorm } = await minimize(loss, method, { compile, maxIterations: 5 });
      expect(asked).toEqual(['loss']);
      expect(gradientNorm).toBeNaN();
    },
  );
  test('stays at the start while nothing is better', async () => {
    const start = { x: toValue([0, 0, 0.001]) };
    const method = randomSearch({ samples: 10, scale: 5 });
    expect((await minimize(loss, method, { start })).parameters['x']!.data).toEqual(Float64Array.of(0, 0, 0.001));
  });
});

describe('options', () => {
  const share = 'must be a number above 0 and below 1';
  test.each<[() => Method, string]>([
    [() => lbfgs({ memory: 0 }), 'lbfgs: memory must be a whole number of at least 1, got 0'],
    [() => lbfgs({ m: 5 } as object), 'lbfgs: m is no option, got 5'],
    [() => conjugateGradient({ curvature: 1 }), `conjugateGradient: curvature ${share}, got 1`],
    [() => newtonCg({ forcing: -1 }), 'newtonCg: forcing must be a number from 0 to below 1, got -1'],
    [
      () => gradientDescent({ lineSearch: 0 }),
      "gradientDescent: lineSearch must be a positive number, 'backtracking' or 'strongWolfe', got 0",
    ],
    [() => randomSearch({ samples: 1.5 }), 'randomSearch: samples must be a whole number of at least 1, got 1.5'],
    [() => randomSearch({ samples: 1, scale: 0 }), 'randomSearch: scale must be a positive number, got 0'],
    [() => randomLocalSearch({ step: NaN }), 'randomLocalSearch: step must be a positive number, got NaN'],
    [() => randomLocalSearch({ step: 1, seed: 0.5 }), 'randomLocalSearch: seed must be a whole number, got 0.5'],
  ])('are refused by name and value: %s', (make, message) => {
    expect(() => make()).toThrow(AdjointError);
    expect(() => make()).toThrow(message);
  });
});
