import { attempt, constant, evaluate, input, type Shape, type Tensor, type AnyTensor } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, type Stored, valueOf } from '../../test/fixture.ts';
import {
  abs,
  add,
  div,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  maximum,
  minimum,
  mod,
  mul,
  neg,
  notEqual,
  sign,
  square,
  squaredError,
  sub,
} from '../index.ts';

type Operation = (a: Tensor, b: Tensor) => AnyTensor;

const arithmetic = { add, sub, mul, div, maximum, minimum, squaredError };
const comparisons = { equal, notEqual, less, lessEqual, greater, greaterEqual };
const operations: readonly (readonly [string, Operation])[] = Object.entries({ ...arithmetic, ...comparisons });

const ints = (...numbers: number[]) => constant(numbers, 'int');

interface Case {
  readonly a: Stored;
  readonly b: Stored;
  readonly results: Readonly<Record<string, Stored>>;
}

const cases = fixture<Case>('arithmetic').map(
  (stored) => [`[${stored.a.shape}] and [${stored.b.shape}]`, stored] as const,
);

describe.each(operations)('%s agrees with NumPy', (name, op) => {
  test.each(cases)('for shapes %s', (_, { a, b, results }) => {
    const y = op(input('a', a.shape as Shape), input('b', b.shape as Shape));
    expectClose(evaluate(y, { a: valueOf(a), b: valueOf(b) }), valueOf(results[name]!));
  });
});

describe('operands that do not broadcast are refused', () => {
  const a = input('a', ['batch', 3] as Shape);
  const b = input('b', ['batch', 4] as Shape);

  test.each(operations)('by %s', (name, op) => {
    expect(attempt(() => op(a, b))).toEqual(
      E.left({
        _tag: 'ShapeMismatch',
        operation: name,
        rule: 'shapes must be equal or broadcast',
        shapes: [
          ['batch', 3],
          ['batch', 4],
        ],
        message: `${name}: shapes must be equal or broadcast, got [batch, 3] and [batch, 4]`,
      }),
    );
  });

  test('also where a name meets a size, which only 1 may', () => {
    expect(attempt(() => sub(input('a', ['batch'] as Shape), input('b', [3] as Shape)))).toMatchObject({
      left: { message: 'sub: shapes must be equal or broadcast, got [batch] and [3]' },
    });
    expect(sub(input('a', ['batch'] as Shape), input('b', [1] as Shape)).shape).toEqual(['batch']);
  });
});

describe('operands of the wrong kind are refused', () => {
  const k = input('k', [3], 'int');
  const x = input('x', [3]);

  test('by arithmetic', () => {
    expect(attempt(() => mul(x, k as unknown as typeof x))).toMatchObject({
      left: {
        _tag: 'KindMismatch',
        message: 'mul: operands must be all real or all int, got real and int; toReal makes real numbers of others',
      },
    });
  });

  test.each([
    ['add', add(ints(3, 2147483647), ints(1, 1)), [4, -2147483648]],
    ['sub', sub(ints(3, -2147483648), 1), [2, 2147483647]],
    ['mul', mul(ints(-3, 65537, 123456789), ints(5, 65537, 987654321)), [-15, 131073, -67153019]],
    ['maximum', maximum(ints(1, 5), 2), [2, 5]],
    ['minimum', minimum(ints(1, 5), 2), [1, 2]],
    ['mod', mod(ints(7, -7, 7, -7, 5), ints(3, 3, -3, -3, 0)), [1, 2, -2, -1, 0]],
    ['neg', neg(ints(1, -2147483648)), [-1, -2147483648]],
    ['abs', abs(ints(1, -2)), [1, 2]],
    ['sign', sign(ints(5, -2, 0)), [1, -1, 0]],
    ['square', square(ints(-3, 65536)), [9, 0]],
  ] as const)('but %s takes integers, which wrap at 32 bits', (_, tensor, expected) => {
    expect(tensor.kind).toBe('int');
    expect(evaluate(tensor).data).toEqual(Int32Array.from(expected));
  });

  test('also where they are no tensors at all', () => {
    expect(attempt(() => mul(x, [1, 2, 3] as unknown as typeof x))).toMatchObject({
      left: { _tag: 'InvalidArgument', message: 'mul: operands must be tensors or numbers, got [1, 2, 3]' },
    });
  });
});
