import {
  AdjointError,
  input,
  parameter,
  type Shape,
  stopGradient,
  type Tensor,
  toValue,
  interpret,
} from '@adjoint/graph';
import { add, filled, log, matmul, mean, mul, square, squaredError, sub, sum } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { conjugateGradient } from './conjugate-gradient.ts';
import { gradientDescent } from './gradient-descent.ts';
import { lbfgs } from './lbfgs.ts';
import { type Iteration, minimize, type MinimizeOptions } from './minimize.ts';
import type { Method } from './method.ts';
import { newtonCg } from './newton-cg.ts';
import { randomLocalSearch } from './random-search.ts';

// a line through points: mean (w·x + c − y)²
const x = input('x', ['batch']);
const w = parameter('w', []);
const c = parameter('c', [1]);
const loss = mean(squaredError(add(mul(w, x), c), input('y', ['batch'])));
const bindings = { x: [1, 2, 3, 4], y: [3, 5, 7, 9] }; // 2x + 1

const v = parameter<Shape>('v', [2], filled(0.5));
const bowl = sum(square(sub(v, 3)));

const failureOf = async (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => (error instanceof AdjointError ? error.failure : error),
  );

const methods: readonly Method[] = [
  lbfgs(),
  conjugateGradient(),
  newtonCg(),
  gradientDescent(),
  gradientDescent({ lineSearch: 'strongWolfe' }),
  gradientDescent({ lineSearch: 0.1 }),
];

describe.each(methods)('$name', (method) => {
  test('finds the line through points, and descends at every iteration', async () => {
    const iterations: Iteration[] = [];
    const found = await minimize(loss, method, {
      bindings,
      onIteration: (iteration) => iterations.push(iteration),
      changeTolerance: 0,
      gradientTolerance: 1e-7,
    });
    expect(found).toMatchObject({ reason: 'gradient', ok: true, iterations: iterations.length });
    expect(found.parameters['w']!.data[0]).toBeCloseTo(2, 5);
    expect(found.parameters['c']).toMatchObject({ shape: [1] });
    expect(found.parameters['c']!.data[0]).toBeCloseTo(1, 5);
    expect(found.gradientNorm).toBeLessThanOrEqual(1e-7);
    const last = iterations.at(-1)!;
    expect(found).toMatchObject({ evaluations: last.evaluations, products: last.products, value: last.value });
    expect(iterations.map(({ iteration }) => iteration)).toEqual(iterations.map((_, index) => index + 1));
    iterations.reduce((before, { value }) => {
      expect(value).toBeLessThan(before);
      return value;
    }, Infinity);
  });
  test('says that it ends where the loss is not finite', async () => {
    expect(await minimize(sum(log(sub(v, 1))), method)).toMatchObject({
      reason: 'not finite',
      ok: false,
      iterations: 0,
    });
  });
  test('ends at once at a minimum', async () => {
    const found = await minimize(bowl, method, { start: { v: toValue([3, 3]) } });
    expect(found).toMatchObject({ reason: 'gradient', ok: true, iterations: 0, evaluations: 1, value: 0 });
  });
});

describe('minimize', () => {
  test.each<[string, MinimizeOptions, object]>([
    ['gradient', { gradientTolerance: 1 }, { ok: true }],
    ['change', { gradientTolerance: 0, changeTolerance: 0.5 }, { ok: true }],
    ['iterations', { maxIterations: 0 }, { ok: false, iterations: 0, value: 12.5 }],
    ['iterations', { maxIterations: 2, changeTolerance: 0 }, { ok: false, iterations: 2 }],
    ['evaluations', { maxEvaluations: 1 }, { ok: false, evaluations: 1, value: 12.5 }],
    ['evaluations', { maxEvaluations: 4, changeTolerance: 0 }, { ok: false, evaluations: 4 }],
    ['aborted', { signal: AbortSignal.abort() }, { ok: false, evaluations: 1, value: 12.5 }],
  ])("ends for the reason '%s' with %j", async (reason, options, rest) => {
    expect(await minimize(bowl, gradientDescent({ lineSearch: 0.1 }), options)).toMatchObject({ reason, ...rest });
  });
  test.each([lbfgs(), conjugateGradient(), newtonCg(), gradientDescent()])(
    "$name ends for the reason 'line search' where a wrong gradient leads up",
    async (method) => {
      const squares = sum(square(v));
      const wrong = sub(mul(2, stopGradient(squares)), squares); // the value of Σ v², the gradient of −Σ v²
      const found = await minimize(wrong, method);
      expect(found).toMatchObject({ reason: 'line search', ok: false, iterations: 0, value: 0.5 });
    },
  );
  test('keeps the last finite point when the loss runs away', async () => {
    const found = await minimize(bowl, gradientDescent({ lineSearch: 100 }));
    expect(found.reason).toBe('not finite');
    expect(Number.isFinite(found.value)).toBe(true);
    expect(found.iterations).toBeGreaterThan(10);
  });
  test('stops when the signal comes, and has the last point', async () => {
    const stop = new AbortController();
    const onIteration = ({ iteration }: Iteration): void => {
      if (iteration === 3) stop.abort();
    };
    const found = await minimize(bowl, randomLocalSearch({ step: 0.1 }), { signal: stop.signal, onIteration });
    expect(found).toMatchObject({ reason: 'aborted', iterations: 3, evaluations: 4 });
  });
  test('a timer can stop it', async () => {
    const method = gradientDescent({ lineSearch: 1e-9 });
    const endless = { gradientTolerance: 0, changeTolerance: 0, maxIterations: 1e9 };
    const found = await minimize(bowl, method, { ...endless, signal: AbortSignal.timeout(60) });
    expect(found.reason).toBe('aborted');
  });
  test('moves only the parameters asked for, and binds the others as they start or as bound', async () => {
    const found = await minimize(loss, lbfgs(), { bindings, parameters: [w], start: { c: toValue([1]) } });
    expect(Object.keys(found.parameters)).toEqual(['w']);
    expect(found.parameters['w']!.data[0]).toBeCloseTo(2, 7);
    const same = await minimize(loss, lbfgs(), { bindings: { ...bindings, c: [1] }, parameters: [w] });
    expect(same).toEqual(found);
  });
  test('starts from declared initial values or from those given', async () => {
    expect((await minimize(bowl, lbfgs(), { maxIterations: 0 })).parameters['v']!.data).toEqual(
      Float64Array.of(0.5, 0.5),
    );
    const start = { v: toValue([1, 2]) };
    expect((await minimize(bowl, lbfgs(), { maxIterations: 0, start })).value).toBe(5);
    expect(start.v.data).toEqual(Float64Array.of(1, 2));
  });
  test('runs what the compiler makes, and makes the Hessian only for who wants it', async () => {
    const made: string[][] = [];
    const compile: MinimizeOptions['compile'] = async (outputs, options) => {
      made.push(Object.keys(outputs));
      return interpret(outputs, options);
    };
    await minimize(bowl, lbfgs(), { compile });
    expect(made).toEqual([['loss', 'slope 0']]);
    const { products } = await minimize(bowl, newtonCg(), { compile });
    expect(made.slice(1)).toEqual([['loss', 'slope 0'], ['slope 0']]);
    expect(products).toBeGreaterThan(0);
  });
  test("takes a user's own method", async () => {
    const own: Method = {
      name: 'own',
      *iterates(objective, start) {
        yield objective.at(start.point.map(() => 3));
        return 'line search';
      },
    };
    expect(await minimize(bowl, own)).toMatchObject({ value: 0, reason: 'gradient', iterations: 1, evaluations: 2 });
    expect(await minimize(bowl, own, { gradientTolerance: 0, start: { v: toValue([0, 0]) } })).toMatchObject({
      ok: true,
    });
  });
  test('refuses products of a method that does not say so', async () => {
    const own: Method = {
      name: 'own',
      *iterates(objective, start) {
        objective.hessianVector(start.point, start.point);
        yield start;
        return 'iterations';
      },
    };
    expect(await failureOf(minimize(bowl, own))).toMatchObject({
      message: "minimize: method must say usesHessian to multiply by the Hessian, got 'own'",
    });
  });
  test('refuses a loss without parameters, and one that is no scalar', async () => {
    const data = input('x', [3]);
    expect(await failureOf(minimize(sum(data), lbfgs()))).toMatchObject({
      _tag: 'NothingToTrain',
      message: 'minimize: the loss must depend on a parameter, got sum(x): []',
    });
    expect(await failureOf(minimize(matmul(parameter<Shape>('M', [2, 3]), data) as Tensor, lbfgs()))).toMatchObject({
      _tag: 'NotScalar',
    });
  });
  test.each<[object, string]>([
    [{ maxIterations: -1 }, 'maxIterations must be a whole number of at least 0, got -1'],
    [{ maxIterations: 1.5 }, 'maxIterations must be a whole number of at least 0, got 1.5'],
    [{ maxEvaluations: 0 }, 'maxEvaluations must be a whole number of at least 1, got 0'],
    [{ gradientTolerance: NaN }, 'gradientTolerance must be a number of at least 0, got NaN'],
    [{ changeTolerance: '0' }, "changeTolerance must be a number of at least 0, got '0'"],
    [{ tolerance: 1 }, 'tolerance is no option, got 1'],
    [{ start: { u: toValue([1]) } }, "start must name parameters (v), got 'u'"],
    [{ bindings: { v: [1, 2] } }, "bindings must not bind what is minimized by (give it in start), got 'v'"],
  ])('refuses %j', async (options, message) => {
    expect(await failureOf(minimize(bowl, lbfgs(), options))).toMatchObject({
      _tag: 'InvalidOption',
      message: `minimize: ${message}`,
    });
  });
});
