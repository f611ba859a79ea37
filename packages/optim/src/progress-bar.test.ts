import { input, parameter, type Tensor } from '@adjoint/graph';
import { mean, squaredError } from '@adjoint/ops';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { fit, resultOf } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { showProgress } from './progress-bar.ts';
import { sgd } from './sgd.ts';

const w = parameter('w', []);
const x = input('x', ['batch']);
const options: FitOptions = {
  loss: mean(squaredError(w, x)) as Tensor<[]>,
  optimizer: sgd({ learningRate: 0.25 }),
  data: { count: 2, at: () => ({ x: [4] }) },
  epochs: 20,
};

const streamOf = (isTTY: boolean) => {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 });
  return { stream, text: () => String((stream.read() as Buffer | null) ?? '') };
};

describe('elsewhere than in a terminal', () => {
  test('a line stands for a tenth of the epochs, with scores before and after', async () => {
    const { stream, text } = streamOf(false);
    await resultOf(showProgress(fit({ ...options, validation: { x: [5] } }), { title: 'fitting', stream }));
    const lines = text().trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('fitting: epoch 2 of 20, loss 0.6250 (validation 1.5625)');
    expect(lines.at(-1)).toMatch(/^fitting: epoch 20 of 20, loss \S+ \(validation 1\.0000\)$/);
  });
  test('a few epochs have a line each', async () => {
    const { stream, text } = streamOf(false);
    await resultOf(showProgress(fit({ ...options, epochs: 3 }), { stream }));
    expect(text()).toBe(
      'training: epoch 1 of 3, loss 10.0000\ntraining: epoch 2 of 3, loss 0.6250\ntraining: epoch 3 of 3, loss 0.0391\n',
    );
  });
});

describe('in a terminal', () => {
  test('a bar fills, and the cursor is there again at the end', async () => {
    const { stream, text } = streamOf(true);
    await resultOf(showProgress(fit(options), { stream }));
    const shown = text();
    expect(shown).toContain('epoch 20 | loss');
    expect(shown).toContain('100 %');
    expect(shown.lastIndexOf('\u001B[?25h')).toBeGreaterThan(shown.lastIndexOf('\u001B[?25l'));
  });
  test('the cursor is there again where somebody leaves or something fails', async () => {
    const left = streamOf(true);
    for await (const event of showProgress(fit(options), { stream: left.stream })) if (event.type === 'epoch') break;
    const failed = streamOf(true);
    const broken = {
      ...options,
      data: { count: 2, at: (_: number, index: number) => (index === 0 ? { x: [4] } : {}) },
    };
    await expect(resultOf(showProgress(fit(broken), { stream: failed.stream }))).rejects.toThrow('bindings must fit');
    for (const { text } of [left, failed]) {
      const shown = text();
      expect(shown.lastIndexOf('\u001B[?25h')).toBeGreaterThan(shown.lastIndexOf('\u001B[?25l'));
    }
  });
});

test('events and result are those of the run', async () => {
  const { stream } = streamOf(false);
  const [seen, expected]: unknown[][] = [[], []];
  for await (const event of showProgress(fit(options), { stream })) seen!.push(event);
  for await (const event of fit(options)) expected!.push(event);
  expect(seen).toEqual(expected);
  expect(await resultOf(showProgress(fit(options), { stream }))).toEqual(await resultOf(fit(options)));
});

test('who leaves ends the run', async () => {
  let batches = 0;
  const counted = { ...options, data: { count: 2, at: () => (batches++, { x: [4] }) } };
  const run = fit(counted);
  for await (const event of showProgress(run, { stream: streamOf(false).stream })) if (event.type === 'step') break;
  expect(batches).toBe(1);
  expect(await run.next()).toMatchObject({ done: true });
});
