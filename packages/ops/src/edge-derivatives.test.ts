import { type AnyTensor, evaluate, gradient, input, type Shape, type Tensor } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { fixture, type Stored, valueOf } from '../test/fixture.ts';
import * as ops from './index.ts';

interface Case {
  readonly operation: string;
  readonly inputs: readonly Stored[];
  readonly options?: ops.TriangularSolveOptions;
  readonly outputs: readonly Stored[];
  readonly slopes: readonly Stored[];
  readonly curvatures: readonly Stored[];
}

type Build = (inputs: readonly Tensor[], options?: ops.TriangularSolveOptions) => readonly Tensor[];

const builds: Readonly<Record<string, Build>> = {
  cumprod: ([x]) => [ops.cumprod(x!)],
  cumLogSumExp: ([x]) => [ops.cumLogSumExp(x!)],
  'cumLogSumExp from its second on': ([x]) => [ops.slice(ops.cumLogSumExp(x!), [{ start: 1, end: 3 }]) as Tensor],
  cummax: ([x]) => [ops.cummax(x!)],
  determinant: ([a]) => [ops.determinant(a!)],
  logDeterminant: ([a]) => [ops.logDeterminant(a!)[1]],
  inverse: ([a]) => [ops.inverse(a!)],
  solve: ([a, b]) => [ops.solve(a!, b!)],
  cholesky: ([a]) => [ops.cholesky(a!)],
  qr: ([a]) => ops.qr(a!),
  leastSquares: ([a, b]) => [ops.leastSquares(a!, b!)],
  symmetricEigen: ([a]) => ops.symmetricEigen(a!),
  triangularSolve: ([a, b], options) => [ops.triangularSolve(a!, b!, options)],
};

const sumOfSines = (tensors: readonly Tensor[]): Tensor<[]> =>
  tensors.map((tensor): Tensor<[]> => ops.sum(ops.sin(tensor))).reduce((sum, term) => ops.add(sum, term));

/** The derivatives of the sum of all sines. */
const curved = (tensors: readonly Tensor[], leaves: readonly Tensor[]): readonly Tensor[] =>
  gradient(sumOfSines(tensors), leaves, { unused: 'zeros' }) as readonly Tensor[];

describe('at ties, zeros, infinities and special matrices derivatives to second order agree with PyTorch:', () => {
  const named = fixture<Case>('edge-derivatives').map((each) => {
    const operands = each.inputs.map(({ shape, data }) => `${JSON.stringify(shape)} ${data.join(' ')}`);
    return [`${each.operation} of ${operands.join(' and ')}`, each] as const;
  });
  test.each(named)('%s', (_, { operation, inputs, options, ...expected }) => {
    const leaves = inputs.map(({ shape }, i): Tensor => input(`x${i}`, shape as Shape));
    const bindings = Object.fromEntries(inputs.map((value, i) => [`x${i}`, valueOf(value)]));
    const isNear = (tensors: readonly AnyTensor[], values: readonly Stored[], within: number): void =>
      tensors.forEach((tensor, i) => {
        const { shape, data } = evaluate(tensor, bindings);
        const want = valueOf(values[i]!);
        expect(shape).toEqual(want.shape);
        const largest = Math.max(1, ...want.data.map(Math.abs));
        want.data.forEach((entry, k) => expect(Math.abs(data[k]! - entry)).toBeLessThan(within * largest));
      });
    const outputs = builds[operation]!(leaves, options);
    const slopes = curved(outputs, leaves);
    isNear(outputs, expected.outputs, 1e-14);
    isNear(slopes, expected.slopes, 1e-13);
    isNear(curved(slopes, leaves), expected.curvatures, 1e-12);
  });
});
