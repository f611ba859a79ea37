import { type AnyTensor, evaluate, gradient, input, parameter, type Tensor, visit } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { expectAgreement, numbers } from '../test/agreement.ts';
import { expanded } from './plan/expansion.ts';
import { layoutOf } from './plan/layout.ts';
import { scheduleOf } from './plan/schedule.ts';
import { compile } from './compile.ts';

const x = parameter('x', ['batch', 9, 8, 4]);
const kernel = parameter('kernel', [3, 3, 4, 4]);
const wide = parameter('wide', [3, 3, 2, 4]);
const deep = parameter('deep', [3, 3, 1, 4]);
const bindings = (batch: number) => ({
  x: numbers(batch, 9, 8, 4),
  kernel: numbers(3, 3, 4, 4),
  wide: numbers(3, 3, 2, 4),
  deep: numbers(3, 3, 1, 4),
});

const made: Readonly<Record<string, Tensor>> = Object.fromEntries(
  Object.entries({
    'a convolution': ops.conv2d(x, kernel, { padding: 'same' }),
    'one of what is computed': ops.conv2d(ops.sin(x), kernel),
    'one with steps': ops.conv2d(x, kernel, { stride: 2, dilation: [1, 2], padding: [1, [0, 2]] }),
    'one of groups': ops.conv2d(x, wide, { groups: 2 }),
    'one of channels': ops.conv2d(x, deep, { groups: 4, padding: 'same' }),
    'two of them': ops.conv2d(ops.relu(ops.conv2d(x, kernel, { padding: 'same' })), kernel),
    'its transpose': ops.conv2dTranspose(x, kernel, { stride: 2 }),
    'largest elements': ops.maxPool2d(x, 2, { padding: 'same' }),
    'largest elements of what overlaps': ops.maxPool2d(ops.sin(x), 3, { stride: 1, padding: 1 }),
    means: ops.averagePool2d(x, [3, 2], { padding: 1, stride: 1 }),
    'the nearest pixels': ops.resize(x, [5, 13], { method: 'nearest' }),
    'pixels in between': ops.resize(x, [5, 13]),
    'a mirrored border': ops.pad(x, [0, [3, 1], [2, 9], 0], { mode: 'reflect' }),
    'a border with the edge twice': ops.pad(x, [0, 2, 1, 0], { mode: 'symmetric' }),
    'an edge that goes on': ops.pad(x, [0, 2, 1, 0], { mode: 'edge' }),
  }).map(([name, tensor]) => [name, tensor as AnyTensor as Tensor]), // all of them are real
);

const outputsOf = (y: Tensor): Readonly<Record<string, AnyTensor>> => {
  const slopes = gradient(ops.sum(ops.sin(y)), [x, kernel, wide, deep], { unused: 'zeros' });
  return { y, ...Object.fromEntries(slopes.slice(0, 2).entries()) };
};

describe('operations on pictures', () => {
  test.each(Object.entries(made))('%s: as evaluate has them', async (_, y) => {
    await expectAgreement(outputsOf(y), bindings(3));
  });

  test.each(Object.entries(made))('%s: in one sweep over the batch, with no kernel in it', (_, y) => {
    const sizes = { batch: 64 };
    const { outputs } = expanded(Object.values(outputsOf(y)).slice(0, 3), sizes);
    const layout = layoutOf(visit(outputs), sizes, { precision: 'float32', bytes: new Set() });
    const { stages } = scheduleOf(layout, { blockBytes: 1 });
    const sweeps = stages.filter((stage) => stage.type === 'sweep' && stage.blocks.count * stage.blocks.size === 64);
    expect(sweeps).toHaveLength(1);
    const kernels = stages.flatMap((stage) => (stage.type === 'whole' ? stage.steps : [])).filter(({ type }) => type === 'kernel'); // prettier-ignore
    const names = kernels.map((step) => layout.slots[(step as { slot: number }).slot]!.tensor.node.op.name);
    expect(names.filter((name) => name !== 'seed')).toEqual([]);
  });

  test('give the same bits on several threads, in blocks and as wholes', async () => {
    const y = made['two of them']!;
    const outputs = outputsOf(ops.maxPool2d(y, 2) as AnyTensor as Tensor);
    const at = bindings(37);
    const of = async (options: { readonly threads?: number; readonly blockBytes?: number }) => {
      const program = await compile(outputs, { precision: 'float32', ...options });
      const found = Object.values(program.run(at)).map(({ data }) => [...data]);
      program.dispose();
      return found;
    };
    const alone = await of({ threads: 1, blockBytes: 1 });
    expect(await of({ threads: 3, blockBytes: 1 })).toEqual(alone);
    const expected = Object.values(evaluate(outputs, at));
    const whole = await of({ threads: 2 });
    for (const [index, { data }] of expected.entries())
      for (const [i, element] of data.entries()) {
        expect(Math.abs(alone[index]![i]! - element)).toBeLessThan(2e-3);
        expect(Math.abs(whole[index]![i]! - element)).toBeLessThan(2e-3);
      }
  });

  test('of thousands of windows that overlap sum up without losing digits', async () => {
    const wide = input('wide', [2000, 2000]);
    const y = ops.overlapAdd(wide, [3999]);
    const terms = { shape: [2000, 2000], data: Float32Array.from({ length: 4_000_000 }, (_, i) => 0.1 + (i % 7) / 9) };
    const [found, exact] = [
      (await compile({ y }, { precision: 'float32' })).run({ wide: terms }).y,
      evaluate(y, { wide: terms }),
    ];
    const worst = exact.data.reduce((most, sum, i) => Math.max(most, Math.abs(found.data[i]! - sum) / sum), 0);
    expect(worst).toBeLessThan(1e-6); // twice as much and more, were they added up one after the other
  });

  test('sum up as well in blocks of samples, which are no more than parts of what is asked for', async () => {
    const wide = input('wide', ['batch', 3, 200, 200]);
    const outputs = {
      first: ops.overlapAdd(wide, [399], { axis: 2 }),
      last: ops.overlapAdd(ops.transpose(wide, [1, 0, 2, 3]), [399], { axis: 2 }),
    };
    const at = { wide: numbers(9, 3, 200, 200) };
    const found = (await compile(outputs, { blockBytes: 1 })).run(at);
    for (const [name, { data }] of Object.entries(evaluate(outputs, at)))
      expect(data.every((sum, i) => Math.abs(found[name as keyof typeof outputs].data[i]! - sum) < 1e-12)).toBe(true);
  });
});
