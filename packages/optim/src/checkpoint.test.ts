import { AdjointError, input, parameter, type Value } from '@adjoint/graph';
import { add, mean, mul, normal, squaredError, sub } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adam } from './adam.ts';
import type { BatchSource } from './batch-source.ts';
import { fit, type FitEvent, type FitResult, resultOf } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { decodeMetadata, decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import { momentum, sgd } from './sgd.ts';
import { loadParameters } from './storage.ts';

let root: string;
let folder: string;
let path: string;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'adjoint-checkpoint-'));
});

beforeEach(async () => {
  folder = join(root, String(count++));
  await mkdir(folder);
  path = join(folder, 'run.safetensors');
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

// w·x + c, with the slope drawn at random; three batches an epoch, all different, the last one shorter
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
  optimizer: adam({ learningRate: 0.05 }),
  data,
  epochs: 3,
  seed: 5,
  metrics: { bias: mean(sub(line, y)) },
  validation: { x: [1, 2], y: [3, 5] },
};

const eventsOf = async (options: FitOptions, abortAt?: number): Promise<readonly FitEvent[]> => {
  const controller = new AbortController();
  const events: FitEvent[] = [];
  for await (const event of fit({ ...options, signal: controller.signal })) {
    events.push(event);
    if (event.type === 'step' && event.step === abortAt) controller.abort();
  }
  return events;
};

const checkpointsIn = (events: readonly FitEvent[]): readonly string[] =>
  events.filter(({ type }) => type === 'checkpoint').map((event) => `${(event as { step: number }).step}`);

const failureOf = async (options: FitOptions): Promise<unknown> => {
  const error: unknown = await resultOf(fit(options)).catch((error: unknown) => error);
  return error instanceof AdjointError ? error.failure : error;
};

describe.each([
  ['adam', adam({ learningRate: 0.05 })],
  ['momentum', momentum({ learningRate: 0.05 })],
])('with %s, a run that goes on', (_, optimizer) => {
  test.each([1, 2, 3, 4, 6, 8, 9])('after an abort at step %d ends with the same bits and events', async (k) => {
    const whole = await eventsOf({ ...base, optimizer });
    const options = { ...base, optimizer, checkpoint: { path } };
    const first = await eventsOf(options, k);
    const rest = await eventsOf(options);
    const told = [...first.slice(0, -1), ...rest].filter(({ type }) => type !== 'checkpoint');
    expect(told).toEqual(whole);
  });
  test.each([1, 4, 5, 7])(
    'after it was left at step %d does some steps again and ends with the same bits',
    async (k) => {
      const whole = await resultOf(fit({ ...base, optimizer }));
      const options = { ...base, optimizer, checkpoint: { path, every: { steps: 2 } } };
      for await (const event of fit(options)) if (event.type === 'step' && event.step === k) break;
      const steps: number[] = [];
      let result: FitResult | undefined;
      for await (const event of fit(options)) {
        if (event.type === 'step') steps.push(event.step);
        if (event.type === 'stopped') result = event.result;
      }
      expect(steps[0]).toBe(1 + 2 * Math.floor((k - 1) / 2));
      expect(result).toEqual(whole);
    },
  );
});

describe('a checkpoint', () => {
  test.each<[string, Required<FitOptions>['checkpoint']['every'], readonly string[]]>([
    ['every epoch by default', undefined, ['3', '6', '9']],
    ['every so many steps, and at the end', { steps: 4 }, ['4', '8', '9']],
    ['every so many epochs, and at the end', { epochs: 2 }, ['6', '9']],
    ['after both', { steps: 5, epochs: 1 }, ['3', '5', '6', '9']],
    ['only at the end', {}, ['9']],
  ])('is written %s', async (_, every, steps) => {
    const events = await eventsOf({ ...base, checkpoint: { path, ...(every && { every }) } });
    expect(checkpointsIn(events)).toEqual(steps);
    expect(events.find(({ type }) => type === 'checkpoint')).toMatchObject({ path });
  });
  test('stands alone beside the one before', async () => {
    await resultOf(fit({ ...base, epochs: 2, checkpoint: { path } }));
    expect((await readdir(folder)).toSorted()).toEqual(['run.safetensors', 'run.safetensors.previous']);
    const { parameters, states } = await resultOf(fit({ ...base, epochs: 1 }));
    expect(await loadParameters(`${path}.previous`)).toEqual({ ...parameters, ...states });
  });
  test('of a finished run has nothing left to do, unless there are more epochs', async () => {
    const options = { ...base, checkpoint: { path } };
    const done = await resultOf(fit(options));
    const before = await readFile(path);
    expect(await eventsOf(options)).toEqual([{ type: 'stopped', result: done }]);
    expect(await readFile(path)).toEqual(before);
    const more = await resultOf(fit({ ...options, epochs: 5 }));
    expect(more).toEqual(await resultOf(fit({ ...base, epochs: 5 })));
  });
  test('is passed over where resume is false', async () => {
    await resultOf(fit({ ...base, epochs: 1, checkpoint: { path } }));
    const events = await eventsOf({ ...base, checkpoint: { path, resume: false } });
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(9);
  });
  test('holds scores that are no numbers of JSON', async () => {
    const metrics = { negative: mul(0, mean(sub(0, mul(x, x)))), infinite: mean(mul(Infinity, x)) };
    const whole = await eventsOf({ ...base, epochs: 1, metrics });
    await eventsOf({ ...base, epochs: 1, metrics, checkpoint: { path } }, 2);
    const rest = await eventsOf({ ...base, epochs: 1, metrics, checkpoint: { path } });
    expect(rest.find(({ type }) => type === 'epoch')).toEqual(whole.find(({ type }) => type === 'epoch'));
  });
  test('is none where a step was not finite: the last good one stays', async () => {
    const bad: BatchSource = { count: 3, at: (e, i) => (e === 1 && i === 1 ? { x: [NaN], y: [1] } : data.at(e, i)) };
    const events = await eventsOf({ ...base, data: bad, checkpoint: { path } });
    expect(checkpointsIn(events)).toEqual(['3']);
    expect(events.at(-1)).toMatchObject({ result: { reason: 'not finite', steps: 4 } });
  });
});

/** The file of a run of one epoch, with other values or other progress. */
const changed = async (
  values: (values: Readonly<Record<string, Value>>) => Record<string, Value>,
  progress: object = {},
): Promise<Uint8Array> => {
  const bytes = await readFile(path);
  const [held, metadata] = [decodeSafetensors(bytes), decodeMetadata(bytes)];
  if (E.isLeft(held) || E.isLeft(metadata)) throw new Error('the file was refused');
  const training: object = JSON.parse(metadata.right['training']!);
  return encodeSafetensors(values(held.right), { training: JSON.stringify({ ...training, ...progress }) });
};

const same = (values: Readonly<Record<string, Value>>): Record<string, Value> => ({ ...values });

describe('a checkpoint that does not fit is refused and left as it is', () => {
  test.each<[string, () => Promise<Uint8Array>, string, string]>([
    ['no safetensors file', async () => Buffer.from('weights, as text'), 'DamagedFile', 'the header must have'],
    ['an empty file', async () => new Uint8Array(0), 'DamagedFile', 'the file must start with'],
    ['a truncated file', async () => (await readFile(path)).subarray(0, -1), 'DamagedFile', 'the file must reach to'],
    [
      'parameters without progress',
      async () => encodeSafetensors(await loadParameters(path)),
      'ForeignCheckpoint',
      'must say how far a training run was',
    ],
    [
      'progress of another form',
      () => changed(same, { steps: -1 }),
      'ForeignCheckpoint',
      'must say how far a training run was',
    ],
    ['an index past the epoch', () => changed(same, { index: 4 }), 'ForeignCheckpoint', 'at most 3, got 4'],
    ['another seed', () => changed(same, { seed: 6 }), 'ForeignCheckpoint', 'must have the seed 5, got 6'],
    ['other batches', () => changed(same, { batches: 7 }), 'ForeignCheckpoint', 'batches in an epoch 3, got 7'],
    ['a missing name', () => changed(({ c: _, ...others }) => others), 'ForeignCheckpoint', 'states named c, '],
    [
      'another shape',
      () => changed((values) => ({ ...values, w: { shape: [1], data: new Float64Array(1) } })),
      'ForeignCheckpoint',
      'must have w of shape [] in a Float64Array, got shape [1] in a Float64Array',
    ],
    [
      'another type',
      () => changed((values) => ({ ...values, w: { shape: [], data: new Float32Array(1) } })),
      'ForeignCheckpoint',
      'got shape [] in a Float32Array',
    ],
    [
      'other scores',
      () => changed(same, { samples: 2, totals: { loss: '1' } }),
      'ForeignCheckpoint',
      'scores named bias',
    ],
  ])('%s', async (_, make, tag, message) => {
    await resultOf(fit({ ...base, epochs: 2, checkpoint: { path } }));
    const previous = await readFile(`${path}.previous`);
    const bytes = await make();
    await writeFile(path, bytes);
    expect(await failureOf({ ...base, checkpoint: { path } })).toMatchObject({
      _tag: tag,
      path,
      message: expect.stringMatching(/^fit: /) as string,
    });
    expect(await failureOf({ ...base, checkpoint: { path } })).toHaveProperty(
      'message',
      expect.stringContaining(message),
    );
    expect(await readFile(path)).toEqual(Buffer.from(bytes));
    expect(await readFile(`${path}.previous`)).toEqual(previous);
  });
});

describe('a checkpoint that cannot be written', () => {
  test('for want of a folder is refused before the first step', async () => {
    let asked = 0;
    const missing = join(folder, 'missing', 'run.safetensors');
    const counted: BatchSource = { count: 3, at: (e, i) => (asked++, data.at(e, i)) };
    expect(await failureOf({ ...base, data: counted, checkpoint: { path: missing } })).toMatchObject({
      _tag: 'FileNotRead',
      message: expect.stringContaining('ENOENT') as string,
    });
    expect(asked).toBe(0);
  });
  test.skipIf(!existsSync('/dev/full'))('for want of space leaves the last two as they were', async () => {
    await resultOf(fit({ ...base, epochs: 2, checkpoint: { path } }));
    const before = await Promise.all([path, `${path}.previous`].map((name) => readFile(name)));
    await symlink('/dev/full', `${path}.part`); // where the unfinished file goes
    expect(await failureOf({ ...base, checkpoint: { path } })).toMatchObject({
      _tag: 'FileNotWritten',
      message: expect.stringMatching(/^fit: the file must be writable.*ENOSPC/) as string,
    });
    expect(await Promise.all([path, `${path}.previous`].map((name) => readFile(name)))).toEqual(before);
    expect((await resultOf(fit({ ...base, checkpoint: { path } }))).reason).toBe('finished');
  });
});

test.each<[string, unknown, string]>([
  ['no path', {}, 'fit: checkpoint.path must be the path of a file, got undefined'],
  ['an empty path', { path: '' }, "fit: checkpoint.path must be the path of a file, got ''"],
  ['a path alone', 'run', "fit: checkpoint must be an object with a path, got 'run'"],
  [
    'half a step',
    { path: 'run', every: { steps: 0.5 } },
    'fit: checkpoint.every.steps must be a whole number of at least 1, got 0.5',
  ],
  [
    'no epochs',
    { path: 'run', every: { epochs: 0 } },
    'fit: checkpoint.every.epochs must be a whole number of at least 1, got 0',
  ],
  ['a number', { path: 'run', every: 5 }, 'fit: checkpoint.every must be an object of steps and epochs, got 5'],
  ['a misspelling', { path: 'run', evry: 5 }, 'fit: checkpoint.evry is no option, got 5'],
  ['a word', { path: 'run', resume: 'yes' }, "fit: checkpoint.resume must be true or false, got 'yes'"],
])('%s is refused as checkpoint', async (_, checkpoint, message) => {
  const options = { ...base, optimizer: sgd({ learningRate: 0.1 }), checkpoint: checkpoint as never };
  expect(await failureOf(options)).toMatchObject({ _tag: 'InvalidOption', message });
});
