import {
  AdjointError,
  type AnyTensor,
  type Bindings,
  deriveKey,
  evaluate,
  gradient,
  input,
  normals,
  parameter,
  permutation,
  type Tensor,
  toValue,
  uniforms,
  type Value,
  interpret,
} from '@adjoint/graph';
import {
  accuracy,
  add,
  arange,
  crossEntropy,
  hinge,
  initialize,
  l2,
  matmul,
  mean,
  mul,
  normal,
  relu,
  squaredError,
  sub,
  toReal,
  zeros,
} from '@adjoint/ops';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { frozen } from './chain.ts';
import type { BatchSource } from './batch-source.ts';
import { fit, type FitEvent, resultOf } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { type Optimizer, perParameter } from './optimizer.ts';
import type { Compile } from './program.ts';
import { sgd } from './sgd.ts';

// a line through points: mean (w·x + c − y)²
const x = input('x', ['batch']);
const y = input('y', ['batch']);
const w = parameter('w', []);
const c = parameter('c', []);
const line = add(mul(w, x), c);
const loss = mean(squaredError(line, y));
const points = { x: [1, 2, 3, 4, 5, 6, 7], y: [3, 5, 7, 9, 11, 13, 15] }; // 2x + 1
const optimizer = sgd({ learningRate: 0.01 });
const base = { loss, optimizer, data: points, epochs: 3 } satisfies FitOptions;

/** BatchSource in order; the last one is shorter where the size does not divide the count. */
const inOrder = (size: number, { x, y } = points): BatchSource => ({
  count: Math.ceil(x.length / size),
  at: (_, index) => ({
    x: x.slice(index * size, (index + 1) * size),
    y: y.slice(index * size, (index + 1) * size),
  }),
});

const eventsOf = async (options: FitOptions): Promise<readonly FitEvent[]> => {
  const events: FitEvent[] = [];
  for await (const event of fit(options)) events.push(event);
  return events;
};

const failureOf = async (options: FitOptions): Promise<unknown> => {
  const error = await resultOf(fit(options)).catch((error: unknown) => error);
  return error instanceof AdjointError ? error.failure : error;
};

const states = { 'steps made': toValue(0) };

const number = (value: Value | undefined): number => value!.data[0]!;

const brief = (events: readonly FitEvent[]) =>
  events.map((event) => (event.type === 'stopped' ? 'stopped' : `${event.type} ${event.epoch}.${event.step}`));

describe('the events', () => {
  test('of a whole batch are a step and an epoch each time, then the end', async () => {
    expect(brief(await eventsOf({ ...base, epochs: 2 }))).toEqual([
      'step 1.1',
      'epoch 1.1',
      'step 2.2',
      'epoch 2.2',
      'stopped',
    ]);
  });
  test('of mini-batches are a step for each, then the epoch', async () => {
    expect(brief(await eventsOf({ ...base, epochs: 2, data: inOrder(3) }))).toEqual([
      'step 1.1',
      'step 1.2',
      'step 1.3',
      'epoch 1.3',
      'step 2.4',
      'step 2.5',
      'step 2.6',
      'epoch 2.6',
      'stopped',
    ]);
  });
  property.prop([fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 8 })])(
    'are as many as there are steps and epochs',
    async (epochs, size) => {
      const data = inOrder(size);
      const events = await eventsOf({ ...base, epochs, data });
      expect(events).toHaveLength(epochs * (data.count + 1) + 1);
      expect(events.at(-1)).toMatchObject({
        type: 'stopped',
        result: { reason: 'finished', epochs, steps: epochs * data.count },
      });
    },
  );
  test('end with the result that the generator returns', async () => {
    const run = fit({ ...base, epochs: 1 });
    await run.next();
    await run.next();
    const stopped = await run.next();
    const returned = await run.next();
    expect(stopped).toMatchObject({ done: false, value: { type: 'stopped' } });
    expect(returned).toEqual({ done: true, value: (stopped.value as { result: unknown }).result });
  });
  test('say how far the run is and how far it is to go', async () => {
    const events = await eventsOf({ ...base, epochs: 2, data: inOrder(4), validation: points });
    const positions = events.flatMap((event) => (event.type === 'stopped' ? [] : [{ ...event, scores: undefined }]));
    expect(positions).toEqual(
      [
        ['step', 1, 1],
        ['step', 1, 2],
        ['validation', 1, 2],
        ['epoch', 1, 2],
        ['step', 2, 3],
        ['step', 2, 4],
        ['validation', 2, 4],
        ['epoch', 2, 4],
      ].map(([type, epoch, step]) => ({ type, epoch, epochs: 2, step, steps: 4, scores: undefined })),
    );
  });
  test('ask for each batch once, by epoch and index from 0', async () => {
    const asked: string[] = [];
    const data: BatchSource = {
      count: 2,
      at: (epoch, index) => {
        asked.push(`${epoch}.${index}`);
        return points;
      },
    };
    await resultOf(fit({ ...base, epochs: 2, data }));
    expect(asked).toEqual(['0.0', '0.1', '1.0', '1.1']);
  });
});

const epochLoss = (events: readonly FitEvent[]) => events.find((event) => event.type === 'epoch')!.scores['loss']!;

describe('the scores', () => {
  test('of a step are those before it', async () => {
    const [step] = await eventsOf({ ...base, start: { w: toValue(2), c: toValue(0) } });
    expect(step).toMatchObject({ scores: { loss: 1 } }); // off by 1 everywhere
  });

  test.each<[string, (rows: readonly number[]) => Bindings[string]]>([
    ['nested arrays', (rows) => rows],
    ['typed arrays', (rows) => Float64Array.from(rows)],
    ['values', (rows) => ({ shape: [rows.length], data: Float64Array.from(rows) })],
  ])('of an epoch are means over its samples, a short last batch in %s included', async (_, make) => {
    const data: BatchSource = {
      count: 3,
      at: (_, index) => {
        const { x, y } = inOrder(3).at(1, index) as Record<'x' | 'y', number[]>;
        return { x: make(x), y: make(y) };
      },
    };
    const events = await eventsOf({ ...base, epochs: 1, data });
    const steps = events.filter((event) => event.type === 'step').map(({ scores }) => scores['loss']!);
    const epoch = events.find((event) => event.type === 'epoch')!;
    expect(epoch.scores['loss']).toBeCloseTo((3 * steps[0]! + 3 * steps[1]! + 1 * steps[2]!) / 7, 12);
  });
  test('of an epoch in which nothing changes are those of all samples at once', async () => {
    const whole = await eventsOf({ ...base, optimizer: frozen, epochs: 1 });
    const parts = await eventsOf({ ...base, optimizer: frozen, epochs: 1, data: inOrder(2) });
    expect(epochLoss(parts)).toBeCloseTo(epochLoss(whole), 10);
  });
  test('hold metrics, which are graphs', async () => {
    const metrics = { bias: mean(sub(line, y)), w };
    const events = await eventsOf({ ...base, epochs: 1, metrics, validation: { x: [1], y: [1] } });
    const [step, validation, epoch] = events;
    expect(step).toMatchObject({ type: 'step', scores: { bias: -9, w: 0 } });
    expect(epoch).toMatchObject({ type: 'epoch', scores: { bias: -9, w: 0 } });
    expect(validation).toMatchObject({ type: 'validation', scores: { loss: expect.any(Number) as number } });
    expect(Object.keys((validation as { scores: object }).scores)).toEqual(['loss', 'bias', 'w']);
  });
  test('of validation are those after the epoch, at other data', async () => {
    const validation = { x: [10, 20], y: [21, 41] };
    let expected: number | undefined;
    for await (const event of fit({ ...base, epochs: 3, validation })) {
      if (event.type === 'validation') expected = event.scores['loss'];
      if (event.type === 'stopped')
        expect(number(evaluate(loss, { ...validation, ...event.result.parameters }))).toBe(expected);
    }
    expect(expected).toBeGreaterThan(0);
  });
});

describe('the parameters', () => {
  test('start from their declared values', async () => {
    const near = parameter('w', [50], normal({ std: 0.1 }));
    const { parameters } = await resultOf(fit({ loss: l2(near), optimizer, data: {}, epochs: 0, seed: 7 }));
    expect(parameters).toEqual(initialize(near, { seed: 7 }));
  });
  test('start from given values where there are some', async () => {
    const { parameters } = await resultOf(fit({ ...base, epochs: 0, start: { w: toValue(5) } }));
    expect(parameters).toEqual({ w: toValue(5), c: toValue(0) });
  });
  test('may have named dimensions whose size is given', async () => {
    const named = parameter('v', ['n'], () => add(toReal(arange('n')), 1));
    const { parameters } = await resultOf(fit({ loss: l2(named), optimizer, data: {}, epochs: 1, sizes: { n: 2 } }));
    expect(parameters['v']).toEqual({ shape: [2], data: Float64Array.of(0.98, 1.96) });
  });
  test('go on from where another run ended as if it had not', async () => {
    const half = await resultOf(fit({ ...base, epochs: 5 }));
    const rest = await resultOf(fit({ ...base, epochs: 5, start: half.parameters }));
    expect(rest.parameters).toEqual((await resultOf(fit({ ...base, epochs: 10 }))).parameters);
  });
  test('are trained alone where only some are named', async () => {
    const start = { w: toValue(0.5), c: toValue(0.25) };
    const events = await eventsOf({ ...base, epochs: 5, start, parameters: [w], metrics: { c, w } });
    const { scores } = events.findLast((event) => event.type === 'step')!;
    expect(scores['c']).toBe(0.25);
    expect(scores['w']).not.toBe(0.5);
    const last = events.at(-1) as Extract<FitEvent, { type: 'stopped' }>;
    expect(Object.keys(last.result.parameters)).toEqual(['w']);
  });
  test('are copies: what is given as start stays as it is', async () => {
    const start = { w: toValue(0.5), c: toValue(0.25) };
    const { parameters } = await resultOf(fit({ ...base, start }));
    expect(start).toEqual({ w: toValue(0.5), c: toValue(0.25) });
    expect(number(parameters['w'])).not.toBe(0.5);
  });
  test('are found: w is close to 2 and c to 1', async () => {
    const { parameters } = await resultOf(fit({ ...base, optimizer: sgd({ learningRate: 0.04 }), epochs: 2000 }));
    expect(number(parameters['w'])).toBeCloseTo(2, 6);
    expect(number(parameters['c'])).toBeCloseTo(1, 6);
  });
});

const noisy = (seed: number): FitOptions => ({ ...base, loss: l2(parameter('v', [9], normal())), data: {}, seed });

describe('a run', () => {
  test('gives the same bits for the same seed, and others for another', async () => {
    const [first, second, other] = await Promise.all([1, 1, 2].map((seed) => eventsOf(noisy(seed))));
    expect(first).toEqual(second);
    expect(first).not.toEqual(other);
  });
  test('of no epochs has no steps', async () => {
    expect(await eventsOf({ ...base, epochs: 0 })).toEqual([
      {
        type: 'stopped',
        result: { parameters: { w: toValue(0), c: toValue(0) }, states, reason: 'finished', epochs: 0, steps: 0 },
      },
    ]);
  });
  test('leaves the event loop free: timers fire while it lasts', async () => {
    let fired = 0;
    const timer = setInterval(() => fired++, 5);
    const started = Date.now();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const { reason } = await resultOf(fit({ ...base, epochs: 1e9, signal: controller.signal }));
    clearInterval(timer);
    expect(reason).toBe('aborted'); // by a timer, which fired
    expect(fired).toBeGreaterThanOrEqual(3);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
  test('may be left: nothing is computed any more', async () => {
    let asked = 0;
    const data: BatchSource = { count: 10, at: () => (asked++, points) };
    for await (const event of fit({ ...base, data })) if (event.type === 'step' && event.step === 3) break;
    expect(asked).toBe(3);
  });
  test('does nothing before its first event is asked for', async () => {
    let asked = 0;
    fit({ ...base, data: { count: 1, at: () => (asked++, points) } });
    await Promise.resolve();
    expect(asked).toBe(0);
  });
});

describe('an abort', () => {
  test('before the first step still delivers the result', async () => {
    expect(await eventsOf({ ...base, signal: AbortSignal.abort() })).toEqual([
      {
        type: 'stopped',
        result: { parameters: { w: toValue(0), c: toValue(0) }, states, reason: 'aborted', epochs: 0, steps: 0 },
      },
    ]);
  });
  test('in the middle of an epoch stops after the step under way, with what was reached', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    for await (const event of fit({ ...base, epochs: 5, data: inOrder(3), signal: controller.signal })) {
      seen.push(event.type);
      if (event.type === 'step' && event.step === 5) controller.abort();
      if (event.type === 'stopped') {
        expect(event.result).toMatchObject({ reason: 'aborted', epochs: 1, steps: 5 });
        expect(number(event.result.parameters['w'])).toBeGreaterThan(0);
      }
    }
    expect(seen).toEqual(['step', 'step', 'step', 'epoch', 'step', 'step', 'stopped']);
  });
  test('after the last epoch comes too late: the run is finished', async () => {
    const controller = new AbortController();
    for await (const event of fit({ ...base, epochs: 2, signal: controller.signal })) {
      if (event.type === 'epoch' && event.epoch === 2) controller.abort();
      if (event.type === 'stopped') expect(event.result).toMatchObject({ reason: 'finished', epochs: 2 });
    }
  });
  test('between epochs stops before the next', async () => {
    const controller = new AbortController();
    for await (const event of fit({ ...base, epochs: 5, signal: controller.signal })) {
      if (event.type === 'epoch' && event.epoch === 2) controller.abort();
      if (event.type === 'stopped') expect(event.result).toMatchObject({ reason: 'aborted', epochs: 2, steps: 2 });
    }
  });
});

describe('what is wrong is refused', () => {
  test.each<[string, Partial<FitOptions>, string, string]>([
    ['half an epoch', { epochs: 0.5 }, 'InvalidOption', 'fit: epochs must be a whole number, got 0.5'],
    ['negative epochs', { epochs: -1 }, 'InvalidOption', 'fit: epochs must be a whole number, got -1'],
    ['NaN epochs', { epochs: NaN }, 'InvalidOption', 'fit: epochs must be a whole number, got NaN'],
    ['endless epochs', { epochs: Infinity }, 'InvalidOption', 'fit: epochs must be a whole number, got Infinity'],
    ['epochs in a text', { epochs: '3' as never }, 'InvalidOption', "fit: epochs must be a whole number, got '3'"],
    ['no epochs', { epochs: undefined as never }, 'InvalidOption', 'fit: epochs must be a whole number, got undefined'],
    [
      'no data',
      { data: undefined as never },
      'InvalidOption',
      'fit: data must be bindings or batches of them, got undefined',
    ],
    ['a number of data', { data: 3 as never }, 'InvalidOption', 'fit: data must be bindings or batches of them, got 3'],
    [
      'a start that names no parameter',
      { start: { W: { shape: [], data: new Float64Array(1) } } },
      'InvalidOption',
      'fit: start must name parameters or states (',
    ],
    [
      'half precision',
      { precision: 'float16' as never },
      'InvalidOption',
      "fit: precision must be 'float64' or 'float32', got 'float16'",
    ],
    ['a metric named loss', { metrics: { loss } }, 'InvalidOption', 'fit: metrics must not be named loss'],
    [
      'a metric that is no scalar',
      { metrics: { line: line as AnyTensor as Tensor } },
      'InvalidOption',
      'fit: metrics.line must be a scalar, got ',
    ],
    [
      'a loss without parameters',
      { loss: mean(x) },
      'NothingToTrain',
      'fit: the loss must depend on a parameter, got ',
    ],
    ['no parameters to train', { parameters: [] }, 'NothingToTrain', 'fit: the loss must depend on a parameter, got '],
    [
      'a parameter the loss does not use',
      { parameters: [parameter('q', [])] },
      'NotConnected',
      'gradient: the loss must depend on ',
    ],
    [
      'a loss that is no scalar',
      { loss: squaredError(line, y) as AnyTensor as Tensor },
      'NotScalar',
      'gradient: the loss must be a scalar, got shape [batch]',
    ],
    ['data of another shape', { data: { x: [[1]], y: [1] } }, 'InvalidBindings', 'evaluate: bindings must fit'],
    ['data that lacks an input', { data: { x: [1] } }, 'InvalidBindings', 'evaluate: bindings must fit'],
    [
      'batches that lack an input',
      { data: { count: 1, at: () => ({ x: [1] }) } },
      'InvalidBindings',
      'evaluate: bindings must fit',
    ],
    [
      'a metric that fails',
      { metrics: { w, other: mean(input('z', ['batch'])) } },
      'MetricFailed',
      'fit: metric other must be computable wherever the loss is, got evaluate: bindings must fit',
    ],
    ['no batches', { data: { count: 0, at: () => points } }, 'InvalidOption', 'fit: data must have batches, got 0'],
    [
      'half a batch',
      { data: { count: 0.5, at: () => points } },
      'InvalidOption',
      'fit: data must have batches, got 0.5',
    ],
    ['data without samples', { data: { x: [], y: [] } }, 'InvalidOption', 'fit: data must have samples, got 0'],
    [
      'a batch without samples',
      { data: { count: 1, at: () => ({ x: toValue([]), y: new Float64Array() }) } },
      'InvalidOption',
      'fit: data must have samples, got 0',
    ],
    ['validation that lacks an input', { validation: { x: [1] } }, 'InvalidBindings', 'evaluate: bindings must fit'],
    ['a start of another shape', { start: { w: toValue([1]) } }, 'InvalidBindings', 'evaluate: bindings must fit'],
    [
      'two parameters of one name',
      { loss: mul(l2(w), l2(parameter('w', [2]))) },
      'DuplicateLeaf',
      "graph: leaf names must be unique, got two leaves named 'w'",
    ],
  ])('%s', async (_, part, tag, message) => {
    const failure = await failureOf({ ...base, ...part });
    expect(failure).toMatchObject({ _tag: tag, message: expect.stringContaining(message) as string });
  });
});

const momentum =
  (learningRate: number, decay: number): Optimizer =>
  (at) =>
    perParameter(at, ({ gradient, remember }) => {
      const velocity = remember('velocity');
      const next = add(mul(decay, velocity), gradient);
      return { descent: mul(learningRate, next), updates: [{ leaf: velocity, next }] };
    });

describe('an optimizer of one’s own', () => {
  test('keeps its state from step to step, in epochs of several batches too', async () => {
    const { parameters } = await resultOf(
      fit({ ...base, optimizer: momentum(0.01, 0.9), epochs: 4, data: inOrder(3) }),
    );
    const [dw, dc] = gradient(loss, [w, c]);
    let [at, velocity] = [
      [0, 0],
      [0, 0],
    ];
    for (let step = 0; step < 12; step++) {
      const batch = { ...inOrder(3).at(1, step % 3), w: at[0]!, c: at[1]! };
      const slopes = [evaluate(dw, batch), evaluate(dc, batch)].map(number);
      velocity = velocity.map((v, i) => 0.9 * v + slopes[i]!);
      at = at.map((element, i) => element - 0.01 * velocity[i]!);
    }
    expect([number(parameters['w']), number(parameters['c'])]).toEqual(at);
  });
  test('does not show its state among the trained parameters', async () => {
    const { parameters } = await resultOf(fit({ ...base, optimizer: momentum(0.01, 0.9) }));
    expect(Object.keys(parameters).toSorted()).toEqual(['c', 'w']);
  });
  test('goes on from parameters and states as if nothing had ended', async () => {
    const options = { ...base, optimizer: momentum(0.01, 0.9) };
    const half = await resultOf(fit({ ...options, epochs: 5 }));
    expect(Object.keys(half.states).toSorted()).toEqual(['steps made', 'velocity of c', 'velocity of w']);
    const rest = await resultOf(fit({ ...options, epochs: 5, start: { ...half.parameters, ...half.states } }));
    const whole = await resultOf(fit({ ...options, epochs: 10 }));
    expect([rest.parameters, rest.states]).toEqual([whole.parameters, whole.states]);
  });
  test('starts its state where start says so', async () => {
    const start = { 'velocity of w': toValue(-100) };
    const { parameters } = await resultOf(fit({ ...base, optimizer: momentum(0.01, 1), epochs: 1, start }));
    const plain = await resultOf(fit({ ...base, epochs: 1 }));
    expect(number(parameters['w']) - number(plain.parameters['w'])).toBeCloseTo(1, 10);
  });
  test('may leave parameters as they are', async () => {
    const { parameters, steps } = await resultOf(fit({ ...base, optimizer: frozen, start: { w: toValue(3) } }));
    expect([number(parameters['w']), steps]).toEqual([3, 3]);
  });
});

const counting = (wait: boolean) => {
  const counts = { compiled: 0, trained: 0, scored: 0 };
  const compile: Compile = (outputs, options) => {
    counts.compiled++;
    const program = interpret(outputs, options);
    const isTraining = options.updates !== undefined;
    const counted = {
      ...program,
      run: (bindings?: Bindings) => {
        counts[isTraining ? 'trained' : 'scored']++;
        return program.run(bindings);
      },
    };
    return wait ? Promise.resolve(counted) : counted;
  };
  return { counts, compile };
};

describe('a compiler of one’s own', () => {
  test.each([true, false])('runs every step and every validation, promised: %s', async (wait) => {
    const { counts, compile } = counting(wait);
    const options = { ...base, epochs: 3, data: inOrder(3), validation: points };
    const { parameters } = await resultOf(fit({ ...options, compile }));
    expect(counts).toMatchObject({ trained: 9, scored: 3 });
    expect(counts.compiled).toBeLessThanOrEqual(2); // once for steps, once for scores: never once a step
    expect(parameters).toEqual((await resultOf(fit(options))).parameters);
  });
});

describe('what the lecture says of gradient descent', () => {
  const samples = 20;
  const X = input('X', ['batch', 8]);
  const labels = input('labels', ['batch'], 'int');
  const W = parameter('W', [8, 30], normal({ std: 0.5 }));
  const b = parameter('b', [30], zeros());
  const V = parameter('V', [30, 4], normal({ std: 0.5 }));
  const twenty = {
    X: { shape: [samples, 8], data: normals(1, samples * 8) },
    labels: { shape: [samples], data: Int32Array.from(uniforms(2, samples), (draw) => Math.floor(4 * draw)) },
  };
  const hidden = matmul(relu(add(matmul(X, W), b)), V);
  const linear = matmul(X, parameter('U', [8, 4]));

  test.each([
    ['cross-entropy', mean(crossEntropy(hidden, labels)), 0.5, 0.01],
    ['hinge', mean(hinge(hidden, labels)), 0.1, 0],
  ])('twenty samples of random labels are fitted to nearly zero loss: %s', async (_, loss, learningRate, most) => {
    const metrics = { accuracy: accuracy(hidden, labels) };
    const { parameters } = await resultOf(
      fit({ loss, optimizer: sgd({ learningRate }), data: twenty, epochs: 1000, metrics }),
    );
    const found = evaluate({ loss, ...metrics }, { ...twenty, ...parameters });
    expect(number(found.loss)).toBeLessThanOrEqual(most);
    expect(number(found.accuracy)).toBe(1);
  });

  test('with many classes, the loss at tiny weights is ln K and K − 1, and falls from there', async () => {
    for (const [loss, expected] of [
      [mean(crossEntropy(linear, labels)), Math.log(4)],
      [mean(hinge(linear, labels)), 3],
    ] as const) {
      const events = await eventsOf({ loss, optimizer: sgd({ learningRate: 0.05 }), data: twenty, epochs: 20 });
      const losses = events.filter((event) => event.type === 'step').map(({ scores }) => scores['loss']!);
      expect(losses[0]).toBeCloseTo(expected, 12);
      expect(losses.at(-1)!).toBeLessThan(losses[0]!);
    }
  });

  property.prop([fc.integer({ min: 1, max: samples }), fc.integer()])(
    'the mean of the mini-batch gradients, weighted by their sizes, is the full gradient',
    (size, seed) => {
      const [slope] = gradient(mean(crossEntropy(linear, labels)), [parameterOf(linear)]);
      const at = { U: { shape: [8, 4], data: normals(deriveKey(seed, 'U'), 32) } };
      const order = permutation(seed, samples);
      const rows = (chosen: Int32Array) => ({
        X: Array.from(chosen, (row) => [...twenty.X.data.subarray(8 * row, 8 * row + 8)]),
        labels: Array.from(chosen, (row) => twenty.labels.data[row]!),
      });
      const total = new Float64Array(32);
      for (let from = 0; from < samples; from += size) {
        const chosen = order.subarray(from, from + size);
        const part = evaluate(slope, { ...rows(chosen), ...at }).data;
        total.forEach((_, i) => (total[i]! += (chosen.length / samples) * part[i]!));
      }
      const whole = evaluate(slope, { ...twenty, ...at }).data;
      total.forEach((entry, i) => expect(entry).toBeCloseTo(whole[i]!, 12));
    },
  );

  test('data in which every sample is repeated gives the same way as one copy', async () => {
    const twice = { x: points.x.flatMap((e) => [e, e]), y: points.y.flatMap((e) => [e, e]) };
    const [once, repeated] = await Promise.all(
      [points, twice].map((data) => resultOf(fit({ ...base, data, epochs: 50 }))),
    );
    expect(number(repeated!.parameters['w'])).toBeCloseTo(number(once!.parameters['w']), 12);
  });
});

const parameterOf = (tensor: Tensor<['batch', 4]>): Tensor<[8, 4]> => tensor.node.inputs[1] as Tensor<[8, 4]>;
