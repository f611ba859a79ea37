import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accuracy,
  adamw,
  add,
  AdjointError,
  batches,
  type Bindings,
  type Compile,
  compile,
  crossEntropy,
  decodeSafetensors,
  type FitEvent,
  type FitOptions,
  input,
  interpret,
  log,
  matmul,
  mean,
  mul,
  normal,
  normals,
  parameter,
  sub,
  sum,
  type Value,
} from 'adjoint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fit } from './fit.ts';

// 23 samples of 6 bytes in batches of 5, the last one of 3
const data = {
  images: { shape: [23, 2, 3], data: Uint8Array.from(normals(1, 138), (draw) => 128 + 40 * draw) },
  labels: { shape: [23], data: Int32Array.from({ length: 23 }, (_, i) => (i * i) % 4) },
  unused: { shape: [23], data: new Float64Array(23) },
};
const dealt = batches(data, { size: 5, seed: 3 });
const streamed = { count: dealt.count, at: dealt.at };
const images = input('images', ['batch', 2, 3]);
const labels = input('labels', ['batch'], 'int');
const flat = sum(mul(images, 1 / 255), 1);
const scores = matmul(flat, parameter('rows', [3, 4], normal())); // a name that rows must not have
const base = {
  loss: mean(crossEntropy(scores, labels)),
  optimizer: adamw({ learningRate: 0.05 }),
  data: dealt,
  epochs: 3,
  metrics: { accuracy: accuracy(scores, labels), soundness: mean(scores) },
  validation: { images: data.images, labels: data.labels },
} satisfies FitOptions;

const eventsOf = async (options: FitOptions): Promise<readonly FitEvent[]> => {
  const events: FitEvent[] = [];
  for await (const event of fit(options)) events.push(event);
  return events;
};

const failureOf = async (options: FitOptions): Promise<string> => {
  const error = await eventsOf(options).catch((error: unknown) => error);
  return error instanceof AdjointError ? error.failure.message : 'none';
};

/** What programs hold, and the names that their runs bind, of which there are few. */
const watched = () => {
  const held: string[][] = [];
  const bound = new Set<string>();
  const watching: Compile = async (outputs, options) => {
    held.push(Object.keys(options.held ?? {}));
    const program = await compile(outputs, options);
    const run = (bindings: Bindings = {}) => {
      if (options.updates !== undefined) bound.add(Object.keys(bindings).join());
      return program.run(bindings);
    };
    return { ...program, run };
  };
  return { held, bound, compile: watching };
};

describe('batches that are rows of a data set', () => {
  test.each(['float64', 'float32'] as const)('give the events of those that are streamed, in %s', async (precision) => {
    const options = { ...base, precision, patience: { epochs: 9 }, plateau: { epochs: 1 } };
    expect(await eventsOf(options)).toEqual(await eventsOf({ ...options, data: streamed }));
  });
  test('are read where they are: a step binds the rows alone, by a name that nothing has', async () => {
    const { held, bound, compile } = watched();
    await eventsOf({ ...base, compile });
    expect([...bound]).toEqual(["rows'"]);
    expect(held[0]).toEqual(expect.arrayContaining(['images', 'labels', 'rows']));
    expect(held[0]).not.toContain('unused');
  });
  test('are interpreted one by one', async () => {
    const asked = { at: 0, rows: 0 };
    const { at } = dealt.rows!;
    const data = {
      count: dealt.count,
      at: (epoch: number, index: number) => (asked.at++, dealt.at(epoch, index)),
      rows: { of: dealt.rows!.of, at: (epoch: number, index: number) => (asked.rows++, at(epoch, index)) },
    };
    await eventsOf({ ...base, data, compile: interpret });
    expect(asked).toEqual({ at: 15, rows: 0 });
    await eventsOf({ ...base, data });
    expect(asked).toEqual({ at: 15, rows: 15 });
  });
  test('are not taken for those of a copy with batches of its own', async () => {
    const only = { images: { shape: [1, 2, 3], data: new Float64Array(6) }, labels: [2] };
    const [step] = await eventsOf({ ...base, data: { ...dealt, at: () => only } });
    expect(step).toMatchObject({ scores: { loss: Math.log(4) } });
  });
  test('say where a NaN arose', async () => {
    const loss = mean(mul(log(sub(flat, 0.6)), parameter('v', [], normal())));
    const options = { ...base, loss, metrics: {} };
    const [last] = (await eventsOf(options)).slice(-1);
    expect(last).toMatchObject({ result: { reason: 'not finite' } });
    expect(last).toEqual((await eventsOf({ ...options, data: streamed })).at(-1));
  });

  const wrong: Readonly<Record<string, readonly [Partial<Record<keyof typeof data, Value>>, string]>> = {
    'a label that is no class': [
      { labels: { shape: [23], data: data.labels.data.with(11, 4) } },
      'crossEntropy: index must be from 0 to 3, got 4 at [2]',
    ],
    'a label between two': [
      { labels: { shape: [23], data: Float64Array.from(data.labels.data).with(11, 2.5) } },
      'labels: must be an integer of 32 bits, got 2.5 at [',
    ],
    'images of another size': [
      { images: { shape: [23, 3, 2], data: data.images.data } },
      'images: shape must be [batch, 2, 3], got [5, 3, 2]',
    ],
  };
  test.each(Object.entries(wrong))('say what is wrong as others do: %s', async (_, [part, message]) => {
    const { count, at, rows } = batches({ ...data, ...part }, { size: 5, seed: 3 });
    const found = await failureOf({ ...base, data: { count, at, rows: rows! } });
    expect(found).toContain(message);
    expect(found).toBe(await failureOf({ ...base, data: { count, at } }));
  });
  test.each([
    ['a leaf that the data lacks', { loss: add(base.loss, mean(input('z', ['batch']))) }],
    ['a metric that needs one', { metrics: { z: mean(input('z', ['batch'])) } }],
  ])('say what is wrong as others do: %s', async (_, part) => {
    const found = await failureOf({ ...base, ...part });
    expect(found).toContain('z: must be bound, real of shape [batch]');
    expect(found).toBe(await failureOf({ ...base, ...part, data: streamed }));
  });
});

describe('a whole batch', () => {
  const whole = { images: data.images, labels: [...data.labels.data] };
  test('is held but for what is no value, and gives the events of one that is streamed', async () => {
    const { held, bound, compile } = watched();
    const found = await eventsOf({ ...base, data: whole, compile });
    expect(found).toEqual(await eventsOf({ ...base, data: { count: 1, at: () => whole } }));
    expect(held[0]).toEqual(expect.arrayContaining(['images', 'rows']));
    expect([...bound]).toEqual(['labels']);
  });
  test('says all that is wrong with it as it would if it were streamed', async () => {
    const bad = { images: data.images, labels: { shape: [22], data: new Int32Array(22) } };
    const found = await failureOf({ ...base, data: bad });
    expect(found).toContain('dimension batch: must have one size, got 23 in images and 22 in labels');
    expect(found).toBe(await failureOf({ ...base, data: { count: 1, at: () => bad } }));
  });
});

describe('a checkpoint', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adjoint-feed-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('has no data in it, and a run goes on from it to the same bits', async () => {
    const checkpoint = { path: join(folder, 'run') };
    await eventsOf({ ...base, epochs: 1, checkpoint });
    const saved = decodeSafetensors(await readFile(checkpoint.path));
    expect(Object.keys((saved as { right: object }).right)).not.toEqual(expect.arrayContaining(['images']));
    expect((await eventsOf({ ...base, checkpoint })).at(-1)).toEqual((await eventsOf(base)).at(-1));
  });
});
