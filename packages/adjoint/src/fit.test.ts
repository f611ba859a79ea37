import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accuracy,
  adamw,
  add,
  averageWeights,
  batches,
  type BatchSource,
  chain,
  clipByGlobalNorm,
  crossEntropy,
  digits,
  dropout,
  exp,
  type FitEvent,
  type FitOptions,
  hinge,
  input,
  interpret,
  l2,
  label,
  log,
  matmul,
  mean,
  momentum,
  mul,
  normal,
  parameter,
  resultOf,
  sgd,
  splitData,
  squaredError,
  standardization,
  sub,
  tanh,
  type Value,
  zeros,
} from 'adjoint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fit } from './fit.ts';

const eventsOf = async (options: FitOptions, abortAt?: number): Promise<readonly FitEvent[]> => {
  const controller = new AbortController();
  const events: FitEvent[] = [];
  for await (const event of fit({ ...options, signal: controller.signal })) {
    events.push(event);
    if (event.type === 'step' && event.step === abortAt) controller.abort();
  }
  return events;
};

/** The same events, with numbers that differ by no more than a tolerance. */
const expectClose = (found: unknown, expected: unknown, tolerance: number, path = ''): void => {
  if (typeof expected === 'number' && typeof found === 'number') {
    if (!Object.is(found, expected))
      expect(Math.abs(found - expected), path).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
    return;
  }
  if (typeof expected !== 'object' || expected === null) return void expect(found, path).toBe(expected);
  expect(Object.keys(found as object), path).toEqual(Object.keys(expected));
  for (const [key, value] of Object.entries(expected))
    expectClose((found as Readonly<Record<string, unknown>>)[key], value, tolerance, `${path}.${key}`);
};

const expectSameAsInterpreted = async (options: FitOptions, tolerance = 1e-12): Promise<readonly FitEvent[]> => {
  const compiled = await eventsOf(options);
  expectClose(compiled, await eventsOf({ ...options, compile: interpret }), tolerance);
  return compiled;
};

describe('digits, with a last batch of 30 rather than 64:', () => {
  let set: Readonly<Record<string, Value>>;
  let held: Readonly<Record<string, Value>>;
  beforeAll(async () => {
    const { data } = await digits();
    const { train, test } = splitData(data, { test: 0.2, seed: 1, stratify: 'labels' });
    const pixels = standardization(train.images);
    set = { images: pixels.apply(train.images), labels: train.labels };
    held = { images: pixels.apply(test.images), labels: test.labels };
  });

  const images = input('images', ['batch', 64]);
  const labels = input('labels', ['batch'], 'int');
  const W = parameter('W', [64, 10], normal({ std: 1e-4 }));
  const scores = add(matmul(images, W), parameter('b', [10], zeros()));
  const V = parameter('V', [64, 16], normal({ std: 0.1 }));
  const U = parameter('U', [16, 10], normal({ std: 0.1 }));
  const hidden = dropout(tanh(matmul(images, V)), { rate: 0.1, key: input('key', [], 'int') });
  const deep = matmul(hidden, U);
  const cases = {
    softmax: { loss: add(mean(crossEntropy(scores, labels)), mul(1e-3, l2(W))), outcome: scores },
    SVM: { loss: add(mean(hinge(scores, labels)), mul(1e-3, l2(W))), outcome: scores },
    'a network': { loss: mean(crossEntropy(deep, labels)), outcome: deep },
  };

  test.each(Object.entries(cases))('%s trains as it does interpreted', async (name, { loss, outcome }) => {
    const keyed = (bindings: Readonly<Record<string, Value>>) =>
      name === 'a network' ? { ...bindings, key: { shape: [], data: Int32Array.of(7) } } : bindings;
    const { count, at } = batches(set, { size: 64, seed: 1 });
    const events = await expectSameAsInterpreted({
      loss,
      optimizer: name === 'a network' ? adamw({ learningRate: 0.01 }) : sgd({ learningRate: 0.02 }),
      data: { count, at: (epoch, index) => keyed(at(epoch, index) as Readonly<Record<string, Value>>) },
      epochs: 5,
      seed: 1,
      metrics: { accuracy: accuracy(outcome, labels) },
      validation: keyed(held),
    });
    const last = events.findLast((event) => event.type === 'validation');
    expect(last!.scores['accuracy']).toBeGreaterThan(0.9);
  });

  test('float32 comes to nearly the same parameters, in float32', async () => {
    const options = {
      loss: cases.softmax.loss,
      optimizer: momentum({ learningRate: 0.02 }),
      data: batches(set, { size: 64, seed: 1 }),
      epochs: 5,
      validation: held,
    };
    const double = await resultOf(fit(options));
    const single = await resultOf(fit({ ...options, precision: 'float32' }));
    for (const values of [single.parameters, single.states])
      for (const { data } of Object.values(values)) expect(data).toBeInstanceOf(Float32Array);
    expectClose(single.parameters, double.parameters, 1e-4);
    expectClose(
      single.parameters,
      (await resultOf(fit({ ...options, precision: 'float32', compile: interpret }))).parameters,
      1e-4,
    );
  });
});

// w·x + c on three batches an epoch, all different, the last one shorter
const x = input('x', ['batch']);
const y = input('y', ['batch']);
const w = parameter('w', [], normal());
const line = add(mul(w, x), parameter('c', []));
const data: BatchSource = {
  count: 3,
  at: (epoch, index) => {
    const points = (index === 2 ? [1] : [1, 2]).map((n) => Math.sin(n + 3 * index + 10 * epoch));
    return { x: points, y: points.map((point) => 2 * point + 1) };
  },
};
const base: FitOptions = {
  loss: mean(squaredError(line, y)),
  optimizer: chain(clipByGlobalNorm(1), adamw({ learningRate: 0.05 }), averageWeights({ decay: 0.9 })),
  data,
  epochs: 4,
  seed: 5,
  metrics: { bias: mean(sub(line, y)) },
  validation: { x: [1, 2], y: [3, 5] },
};

describe('a compiled run', () => {
  test('loses patience at the same epoch as an interpreted one', async () => {
    const optimizer = sgd({ learningRate: 0.9 });
    const [last] = (await expectSameAsInterpreted({ ...base, optimizer, epochs: 60, patience: { epochs: 2 } })).slice(
      -1,
    );
    expect(last).toMatchObject({ type: 'stopped', result: { reason: 'patience' } });
  });

  test('lowers its rates on the same plateaus', async () => {
    const options = { ...base, optimizer: sgd({ learningRate: 0.9 }), epochs: 30, plateau: { epochs: 2, factor: 0.5 } };
    const events = await expectSameAsInterpreted(options);
    expect(events.some(({ type }) => type === 'plateau')).toBe(true);
  });

  test.each(['float64', 'float32'] as const)('says where a NaN arose, in %s', async (precision) => {
    const loss = mean(label('gap', log(sub(x, w))));
    const options = { loss, optimizer: sgd({ learningRate: 0.5 }), data: { x: [1, 2] }, epochs: 9, precision };
    const start = { w: { shape: [], data: Float64Array.of(0.5) } };
    const [last] = (await expectSameAsInterpreted({ ...options, start }, 1e-5)).slice(-1);
    expect(last).toMatchObject({ result: { reason: 'not finite' } });
  });

  test('says where float32 overflows though float64 does not', async () => {
    const loss = mean(sub(exp(mul(w, x)), exp(mul(w, x))));
    const options = { loss, optimizer: sgd({ learningRate: 1 }), data: { x: [100] }, epochs: 1 };
    const start = { w: { shape: [], data: Float64Array.of(1) } };
    const double = await resultOf(fit({ ...options, start }));
    const single = await resultOf(fit({ ...options, start, precision: 'float32' }));
    expect(double.reason).toBe('finished');
    expect(single.culprit).toEqual({ operation: 'exp', expression: 'exp(mul(w, x))' });
  });
});

describe('a compiled run that goes on from a checkpoint', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adjoint-compiled-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(['float64', 'float32'] as const)('ends with the same bits, in %s', async (precision) => {
    const options: FitOptions = { ...base, precision, patience: { epochs: 9 }, plateau: { epochs: 1 } };
    const whole = (await eventsOf(options)).at(-1);
    for (const step of [1, 3, 5, 12]) {
      const checkpoint = { path: join(folder, `${precision} ${step}`) };
      await eventsOf({ ...options, checkpoint }, step);
      expect((await eventsOf({ ...options, checkpoint })).at(-1), `after step ${step}`).toEqual(whole);
    }
  });

  test('does so from starting values of another width', async () => {
    const start = { w: { shape: [], data: Float32Array.of(0.1) } };
    const checkpoint = { path: join(folder, 'narrow start') };
    const whole = (await eventsOf({ ...base, start })).at(-1);
    await eventsOf({ ...base, start, checkpoint }, 4);
    expect((await eventsOf({ ...base, start, checkpoint })).at(-1)).toEqual(whole);
  });
});
