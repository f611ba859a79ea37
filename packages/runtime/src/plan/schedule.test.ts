import { type AnyTensor, broadcastTo, gradient, input, type Tensor, visit } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { arenaOf } from './arena.ts';
import type { Expression } from '../emit/expression.ts';
import { expanded } from './expansion.ts';
import { layoutOf } from './layout.ts';
import { scheduleOf } from './schedule.ts';

const planOf = (...outputs: readonly AnyTensor[]) => {
  const layout = layoutOf(visit(outputs), { batch: 8 }, { precision: 'float64', bytes: new Set() });
  const schedule = scheduleOf(layout);
  return {
    layout,
    schedule,
    ...schedule,
    steps: schedule.stages.flatMap((stage) => (stage.type === 'whole' ? stage.steps : [])),
  };
};
const stepsOf = (...outputs: readonly AnyTensor[]) =>
  planOf(...outputs).steps.map((step) =>
    step.type === 'nest' ? `${step.stores.some(({ monoid }) => monoid) ? 'reduce' : 'map'} ${step.extents.join('x')} ${step.stores.length}` : step.type,
  ); // prettier-ignore

/** The operations whose kernels a program calls. */
const kernelsOf = (...outputs: readonly AnyTensor[]) => {
  const known = expanded(outputs, { batch: 8 });
  const { steps, layout } = planOf(...known.outputs, ...known.valid);
  return steps.flatMap((step) => (step.type === 'kernel' ? [layout.slots[step.slot]!.tensor.node.op.name] : []));
};

const x = input('x', ['batch', 10]);
const y = input('y', ['batch', 10]);
const W = input('W', [10, 4]);

/** The gradient by `x` of a sum of sines, which differ. */
const slopeOf = (tensor: AnyTensor): AnyTensor => gradient(ops.sum(ops.sin(tensor as Tensor)), [x])[0];

describe('steps', () => {
  test('a chain of elementwise operations is one nest with one store', () => {
    expect(stepsOf(ops.tanh(ops.add(ops.mul(x, y), 1)))).toEqual(['map 8x10 1']);
  });
  test('what is used twice is computed once, in the nest of those who use it', () => {
    const z = ops.exp(x);
    expect(stepsOf(ops.add(z, y), ops.mul(z, y))).toEqual(['map 8x10 3']);
  });
  test('elementwise operations are computed where they are reduced, and broadcasts where they are read', () => {
    expect(stepsOf(ops.sum(ops.square(ops.sub(x, y)), 1))).toEqual(['reduce 8x10 1']);
    expect(stepsOf(ops.add(x, ops.mean(x, { axis: 1, keepDims: true })))).toEqual([
      'reduce 8x10 1',
      'map 8x1 1',
      'map 8x10 1',
    ]);
  });
  test('what is expensive is not computed again for every place it is repeated to', () => {
    expect(stepsOf(ops.add(x, ops.exp(input('row', [10]))))).toEqual(['map 10 1', 'map 8x10 1']);
  });
  test('views and moves cost nothing by themselves', () => {
    expect(stepsOf(ops.mul(2, ops.reshape(x, ['batch', 5, 2])))).toEqual(['map 8x5x2 1']);
    expect(stepsOf(ops.matmul(ops.transpose(x), y))).toEqual(['product']);
  });
  test('what is gathered goes through in blocks, however large what it is gathered of', () => {
    const rows = ops.gather(input('table', [1_000_000, 10]), input('indices', ['batch'], 'int'), 0);
    const loss = ops.sum(ops.square(ops.matmul(rows, input('V', [10, 'wide']))));
    const sizes = { batch: 100_000, wide: 40 };
    const layout = layoutOf(visit([loss]), sizes, { precision: 'float64', bytes: new Set() });
    expect(scheduleOf(layout).stages).toMatchObject([{ type: 'sweep' }, { type: 'whole' }]);
  });
  test('what is gathered is read in place by what is elementwise, but copied for products', () => {
    const rows = ops.gather(x, input('indices', [5], 'int'), 0);
    expect(stepsOf(ops.exp(rows), ops.sum(rows, 1))).toEqual(['map 5x10 1', 'reduce 5x10 1']);
    expect(stepsOf(ops.matmul(rows, W))).toEqual(['map 5x10 1', 'product']);
    expect(stepsOf(ops.matmul(ops.mul(2, rows), W))).toEqual(['map 5x10 1', 'product']);
  });
  test('a product waits for what it multiplies, and others for the product', () => {
    expect(stepsOf(ops.relu(ops.matmul(ops.tanh(x), W)))).toEqual(['map 8x10 1', 'product', 'map 8x4 1']);
  });
  test('a long chain is cut, but not into nests of its own', () => {
    let z: Tensor = x as AnyTensor as Tensor;
    for (let i = 0; i < 200; i++) z = ops.tanh(z);
    expect(stepsOf(z)).toEqual(['map 8x10 5']);
  });
});

describe('what is behind a move', () => {
  test('is computed once if it is expensive, however often the move is read', () => {
    const flipped = ops.flip(ops.exp(x), 1);
    expect(stepsOf(ops.matmul(ops.mul(flipped, y), W), ops.sum(flipped, 0))).toEqual([
      'map 8x10 1',
      'map 8x10 1',
      'reduce 8x10 1',
      'product',
    ]);
  });
  test('is cut where there is much of it', () => {
    let z: Tensor = x as AnyTensor as Tensor;
    for (let i = 0; i < 200; i++) z = ops.flip(ops.tanh(z));
    expect(stepsOf(z)).toEqual(Array.from({ length: 5 }, () => 'map 8x10 1'));
  });
});

describe('no kernel is called for', () => {
  const indices = input('indices', [5], 'int');
  const cases: Readonly<Record<string, AnyTensor>> = {
    'gathered rows': ops.gather(x, indices, 0),
    'gathered columns': ops.gather(x, indices, 1),
    'a slice': ops.slice(x, [{ start: 1, end: 7, dim: 6 }, { step: 2 }]),
    'what is flipped': ops.flip(x),
    'the slope of what is flipped': slopeOf(ops.flip(x)),
    'the parts of a split': ops.add(...(ops.split(x, 2, 1) as unknown as [Tensor, Tensor])),
    'what is repeated': ops.repeat(x, 3, 1),
    'the slope of gathered rows': slopeOf(ops.gather(x, indices, 0)),
    'the slope of gathered columns': slopeOf(ops.gather(x, indices, 1)),
    'the slope of a slice': slopeOf(ops.slice(x, [{ start: 1, end: 7, dim: 6 }, { step: 2 }])),
    'what is padded': ops.pad(x, [[1, 2], 3], { value: 2 }),
    'the slope of what is padded': slopeOf(ops.pad(x, [[1, 2], 3])),
    'what is joined': ops.concat([x, ops.exp(y)], 1),
    'the slope of what is joined': slopeOf(ops.concat([x, ops.mul(x, y)], 0)),
    'what is stacked': ops.stack([x, y, x], 1),
    'a range': ops.toReal(ops.arange('batch')),
    'a triangle': ops.triu(ops.matmul(x, ops.transpose(x))),
    'a diagonal': ops.diag(ops.matmul(x, ops.transpose(x))),
    'the matrix of a diagonal': ops.diag(ops.sum(x, 1)),
    'what is taken along an axis': ops.takeAlongAxis(x, broadcastTo(indices, ['batch', 5]), 1),
    'its slope': slopeOf(ops.takeAlongAxis(x, broadcastTo(indices, ['batch', 5]), 1)),
    'the slope of cross-entropy': slopeOf(ops.crossEntropy(x, input('labels', ['batch'], 'int'))),
    'what is one-hot': ops.oneHot(indices, 10),
    'a position': ops.argmax(x, 1),
    accuracy: ops.accuracy(x, input('labels', ['batch'], 'int')),
    'the slope of a norm': slopeOf(ops.norm(x, 1)),
    'what is tiled': ops.tile(x, [2, 3]),
  };
  test.each(Object.entries(cases))('%s', (_, tensor) => {
    expect(kernelsOf(tensor)).toEqual([]);
  });
});

describe('the arena', () => {
  const placed = (...outputs: readonly AnyTensor[]) => {
    const { schedule, steps, bufferOf } = planOf(...outputs);
    const { slotsOf, slots, nodes } = visit(outputs);
    const leaves = nodes.flatMap((node, n) => (node.op.role === 'operation' ? [] : [slots[n]!]));
    const stays = new Set([...slotsOf, ...leaves].flatMap((slot) => bufferOf[slot] ?? []));
    return { arena: arenaOf(schedule, { start: 0, held: new Map(), stays }), steps, stays };
  };
  test('has places that are used again', () => {
    const square = input('square', [16, 16]);
    let z: Tensor = square as AnyTensor as Tensor;
    for (let i = 0; i < 100; i++) z = ops.matmul(z, square as AnyTensor as Tensor) as Tensor;
    expect(placed(z).arena.end).toBe(4 * 16 * 16 * 8);
  });
  property.prop([fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 40 })])(
    'never gives one place to two buffers that are needed at once',
    (choices) => {
      const known: Tensor<[4, 4]>[] = [input('a', [4, 4]), input('b', [4, 4])];
      for (const [first, second, kind] of choices) {
        const [p, q] = [known[first % known.length]!, known[second % known.length]!];
        const made =
          kind % 3 === 0 ? ops.matmul(p, q) : kind % 3 === 1 ? ops.add(p, ops.transpose(q)) : ops.cumsum(p, 0);
        known.push(made as AnyTensor as Tensor<[4, 4]>);
      }
      const { arena, steps, stays } = placed(known.at(-1)!, known[Math.floor(known.length / 2)]!);
      const spans = new Map<number, { from: number; to: number }>();
      for (const [time, step] of steps.entries()) {
        const touched =
          step.type === 'kernel'
            ? [...step.inputs, ...step.outputs]
            : step.type === 'product'
              ? [step.a.buffer, step.b.buffer, step.c.buffer]
              : step.type === 'native'
                ? []
                : step.stores.flatMap(({ access, value }) => [access.buffer, ...buffersIn(value)]);
        for (const buffer of touched) {
          const span = spans.get(buffer);
          spans.set(buffer, { from: span?.from ?? time, to: time });
        }
      }
      const lives = [...spans].map(([buffer, span]) => ({
        ...(stays.has(buffer) ? { from: 0, to: steps.length } : span),
        address: arena.buffers[buffer]!.address,
      }));
      for (const [index, one] of lives.entries())
        for (const other of lives.slice(index + 1)) {
          const isTogether = one.from <= other.to && other.from <= one.to;
          if (isTogether) expect(Math.abs(one.address - other.address)).toBeGreaterThanOrEqual(4 * 4 * 8);
        }
    },
  );
});

const buffersIn = (expression: Expression): readonly number[] => {
  if (expression.type === 'read') return [expression.access.buffer];
  return expression.type === 'apply' ? expression.operands.flatMap(buffersIn) : [];
};
