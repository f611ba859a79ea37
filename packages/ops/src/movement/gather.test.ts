import { attempt, constant, evaluate, gradient, input, parameter, type Shape, toArray } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { gather, mul, oneHot, scatterAdd, sum } from '../index.ts';

interface Case {
  readonly axis: number;
  readonly x: Stored;
  readonly indices: Stored;
  readonly y: Stored;
  readonly updates: Stored;
  readonly added: Stored;
}

describe('gather and scatterAdd agree with NumPy, and each has the other for its derivative', () => {
  test.each(
    fixture<Case>('gather').map(
      (stored) => [`[${stored.x.shape}]`, stored.axis, `[${stored.indices.shape}]`, stored] as const,
    ),
  )('%s along %i by %s', (_, axis, __, stored) => {
    const x = parameter('x', stored.x.shape as Shape);
    const updates = parameter('updates', stored.updates.shape as Shape);
    const indices = input('indices', stored.indices.shape as Shape, 'int');
    const y = gather(x, indices, axis);
    const added = scatterAdd(x, indices, updates, axis);
    const [byX] = gradient(sum(mul(y, updates)), [x]);
    const [byUpdates] = gradient(sum(mul(added, x)), [updates]);
    const bindings = { x: valueOf(stored.x), updates: valueOf(stored.updates), indices: valueOf(stored.indices) };
    const values = evaluate({ y, added, byX, byUpdates }, bindings);
    expectClose(values.y, valueOf(stored.y));
    expectClose(values.added, valueOf(stored.added));
    const sums = bindings.x.data.map((entry, i) => entry + values.byX.data[i]!);
    expectClose({ shape: stored.x.shape, data: sums }, valueOf(stored.added));
    expectClose(values.byUpdates, valueOf(stored.y));
  });
});

test('integers and truth values can be gathered', () => {
  expect([...evaluate(gather(constant([5, 6], 'int'), constant([1, 1, 0], 'int'), 0)).data]).toEqual([6, 6, 5]);
  expect(gather(constant([true, false], 'bool'), constant(0, 'int'), 0).kind).toBe('bool');
});

test('oneHot has one row an index', () => {
  const labels = input('labels', ['batch'], 'int');
  expect(toArray(evaluate(oneHot(labels, 3), { labels: [2, 0] }))).toEqual([[0, 0, 1], [1, 0, 0]]); // prettier-ignore
  expect(toArray(evaluate(oneHot(constant(1, 'int'), 2)))).toEqual([0, 1]);
  expect(evaluate(oneHot(labels, 'classes'), { labels: [1] }, { sizes: { classes: 2 } }).shape).toEqual([1, 2]);
  expect(evaluate(oneHot(labels, 3), { labels: [] }).shape).toEqual([0, 3]);
});

describe('an index that names nothing is an error with its position', () => {
  const labels = input('k', ['batch', 2] as Shape, 'int');
  const x = input('x', [3, 2] as Shape);
  const bindings = { x: [[1, 2], [3, 4], [5, 6]], k: [[0, 3]] }; // prettier-ignore
  test.each([
    ['oneHot', oneHot(labels, 3)],
    ['gather', gather(x, labels, 0)],
    ['scatterAdd', scatterAdd(x, labels, gather(x, labels, 0), 0)],
  ] as const)('of %s', (operation, y) => {
    const used = operation === 'oneHot' ? { k: bindings.k } : bindings;
    expect(attempt(() => evaluate(y, used))).toMatchObject({
      left: {
        _tag: 'IndexOutOfRange',
        message: expect.stringMatching(/^\w+: index must be from 0 to 2, got 3 at \[0, 1\]$/) as string,
      },
    });
  });
});

describe('refused', () => {
  const x = input('x', ['batch', 3] as Shape);
  const k = input('k', [2] as Shape, 'int');
  test.each<readonly [string, () => unknown]>([
    ['gather: indices must be int, got real', () => gather(x, x as never, 0)],
    ['gather: axis must be an integer from -2 to 1 for shape [batch, 3], got 2', () => gather(x, k, 2)],
    ['scatterAdd: updates must have shape [2, 3], got [batch, 3]', () => scatterAdd(x, k, x, 0)],
    ['scatterAdd: a scalar has no axes, got axis 0', () => scatterAdd(input('s', [] as Shape), k, x, 0)],
    ['oneHot: operands must be int, got real', () => oneHot(x as never, 3)],
    ['oneHot: dim must be a size from 0 up or a name, got -1', () => oneHot(k, -1)],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  });
});
