import {
  type AnyTensor,
  attempt,
  evaluate,
  gradient,
  input,
  parameter,
  type Shape,
  sumTo,
  toArray,
} from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { concat, matmul, pad, rename, repeat, slice, square, stack, sum, tile } from '../index.ts';

const x = input('x', ['batch', 2]);
const bindings = { x: [[1, 2], [3, 4], [5, 6]] }; // prettier-ignore

describe('an operation that makes a dimension may be given a name for it', () => {
  test.each<readonly [string, AnyTensor, readonly unknown[], readonly number[]]>([
    ['concat', concat([x, x], 0, { dim: 'both' }), ['both', 2], [6, 2]],
    ['stack', stack([x, x, x], 0, { dim: 'copy' }), ['copy', 'batch', 2], [3, 3, 2]],
    ['repeat', repeat(x, 2, 1, { dim: 'wide' }), ['batch', 'wide'], [3, 4]],
    ['slice', slice(x, [{ start: 1, dim: 'rest' }]), ['rest', 2], [2, 2]],
    ['slice backwards', slice(x, [{ step: -2, dim: 'odd' }]), ['odd', 2], [2, 2]],
    ['tile', rename(tile(x, [2, 1]), ['twice', 2]), ['twice', 2], [6, 2]],
    ['pad', rename(pad(x, [1, 0]), ['padded', 'two']), ['padded', 'two'], [5, 2]],
  ])('%s', (_, tensor, shape, sizes) => {
    expect(tensor.shape).toEqual(shape);
    expect(evaluate(tensor, bindings).shape).toEqual(sizes);
  });

  test('which fits others of that name', () => {
    const v = input('v', ['copy']);
    const product = matmul(v, stack([sum(x, 1), sum(x, 1)], 0, { dim: 'copy' }));
    expect(toArray(evaluate(product, { ...bindings, v: [1, 10] }))).toEqual([33, 77, 121]);
    expect(attempt(() => evaluate(product, { ...bindings, v: [1, 10, 100] }))).toMatchObject({
      left: { message: 'rename: what is renamed to [copy, batch] must have shape [3, 3], got [2, 3]' },
    });
  });
});

describe('rename', () => {
  test('keeps elements and lets derivatives through', () => {
    const w = parameter('w', [2, 3]);
    const named = rename(w, ['row', 'column']);
    const [slope] = gradient(sumTo(square(named), []), [w]);
    expect(toArray(evaluate(slope, { w: [[1, 2, 3], [4, 5, 6]] }))).toEqual([[2, 4, 6], [8, 10, 12]]); // prettier-ignore
    expect(slope.shape).toEqual([2, 3]);
  });

  test('gives itself where nothing changes', () => {
    expect(rename(x, ['batch', 2])).toBe(x);
  });

  test.each([
    ['rename: there must be one dimension an axis, of an equal size, got [batch, 2] and [a]', ['a']],
    ['rename: there must be one dimension an axis, of an equal size, got [batch, 2] and [a, 3]', ['a', 3]],
    ["rename: shape must be a list, of which each must be a size from 0 up or a name, got ['a', -1]", ['a', -1]],
    ['rename: shape must be a list, of which each must be a size from 0 up or a name, got 3', 3],
  ])('%s', (message, shape) => {
    expect(attempt(() => rename(x, shape as Shape))).toMatchObject({ left: { message } });
  });

  test('a name that is no name is refused by the operation it is given to', () => {
    expect(attempt(() => stack([x, x], 0, { dim: 'a b' }))).toMatchObject({
      left: { message: "stack: dim must be a size from 0 up or a name, got 'a b'" },
    });
    expect(attempt(() => concat([x, x], 0, null as never))).toMatchObject({
      left: { message: 'concat: the last argument must be options, got null' },
    });
  });
});
