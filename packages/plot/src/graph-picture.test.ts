import {
  add,
  type AnyTensor,
  broadcastTo,
  constant,
  gradient,
  input,
  label,
  parameter,
  type Tensor,
} from '@adjoint/graph';
import {
  cond,
  crossEntropy,
  exp,
  greater,
  l2,
  matmul,
  mean,
  mul,
  relu,
  scan,
  sum,
  tanh,
  whileLoop,
} from '@adjoint/ops';
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
  test('that is large has an expression a box, and says of how many nodes', async () => {
    let chain: Tensor<[]> = sum(W);
    for (let i = 0; i < 200; i++) chain = tanh(chain);
    const picture = await drawGraph({ chain });
    expect(picture.table.rows).toEqual([
      ['W', 'parameter', '[4, 3]', ''],
      ['tanh×200(sum(W))', 'operation', '[]', 'W'],
      ['chain', 'output', '[]', 'tanh×200(sum(W))'],
    ]);
    expect(textsIn(picture).join(' ')).toContain('202 nodes are folded');
  });
  test('that is folded loses nothing, also where a broadcast has several uses', async () => {
    const wide = broadcastTo(exp(sum(W)), [5]);
    const { table } = await drawGraph({ out: add(mul(wide, input('x', [5])), tanh(wide)) }, { most: 4 });
    expect(table.rows).toEqual([
      ['W', 'parameter', '[4, 3]', ''],
      ['exp(sum(W))', 'operation', '[]', 'W'],
      ['x', 'input', '[5]', ''],
      ['add(mul(·, x), tanh(·))', 'operation', '[5]', 'exp(sum(W)), x'],
      ['out', 'output', '[5]', 'add(mul(·, x), tanh(·))'],
    ]);
  });
  test('of ten layers, forward and backward, has each kind of layer once', async () => {
    let layer: Tensor<['batch', 4]> = input('x', ['batch', 4]);
    for (let i = 0; i < 10; i++) layer = relu(tanh(matmul(layer, parameter(`W${i}`, [4, 4]))));
    const picture = await drawGraph({ loss: mean(layer) }, { backward: true });
    expectWhole(picture);
    expect(picture.table.rows.length).toBeLessThan(25);
    expect(picture.table.rows.map(([name]) => name)).toEqual(expect.arrayContaining(['W1 … W9 ×9', '∂/∂W0 … ∂/∂W9 ×10'])); // prettier-ignore
    expect(textsIn(picture).join(' ')).toContain('×: drawn once for so many that are equal');
  });
  test('that has no pattern is drawn around its outputs, and says how much is left out', async () => {
    const names = 'abcdefghijklmnopqrstuvwxyz';
    let out: Tensor<[4, 3]> = W;
    for (let i = 0; i < 3000; i++) out = label(`${names[i % 26]}${names[Math.floor(i / 26) % 26]}${names[Math.floor(i / 676)]}`, add(exp(out), out)); // prettier-ignore
    const picture = await drawGraph({ out });
    expectWhole(picture);
    expect(picture.table.rows.filter(([, kind]) => kind === 'operation')).toHaveLength(40);
    expect(picture.table.rows.map(([name]) => name)).toContain('…');
    expect(textsIn(picture).join(' ')).toMatch(/Left out \(…\): [\d,]+ of the nodes/);
  });
  test('of a hundred thousand nodes is a picture', async () => {
    let layer: Tensor<['batch', 4]> = input('x', ['batch', 4]);
    for (let i = 0; i < 20_000; i++) layer = relu(add(matmul(layer, parameter(`W${i}`, [4, 4])), parameter(`b${i}`, [4]))); // prettier-ignore
    const picture = await drawGraph({ loss: mean(layer) });
    expectWhole(picture);
    expect(picture.table.rows.map(([name]) => name)).toContain('relu(add(matmul(·, Wᵢ), bᵢ)) ×20000');
  });
  test('of more boxes than Graphviz can lay out, if asked for, has those nearest to the outputs', async () => {
    let out: Tensor<[4, 3]> = W;
    for (let i = 0; i < 3000; i++) out = label(i % 2 === 0 ? 'even' : 'odd', add(exp(out), out));
    expectWhole(await drawGraph({ out }, { most: 1e9 }));
    expectWhole(await drawGraph({ out }, { most: Number.NaN }));
  });
  test('of names with quotes and angles, of labels, and of a number alone', async () => {
    const odd = parameter('a "b" <c> \\ &', [2]);
    const picture = await drawGraph({ out: label('named', exp(odd)), number: constant(3) });
    expectWhole(picture);
    expect(textsIn(picture)).toEqual(expect.arrayContaining(['a "b" <c> \\ &', 'named']));
  });
  test('with a loop has its step in a frame, with what flows in and out', async () => {
    const [last, states] = scan(
      (state, x) => {
        const next = tanh(add(mul(state, W), x));
        return [next, exp(next)];
      },
      parameter('start', [4, 3]),
      input('xs', ['time', 4, 3]),
    );
    const picture = await drawGraph({ last, states });
    expectWhole(picture);
    expect(picture.table.rows).toEqual([
      ['start', 'parameter', '[4, 3]', ''],
      ['xs', 'input', '[time, 4, 3]', ''],
      ['W', 'parameter', '[4, 3]', ''],
      ['scan', 'operation', '[4, 3]', 'tanh (scan: step), exp (scan: step)'],
      ['last', 'output', '[4, 3]', 'scan'],
      ['states', 'output', '[time, 4, 3]', 'scan'],
      ['x0 (scan: step)', 'variable', '[4, 3]', 'start'],
      ['x2 (scan: step)', 'variable', '[4, 3]', 'W'],
      ['mul (scan: step)', 'operation', '[4, 3]', 'x0 (scan: step), x2 (scan: step)'],
      ['x1 (scan: step)', 'variable', '[4, 3]', 'xs'],
      ['add (scan: step)', 'operation', '[4, 3]', 'mul (scan: step), x1 (scan: step)'],
      ['tanh (scan: step)', 'operation', '[4, 3]', 'add (scan: step)'],
      ['exp (scan: step)', 'operation', '[4, 3]', 'tanh (scan: step)'],
    ]);
    expect(textsIn(picture).join(' ')).toContain('scan: step');
    expect(picture.description).toContain('13 boxes and 13 edges');
    const folded = await drawGraph({ last, states }, { most: 6 });
    expectWhole(folded);
    const names = folded.table.rows.map(([name]) => name);
    expect(names).toContain('tanh(add(mul(x0, x2), x1)) (scan: step)');
    expect(names).toContain('exp(·) (scan: step)');
    const both = await drawGraph({ loss: sum(last) }, { backward: true });
    expectWhole(both);
    expect(both.table.rows.some(([name]) => String(name).endsWith('(scan: step)'))).toBe(true);
  });
  test('with a loop and choices in it has frames in frames, and says where there is no room for them', async () => {
    const found = whileLoop(
      (x) => greater(sum(x), 1),
      (x) => cond(greater(sum(x), 9), () => mul(x, 0.1), () => tanh(x)), // prettier-ignore
      W,
    );
    const picture = await drawGraph({ found });
    expectWhole(picture);
    const names = picture.table.rows.map(([name]) => name);
    for (const name of [
      'sum (whileLoop: condition)',
      'mul 0.1 (cond: when true)',
      'tanh (cond: when false)',
      'cond (whileLoop: step)',
    ])
      // prettier-ignore
      expect(names).toContain(name);
    const small = await drawGraph({ found }, { most: 1 });
    expectWhole(small);
    expect(textsIn(small).join(' ')).toContain('Not drawn: 2 of the functions');
  });
  test('has loops of different steps apart, also where it is folded', async () => {
    const looped = (f: (x: Tensor<[4, 3]>) => Tensor<[4, 3]>, index: number) =>
      scan((x: Tensor<[4, 3]>) => [f(x), []], parameter(`p${index}`, [4, 3]), undefined, { length: 5 })[0];
    const [same, other] = [exp, tanh].map((f) => add(looped(exp, 1), looped(f, 2)));
    const loopsIn = async (out: AnyTensor) =>
      (await drawGraph({ out }, { most: 4 })).table.rows
        .map(([name]) => String(name))
        .filter((name) => /^scan[^:]*$/.test(name));
    expect(await loopsIn(same!)).toEqual(['scan ×2']);
    expect(await loopsIn(other!)).toEqual(['scan', 'scan']);
  });
  test('refuses a loss that has no gradient', async () => {
    await expect(drawGraph({ W }, { backward: true })).rejects.toThrow(/scalar/);
    expect(gradient(loss, [W])).toHaveLength(1);
  });
});
