import { add, broadcastTo, constant, gradient, input, label, parameter, type Tensor } from '@adjoint/graph';
import { crossEntropy, exp, l2, matmul, mean, mul, relu, sum, tanh } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { expectWhole, textsIn } from '../test/drawing.ts';
import { drawGraph } from './graph-picture.ts';

const W = parameter('W', [4, 3]);
const images = input('images', ['batch', 4]);
const loss = add(mean(crossEntropy(matmul(images, W), input('labels', ['batch'], 'int'))), mul(1e-3, l2(W)));

describe('a graph', () => {
  test('has its leaves told apart, and shapes on its edges', async () => {
    const picture = await drawGraph({ loss });
    expectWhole(picture);
    const kinds = Object.fromEntries(picture.table.rows.map(([name, kind]) => [name, kind]));
    expect(kinds).toMatchObject({
      W: 'parameter',
      images: 'input',
      labels: 'input',
      matmul: 'operation',
      loss: 'output',
    });
    const texts = textsIn(picture).map((text) => text.trim());
    expect(texts).toEqual(expect.arrayContaining(['W', 'images', 'matmul', '[4, 3]', '[batch, 4]', '[batch] int']));
  });
  test('forward and backward has the gradients by all parameters', async () => {
    const [forward, both] = [await drawGraph({ loss }), await drawGraph({ loss }, { backward: true })];
    expectWhole(both);
    expect(both.table.rows.length).toBeGreaterThan(forward.table.rows.length);
    expect(both.table.rows.at(-1)!.slice(0, 3)).toEqual(['∂/∂W', 'output', '[4, 3]']);
    expect(forward.svg).not.toContain('stroke-dasharray');
    expect(both.svg).toContain('stroke-dasharray');
  });
  test('has once what is computed twice, and numbers where they are used', async () => {
    const twice = (): Tensor<[4, 3]> => exp(mul(W, 2));
    const { table } = await drawGraph(sum(add(twice(), twice())));
    expect(table.rows.map(([name]) => name)).toEqual(['W', 'mul 2', 'exp', 'add', 'sum', 'output']);
  });
  test('that is large has chains of operations in one box', async () => {
    let chain: Tensor<[]> = sum(W);
    for (let i = 0; i < 200; i++) chain = tanh(chain);
    const { table } = await drawGraph({ chain });
    expect(table.rows).toEqual([
      ['W', 'parameter', '[4, 3]', ''],
      ['sum · tanh … tanh · tanh', 'operation', '[]', 'W'],
      ['chain', 'output', '[]', 'sum · tanh … tanh · tanh'],
    ]);
  });
  test('that is folded loses nothing, also where a broadcast has several uses', async () => {
    const wide = broadcastTo(exp(sum(W)), [5]);
    const { table } = await drawGraph({ out: add(mul(wide, input('x', [5])), tanh(wide)) }, { most: 0 });
    expect(table.rows).toEqual([
      ['W', 'parameter', '[4, 3]', ''],
      ['sum · exp', 'operation', '[]', 'W'],
      ['x', 'input', '[5]', ''],
      ['mul · tanh · add', 'operation', '[5]', 'sum · exp, x'],
      ['out', 'output', '[5]', 'mul · tanh · add'],
    ]);
  });
  test('of hundreds of boxes is laid out within seconds', async () => {
    let layer: Tensor<['batch', 4]> = input('x', ['batch', 4]);
    for (let i = 0; i < 20; i++) layer = relu(tanh(matmul(layer, parameter(`W${i}`, [4, 4]))));
    const started = Date.now();
    const picture = await drawGraph({ loss: mean(layer) }, { backward: true });
    expect(picture.table.rows.length).toBeGreaterThan(120);
    expect(Date.now() - started).toBeLessThan(20_000); // with curves it would be minutes
  });
  test('of names with quotes and angles, of labels, and of a number alone', async () => {
    const odd = parameter('a "b" <c> \\ &', [2]);
    const picture = await drawGraph({ out: label('named', exp(odd)), number: constant(3) });
    expectWhole(picture);
    expect(textsIn(picture)).toEqual(expect.arrayContaining(['a "b" <c> \\ &', 'named']));
  });
  test('refuses a loss that has no gradient', async () => {
    await expect(drawGraph({ W }, { backward: true })).rejects.toThrow(/scalar/);
    expect(gradient(loss, [W])).toHaveLength(1);
  });
});
