import { attempt, evaluate, input, type Shape, toArray } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import { diag, tril, triu } from '../index.ts';

interface Case {
  readonly x: Stored;
  readonly offset?: number;
  readonly triu?: Stored;
  readonly tril?: Stored;
  readonly diag?: Stored;
}

test.each(fixture<Case>('triangle').map((stored) => [`[${stored.x.shape}]`, stored.offset, stored] as const))(
  'triangles and diagonals of %s at %s agree with NumPy',
  (_, offset, stored) => {
    const x = input('x', stored.x.shape as Shape);
    const bindings = { x: valueOf(stored.x) };
    if (stored.triu) expectClose(evaluate(triu(x, offset), bindings), valueOf(stored.triu));
    if (stored.tril) expectClose(evaluate(tril(x, offset), bindings), valueOf(stored.tril));
    if (stored.diag) expectClose(evaluate(diag(x), bindings), valueOf(stored.diag));
  },
);

test('named dimensions stay', () => {
  expect(triu(input('x', ['batch', 'n', 'm'])).shape).toEqual(['batch', 'n', 'm']);
  expect(diag(input('x', ['n'])).shape).toEqual(['n', 'n']);
  expect(toArray(evaluate(diag(input('x', ['n', 'n'])), { x: [[1, 2], [3, 4]] }))).toEqual([1, 4]); // prettier-ignore
});

test('what is left out leaks nothing, not even NaN', () => {
  expect(toArray(evaluate(tril(input('x', [2, 2])), { x: [[1, NaN], [3, 4]] }))).toEqual([[1, 0], [3, 4]]); // prettier-ignore
});

describe('refused', () => {
  test.each<readonly [string, () => unknown]>([
    ['diag: must be a vector or a matrix, got [2, 2, 2]', () => diag(input('x', [2, 2, 2] as Shape))],
    ['diag: named dimensions must be equal, got [n, 3]', () => diag(input('x', ['n', 3]))],
    ['triu: must have at least two axes, got [3]', () => triu(input('x', [3]))],
    ['tril: the offset must be an integer, got 0.5', () => tril(input('x', [3, 3]), 0.5)],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  });
});
