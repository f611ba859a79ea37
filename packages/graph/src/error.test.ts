import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import {
  AdjointError,
  attempt,
  axisOutOfRange,
  type BindingProblem,
  conflictingSize,
  duplicateLeaf,
  emptyReduction,
  type GraphError,
  indexOutOfRange,
  invalidArgument,
  invalidBindings,
  invalidGraph,
  kindMismatch,
  missing,
  notConnected,
  notDifferentiable,
  notScalar,
  orThrow,
  refuse,
  shapeMismatch,
  unknownSize,
  wrongShape,
  wrongValue,
} from './error.ts';

const errors: { readonly [T in GraphError['_tag']]: Extract<GraphError, { readonly _tag: T }> | GraphError } = {
  ShapeMismatch: shapeMismatch('matmul', 'inner sizes must be equal', ['batch', 784], [128, 10]),
  KindMismatch: kindMismatch('add', 'operands must be real, real', 'int', 'real'),
  InvalidArgument: invalidArgument('clamp', 'low must be at most high', 3),
  AxisOutOfRange: axisOutOfRange('sum', 2, ['batch', 10]),
  EmptyReduction: emptyReduction('max', [0, 3]),
  IndexOutOfRange: indexOutOfRange('crossEntropy', 10, 10, [3]),
  NotScalar: notScalar(['batch']),
  NotDifferentiable: notDifferentiable('every operation on the way must declare a derivative', 'argmax'),
  NotConnected: notConnected(['W', 'b']),
  DuplicateLeaf: duplicateLeaf('x'),
  InvalidGraph: invalidGraph('nodes[3].op', 'must be a text', 7),
  InvalidBindings: invalidBindings([missing('x', ['batch'], 'real'), unknownSize('batch')], ['y']),
};

const problems: { readonly [T in BindingProblem['_tag']]: BindingProblem } = {
  Missing: missing('x', ['batch'], 'real'),
  WrongShape: wrongShape('x', ['batch', 3], [2]),
  WrongValue: wrongValue('labels', 'must be an integer of 32 bits', 2.5, [1]),
  ConflictingSize: conflictingSize('batch', [
    ['x', 2],
    ['y', 3],
    ['sizes', 4],
  ]),
  UnknownSize: unknownSize('batch'),
};

describe('messages', () => {
  test.each(Object.entries(errors))('%s has the form op: rule, got values', (tag, { _tag, message }) => {
    expect(_tag).toBe(tag);
    const [line] = message.split('\n');
    expect(line).toMatch(/^[a-z][A-Za-z]*: [a-z][^\n]*, got [^\n]+$/);
    expect(message).not.toMatch(/\.$/m);
  });

  test.each(Object.entries(problems))('%s names what it is about, and ends without a full stop', (tag, problem) => {
    expect(problem._tag).toBe(tag);
    expect(problem.message).toMatch(/^(x|labels|dimension batch): [^\n]+[^.\n]$|\.\.\. } }$/);
  });

  test.each([
    [errors.ShapeMismatch, 'matmul: inner sizes must be equal, got [batch, 784] and [128, 10]'],
    [errors.KindMismatch, 'add: operands must be real, real, got int and real'],
    [errors.InvalidArgument, 'clamp: low must be at most high, got 3'],
    [errors.AxisOutOfRange, 'sum: axis must be an integer from -2 to 1 for shape [batch, 10], got 2'],
    [errors.EmptyReduction, 'max: the reduced axes must not be empty, got shape [0, 3]'],
    [errors.IndexOutOfRange, 'crossEntropy: index must be from 0 to 9, got 10 at [3]'],
    [problems.WrongValue, 'labels: must be an integer of 32 bits, got 2.5 at [1]'],
    [problems.ConflictingSize, 'dimension batch: must have one size, got 2 in x, 3 in y and 4 in sizes'],
  ])('$message', ({ message }, text) => {
    expect(message).toBe(text);
  });

  test.each<readonly [got: unknown, text: string]>([
    ['abc', "'abc'"],
    [3, '3'],
    [Number.NaN, 'NaN'],
    [undefined, 'undefined'],
    [null, 'null'],
    [3n, '3'],
    [Symbol('x'), 'Symbol(x)'],
    [Math.sin, 'a function'],
    [{}, 'an object with nothing in it'],
    [{ shape: [2], rows: 3 }, 'an object with shape, rows'],
    [Float64Array.of(1), 'a Float64Array'],
    [new Map(), 'a Map'],
    [[1, 'a', [null]], "[1, 'a', [null]]"],
    [Array.from({ length: 100 }, (_, i) => i), '[0, 1, 2, 3, 4, 5, 6, 7, ...]'],
    [
      Array.from({ length: 9 }, () => Array.from({ length: 1000 }, () => 1)),
      `[${`[${'1, '.repeat(8)}...], `.repeat(8)}...]`,
    ],
  ])('%o is shown as %s', (got, text) => {
    expect(invalidArgument('f', 'must fit', got)).toMatchObject({ got: text, message: `f: must fit, got ${text}` });
  });
});

describe('AdjointError', () => {
  test('carries the failure it stands for', () => {
    const error = new AdjointError(errors.NotScalar);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('AdjointError');
    expect(error.message).toBe(errors.NotScalar.message);
    expect(error.failure).toBe(errors.NotScalar);
  });
});

describe('orThrow', () => {
  test('gives the value of a Right', () => {
    expect(orThrow(E.right(3))).toBe(3);
  });

  test('throws a Left as an AdjointError', () => {
    expect(() => orThrow(refuse(errors.NotScalar))).toThrow(new AdjointError(errors.NotScalar));
  });
});

describe('attempt', () => {
  test('gives what was built', () => {
    expect(attempt(() => 3)).toEqual(E.right(3));
  });

  test.each(Object.entries(errors))('gives %s as a value', (_, error) => {
    expect(attempt(() => orThrow(refuse(error)))).toEqual(E.left(error));
  });

  test.each<readonly [string, unknown]>([
    ['an ordinary error', new TypeError('no')],
    ["another package's failure", new AdjointError({ _tag: 'UnknownDataset', message: 'no' })],
    ['a failure named like a member of every object', new AdjointError({ _tag: 'toString', message: 'no' })],
    ['a failure that is not wrapped', errors.NotScalar],
    ['anything else', 'no'],
  ])('throws %s on', (_, thrown) => {
    let caught: unknown;
    try {
      attempt(() => {
        throw thrown;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
  });
});
