import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { anInteger, listOf, oneOf } from './attribute.ts';
import { add, scale } from './derivative/cotangent.ts';
import { broadcastTo, sumTo } from './broadcast.ts';
import { constant, input, parameter } from './leaf.ts';
import { label } from './application.ts';
import type { Tensor } from './node.ts';
import { defineOp, outcome } from './op.ts';
import { printExpression, printTensor } from './print.ts';
import type { Shape } from './shape.ts';

const x = input('x', ['batch', 3]);
const W = parameter('W', [3]);

describe('a tensor is printed as its expression, shape and kind', () => {
  const roll = defineOp(
    'roll',
    <S extends Shape>(x: Tensor<S>, _: { readonly by: readonly number[]; readonly fill: string }) =>
      outcome<S>(x.shape),
    { attributes: { by: listOf(anInteger), fill: oneOf('edge', 'zero') }, kernel: () => {} },
  );
  const times = defineOp('times', <S extends Shape>(a: Tensor<S>, _b: Tensor<S>) => outcome<S>(a.shape), {
    kernel: () => {},
    format: ([a, b]) => `${a} · ${b}`,
  });

  test.each([
    [x, 'x: [batch, 3]'],
    [input('labels', ['batch'], 'int'), 'labels: [batch] int'],
    [constant(2.5), '2.5: []'],
    [constant([1, 2]), 'constant: [2]'],
    [add(x, 1), 'add(x, 1): [batch, 3]'],
    [add(x, W), 'add(x, W): [batch, 3]'],
    [sumTo(add(x, scale(x, 2)), [3]), 'sumTo(add(x, scale(x, 2)), [3]): [3]'],
    [broadcastTo(W, ['batch', 3]), 'W: [batch, 3]'],
    [roll(W, { by: [1, 2], fill: 'zero' }), 'roll(W, { by: [1, 2], fill: zero }): [3]'],
    [times(W, add(W, 1)), 'W · add(W, 1): [3]'],
    [label('hidden', add(W, 1)), 'hidden(W, 1): [3]'],
  ])('%s', (tensor, text) => {
    expect(printTensor(tensor)).toBe(text);
    expect(String(tensor)).toBe(text);
    expect(inspect(tensor)).toBe(text);
  });

  test('inside other objects as well', () => {
    expect(inspect({ loss: add(W, 1) })).toBe('{ loss: add(W, 1): [3] }');
    expect(inspect([W, W])).toBe('[ W: [3], W: [3] ]');
  });

  test('printExpression leaves the shape out', () => {
    expect(printExpression(add(x, W))).toBe('add(x, W)');
  });
});

describe('large graphs print in a screenful', () => {
  test('a deep chain', () => {
    let y: Tensor<[]> = input('y', []);
    for (let depth = 0; depth < 100_000; depth++) y = add(y, 1);
    expect(String(y)).toBe(`${'add('.repeat(9)}…${', 1)'.repeat(9)}: []`);
  });

  test('a diamond chain, whose expression doubles at every step', () => {
    let y: Tensor<[]> = input('y', []);
    for (let depth = 0; depth < 1000; depth++) y = scale(y, y);
    expect(String(y)).toContain('…');
    expect(String(y).length).toBeLessThan(2000);
  });

  test('a node with a hundred computed operands', () => {
    const total = defineOp('total', (...xs: readonly Tensor<[]>[]) => outcome<[]>(xs.length > 0 ? [] : []), {
      kernel: () => {},
    });
    const y = total(...Array.from({ length: 100 }, (_, i) => add(input(`y${i}`, []), 1)));
    expect(String(y)).toContain('total(add(y0, 1), add(y1, 1)');
    expect(String(y).length).toBeLessThan(2000);
    const wide = total(...Array.from({ length: 10_000 }, (_, i) => input(`y${i}`, [])));
    expect(String(wide)).toContain('total(y0, y1, y2');
    expect(String(wide).length).toBeLessThan(2000);
  });
});
