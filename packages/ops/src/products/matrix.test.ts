import { type AnyTensor, attempt, evaluate, gradient, input, type Shape, type Tensor, toArray } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { fixture, type Stored, valueOf } from '../../test/fixture.ts';
import * as ops from '../index.ts';

interface Case {
  readonly operation: Operation;
  readonly name: string;
  readonly inputs: readonly Stored[];
  readonly options: ops.TriangularSolveOptions;
  readonly results: readonly Stored[];
  readonly conditions: readonly number[];
}

interface DerivativeCase {
  readonly operation: Operation;
  readonly name: string;
  readonly inputs: readonly Stored[];
  readonly outputs: readonly Stored[];
  readonly slopes: readonly Stored[];
  readonly curvatures: readonly Stored[];
}

type Operation =
  | 'cholesky'
  | 'determinant'
  | 'inverse'
  | 'leastSquares'
  | 'logDeterminant'
  | 'qr'
  | 'solve'
  | 'symmetricEigen'
  | 'triangularSolve';

type Build = (inputs: readonly Tensor[], options?: ops.TriangularSolveOptions) => readonly Tensor[];

const builds: Readonly<Record<Operation, Build>> = {
  solve: ([a, b]) => [ops.solve(a!, b!)],
  triangularSolve: ([a, b], options) => [ops.triangularSolve(a!, b!, options)],
  inverse: ([a]) => [ops.inverse(a!)],
  determinant: ([a]) => [ops.determinant(a!)],
  logDeterminant: ([a]) => ops.logDeterminant(a!),
  cholesky: ([a]) => [ops.cholesky(a!)],
  qr: ([a]) => ops.qr(a!),
  leastSquares: ([a, b]) => [ops.leastSquares(a!, b!)],
  symmetricEigen: ([a]) => ops.symmetricEigen(a!),
};

/** Leaves of the shapes of some values, and the values. */
const bound = (values: readonly Stored[]) => ({
  leaves: values.map(({ shape }, i): Tensor => input(`x${i}`, shape as Shape)),
  bindings: Object.fromEntries(values.map((value, i) => [`x${i}`, valueOf(value)])),
});

const allOf = (tensors: readonly AnyTensor[]) => Object.fromEntries(tensors.entries());

/** The largest difference from what is expected, in terms of the largest entry (or 1, where that is asked for), of each tensor. */
const errors = (
  tensors: readonly AnyTensor[],
  bindings: Readonly<Record<string, unknown>>,
  expected: readonly Stored[],
  least = 0,
): readonly number[] =>
  Object.values(evaluate(allOf(tensors), bindings as never)).map(({ shape, data }, i) => {
    const want = valueOf(expected[i]!);
    expect(shape).toEqual(want.shape);
    const largest = Math.max(least, ...want.data.map(Math.abs));
    const differences = Array.from(data, (entry, k) => Math.abs(entry - want.data[k]!));
    return Math.max(0, ...differences) / (largest === 0 ? 1 : largest);
  });

describe('values agree with 60 digits, as far as the condition of the matrix allows:', () => {
  test.each(fixture<Case>('matrix').map((stored) => [stored.operation, stored.name, stored] as const))(
    '%s, %s',
    (operation, _, { inputs, options, results, conditions }) => {
      const { leaves, bindings } = bound(inputs);
      const size = Math.max(...inputs[0]!.shape.slice(-2));
      const found = errors(
        builds[operation](leaves, options),
        bindings,
        results,
        operation === 'logDeterminant' ? 1 : 0,
      );
      found.forEach((error, i) => expect(error).toBeLessThanOrEqual(2 ** -51 * (1 + size) * conditions[i]!));
    },
  );
});

describe('derivatives to second order agree with PyTorch:', () => {
  const sumOfSines = (tensors: readonly Tensor[]): Tensor<[]> =>
    tensors.map((tensor): Tensor<[]> => ops.sum(ops.sin(tensor))).reduce((sum, term) => ops.add(sum, term));
  test.each(fixture<DerivativeCase>('matrix-derivatives').map((stored) => [stored.name, stored] as const))(
    '%s',
    (_, { operation, inputs, outputs, slopes, curvatures }) => {
      const { leaves, bindings } = bound(inputs);
      const given = builds[operation](leaves);
      const y = operation === 'logDeterminant' ? [given[1]!] : given;
      const first: readonly Tensor[] = gradient(sumOfSines(y), leaves);
      const second: readonly Tensor[] = gradient(sumOfSines(first), leaves);
      for (const error of errors(y, bindings, outputs)) expect(error).toBeLessThan(1e-14);
      for (const error of errors(first, bindings, slopes)) expect(error).toBeLessThan(1e-13);
      for (const error of errors(second, bindings, curvatures)) expect(error).toBeLessThan(1e-12);
    },
  );
});

const a = input('a', ['n', 'n']);
const at = (tensor: AnyTensor, matrix: readonly (readonly number[])[], order: Readonly<Record<string, unknown>> = {}) =>
  toArray(evaluate(tensor, { a: matrix, ...order } as never));
const entriesOf = (tensor: AnyTensor, matrix: readonly (readonly number[])[]) =>
  (at(tensor, matrix) as readonly (readonly number[])[]).flat();

describe('numbers are never refused: of a matrix that lacks what is asked', () => {
  const singular = [[1, 2], [2, 4]]; // prettier-ignore
  const isFinite = (entry: number) => Number.isFinite(entry);

  test('a singular one has infinities or NaN for an inverse and solutions', () => {
    expect(entriesOf(ops.inverse(a), singular).some(isFinite)).toBe(false);
    expect(entriesOf(ops.solve(a, a), [[0, 0], [0, 0]]).every(Number.isNaN)).toBe(true); // prettier-ignore
    expect(at(ops.solve(input('a', [1, 1]), input('b', [1])), [[0]], { b: [-3] })).toEqual([-Infinity]);
    expect(at(ops.triangularSolve(input('a', [2, 2]), input('b', [2])), [[1, 0], [5, 0]], { b: [1, 2] })).toEqual([1, -Infinity]); // prettier-ignore
  });

  test('a singular one has the determinant 0, of sign 0 and logarithm −∞', () => {
    const [sign, logarithm] = ops.logDeterminant(a);
    expect(at(ops.determinant(a), singular)).toBe(0);
    expect(at(sign, singular)).toBe(0);
    expect(at(logarithm, singular)).toBe(-Infinity);
    expect(entriesOf(gradient(logarithm, [a])[0], singular).some(isFinite)).toBe(false);
  });

  test.each([
    ['indefinite', [[1, 2], [2, 1]]],
    ['semidefinite', [[1, 1], [1, 1]]],
    ['zero', [[0, 0], [0, 0]]],
    ['negative', [[-1, 0], [0, 1]]],
    ['NaN in one entry', [[1, Number.NaN], [0, 1]]],
  ])('one that is not positive definite (%s) has a lower triangle of NaN for a root', (_, matrix) => {
    expect(at(ops.cholesky(a), matrix)).toEqual([[Number.NaN, 0], [Number.NaN, Number.NaN]]); // prettier-ignore
  }); // prettier-ignore

  test('one with columns that depend on each other has q and r, but no derivative of them, and no least squares', () => {
    const [q, r] = ops.qr(a);
    expect(entriesOf(ops.matmul(q, r), singular).map((entry) => Math.round(entry * 1e14) / 1e14)).toEqual([1, 2, 2, 4]);
    const zeros = [[0, 0], [0, 0]]; // prettier-ignore
    expect(at(q, zeros)).toEqual([[1, 0], [0, 1]]); // prettier-ignore
    expect(at(r, zeros)).toEqual(zeros);
    expect(entriesOf(gradient(ops.sum(ops.sin(q)), [a])[0], zeros).some(isFinite)).toBe(false);
    expect(entriesOf(ops.leastSquares(a, a), zeros).every(Number.isNaN)).toBe(true);
  });

  test('NaN stays NaN, and is not lost beside zeros', () => {
    const hidden = [[0, 0], [0, Number.NaN]]; // prettier-ignore
    for (const tensor of [ops.determinant(a), ops.logDeterminant(a)[1]]) expect(at(tensor, hidden)).toBeNaN();
    expect(entriesOf(ops.inverse(a), hidden).some(isFinite)).toBe(false);
    expect(at(ops.symmetricEigen(a)[0], hidden)).toEqual([Number.NaN, Number.NaN]);
    expect(at(ops.symmetricEigen(a)[0], [[1, Infinity], [0, 1]])).toEqual([Number.NaN, Number.NaN]); // prettier-ignore
  });
});

describe('only part of a matrix is read:', () => {
  test('one triangle by triangularSolve, and no NaN leaks from the other one, into gradients neither', () => {
    const b = input('b', ['n', 1]);
    const y = ops.triangularSolve(ops.tril(a), b);
    const other = ops.triangularSolve(a, b);
    const matrix = [[2, Number.NaN], [1, 4]]; // prettier-ignore
    expect(at(other, matrix, { b: [[2], [9]] })).toEqual([[1], [2]]);
    for (const solution of [y, other]) {
      const [slope] = gradient(ops.sum(ops.square(solution)), [a]);
      expect(at(ops.add(slope, 0), matrix, { b: [[2], [9]] })).toEqual([[-0.5, 0], [-1, -2]]); // prettier-ignore
    }
  });

  test('the symmetric part by cholesky and symmetricEigen, whose gradients are symmetric', () => {
    const [skewed, straight] = [[[4, 5], [-1, 10]], [[4, 2], [2, 10]]]; // prettier-ignore
    for (const tensor of [ops.cholesky(a), ...ops.symmetricEigen(a)]) {
      expect(at(tensor, skewed)).toEqual(at(tensor, straight));
      const [, right, left] = entriesOf(gradient(ops.sum(ops.sin(tensor as AnyTensor as Tensor)), [a])[0], skewed);
      expect(right).toBe(left);
    }
  });
});

describe('refused', () => {
  const shapes = (...all: Shape[]) => all.map((shape, i): Tensor => input(`x${i}`, shape));
  test.each<readonly [string, () => unknown]>([
    ['solve: must be square matrices, got [2, 3]', () => builds.solve(shapes([2, 3], [2]))],
    ['solve: must be matrices, with at least two axes, got [3]', () => builds.solve(shapes([3], [3]))],
    ['solve: right sides must have as many rows as the matrices, got [3, 3] and [2]', () => builds.solve(shapes([3, 3], [2]))],
    ['solve: right sides must have as many rows as the matrices, got [batch, 3, 3] and [batch, 3]', () => builds.solve(shapes(['batch', 3, 3], ['batch', 3]))],
    ['solve: right sides must have at least one axis, got [3, 3] and []', () => builds.solve(shapes([3, 3], []))],
    ['solve: batches must be equal or broadcast, got [2, 3, 3] and [4, 3, 1]', () => builds.solve(shapes([2, 3, 3], [4, 3, 1]))],
    ['inverse: must be square matrices, got [n, m]', () => builds.inverse(shapes(['n', 'm']))],
    ['determinant: must be square matrices, got [batch, 3]', () => builds.determinant(shapes(['batch', 3]))],
    ['logDeterminant: operands must be real, got int', () => ops.logDeterminant(input('i', [2, 2], 'int') as never)],
    ['cholesky: must be square matrices, got [2, 1]', () => builds.cholesky(shapes([2, 1]))],
    ['symmetricEigen: must be square matrices, got [2, 1]', () => builds.symmetricEigen(shapes([2, 1]))],
    ['triangularSolve: lower must be true or false, got 1', () => builds.triangularSolve(shapes([2, 2], [2]), { lower: 1 as never })],
    ['qr: must be matrices, with at least two axes, got [3]', () => builds.qr(shapes([3]))],
    ['qr: columns can have a name only where rows have one, got [3, n]', () => builds.qr(shapes([3, 'n']))],
    ['leastSquares: must have at least as many rows as columns, got [2, 3]', () => builds.leastSquares(shapes([2, 3], [2]))],
    ['leastSquares: must have at least as many rows as columns, got [3, n]', () => builds.leastSquares(shapes([3, 'n'], [3]))],
  ])('%s', (message, build) => {
    expect(attempt(build)).toMatchObject({ left: { message } });
  }); // prettier-ignore

  test('too few rows, once their number is known', () => {
    const [q] = ops.qr(input('a', ['batch', 3]));
    expect(attempt(() => evaluate(q, { a: [[1, 2, 3], [4, 5, 6]] }))).toMatchObject({
      left: { _tag: 'ShapeMismatch', message: 'qr: named rows must be at least as many as columns, got [2, 3]' },
    }); // prettier-ignore
  });
});

test('batches may have names', () => {
  const batch = input('batch', ['batch', 2, 2]);
  const found = evaluate(
    { x: ops.solve(batch, input('b', [2])), d: ops.determinant(batch) },
    { batch: [[[2, 0], [0, 4]], [[0, 1], [1, 0]]], b: [2, 4] },
  ); // prettier-ignore
  expect(toArray(found.x)).toEqual([[1, 1], [4, 2]]); // prettier-ignore
  expect(toArray(found.d)).toEqual([8, -1]);
});
