import { describe, expect, test } from 'vitest';
import { size, sumTo } from './broadcast.ts';
import { add, scale } from './derivative/cotangent.ts';
import { gradient } from './derivative/gradient.ts';
import { constant, input, parameter } from './leaf.ts';
import { print } from './listing.ts';
import { label } from './application.ts';
import type { Tensor } from './node.ts';
import { defineOp, outcome } from './op.ts';

const x = input('x', ['batch', 2]);
const w = parameter('w', [2]);
const product = scale(x, w);
const loss = sumTo(add(product, product), []);

describe('print', () => {
  test('lists leaves, then each node once, then what was asked for', () => {
    expect(print({ loss, slope: gradient(loss, [w])[0] }).split('\n')).toEqual([
      'x: input [batch, 2]',
      'w: parameter [2]',
      '%1 = broadcastTo(w): [batch, 2]',
      '%2 = scale(x, %1): [batch, 2]',
      '%3 = add(%2, %2): [batch, 2]',
      '%4 = sumTo(%3, []): []',
      '%5 = broadcastTo(1): [batch, 2]',
      '%6 = add(%5, %5): [batch, 2]',
      '%7 = absorb(%6, x): [batch, 2]',
      '%8 = sumTo(%7, [2]): [2]',
      'loss = %4',
      'slope = %8',
    ]);
  });

  test('shows labels, constants, sizes, kinds and several outputs', () => {
    const split = defineOp(
      'split',
      (v: Tensor<[2]>) => {
        const { right } = outcome(v.shape) as { right: { shape: readonly [2]; kind: 'real' } };
        return { _tag: 'Right', right: [right, right] as const } as const;
      },
      { kernel: () => {} },
    );
    const [, second] = split(w);
    const text = print(add(label('hidden', add(second, constant([1, 2]))), size(['batch'])));
    expect(text).toContain('%1 = split(w): [2] and [2]');
    expect(text).toContain('= hidden(%1[1], %2): [2]');
    expect(text).toContain('%2: constant [2]');
    expect(text).toContain('size(batch)');
    expect(print(input('labels', ['batch'], 'int'))).toBe('labels: input [batch] int');
  });

  test('a chain of 100,000 nodes is listed', () => {
    let chain: Tensor<[2]> = w;
    for (let i = 0; i < 100_000; i++) chain = add(chain, w);
    expect(print(chain).split('\n')).toHaveLength(100_001);
  });
});
