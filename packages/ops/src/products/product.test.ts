import { attempt, evaluate, input, type Shape } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { matmul } from '../index.ts';

interface Case {
  readonly a: Stored;
  readonly b: Stored;
  readonly y: Stored;
}

describe('matmul agrees with NumPy', () => {
  test.each(fixture<Case>('product').map((stored) => [`[${stored.a.shape}] · [${stored.b.shape}]`, stored] as const))(
    'for %s',
    (_, { a, b, y }) => {
      const product = matmul(input('a', a.shape as Shape), input('b', b.shape as Shape));
      expect(product.shape).toEqual(y.shape);
      expectClose(evaluate(product, { a: valueOf(a), b: valueOf(b) }), valueOf(y));
    },
  );
});

describe('matmul refuses', () => {
  test.each([
    [['batch', 64], [65, 10], 'inner sizes must be equal', '[batch, 64] and [65, 10]'],
    [[64], [65], 'inner sizes must be equal', '[64] and [65]'],
    [['batch', 'n'], ['m', 10], 'inner sizes must be equal', '[batch, n] and [m, 10]'],
    [[2, 3, 4], [3, 4, 5], 'batches must be equal or broadcast', '[2, 3, 4] and [3, 4, 5]'],
    [[], [3], 'operands must have at least one axis', '[] and [3]'],
    [[3, 3], [], 'operands must have at least one axis', '[3, 3] and []'],
  ] as const)('[%s] and [%s]', (a, b, rule, got) => {
    expect(attempt(() => matmul(input('a', [...a] as Shape), input('b', [...b] as Shape)))).toMatchObject({
      left: {
        _tag: 'ShapeMismatch',
        operation: 'matmul',
        rule,
        shapes: [a, b],
        message: `matmul: ${rule}, got ${got}`,
      },
    });
  });

  test('integers', () => {
    expect(attempt(() => matmul(input('a', [2, 3]), input('b', [3, 2], 'int') as never))).toMatchObject({
      left: { _tag: 'KindMismatch', message: 'matmul: operands must be real, real, got real and int' },
    });
  });
});
