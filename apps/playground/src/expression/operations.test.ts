import { evaluate, isTensor } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { buildExpression } from './build.ts';
import { entryFor } from './manual.ts';
import { leftOut, nearest, operations } from './operations.ts';
import { bindings, scope } from './sample.ts';

const each = (names: string, call: (name: string) => string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, call(name)]));

/** Uses of operations, as losses. One that is new can be called without a use here. */
const uses: Readonly<Record<string, string>> = {
  ...each('add sub mul div maximum minimum mod logAddExp pow atan2 hypot xlogy', (name) => `sum(${name}(W, b))`),
  ...each('binaryCrossEntropy squaredError absoluteError', (name) => `sum(${name}(W, b))`),
  ...each('abs ceil floor neg reciprocal round rsqrt sign sqrt square', (name) => `sum(${name}(W))`),
  ...each('exp expm1 log log10 log1p log2 logSigmoid sigmoid softplus', (name) => `sum(${name}(W))`),
  ...each('acos acosh asin asinh atan atanh cos cosh sin sinh tan tanh', (name) => `sum(${name}(W))`),
  ...each('erf erfc relu selu silu elu leakyRelu gelu', (name) => `sum(${name}(W))`),
  ...each('and or', (name) => `sum(toReal(${name}(mask, W < 1)))`),
  ...each('equal greater greaterEqual less lessEqual notEqual', (name) => `sum(toReal(${name}(W, b)))`),
  ...each('sum mean max min prod logSumExp norm variance standardDeviation', (name) => `sum(${name}(W, axis: 1))`),
  ...each('all any', (name) => `sum(toReal(${name}(mask, axis: 0)))`),
  ...each('argmax argmin', (name) => `sum(toReal(${name}(W, axis: 0)))`),
  ...each('softmax logSoftmax cumsum cumprod entropy', (name) => `sum(${name}(W, axis: 0))`),
  ...each('klDivergence cosineSimilarity', (name) => `sum(${name}(W, W + 1, axis: 0))`),
  ...each('tril triu', (name) => `sum(${name}(square3, offset: 1))`),
  ...each('hinge structuredHinge oneVsAll crossEntropy accuracy', (name) => `sum(${name}(X @ W, labels))`),
  ...each('l1 l2 elasticNet', (name) => `${name}(W)`),
  ...each('randomNormal randomUniform', (name) => `sum(${name}(key, [2, 3]) * W)`),
  ...each('concat stack', (name) => `sum(${name}([W, W], axis: 0))`),
  ...each('dot matmul outer', (name) => `sum(${name}(W, square3))`),
  ...each('binaryHinge huber', (name) => `sum(${name}(W, W * 2))`),
  clamp: 'sum(clamp(W, min: 0, max: 1))',
  not: 'sum(toReal(not(mask)))',
  where: 'sum(where(mask, W, 0))',
  toInt: 'sum(toReal(toInt(W)))',
  toReal: 'sum(toReal(places))',
  expandDims: 'sum(expandDims(W, axis: -1))',
  reshape: 'sum(reshape(W, [3, -1]))',
  squeeze: 'sum(squeeze(expandDims(W, 0)))',
  transpose: 'sum(transpose(W))',
  rename: "sum(rename(W, ['rows', 'columns']))",
  flip: 'sum(flip(W, axis: 0))',
  slice: 'sum(slice(W, [{ end: 1 }]))',
  split: 'sum(split(W, 3, 1)[0])',
  repeat: 'sum(repeat(W, 2, axis: 0))',
  tile: 'sum(tile(W, [1, 2]))',
  pad: "sum(pad(W, 1, mode: 'edge'))",
  arange: 'sum(toReal(arange(3)))',
  takeAlongAxis: 'sum(takeAlongAxis(W, places, 1))',
  gather: 'sum(gather(square3, labels, 0))',
  scatterAdd: 'sum(scatterAdd(square3, places, tile(expandDims(W, -1), [1, 1, 3]), 0))',
  oneHot: 'sum(oneHot(labels, 3))',
  diag: 'sum(diag(b))',
  einsum: "sum(einsum('ij->ji', W))",
  trace: 'trace(square3, offset: 1)',
  dropout: 'sum(dropout(W, rate: 0.5, key: key))',
  hessian: 'sum(hessian(l2(W), W))',
  jacobian: 'sum(jacobian(exp(W), W))',
  stabilize: 'stabilize(sum(log(sum(exp(W), 1))))',
};

test('every export of ops can be called, or is left out with a reason', () => {
  expect([...operations.keys(), ...leftOut.keys()].toSorted()).toEqual(Object.keys(ops).toSorted());
  for (const reason of leftOut.values()) expect(reason).not.toBe('');
});

test.each(Object.entries(uses))('%s can be called', (name, text) => {
  expect(text).toContain(`${name}(`);
  const built = buildExpression(text, scope);
  if (E.isLeft(built)) throw new Error(built.left.map(({ message }) => message).join('; '));
  expect(isTensor(built.right.loss)).toBe(true);
  expect(evaluate(built.right.loss, bindings).shape).toEqual([]);
});

test.each([...operations.keys()])('the manual says what %s means and takes', (name) => {
  const { says, parameters } = entryFor(name)!;
  expect(says).not.toBe('');
  expect(parameters.length).toBeGreaterThan(0);
});

test('the manual knows what overloads have in common and what they do not', () => {
  expect(entryFor('sum')).toEqual({
    says: 'The sum; 0 on nothing.',
    fewest: 1,
    parameters: [
      { names: ['x'], options: [] },
      { names: ['axis', 'options'], options: ['axis', 'keepDims'] },
    ],
    isOpen: false,
  });
});

test('the nearest name is near', () => {
  expect(nearest('crossentropy', [...operations.keys()])).toBe('crossEntropy');
  expect(nearest('meann', [...operations.keys()])).toBe('mean');
  expect(nearest('supercalifragilistic', [...operations.keys()])).toBeUndefined();
  expect(nearest('x'.repeat(5000), [...operations.keys()])).toBeUndefined();
});
