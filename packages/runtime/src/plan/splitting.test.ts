import { type AnyTensor, gradient, hessianVectorProduct, input, parameter, type Tensor, visit } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { cutOf } from './blocks.ts';
import { expanded } from './expansion.ts';
import { layoutOf } from './layout.ts';
import { scheduleOf } from './schedule.ts';
import { splittingOf } from './splitting.ts';
import { storedSlots } from './storage.ts';

const sizes = { batch: 64 };

const layoutFor = (outputs: readonly AnyTensor[]) => {
  const { outputs: known, valid } = expanded(outputs, sizes);
  return layoutOf(visit([...known, ...valid]), sizes, { precision: 'float64', bytes: new Set() });
};

/** How often the outputs go through the samples, or 0 where all needs whole arrays. */
const sweepsOf = (...outputs: readonly AnyTensor[]): number => {
  const { stages } = scheduleOf(layoutFor(outputs), { blockBytes: 1 });
  return stages.filter(({ type }) => type === 'sweep').length;
};

/** How many samples a sweep takes at a time. */
const blockOf = (...outputs: readonly AnyTensor[]): number => {
  const layout = layoutFor(outputs);
  return cutOf(layout, storedSlots(layout), 1)!.blocks.size;
};

const x = input('x', ['batch', 8]);
const labels = input('labels', ['batch'], 'int');
const weights = input('weights', ['batch']);
const W = parameter('W', [8, 3]);
const scores = ops.matmul(x, W);
const loss = ops.add(ops.mean(ops.crossEntropy(scores, labels)), ops.mul(0.1, ops.l2(W)));
const withSlope = (of: Tensor<[]>): readonly AnyTensor[] => [of, ...gradient(of, [W])];
const normalized = ops.div(ops.sub(scores, ops.mean(scores, 0)), ops.sqrt(ops.add(1e-5, ops.variance(scores, 0))));

const pictures = input('pictures', ['batch', 6, 6, 2]);
const kernel = parameter('kernel', [3, 3, 2, 4]);
const seen = ops.conv2d(pictures, kernel, { padding: 'same' });

describe('sweeps over the samples:', () => {
  test('one for convolutions and their gradient, by single samples where these are large', () => {
    const pooled = ops.reshape(ops.maxPool2d(ops.relu(seen), 2), ['batch', 36]);
    const V = parameter('V', [36, 3]);
    const cost = ops.mean(ops.crossEntropy(ops.matmul(pooled, V), labels));
    const outputs = [cost, ...gradient(cost, [V, kernel])];
    expect(sweepsOf(...outputs)).toBe(1);
    expect(blockOf(...outputs)).toBe(1);
    expect(blockOf(...withSlope(loss))).toBe(4);
  });
  test('one for what is put along other axes', () => {
    expect(sweepsOf(ops.sum(ops.square(ops.concat([ops.pad(x, [0, 1]), x], 1))))).toBe(1);
  });
  test('none where samples are put among others', () => {
    expect(sweepsOf(ops.pad(x, [1, 0]))).toBe(0);
  });
  test('one for a mean of losses, its gradient and the step that follows', () => {
    const [slope] = gradient(loss, [W]);
    expect(sweepsOf(loss, slope, ops.sub(W, ops.mul(0.1, slope)))).toBe(1);
  });
  test('one for a product of the Hessian and a vector', () => {
    expect(sweepsOf(...hessianVectorProduct(loss, [W], [input('v', [8, 3])]))).toBe(1);
  });
  test('two for what needs a total first', () => {
    expect(sweepsOf(...withSlope(ops.sqrt(ops.mean(ops.square(scores)))))).toBe(2);
    expect(sweepsOf(...withSlope(ops.log(ops.mean(ops.exp(scores)))))).toBe(2);
    const importance = ops.exp(ops.matmul(x, parameter('V', [8])));
    const weighted = ops.div(ops.sum(ops.mul(importance, ops.max(scores, 1))), ops.sum(importance));
    expect(sweepsOf(...withSlope(weighted))).toBe(2);
  });
  test('three for centred scores', () => {
    const centred = ops.sub(scores, ops.mean(scores, 0));
    expect(sweepsOf(...withSlope(ops.mean(ops.logSumExp(centred, 1))))).toBe(3);
  });
  test('three for a normalized batch, five with its gradient', () => {
    const cost = ops.mean(ops.mul(weights, ops.logSumExp(normalized, 1)));
    expect(sweepsOf(cost)).toBe(3);
    expect(sweepsOf(...withSlope(cost))).toBe(5);
  });
  test('none for a product of samples with each other', () => {
    expect(sweepsOf(ops.matmul(x, ops.transpose(x)))).toBe(0);
  });
  test('none without a dimension that has a name', () => {
    expect(sweepsOf(ops.sum(ops.exp(input('y', [64, 8]))))).toBe(0);
  });
});

describe('a splitting', () => {
  test('has whole arrays where an operation says nothing of its axes', () => {
    const layout = layoutFor([ops.sum(ops.exp(ops.cumsum(ops.exp(x), 0)))]);
    const { stageOf, isTotal } = splittingOf(layout, 'batch');
    const names = layout.slots.map(({ tensor }) => tensor.node.op.name);
    expect(names.map((name, slot) => `${name} ${stageOf[slot]}${isTotal[slot] ? ' total' : ''}`)).toEqual([
      'input 0', 'exp 1', 'cumsum 2', 'exp 3', 'sum 3 total',
    ]); // prettier-ignore
  });
});

describe('blocks', () => {
  const blocksOf = (size: number, bytes: number) => {
    const known = expanded(withSlope(loss), { batch: size });
    const layout = layoutOf(visit(known.outputs), { batch: size }, { precision: 'float64', bytes: new Set() });
    return cutOf(layout, storedSlots(layout), bytes)?.blocks;
  };
  test('are of one size if that is near', () => {
    expect(blocksOf(1000, 4000)).toMatchObject({ rest: 0 });
  });
  test('cover every sample once', () => {
    for (const size of [50, 97, 101, 257, 1000, 4099]) {
      const { size: block, count, rest, chunks, perChunk } = blocksOf(size, 1000)!;
      expect(count * block + rest).toBe(size);
      expect(rest).toBeLessThan(block);
      expect(chunks).toBe(Math.ceil((count + Math.sign(rest)) / perChunk));
    }
  });
  test('are as large as a small batch, or one whose weights weigh more', () => {
    expect(blocksOf(10, 4000)).toBeUndefined();
    const wide = ops.sum(ops.matmul(input('x', ['batch', 200]), input('W', [200, 200])));
    const layout = layoutFor([wide]);
    expect(cutOf(layout, storedSlots(layout), 1)).toBeUndefined();
  });
});
