import { describe, expect, test } from 'vitest';
import { broadcastTo } from '../broadcast.ts';
import { add, scale } from '../derivative/cotangent.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { constant, input } from '../leaf.ts';
import { label } from '../application.ts';
import type { Tensor } from '../node.ts';
import { declarationOf } from '../op.ts';
import { rewrite } from './rewrite.ts';

const x = input('x', [2]);
const y = input('y', [2]);

describe('rewrite', () => {
  test('gives the same tensors where nothing is replaced', () => {
    const outputs = { sum: add(x, y), x };
    expect(rewrite(outputs, () => undefined)).toEqual(outputs);
    expect(rewrite(outputs.sum, () => undefined)).toBe(outputs.sum);
  });

  test('replaces a node wherever it is used, and keeps labels', () => {
    const shared = add(x, y);
    const outputs = { twice: label('twice', add(shared, shared)), product: scale(shared, x) };
    const rewritten = rewrite(outputs, ({ op, inputs }) =>
      op === declarationOf(add) && inputs[0] === x ? scale(x, y) : undefined,
    );
    expect(rewritten.twice.node.label).toBe('twice');
    expect(rewritten.twice.node.inputs[0]).toBe(rewritten.twice.node.inputs[1]);
    const values = evaluate(rewritten, { x: [1, 2], y: [3, 5] });
    expect([...values.twice.data, ...values.product.data]).toEqual([6, 20, 3, 20]);
  });

  test('looks at inputs first, and not at what it has put in', () => {
    const seen: string[] = [];
    rewrite(add(scale(x, y), 1), ({ op }) => {
      seen.push(op.name);
      return op === declarationOf(scale) ? scale(y, x) : undefined;
    });
    expect(seen).toEqual(['input', 'input', 'scale', 'constant', 'broadcastTo', 'add']);
  });

  test('goes through a chain of a hundred thousand nodes', () => {
    let chain: Tensor<[2]> = x;
    for (let i = 0; i < 1e5; i++) chain = add(chain, y);
    const rewritten = rewrite(chain, ({ op }) => (op === declarationOf(add) ? undefined : undefined));
    expect(rewritten).toBe(chain);
    expect(rewrite(chain, ({ inputs }) => inputs[0])).toBe(x);
  });

  test('refuses a replacement of another shape or kind', () => {
    const put = (other: Tensor) => () =>
      rewrite(add(x, y), ({ op }) => (op === declarationOf(add) ? other : undefined));
    expect(put(constant(1) as unknown as Tensor)).toThrow(
      'rewrite add: a replacement must have the shape of what it replaces, got [2] and []',
    );
    expect(put(broadcastTo(constant(1, 'int'), [2]) as unknown as Tensor)).toThrow(
      'rewrite add: a replacement must have the kind of what it replaces, got real and int',
    );
  });
});
