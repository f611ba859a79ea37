import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { add, scale } from './derivative/cotangent.ts';
import { input } from './leaf.ts';
import type { Tensor } from './node.ts';
import { defineOp } from './op.ts';
import { visit } from './topology.ts';

const x = input('x', []);
const y = input('y', []);

describe('visit', () => {
  test('lists every node once, after its inputs', () => {
    const sum = add(x, y);
    const product = scale(sum, sum);
    const { nodes, slots, size } = visit([add(product, x)]);
    expect(nodes.map(({ op }) => op.name)).toEqual(['input', 'input', 'add', 'scale', 'add']);
    expect([...slots]).toEqual([0, 1, 2, 3, 4]);
    expect(size).toBe(5);
  });

  test('numbers the operands of every node', () => {
    const sum = add(x, y);
    const { operands, starts } = visit([scale(sum, y)]);
    expect([...starts]).toEqual([0, 0, 0, 2, 4]);
    expect([...operands]).toEqual([0, 1, 2, 1]);
  });

  test('gives a node with several outputs as many slots', () => {
    const twice = defineOp(
      'twice',
      (_: Tensor<[]>) =>
        E.right([
          { shape: [], kind: 'real' },
          { shape: [], kind: 'real' },
        ] as const),
      { kernel: () => {} },
    );
    const [first, second] = twice(x);
    const { nodes, slots, size, operands, slotsOf } = visit([second, add(second, first)]);
    expect(nodes).toHaveLength(3);
    expect([...slots]).toEqual([0, 1, 3]);
    expect(size).toBe(4);
    expect([...operands]).toEqual([0, 2, 1]);
    expect(slotsOf).toEqual([2, 3]);
  });

  test('finds no slot for what the outputs do not depend on', () => {
    const sum = add(x, 1);
    expect(visit([sum], [y, x, sum, add(sum, y)]).slotsOf).toEqual([-1, 0, 2, -1]);
  });

  test('leaves no mark behind: what it finds does not depend on what was visited before', () => {
    const sum = add(x, y);
    const first = visit([sum]);
    visit([scale(sum, x), y]);
    expect(visit([sum])).toEqual(first);
    expect(visit([y], [x]).slotsOf).toEqual([-1]);
  });

  test('takes no outputs, and the same output twice', () => {
    expect(visit([]).nodes).toEqual([]);
    expect(visit([x, x]).nodes).toEqual([x]);
  });
});
